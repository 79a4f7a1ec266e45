"""Statistics against values from elsewhere."""

import pytest

from evals.stats import bootstrap_interval, mcnemar_p_value, percentile, wilson_interval


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(successes: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(successes, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("broken", "fixed", "p"),
    [(0, 0, 1.0), (5, 0, 1 / 32), (4, 0, 1 / 16), (0, 5, 1.0), (6, 1, 8 / 128), (7, 1, 9 / 256)],
)
def test_mcnemar_is_the_binomial_tail(broken: int, fixed: int, p: float) -> None:
    assert mcnemar_p_value(broken=broken, fixed=fixed) == pytest.approx(p)


def test_the_bootstrap_is_seeded_and_brackets_the_mean() -> None:
    values = [0.0, 0.5, 1.0, 1.0, 0.25, 0.75]
    low, high = bootstrap_interval(values)
    assert bootstrap_interval(values) == (low, high)
    assert 0 <= low < sum(values) / len(values) < high <= 1
    assert bootstrap_interval([0.5] * 9) == (0.5, 0.5)


def test_the_bootstrap_is_near_the_normal_interval_for_many_values() -> None:
    low, high = bootstrap_interval([place % 2 for place in range(400)])
    assert (low, high) == pytest.approx((0.451, 0.549), abs=0.004)


def test_a_mean_of_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no values"):
        bootstrap_interval([])


@pytest.mark.parametrize(
    ("n", "share", "expected"),
    [(20, 0.95, 19), (19, 0.95, None), (100, 0.95, 95), (3, 0.5, 2), (1, 0.5, 1), (0, 0.5, None)],
)
def test_percentiles_are_values_and_p95_needs_twenty(n: int, share: float, expected: float | None) -> None:
    assert percentile(list(range(n, 0, -1)), share) == expected
