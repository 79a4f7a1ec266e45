import pytest

from evals.bench.errors import NotMeasured
from evals.bench.latency import latency_of, percentile


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1, 100), (0, 1)])
def test_a_percentile_is_the_value_of_its_rank(share: float, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([1.0, 2.0], 0.5) == 1.0
    assert percentile([1.0, 2.0, 3.0], 0.5) == 2.0


def test_a_latency_names_its_spread() -> None:
    assert str(latency_of([1.0, 2.0, 3.0, 40.0])) == "2.0 / 40.0 / 40.0 / 40.0 ms"


def test_no_times_are_no_measurement() -> None:
    with pytest.raises(NotMeasured):
        latency_of([])
