"""The only way out: what the verifier lets through stands in the article as it is stored now."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answer.judging.verify import Library, find_quote, library_of, verify, verify_claim
from app.models import Draft, DraftClaim, Quote, RefusedClaim, ResolvedDay, Span, VerifiedClaim
from tests.answer.made import LEAD, article_of, articles_of, passage

REOPENED = "The harbour bridge reopened on Monday after repairs."
COST = "The repairs cost 2.4 million euros."
BRIDGE = passage(REOPENED, COST, "Zoë’s café — “open” — 😀 cost €3.", title="Harbour bridge reopens")
FERRY = passage("Tickets for the ferry cost 3 euros.", article_id="ferry", title="Ferry")
LIBRARY = library_of([BRIDGE, FERRY], articles_of([BRIDGE, FERRY]))
PLACE = Span(len(LEAD), len(LEAD) + len(REOPENED))


def draft_claim(text: str, *quotes: Quote) -> DraftClaim:
    return DraftClaim(text, quotes)


def test_a_quote_is_found_at_its_place_in_the_article() -> None:
    found = find_quote(Quote(BRIDGE.passage_id, COST), LIBRARY)
    assert found is not None
    assert found.span.of(article_of(BRIDGE).text) == found.quote == COST
    assert (found.article_id, found.revision, found.title) == ("bridge", "rev_bridge", BRIDGE.title)


@pytest.mark.parametrize(
    "quote",
    [
        Quote(BRIDGE.passage_id, "The repairs cost 2.5 million euros."),
        Quote(BRIDGE.passage_id, COST.lower()),
        Quote(BRIDGE.passage_id, "Tickets for the ferry cost 3 euros."),
        Quote("psg_unknown", COST),
        Quote(BRIDGE.passage_id, ""),
        Quote(BRIDGE.passage_id, "", Span(20, 20)),
        Quote(BRIDGE.passage_id, LEAD.strip()),
        Quote(BRIDGE.passage_id, LEAD.strip(), Span(0, len(LEAD.strip()))),
        Quote(BRIDGE.passage_id, " The end.", Span(BRIDGE.end, BRIDGE.end + 9)),
        Quote(BRIDGE.passage_id, REOPENED, Span(PLACE.start + 1, PLACE.end + 1)),
        Quote(BRIDGE.passage_id, REOPENED, Span(PLACE.start, PLACE.end - 1)),
        Quote(BRIDGE.passage_id, "harbour", Span(-10, -3)),
    ],
    ids=[
        "a changed number",
        "other case",
        "of another passage",
        "an unknown passage",
        "empty",
        "empty at a place",
        "before the passage",
        "before the passage, with its place",
        "after the passage",
        "moved by one",
        "cut short",
        "a negative place",
    ],
)
def test_a_quote_is_not_found(quote: Quote) -> None:
    assert find_quote(quote, LIBRARY) is None


def test_a_quote_with_its_place_may_stand_elsewhere_too() -> None:
    twice = passage("Open at noon.", "Open at noon.")
    quote = Quote(twice.passage_id, "Open at noon.", twice.sentences[1])
    found = find_quote(quote, library_of([twice], articles_of([twice])))
    assert found is not None
    assert found.span == twice.sentences[1]


def test_an_article_changed_since_it_was_read_gives_no_quotes() -> None:
    changed = {"bridge": replace(article_of(BRIDGE), revision="rev_newer")}
    assert find_quote(Quote(BRIDGE.passage_id, COST), library_of([BRIDGE], changed)) is None


def test_an_article_deleted_since_it_was_read_gives_no_quotes() -> None:
    assert find_quote(Quote(BRIDGE.passage_id, COST), library_of([BRIDGE], {})) is None


def test_the_stored_text_decides_even_under_the_same_revision() -> None:
    other = {"bridge": replace(article_of(BRIDGE), text=LEAD + BRIDGE.text.replace("2.4", "9.9"))}
    assert find_quote(Quote(BRIDGE.passage_id, COST), library_of([BRIDGE], other)) is None


@pytest.mark.parametrize(
    ("published_at", "resolved"),
    [
        (date(2025, 5, 9), (ResolvedDay("Monday", date(2025, 5, 5)),)),
        (date(2025, 4, 15), (ResolvedDay("Monday", date(2025, 4, 14)),)),
        (None, ()),
    ],
)
def test_relative_days_of_a_quote_are_resolved(
    published_at: date | None, resolved: tuple[ResolvedDay, ...]
) -> None:
    place = passage(REOPENED, published_at=published_at)
    found = find_quote(Quote(place.passage_id, REOPENED), library_of([place], articles_of([place])))
    assert found is not None
    assert found.resolved == resolved


SIGNED = "The pact was signed the day before by the harbour mayor Ada Brook."
RECALLED = "The sale began last Friday in Oslo, three days before it was announced."


def test_the_day_before_in_a_quote_counts_from_what_stands_before_it() -> None:
    place = passage("The strike ended on Thursday.", SIGNED)
    found = find_quote(Quote(place.passage_id, SIGNED), library_of([place], articles_of([place])))
    assert found is not None
    assert found.resolved == (ResolvedDay("the day before", date(2025, 5, 7)),)


@pytest.mark.parametrize(
    ("claim", "quote", "holds"),
    [
        ("The pact was signed on 7 May 2025.", SIGNED, True),
        ("The pact was signed by the harbour mayor Ada Brook on 7 May 2025.", SIGNED, True),
        ("The pact was signed on 8 May 2025.", SIGNED, False),
        ("The sale was announced on 5 May 2025.", RECALLED, True),
        ("The sale began on 5 May 2025.", RECALLED, False),
        ("The sale began on 2 May 2025.", RECALLED, True),
    ],
)
def test_a_claim_may_state_the_day_that_is_counted(claim: str, quote: str, holds: bool) -> None:
    place = passage("The strike ended on Thursday.", quote)
    found = verify_claim(
        draft_claim(claim, Quote(place.passage_id, quote)), library_of([place], articles_of([place]))
    )
    checks = found.judgement.checks if isinstance(found, VerifiedClaim) else ()
    assert ("dates" in checks) is holds


def test_a_claim_that_quotes_itself_is_verified() -> None:
    found = verify_claim(draft_claim(COST, Quote(BRIDGE.passage_id, COST)), LIBRARY)
    assert isinstance(found, VerifiedClaim)
    assert found.judgement.score == 1.0
    assert [one.quote for one in found.evidence] == [COST]


@pytest.mark.parametrize(
    ("claim", "quotes", "reason"),
    [
        (COST, [], "no_quote"),
        (COST, ["The repairs cost nothing."], "quote_not_found"),
        (COST, [COST, "The repairs cost nothing."], "quote_not_found"),
        ("The repairs cost 3.4 million euros.", [COST], "not_in_quote_numbers"),
        ("The bridge reopened on Tuesday after repairs.", [REOPENED], "not_in_quote_dates"),
        ("The harbour bridge did not reopen on Monday.", [REOPENED], "not_in_quote_negation"),
        ("Parliament passed a budget.", [COST], "not_in_quote"),
    ],
    ids=["none", "invented", "one of two invented", "number", "date", "negation", "something else"],
)
def test_a_claim_is_refused_with_the_reason(claim: str, quotes: list[str], reason: str) -> None:
    made = draft_claim(claim, *(Quote(BRIDGE.passage_id, text) for text in quotes))
    assert verify_claim(made, LIBRARY) == RefusedClaim(claim, reason)


def test_a_draft_is_parted_in_order() -> None:
    good = [draft_claim(text, Quote(BRIDGE.passage_id, text)) for text in (COST, REOPENED)]
    bad = [draft_claim(f"{text} Twice.", Quote(BRIDGE.passage_id, "nowhere")) for text in ("One.", "Two.")]
    verified = verify(Draft((bad[0], good[0], bad[1], good[1])), LIBRARY)
    assert [claim.text for claim in verified.claims] == [COST, REOPENED]
    assert [claim.text for claim in verified.refused] == ["One. Twice.", "Two. Twice."]


def test_an_empty_draft_verifies_to_nothing() -> None:
    verified = verify(Draft(()), Library({}, {}))
    assert (verified.claims, verified.refused) == ((), ())


SLICES = st.tuples(*[st.integers(0, len(BRIDGE.text))] * 2).filter(lambda cut: cut[0] < cut[1])


@given(SLICES)
@settings(max_examples=100, deadline=None)
def test_any_slice_of_a_passage_is_found_where_it_stands(cut: tuple[int, int]) -> None:
    quote = BRIDGE.text[slice(*cut)]
    span = Span(BRIDGE.start + cut[0], BRIDGE.start + cut[1])
    found = find_quote(Quote(BRIDGE.passage_id, quote, span), LIBRARY)
    assert found is not None
    assert found.span.of(article_of(BRIDGE).text) == quote


@given(SLICES)
@settings(max_examples=100, deadline=None)
def test_any_slice_of_a_passage_is_found_with_no_place_given(cut: tuple[int, int]) -> None:
    quote = BRIDGE.text[slice(*cut)]
    found = find_quote(Quote(BRIDGE.passage_id, quote), LIBRARY)
    assert found is not None
    assert found.span.of(article_of(BRIDGE).text) == quote
    assert BRIDGE.start <= found.span.start < found.span.end <= BRIDGE.end


@given(SLICES, st.integers(0, 10_000), st.characters(exclude_categories=["Cs"]))
@settings(max_examples=100, deadline=None)
def test_one_changed_character_is_not_found(cut: tuple[int, int], at: int, other: str) -> None:
    quote = BRIDGE.text[slice(*cut)]
    place = at % len(quote)
    changed = quote[:place] + other + quote[place + 1 :]
    span = Span(BRIDGE.start + cut[0], BRIDGE.start + cut[1])
    found = find_quote(Quote(BRIDGE.passage_id, changed, span), LIBRARY)
    assert (found is not None) == (changed == quote)
