"""A claim is no more certain than its evidence."""

import pytest

from app.answer.checks.certainty import certainty_holds


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The firm has closed the shop.", "The firm, which lost money, may close the shop."),
        ("The firm will close the shop.", "The firm might close the shop."),
        ("The tunnel cost 9 million.", "The tunnel is expected to cost 9 million."),
        ("The union strikes in May.", "The union threatened to strike in May."),
        ("The letter was written by a nun.", "The letter was possibly written by a nun."),
        ("It is the oldest oak.", "It could be the oldest oak of the island."),
        ("The vote was lost.", "The minister said he would resign if the vote was lost."),
    ],
)
def test_what_is_left_open(claim: str, evidence: str) -> None:
    assert not certainty_holds(claim, [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The firm may close the shop.", "The firm may close the shop."),
        ("The firm plans to close the shop.", "The firm may close the shop."),
        ("The firm closed the shop.", "The firm closed the shop on 3 May."),
        ("The firm closed the shop.", "The firm closed the shop. It may close the works."),
        ("The dam holds water.", "The dam might burst. It holds water from two rivers."),
        ("Otters live in the lake.", "Otters can live in the lake."),
        ("The match ended early.", "Due to rain the match ended early."),
    ],
)
def test_what_is_told(claim: str, evidence: str) -> None:
    assert certainty_holds(claim, [evidence])


def test_what_can_happen_is_not_said_of_all() -> None:
    evidence = ["The valves can be opened by hand."]
    assert not certainty_holds("All valves were opened by hand.", evidence)
    assert certainty_holds("The valves were opened by hand.", evidence)
    assert certainty_holds("All valves can be opened by hand.", evidence)
