"""Tests of negators and of opposite claims."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.negation import negations, polarity_conflict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("did not sign, never will", ["not", "never"], id="adverbs"),
        pytest.param("doesn’t and can't", ["n’t", "n't"], id="contractions"),
        pytest.param("neither he nor she", ["neither", "nor"], id="neither nor"),
        pytest.param("refused; failed to agree; denied it", ["refused", "failed to", "denied"], id="verbs"),
        pytest.param("no fewer than 20, not only that, no doubt", [], id="idioms"),
        pytest.param("No. 5", [], id="number sign"),
        pytest.param("whether or not", [], id="or not"),
        pytest.param("another note", [], id="inside words"),
    ],
)
def test_negations(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in negations(text)] == found


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        pytest.param("Xi did not sign the deal", "Xi signed the deal", True, id="negated claim"),
        pytest.param("It affects relations", "It never affects relations", True, id="negated evidence"),
        pytest.param("It accepted the plan", "It rejected the plan", True, id="negative verb"),
        pytest.param("It isn't over yet", "It is not over yet", False, id="both negated"),
        pytest.param("aimed at no party", "not aimed at any party", False, id="negation elsewhere"),
        pytest.param("He didn't deny the charge", "He accepted the charge", False, id="double negation"),
        pytest.param("He saw Rome", "He did not see Oslo, but he saw Rome", False, id="other clause"),
        pytest.param(
            "They trade freely", "They trade freely and do not aim elsewhere", False, id="nothing shared"
        ),
        pytest.param("at least 20 papers", "no fewer than 20 papers", False, id="bound"),
        pytest.param("", "", False, id="empty"),
    ],
)
def test_polarity_conflict(claim: str, evidence: str, expected: bool) -> None:
    assert polarity_conflict(claim, evidence) is expected


_WORDS = "not never no denied failed to sign deal peace , but don't nor"
_PIECES = st.sampled_from(_WORDS.split(" "))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join)), st.lists(_PIECES).map(" ".join))
def test_a_text_does_not_contradict_itself_and_order_does_not_matter(text: str, other: str) -> None:
    spans = negations(text)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert not polarity_conflict(text, text)
    assert polarity_conflict(text, other) is polarity_conflict(other, text)
