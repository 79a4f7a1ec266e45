"""Claims of any text against the articles or against given texts."""

import asyncio
import threading

import pytest

from app.adapters.store import SqliteStore
from app.answer.judging import verification as module
from app.answer.judging.claims import judge_claim
from app.answer.judging.sentence_index import SentenceIndex
from app.answer.judging.verification import GivenSource, VerifiedText, Verifier
from app.answer.judging.verify import Library, library_of
from app.errors import ArticleNotFound, EmptyText, InvalidRequest, TextTooLong, UnreadableText
from app.models import Evidence, Judgement, Support
from app.retrieve.search import Retriever
from tests.answer.made import articles_of, passage

REPLY = "China set tariffs of 125 percent on US products in reply."
CEILING = "The US put tariffs of up to 145 percent on Chinese exports."
TRADE = GivenSource("trade", f"{CEILING} {REPLY} Trade fell in May.")


@pytest.fixture
def verifier(store: SqliteStore, retriever: Retriever) -> Verifier:
    return Verifier(store, retriever, max_text_bytes=1000)


def supports(result: VerifiedText) -> list[Support]:
    return [claim.judgement.support for claim in result.claims]


def quotes(result: VerifiedText) -> list[str]:
    return [citation.evidence.quote for citation in result.citations]


async def test_a_claim_that_a_given_source_says(verifier: Verifier) -> None:
    result = await verifier.against_sources("China set tariffs of 125 percent on US products.", [TRADE])
    assert supports(result) == [Support.SUPPORTED]
    assert quotes(result) == [REPLY]
    assert [one.evidence.article_id for one in result.citations] == ["trade"]


async def test_a_wrong_number_is_unsupported_beside_the_sentence_that_says_otherwise(
    verifier: Verifier,
) -> None:
    result = await verifier.against_sources(
        "China set tariffs of 145 percent on US products in reply.", [TRADE]
    )
    assert supports(result) == [Support.UNSUPPORTED]
    assert "numbers" in result.claims[0].judgement.failed_checks
    assert quotes(result) == [REPLY]


async def test_a_number_of_another_sentence_does_not_support(verifier: Verifier) -> None:
    sources = [GivenSource("us", CEILING), GivenSource("china", REPLY)]
    result = await verifier.against_sources("China set tariffs of 145 percent on US products.", sources)
    assert supports(result) == [Support.UNSUPPORTED]
    assert [one.evidence.article_id for one in result.citations] == ["china"]


async def test_a_negated_claim_is_unsupported_beside_what_it_negates(verifier: Verifier) -> None:
    result = await verifier.against_sources("China set no tariffs of 125 percent on US products.", [TRADE])
    assert supports(result) == [Support.UNSUPPORTED]
    assert quotes(result) == [REPLY]


async def test_a_claim_about_something_else_is_unsupported_with_nothing_beside_it(verifier: Verifier) -> None:
    result = await verifier.against_sources("Bread was sold at noon.", [TRADE])
    assert supports(result) == [Support.UNSUPPORTED]
    assert (result.claims[0].citations, result.citations) == ((), ())


async def test_two_quotes_together_carry_a_claim(verifier: Verifier) -> None:
    text = "Mayor Ada Brook opened the harbour bridge and thanked 120 tired workers."
    source = GivenSource("b", "Mayor Ada Brook opened the harbour bridge. She thanked 120 tired workers.")
    result = await verifier.against_sources(text, [source])
    assert supports(result) == [Support.SUPPORTED]
    assert result.claims[0].citations == (1, 2)


async def test_offsets_are_into_the_given_texts(verifier: Verifier) -> None:
    text = "Trade fell in May. China set tariffs of 125 percent on US products."
    result = await verifier.against_sources(text, [TRADE])
    assert [claim.span.of(text) for claim in result.claims] == [claim.text for claim in result.claims]
    assert all(one.evidence.span.of(TRADE.text) == one.evidence.quote for one in result.citations)


async def test_offsets_into_a_source_are_into_its_canonical_form(verifier: Verifier) -> None:
    source = GivenSource("trade", f"\ufeffTrade\x00 fell.\r\n{REPLY}")
    result = await verifier.against_sources(REPLY, [source])
    assert result.citations[0].evidence.span.of(f"Trade fell.\n{REPLY}") == REPLY


