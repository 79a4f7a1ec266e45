"""What the score of an unproved claim is worth."""

import numpy as np
import pytest

from app.answer.judging.chance import BASE, SLOPE, chance
from app.answer.judging.judge import SUPPORTED_SCORE
from evals.bench.quality.fit_chance import fit


def test_it_rises_with_the_share_and_stays_under_what_quotes_prove() -> None:
    found = [chance(share / 20) for share in range(21)]
    assert found == sorted(set(found))
    assert found[0] == 0.0
    assert found[-1] < SUPPORTED_SCORE


def test_one_half_is_where_the_curve_says_so() -> None:
    assert chance(-BASE / SLOPE) == pytest.approx(0.5)


def test_the_fit_finds_the_curve_that_made_the_truth() -> None:
    shares = np.linspace(0, 1, 4001)
    chances = 1 / (1 + np.exp(-(-2 + 4 * shares)))
    truth = (np.arange(4001) * 0.6180339887 % 1 < chances).astype(float)  # spread evenly, no dice
    assert fit(np.column_stack([np.ones(4001), shares]), truth) == pytest.approx([-2, 4], abs=0.15)
