"""The share of a claim that its sources have between them."""

import pytest

from app.answer.judging.grounding import NO_NAMES, NO_NUMBERS, Figures, grounding
from app.answer.judging.judge import EvidenceText

PIECES = [EvidenceText("The bridge opened."), EvidenceText("The repairs were long.")]
LINE = EvidenceText("12 workers")


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The bridge opened.", 1.0),
        ("The bridge opened after long repairs.", (2 / 4 + 1 + 1) / 3),
        ("Penguins fly.", 0.0),
        ("The.", 0.0),
        ("The bridge opened for 12 workers.", 2 / 3),
        ("The bridge opened for 40 workers.", 2 / 3 * NO_NUMBERS),
        ("The bridge Ada Brook opened.", 2 / 4 * NO_NAMES),
    ],
)
def test_by_hand(claim: str, expected: float) -> None:
    assert grounding(claim, PIECES, Figures.of([*PIECES, LINE])) == pytest.approx(expected, abs=1e-4)


def test_with_no_sentences_nothing_is_there() -> None:
    assert grounding("The bridge opened.", [], Figures.of([])) == 0.0


def test_a_figure_is_kept_once() -> None:
    assert len(Figures.of([LINE, LINE]).numbers) == 1
