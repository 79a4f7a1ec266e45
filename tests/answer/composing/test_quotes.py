"""A model's quotes found in the passages that it was shown, or refused with the reason."""

import pytest

from app.answer.composing.proposals import Proposal, Reference
from app.answer.composing.quotes import PROBLEMS, draft_of
from app.models import DraftClaim, RefusedClaim
from tests.answer.made import article_of, passage

BRIDGE = passage("The “old” bridge reopened on Monday.", "It cost 125 euros, not 1.5 million.")
FERRY = passage("The ferry adds a crossing at six.", article_id="ferry")
SHOWN = [BRIDGE, FERRY]


def drafted(*references: Reference) -> DraftClaim | RefusedClaim:
    return draft_of(Proposal("The bridge reopened on Monday.", references), SHOWN)


@pytest.mark.parametrize(
    ("reference", "quote"),
    [
        (Reference(1, "bridge reopened on Monday"), "bridge reopened on Monday"),
        (Reference(1, '  The "old" bridge reopened '), "The “old” bridge reopened"),
        (Reference(1, "on Monday. It cost 125 euros"), "on Monday. It cost 125 euros"),
        (Reference(2, "The ferry adds a crossing at six."), "The ferry adds a crossing at six."),
        (Reference(1), "The “old” bridge reopened on Monday."),
        (Reference(2), "The ferry adds a crossing at six."),
    ],
)
def test_a_quote_is_the_articles_own_characters(reference: Reference, quote: str) -> None:
    draft = drafted(reference)
    assert isinstance(draft, DraftClaim)
    (found,) = draft.quotes
    article = article_of(SHOWN[(reference.number or 0) - 1])
    assert found.text == quote
    assert found.span is not None
    assert found.span.of(article.text) == quote


@pytest.mark.parametrize(
    ("references", "reason"),
    [
        ([], "no_quote"),
        ([Reference(0, "bridge reopened on Monday")], "unknown_passage"),
        ([Reference(3, "bridge reopened on Monday")], "unknown_passage"),
        ([Reference(None, "bridge reopened on Monday")], "unknown_passage"),
        ([Reference(1, "bridge reop")], "quote_too_short"),
        ([Reference(1, "")], "quote_too_short"),
        ([Reference(1, "125" + "\u200b" * 12)], "quote_too_short"),
        ([Reference(1, "125" + " \u3164\ufe0f" * 12)], "quote_too_short"),
        ([Reference(1, "125" + "\u0301" * 12)], "quote_too_short"),
        ([Reference(1, "bridge reopened " * 10_000)], "quote_not_found"),
        ([Reference(10**5000, "bridge reopened on Monday")], "unknown_passage"),
        ([Reference(1, "The “old” bridge … Monday.")], "quote_spliced"),
        ([Reference(1, "The old... on Monday.")], "quote_spliced"),
        ([Reference(1, "25 euros, not")], "quote_cuts_word"),
        ([Reference(1, "5 million. The")], "quote_not_found"),
        ([Reference(1, "125 euros, not 1")], "quote_cuts_word"),
        ([Reference(1, "ridge reopened on")], "quote_cuts_word"),
        ([Reference(1, "The ferry adds a crossing")], "quote_in_other_passage"),
        ([Reference(1, "The bridge reopened on Monday")], "quote_not_found"),
        ([Reference(1, "THE FERRY ADDS A CROSSING")], "quote_not_found"),
        ([Reference(1, "bridge reopened on Monday"), Reference(2, "nowhere to be found")], "quote_not_found"),
    ],
)
def test_a_quote_that_does_not_count_is_refused(references: list[Reference], reason: str) -> None:
    refused = drafted(*references)
    assert isinstance(refused, RefusedClaim)
    assert refused.reason == reason
    assert reason in PROBLEMS


def test_the_same_quote_twice_is_one() -> None:
    draft = drafted(Reference(1, "bridge reopened on Monday"), Reference(1, "bridge reopened on Monday"))
    assert isinstance(draft, DraftClaim)
    assert len(draft.quotes) == 1


@pytest.mark.parametrize("problem", ["too_long", "mixed_script"])
def test_a_claim_that_could_not_be_read_as_one_is_refused_for_that(problem: str) -> None:
    proposal = Proposal("The bridge reopened.", (Reference(1, "bridge reopened on Monday"),), problem)
    assert draft_of(proposal, SHOWN) == RefusedClaim("The bridge reopened.", problem)
    assert problem in PROBLEMS


def test_what_shows_nothing_in_an_article_makes_no_quote_longer() -> None:
    hidden = passage("It was 2.4" + "\u200b" * 12 + " then.")
    quote = Reference(1, "2.4" + "\u200b" * 12)
    assert draft_of(Proposal("It was.", (quote,)), [hidden]) == RefusedClaim("It was.", "quote_too_short")


def test_a_long_quote_is_not_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    folded = list[str]()
    monkeypatch.setattr("app.answer.composing.quotes.fold", folded.append)
    assert drafted(Reference(1, "x" * 10_000)) == RefusedClaim(
        "The bridge reopened on Monday.", "quote_not_found"
    )
    assert folded == []
