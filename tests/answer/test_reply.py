"""A reply's text, built claim by claim: offsets, numbers, status."""

import pytest

from app.answer.reply import AddedClaim, Format, ReplyBuilder
from app.models import Engine, Hit, Reason, RefusedClaim, Reply, Status, Support, VerifiedClaim
from tests.answer.made import claim, evidence, hits, passage

ONE = evidence("One stands.", start=0)
TWO = evidence("Two stands.", start=20)
REFUSED = (RefusedClaim("Three.", "quote_not_found"),)
PARTIAL = Support.PARTIAL


def build(
    *claims: VerifiedClaim,
    format: Format = "paragraph",  # noqa: A002
    found: list[Hit] | None = None,
    refused: tuple[RefusedClaim, ...] = (),
    missing: Reason | None = None,
) -> tuple[list[AddedClaim], Reply]:
    builder = ReplyBuilder(prefix="ans", format=format)
    added = [builder.add(one) for one in claims]
    return added, builder.finish(
        engine=Engine("extractive"),
        hits=found or [],
        refused=refused,
        missing=missing,
        degraded=("dense",),
        timings_ms={"total": 1.0},
    )


def test_a_paragraph_is_claims_with_their_markers() -> None:
    _, reply = build(claim("One.", ONE), claim("Two.", ONE, TWO))
    assert reply.text == "One. [1] Two. [1][2]"


def test_bullets_stand_on_their_own_lines() -> None:
    _, reply = build(claim("One.", ONE), claim("Two.", TWO), format="bullets")
    assert reply.text == "- One. [1]\n- Two. [2]"


@pytest.mark.parametrize("format_", ["paragraph", "bullets"])
def test_each_claim_stands_at_its_offsets_without_its_marker(format_: Format) -> None:
    _, reply = build(claim("Öne 😀.", ONE), claim("Two.", TWO), claim("Öne 😀.", ONE), format=format_)
    assert [one.span.of(reply.text) for one in reply.claims] == ["Öne 😀.", "Two.", "Öne 😀."]


def test_citations_are_numbered_as_they_appear() -> None:
    _, reply = build(claim("Two.", TWO), claim("One.", ONE))
    assert [(one.number, one.evidence) for one in reply.citations] == [(1, TWO), (2, ONE)]


def test_the_same_place_is_cited_under_one_number() -> None:
    in_other_passage = evidence("One stands.", start=0, passage_id="psg_bridge_1")
    _, reply = build(claim("One.", ONE), claim("Again.", in_other_passage), claim("Twice.", ONE, ONE))
    assert reply.text == "One. [1] Again. [1] Twice. [1]"
    assert [one.citations for one in reply.claims] == [(1,), (1,), (1,)]


def test_the_same_offsets_in_another_article_are_another_citation() -> None:
    _, reply = build(claim("One.", ONE), claim("Two.", evidence("One stands.", article_id="ferry")))
    assert reply.text == "One. [1] Two. [2]"


def test_each_citation_comes_with_the_claim_that_first_needs_it() -> None:
    added, _ = build(claim("One.", ONE), claim("Both.", ONE, TWO), claim("Two.", TWO))
    assert [[one.number for one in item.new_citations] for item in added] == [[1], [2], []]


def test_what_was_added_is_what_the_reply_holds() -> None:
    added, reply = build(claim("One.", ONE), claim("Two.", TWO))
    assert tuple(item.claim for item in added) == reply.claims
    assert tuple(one for item in added for one in item.new_citations) == reply.citations


@pytest.mark.parametrize(
    ("support", "refused", "missing", "status", "reason"),
    [
        ([], (), None, Status.ABSTAINED, Reason.INSUFFICIENT_EVIDENCE),
        ([], REFUSED, None, Status.ABSTAINED, Reason.VERIFICATION_FAILED),
        ([], (), Reason.NO_ARTICLES, Status.ABSTAINED, Reason.NO_ARTICLES),
        ([], (), Reason.NO_RELEVANT_PASSAGE, Status.ABSTAINED, Reason.NO_RELEVANT_PASSAGE),
        ([], REFUSED, Reason.NO_RELEVANT_PASSAGE, Status.ABSTAINED, Reason.NO_RELEVANT_PASSAGE),
        ([Support.SUPPORTED], (), None, Status.ANSWERED, None),
        ([Support.SUPPORTED], REFUSED, None, Status.PARTIAL, Reason.VERIFICATION_FAILED),
        ([Support.SUPPORTED, PARTIAL], (), None, Status.PARTIAL, Reason.INSUFFICIENT_EVIDENCE),
        ([PARTIAL], REFUSED, None, Status.PARTIAL, Reason.VERIFICATION_FAILED),
        (
            [Support.SUPPORTED],
            (),
            Reason.INSUFFICIENT_EVIDENCE,
            Status.PARTIAL,
            Reason.INSUFFICIENT_EVIDENCE,
        ),
    ],
)
def test_status_and_reason(
    support: list[Support],
    refused: tuple[RefusedClaim, ...],
    missing: Reason | None,
    status: Status,
    reason: Reason | None,
) -> None:
    _, reply = build(*(claim("One.", ONE, support=one) for one in support), refused=refused, missing=missing)
    assert (reply.status, reply.reason) == (status, reason)


def test_an_abstention_has_no_text() -> None:
    _, reply = build(refused=REFUSED)
    assert (reply.text, reply.claims, reply.citations, reply.unsupported) == ("", (), (), REFUSED)


def test_what_was_found_and_not_cited_is_considered() -> None:
    found = hits(passage("One stands."), passage("Ferry.", article_id="ferry"))
    _, reply = build(claim("One.", ONE), found=found)
    assert [(one.passage_id, one.article_id) for one in reply.considered] == [("psg_ferry_0", "ferry")]
    assert reply.considered[0].score == found[1].score


def test_each_reply_has_its_own_id() -> None:
    ids = {build()[1].reply_id for _ in range(20)}
    assert len(ids) == 20
    assert all(one.startswith("ans_") for one in ids)


def test_the_rest_is_passed_on() -> None:
    _, reply = build(claim("One.", ONE))
    assert (reply.engine, reply.degraded, reply.timings_ms) == (
        Engine("extractive"),
        ("dense",),
        {"total": 1.0},
    )
