import pytest

from evals.bench.quality.telling_apart import (
    auroc,
    balanced_accuracy,
    best_threshold,
    calibration_error,
    reliability,
)


@pytest.mark.parametrize(
    ("scores", "truth", "expected"),
    [
        ([0.9, 0.1], [True, False], 1.0),
        ([0.1, 0.9], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 0.5),
        ([0.9, 0.4, 0.6, 0.1], [True, True, False, False], 0.75),
        ([0.9, 0.5, 0.5, 0.1], [True, True, False, False], 0.875),
    ],
)
def test_the_area_counts_pairs_in_the_right_order(
    scores: list[float], truth: list[bool], expected: float
) -> None:
    assert auroc(scores, truth) == expected


def test_no_area_without_both_kinds() -> None:
    with pytest.raises(ValueError, match="one right and one wrong"):
        auroc([0.1, 0.2], [True, True])


def test_balanced_accuracy_is_not_moved_by_how_many_there_are() -> None:
    assert balanced_accuracy([True, False, False, False, False], [True, False, False, False, False]) == 1.0
    assert balanced_accuracy([False] * 5, [True, False, False, False, False]) == 0.5


def test_the_best_threshold_parts_them() -> None:
    assert best_threshold([0.2, 0.3, 0.7, 0.8], [False, False, True, True]) == 0.7


def test_scores_stand_in_tenths() -> None:
    found = reliability([0.05, 0.62, 0.68, 1.0], [False, True, False, True])
    assert [(one.low, one.count, one.right) for one in found] == [(0.0, 1, 0.0), (0.6, 2, 0.5), (0.9, 1, 1.0)]


@pytest.mark.parametrize(
    ("scores", "truth", "expected"),
    [
        ([1.0, 0.0], [True, False], 0.0),
        ([1.0, 0.0], [False, True], 1.0),
        ([0.75, 0.75, 0.75, 0.75], [True, True, True, False], 0.0),
        ([0.95, 0.95], [True, False], 0.45),
    ],
)
def test_the_error_is_between_a_score_and_what_comes_true(
    scores: list[float], truth: list[bool], expected: float
) -> None:
    assert calibration_error(scores, truth) == pytest.approx(expected)
