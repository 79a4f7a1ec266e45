"""Intervals and tests: Wilson for shares, a seeded bootstrap for means, exact McNemar for pairs."""

import random
from collections.abc import Sequence
from math import ceil, comb, sqrt

Z95 = 1.959963984540054
P95_NEEDS = 20


def places_apart(value: float, other: float, *, least: int = 2) -> int:
    """How many decimals it takes, up to six, so that two figures which differ don't read alike."""
    return next((n for n in range(least, 6) if f"{value:.{n}f}" != f"{other:.{n}f}"), 6)


def wilson_interval(successes: float, n: int, *, z: float = Z95) -> tuple[float, float]:
    """The interval of a share (Wilson 1927); of no cases nothing is known, so 0 to 1."""
    if n == 0:
        return 0.0, 1.0
    share, square = successes / n, z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # At 0 and 1 one end is exact, which rounding would miss.
    return (0.0 if successes == 0 else centre - half, 1.0 if successes == n else centre + half)


def bootstrap_interval(
    values: Sequence[float], *, seed: int = 1, draws: int = 2000, level: float = 0.95
) -> tuple[float, float]:
    """The percentile interval of a mean (Efron 1979), the same for the same seed. Raises ValueError."""
    if not values:
        raise ValueError("a mean of no values")
    chance, n = random.Random(seed), len(values)
    means = sorted(sum(chance.choices(values, k=n)) / n for _ in range(draws))
    outside = round((1 - level) / 2 * draws)
    return means[outside], means[draws - 1 - outside]


def mcnemar_p_value(*, broken: int, fixed: int) -> float:
    """The exact one-sided p: how likely so many of the differing pairs are broken if neither run is worse."""
    differing = broken + fixed
    tail = sum(comb(differing, count) for count in range(broken, differing + 1))
    return float(tail / 2**differing)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The least value that `share` of them don't exceed; above the median only from 20 values on."""
    if not values or (share > 0.5 and len(values) < P95_NEEDS):
        return None
    return sorted(values)[max(0, ceil(share * len(values) - 1e-9) - 1)]
