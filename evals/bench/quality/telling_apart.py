"""How well scores tell right from wrong, and whether they mean what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from `low` to under `high`: how many, their mean, and the share of them that is right."""

    low: float
    high: float
    count: int
    mean: float
    right: float


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The chance that a right one scores above a wrong one, half for equals: Mann and Whitney's U.

    Raises ValueError without one of each.
    """
    ranked = sorted(zip(scores, truth, strict=True))
    right = sum(truth)
    wrong = len(ranked) - right
    if not right or not wrong:
        raise ValueError("one right and one wrong are needed")
    above, place, below = 0.0, 0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        found = sum(is_right for _, is_right in ranked[place:end])
        equal = end - place - found
        above += found * (below + equal / 2)
        below += equal
        place = end
    return above / (right * wrong)


def balanced_accuracy(said: Sequence[bool], truth: Sequence[bool]) -> float:
    """The mean of the share of right ones that were said to be, and of wrong ones that were not."""
    pairs = list(zip(said, truth, strict=True))
    right = [found for found, is_right in pairs if is_right]
    wrong = [not found for found, is_right in pairs if not is_right]
    return (sum(right) / len(right) + sum(wrong) / len(wrong)) / 2


def best_threshold(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The score from which on "right" is said with the best balanced accuracy."""
    return max(
        sorted(set(scores)),
        key=lambda least: balanced_accuracy([score >= least for score in scores], truth),
    )


def reliability(scores: Sequence[float], truth: Sequence[bool]) -> list[Bin]:
    """The scores in tenths, those that are empty left out."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [
            (score, is_right)
            for score, is_right in zip(scores, truth, strict=True)
            if low <= score < high or score == high == 1.0
        ]
        if inside:
            count = len(inside)
            mean = sum(score for score, _ in inside) / count
            found.append(Bin(low, high, count, mean, sum(is_right for _, is_right in inside) / count))
    return found


def calibration_error(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """How far, on the mean, a score is from the share of right ones that have such a score; in tenths."""
    return sum(one.count * abs(one.mean - one.right) for one in reliability(scores, truth)) / len(scores)
