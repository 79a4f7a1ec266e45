"""Two figures of a vote stand the right way round, on the right side."""

import pytest

from app.answer.checks.tallies import tallies_hold

VOTE = "The senate voted by 31 to 12 for a new harbour."


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("The senate voted 31 to 12 for a new harbour.", VOTE, True),
        ("The senate voted 31-12 for a new harbour.", VOTE, True),
        ("The senate voted 12 to 31 for a new harbour.", VOTE, False),
        ("The senate voted 31 to 12 against a new harbour.", VOTE, False),
        ("The law passed by 88 votes to 60.", "The law passed by 60 votes to 88.", False),
        ("The club lost 12 to 31.", "The rivals won by 31 to 12.", True),
        ("Prices rose from 12 to 31.", "Prices fell from 31 to 12.", True),
        ("The senate met for 12 days.", VOTE, True),
    ],
)
def test_tally(claim: str, evidence: str, expected: bool) -> None:
    assert tallies_hold(claim, [evidence]) is expected