async def test_the_same_quote_has_one_number(verifier: Verifier) -> None:
    result = await verifier.against_sources(f"{REPLY} {REPLY}", [TRADE])
    assert [claim.citations for claim in result.claims] == [(1,), (1,)]
    assert len(result.citations) == 1


async def test_a_long_source_is_read_to_its_end(verifier: Verifier) -> None:
    filler = " ".join(f"Boat {number} left the quay." for number in range(30))
    source = GivenSource("long", f"{filler} {REPLY}")
    result = await verifier.against_sources(REPLY, [source])
    assert supports(result) == [Support.SUPPORTED]
    assert result.citations[0].evidence.span.of(source.text) == REPLY


@pytest.mark.parametrize(
    ("text", "sources", "error"),
    [
        (" \n", [TRADE], EmptyText),
        ("One.", [TRADE, GivenSource("empty", "\x00")], EmptyText),
        ("\ud800", [TRADE], UnreadableText),
        ("x" * 1001, [TRADE], TextTooLong),
        ("One.", [GivenSource("long", "x" * 1001)], TextTooLong),
    ],
    ids=["empty text", "empty source", "lone surrogate", "too long a text", "too long a source"],
)
async def test_what_can_not_be_read_is_refused(
    verifier: Verifier, text: str, sources: list[GivenSource], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await verifier.against_sources(text, sources)


async def test_an_unreadable_source_is_named_by_its_place(verifier: Verifier) -> None:
    with pytest.raises(UnreadableText) as refusal:
        await verifier.against_sources("One.", [TRADE, GivenSource("bad", "\ud800")])
    assert [one.field for one in refusal.value.fields] == ["sources.1.text"]


async def test_a_claim_that_an_article_says(verifier: Verifier, articles: None) -> None:
    result = await verifier.against_articles("Mayor Ada Brook thanked 120 workers.", None)
    assert supports(result) == [Support.SUPPORTED]
    assert result.citations[0].evidence.article_id == "bridge"


async def test_a_claim_that_an_article_contradicts(verifier: Verifier, articles: None) -> None:
    result = await verifier.against_articles("Mayor Ada Brook thanked 150 workers.", None)
    assert supports(result) == [Support.UNSUPPORTED]
    assert quotes(result) == ["Mayor Ada Brook thanked 120 workers."]


async def test_each_sentence_is_judged_apart(verifier: Verifier, articles: None) -> None:
    text = "Tickets cost 3 euros. Mayor Ada Brook thanked 150 workers. Penguins can fly."
    result = await verifier.against_articles(text, None)
    assert supports(result) == [Support.SUPPORTED, Support.UNSUPPORTED, Support.UNSUPPORTED]


async def test_only_the_named_articles_are_looked_at(verifier: Verifier, articles: None) -> None:
    result = await verifier.against_articles("Mayor Ada Brook thanked 120 workers.", ("ferry",))
    assert supports(result) == [Support.UNSUPPORTED]
    assert {one.evidence.article_id for one in result.citations} <= {"ferry"}


async def test_an_unknown_article_is_told(verifier: Verifier, articles: None) -> None:
    with pytest.raises(ArticleNotFound, match="tunnel"):
        await verifier.against_articles("One.", ("bridge", "tunnel"))


async def test_an_empty_store_supports_nothing(verifier: Verifier) -> None:
    result = await verifier.against_articles("Tickets cost 3 euros.", None)
    assert supports(result) == [Support.UNSUPPORTED]


def test_a_day_is_judged_by_its_date() -> None:
    place = passage("The harbour bridge reopened on Monday after repairs.")
    index = SentenceIndex.of(library_of([place], articles_of([place])))
    right, _ = judge_claim("The harbour bridge reopened on 5 May 2025 after repairs.", index)
    wrong, shown = judge_claim("The harbour bridge reopened on 6 May 2025 after repairs.", index)
    assert right.failed_checks == ()
    assert (wrong.support, wrong.failed_checks) == (Support.UNSUPPORTED, ("dates",))
    assert [one.quote for one in shown] == [place.text]


def test_an_empty_library_gives_no_evidence() -> None:
    judgement, evidence = judge_claim("The bridge is open.", SentenceIndex.of(Library({}, {})))
    assert (judgement.support, judgement.failed_checks, evidence) == (Support.UNSUPPORTED, ("quote",), ())


async def test_unrelated_sentences_do_not_carry_a_claim_together(verifier: Verifier) -> None:
    text = "Ada Brook named five aims. The weather was mild. Karin Holm thanked the host."
    result = await verifier.against_sources("Karin Holm named five aims.", [GivenSource("a", text)])
    assert supports(result) != [Support.SUPPORTED]


@pytest.mark.parametrize(
    ("limit", "field", "says"),
    [
        ("MAX_CLAIMS", "text", "text: 2 sentences; at most 1 at once"),
        ("MAX_SOURCE_CHARACTERS", "sources", "at most 1 at once; store them as articles"),
    ],
)
async def test_a_limit_is_told_with_its_field(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch, limit: str, field: str, says: str
) -> None:
    monkeypatch.setattr(module, limit, 1)
    with pytest.raises(InvalidRequest, match=says) as refusal:
        await verifier.against_sources("Trade fell. It rose.", [TRADE])
    assert [one.field for one in refusal.value.fields] == [field]


async def test_too_many_claims_are_refused_before_any_search(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch, articles: None
) -> None:
    monkeypatch.setattr(module, "MAX_CLAIMS", 1)
    with pytest.raises(InvalidRequest, match="at most 1"):
        await verifier.against_articles("Trade fell. It rose.", None)


async def test_claims_are_judged_beside_the_loop(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = set[int]()

    def judged(claim: str, index: SentenceIndex) -> tuple[Judgement, tuple[Evidence, ...]]:
        threads.add(threading.get_ident())
        return judge_claim(claim, index)

    monkeypatch.setattr(module, "judge_claim", judged)
    await verifier.against_sources("Trade fell in May.", [TRADE])
    assert threads
    assert threading.get_ident() not in threads


async def test_a_cancelled_verification_stops_after_its_claim(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, claims = threading.Event(), threading.Event(), list[str]()

    def judged(claim: str, index: SentenceIndex) -> tuple[Judgement, tuple[Evidence, ...]]:
        claims.append(claim)
        begun.set()
        go_on.wait(timeout=10)
        return judge_claim(claim, index)

    monkeypatch.setattr(module, "judge_claim", judged)
    task = asyncio.create_task(verifier.against_sources("Trade fell. It rose. It fell.", [TRADE]))
    assert await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    assert claims == ["Trade fell."]


async def test_words_all_over_a_source_never_make_a_claim_supported(verifier: Verifier) -> None:
    text = "The bridge opened in March. Repairs took the whole winter. Mayor Ada Brook thanked the crew."
    result = await verifier.against_sources(
        "Mayor Ada Brook thanked the crew for winter repairs of the bridge in March.",
        [GivenSource("a", text)],
    )
    judgement = result.claims[0].judgement
    assert judgement.support is Support.PARTIAL
    assert judgement.score < 0.7


@pytest.mark.parametrize("claim", ["Apples cost 3 euros.", "Students pay £6."])
async def test_a_sentence_that_says_otherwise_lends_nothing(verifier: Verifier, claim: str) -> None:
    text = "Apples cost 5 euros. Pears cost 3 euros. Adults pay £6. Students pay £4."
    result = await verifier.against_sources(claim, [GivenSource("note", text)])
    assert supports(result) == [Support.UNSUPPORTED]


async def test_a_number_of_another_subject_is_shown_with_the_right_one(verifier: Verifier) -> None:
    text = "The red team scored 5 goals. The blue team scored 3 goals."
    result = await verifier.against_sources("The red team scored 3 goals.", [GivenSource("a", text)])
    (claim,) = result.claims
    assert (claim.judgement.support, claim.judgement.failed_checks) == (Support.UNSUPPORTED, ("numbers",))
    assert "The red team scored 5 goals." in [one.evidence.quote for one in result.citations]
