"""From a question or articles to a reply: the real store and retrieval, a fake embedder and index."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.adapters.memory_vectors import MemoryVectors
from app.adapters.reader import load_reader
from app.adapters.store import SqliteStore
from app.answer import embedded_engine
from app.answer import sources as module
from app.answer.embedded_engine import EmbeddedEngine
from app.answer.events import Clock, Done, Event, PassagesFound
from app.answer.reply import AddedClaim
from app.answer.requests import AnswerRequest, SummaryRequest
from app.answer.sources import SUMMARY_QUERY_PASSAGES, relevant_passages
from app.errors import ArticleNotFound
from app.ingest.pipeline import Ingest
from app.models import Article, Filters, Hit, Reason, Reply, Status
from app.retrieve.search import Retriever
from tests.answer.made import hits, passage
from tests.conftest import BRIDGE

COST = "How much did the repairs cost?"
THANKED = "Mayor Ada Brook thanked 120 workers."


class ChangedMeanwhile:
    """The store, in which something changes before the verifier reads the articles."""

    def __init__(self, store: SqliteStore, change: Callable[[], Awaitable[object]]) -> None:
        self._store = store
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def articles(self, article_ids: Sequence[str]) -> Mapping[str, Article]:
        await self._change()
        return await self._store.articles(article_ids)


@pytest.fixture
def engine(store: SqliteStore, retriever: Retriever) -> EmbeddedEngine:
    return EmbeddedEngine(store, retriever, load_reader())


async def events_of(events: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in events]


async def reply_of(events: AsyncIterator[Event]) -> Reply:
    *_, last = await events_of(events)
    assert isinstance(last, Done)
    return last.reply


async def ask(engine: EmbeddedEngine, question: str, filters: Filters | None = None, top_k: int = 8) -> Reply:
    return await reply_of(engine.answer(AnswerRequest(question, filters or Filters(), top_k)))


async def test_an_answer_is_verbatim_and_cited(
    engine: EmbeddedEngine, store: SqliteStore, articles: None
) -> None:
    reply = await ask(engine, COST)
    assert (reply.status, reply.text) == (Status.ANSWERED, "The repairs cost 2.4 million euros. [1]")
    article = await store.article("bridge")
    assert article is not None
    (citation,) = reply.citations
    assert citation.evidence.span.of(article.text) == citation.evidence.quote
    assert citation.evidence.revision == article.revision


async def test_events_are_passages_then_claims_then_the_whole(engine: EmbeddedEngine, articles: None) -> None:
    request = SummaryRequest(article_ids=("bridge",))
    first, *claims, last = await events_of(engine.summary(request))
    assert isinstance(first, PassagesFound)
    assert isinstance(last, Done)
    assert len(claims) >= 2
    added = [event for event in claims if isinstance(event, AddedClaim)]
    assert tuple(event.claim for event in added) == last.reply.claims
    assert tuple(one for event in added for one in event.new_citations) == last.reply.citations


async def test_an_abstention_has_no_claim_events(engine: EmbeddedEngine, articles: None) -> None:
    events = await events_of(engine.answer(AnswerRequest("Who won the cup?")))
    assert [type(event) for event in events] == [PassagesFound, Done]


@pytest.mark.parametrize(
    ("question", "filters", "reason"),
    [
        ("How many boats did Ada Brook thank?", Filters(), Reason.INSUFFICIENT_EVIDENCE),
        ("Which striker won the football cup?", Filters(), Reason.NO_RELEVANT_PASSAGE),
        (COST, Filters(source="nobody"), Reason.NO_ARTICLES),
        (COST, Filters(article_ids=()), Reason.NO_ARTICLES),
        (COST, Filters(article_ids=("tunnel",)), Reason.NO_ARTICLES),
        (COST, Filters(source="Sea desk"), Reason.INSUFFICIENT_EVIDENCE),
    ],
)
async def test_abstains_with_the_reason(
    engine: EmbeddedEngine, articles: None, question: str, filters: Filters, reason: Reason
) -> None:
    reply = await ask(engine, question, filters)
    assert (reply.status, reply.reason, reply.text) == (Status.ABSTAINED, reason, "")
    assert (reply.claims, reply.citations) == ((), ())


async def test_an_empty_store_has_no_articles(engine: EmbeddedEngine) -> None:
    assert (await ask(engine, COST)).reason is Reason.NO_ARTICLES


async def test_what_was_looked_at_is_considered(engine: EmbeddedEngine, articles: None) -> None:
    reply = await ask(engine, COST)
    assert [one.article_id for one in reply.considered] == ["ferry"]


async def test_top_k_limits_what_is_looked_at(engine: EmbeddedEngine, articles: None) -> None:
    reply = await ask(engine, COST, top_k=1)
    assert (reply.status, reply.considered) == (Status.ANSWERED, ())


async def test_both_parts_of_a_question_are_answered_in_reading_order(
    engine: EmbeddedEngine, articles: None
) -> None:
    reply = await ask(engine, "Who thanked the workers, and how much did the repairs cost?")
    assert (reply.status, reply.reason) == (Status.ANSWERED, None)
    assert [claim.text for claim in reply.claims] == ["The repairs cost 2.4 million euros.", THANKED]


@pytest.mark.parametrize("lacking", ["who won the cup", "where does he live"])
async def test_one_part_of_two_is_a_partial_answer(
    engine: EmbeddedEngine, articles: None, lacking: str
) -> None:
    reply = await ask(engine, f"How much did the repairs cost and {lacking}?")
    assert reply.status is Status.PARTIAL
    assert reply.reason in (Reason.INSUFFICIENT_EVIDENCE, Reason.NO_RELEVANT_PASSAGE)
    assert [claim.text for claim in reply.claims] == ["The repairs cost 2.4 million euros."]


async def test_no_part_of_two_is_an_abstention(engine: EmbeddedEngine, articles: None) -> None:
    assert (await ask(engine, "Who won the cup and who lost it?")).status is Status.ABSTAINED


async def test_parts_share_the_passages_that_may_be_looked_at(engine: EmbeddedEngine, articles: None) -> None:
    question = "How much did the repairs cost and what do tickets cost?"
    passages, *_ = await events_of(engine.answer(AnswerRequest(question, top_k=2)))
    assert isinstance(passages, PassagesFound)
    assert [hit.passage.article_id for hit in passages.retrieved.hits] == ["bridge", "ferry"]
    single, *_ = await events_of(engine.answer(AnswerRequest(question, top_k=1)))
    assert isinstance(single, PassagesFound)
    assert len(single.retrieved.hits) == 1
    assert (await ask(engine, question, top_k=1)).status is Status.PARTIAL


async def test_an_article_replaced_meanwhile_is_not_cited(
    store: SqliteStore, retriever: Retriever, ingest: Ingest, articles: None
) -> None:
    async def change() -> None:
        await ingest.put(replace(BRIDGE, text=BRIDGE.text.replace("2.4", "9.9")))

    reply = await ask(EmbeddedEngine(ChangedMeanwhile(store, change), retriever, load_reader()), COST)  # type: ignore[arg-type]
    assert (reply.status, reply.reason) == (Status.ABSTAINED, Reason.VERIFICATION_FAILED)
    assert (reply.text, reply.citations) == ("", ())
    assert [one.reason for one in reply.unsupported] == ["quote_not_found"]


async def test_an_article_deleted_meanwhile_is_not_cited(
    store: SqliteStore, retriever: Retriever, ingest: Ingest, articles: None
) -> None:
    engine = EmbeddedEngine(
        ChangedMeanwhile(store, lambda: ingest.delete("bridge")), retriever, load_reader()
    )  # type: ignore[arg-type]
    reply = await ask(engine, COST)
    assert (reply.status, reply.reason) == (Status.ABSTAINED, Reason.VERIFICATION_FAILED)


async def test_one_of_two_articles_replaced_meanwhile_leaves_a_partial_summary(
    store: SqliteStore, retriever: Retriever, ingest: Ingest, articles: None
) -> None:
    async def change() -> None:
        await ingest.put(replace(BRIDGE, text="Nothing of this is left in the town any more."))

    engine = EmbeddedEngine(ChangedMeanwhile(store, change), retriever, load_reader())  # type: ignore[arg-type]
    reply = await reply_of(engine.summary(SummaryRequest()))
    assert (reply.status, reply.reason) == (Status.PARTIAL, Reason.VERIFICATION_FAILED)
    assert {one.evidence.article_id for one in reply.citations} == {"ferry"}
    assert reply.unsupported


async def test_a_lost_index_is_told(engine: EmbeddedEngine, vectors: MemoryVectors, articles: None) -> None:
    vectors.available = False
    reply = await ask(engine, COST)
    assert (reply.status, reply.degraded) == (Status.ANSWERED, ("dense",))


async def test_stages_are_timed(engine: EmbeddedEngine, articles: None) -> None:
    timings = (await ask(engine, COST)).timings_ms
    assert set(timings) == {"retrieve", "compose", "verify", "total"}
    assert timings["total"] >= max(timings["retrieve"], timings["compose"], timings["verify"]) > 0


async def test_a_summary_of_named_articles_in_their_order(engine: EmbeddedEngine, articles: None) -> None:
    reply = await reply_of(engine.summary(SummaryRequest(article_ids=("ferry", "bridge"))))
    assert reply.citations[0].evidence.article_id == "ferry"
    assert {one.evidence.article_id for one in reply.citations} == {"ferry", "bridge"}
    assert reply.coverage == 1.0


async def test_a_summary_of_an_unknown_article_is_told(engine: EmbeddedEngine, articles: None) -> None:
    with pytest.raises(ArticleNotFound, match="tunnel"):
        await events_of(engine.summary(SummaryRequest(article_ids=("bridge", "tunnel"))))


async def test_a_summary_of_a_filter(engine: EmbeddedEngine, articles: None) -> None:
    reply = await reply_of(engine.summary(SummaryRequest(filters=Filters(source="Sea desk"))))
    assert {one.evidence.article_id for one in reply.citations} == {"ferry"}


async def test_a_summary_of_named_articles_within_a_filter(engine: EmbeddedEngine, articles: None) -> None:
    request = SummaryRequest(article_ids=("bridge", "ferry"), filters=Filters(source="Sea desk"))
    reply = await reply_of(engine.summary(request))
    assert {one.evidence.article_id for one in reply.citations} == {"ferry"}


async def test_a_summary_of_a_query(engine: EmbeddedEngine, articles: None) -> None:
    reply = await reply_of(engine.summary(SummaryRequest(query="harbour bridge repairs")))
    assert reply.citations[0].evidence.article_id == "bridge"


async def test_a_summary_of_a_filter_that_matches_nothing(engine: EmbeddedEngine, articles: None) -> None:
    reply = await reply_of(engine.summary(SummaryRequest(filters=Filters(source="nobody"))))
    assert (reply.status, reply.reason, reply.coverage) == (Status.ABSTAINED, Reason.NO_ARTICLES, 0.0)


async def test_a_summary_in_bullets(engine: EmbeddedEngine, articles: None) -> None:
    reply = await reply_of(engine.summary(SummaryRequest(format="bullets")))
    lines = reply.text.split("\n")
    assert len(lines) == len(reply.claims) >= 2
    assert all(line.startswith("- ") for line in lines)


async def test_a_summary_keeps_the_word_limit(engine: EmbeddedEngine, articles: None) -> None:
    reply = await reply_of(engine.summary(SummaryRequest(max_words=10)))
    assert 0 < sum(len(claim.text.split()) for claim in reply.claims) <= 10


async def test_a_summary_of_too_many_passages_says_so(
    engine: EmbeddedEngine, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = " ".join(f"Boat {number} left the old quay of the harbour at noon." for number in range(200))
    await ingest.put(replace(BRIDGE, text=long))
    request = SummaryRequest(article_ids=("bridge",))
    assert (await reply_of(engine.summary(request))).degraded == ()
    monkeypatch.setattr(module, "SUMMARY_PASSAGES", 2)
    first, *_, last = await events_of(engine.summary(request))
    assert isinstance(first, PassagesFound)
    assert isinstance(last, Done)
    assert (len(first.retrieved.hits), last.reply.degraded) == (2, ("articles",))


@pytest.mark.parametrize("step", ["summarize", "verify", "coverage_of"])
async def test_a_summary_is_computed_beside_the_loop(
    engine: EmbeddedEngine, articles: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    threads, compute = set[int](), getattr(embedded_engine, step)

    def computed(*given: Any, **options: Any) -> Any:
        threads.add(threading.get_ident())
        return compute(*given, **options)

    monkeypatch.setattr(embedded_engine, step, computed)
    await events_of(engine.summary(SummaryRequest()))
    assert threads
    assert threading.get_ident() not in threads


async def test_a_summary_of_too_many_articles_takes_the_newest_and_says_so(
    engine: EmbeddedEngine, articles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SUMMARY_ARTICLES", 1)
    reply = await reply_of(engine.summary(SummaryRequest()))
    assert reply.degraded == ("articles",)
    assert {one.evidence.article_id for one in reply.citations} == {"ferry"}


def test_relevant_passages_are_those_near_the_best_in_reading_order() -> None:
    second = passage("Two.", ordinal=1)
    first = passage("One.", ordinal=0)
    other = passage("Ferry.", article_id="ferry")
    far = passage("Far.", article_id="far")
    found = [Hit(one, score, 1, 1) for one, score in ((second, 0.9), (other, 0.8), (first, 0.5), (far, 0.4))]
    assert relevant_passages(found) == [first, second, other]
    assert relevant_passages([]) == []
    assert len(relevant_passages(hits(first))) == 1 <= SUMMARY_QUERY_PASSAGES


def test_a_stage_is_timed_even_when_it_fails() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="no"), clock("compose"):
        raise ValueError("no")
    assert clock.stages["compose"] > 0


async def test_a_claim_from_a_source_given_twice_is_told_once(
    engine: EmbeddedEngine, ingest: Ingest, articles: None
) -> None:
    await ingest.put(replace(BRIDGE, article_id="copy"))
    reply = await ask(engine, "Who thanked 120 workers?")
    assert [claim.text for claim in reply.claims] == [THANKED]
