"""Weights that make the right one of several alternatives the likeliest: a conditional logit (McFadden 1974).

Nothing is drawn at random, so that two fits give the same weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 0.7  # of the squared weights
STEPS, SLOWED = 100, 0.6  # of Newton's method; a whole step may overshoot, since the gold sum isn't concave

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """The alternatives of a question: a row of features each, and which of them are right."""

    article: str
    features: Vector
    is_gold: NDArray[np.bool_]


def fit(choices: Sequence[Choice], *, ridge: float = RIDGE) -> Vector:
    """The weights that make the right ones likeliest, by Newton's method."""
    size = choices[0].features.shape[1]
    weights = np.zeros(size)
    for _ in range(STEPS):
        gradient, curvature = -ridge * weights, ridge * np.eye(size)
        for one in choices:
            if not one.is_gold.any():
                continue
            likely = _softmax(one.features @ weights)
            gold = np.where(one.is_gold, likely, 0.0)
            mean = one.features.T @ likely
            gradient = gradient + one.features.T @ (gold / gold.sum() - likely)
            curvature = curvature + (one.features.T * likely) @ one.features - np.outer(mean, mean)
        step = SLOWED * np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _softmax(scores: Vector) -> Vector:
    powers = np.exp(scores - scores.max())
    shares: Vector = powers / powers.sum()
    return shares
