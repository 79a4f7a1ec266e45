import json

import pytest

from evals.bench.errors import NotMeasured
from evals.bench.ingest_speed import Cost, Round, _check, _rows


def test_a_ratio_over_one_means_that_the_import_was_faster() -> None:
    assert _round(bare=1.0, whole=2.0).ratio == 0.5
    assert _round(bare=2.0, whole=1.0).ratio == 2.0


@pytest.mark.parametrize(("whole", "is_met"), [(1.3, True), (1.4, False)])
def test_the_median_round_is_held_to_the_target(whole: float, is_met: bool) -> None:
    rounds = [_round(bare=1.0, whole=seconds) for seconds in (0.9, whole, 9.0)]
    assert [row.is_met for row in _rows(rounds) if row.target] == [is_met]


def test_an_import_that_left_something_out_is_not_measured() -> None:
    results = "\n".join(json.dumps({"outcome": "created", "passages": 3}) for _ in range(2))
    _check(results, articles=2, passages=6)
    for articles, passages in ((3, 6), (2, 7)):
        with pytest.raises(NotMeasured, match="2 of"):
            _check(results, articles=articles, passages=passages)


def _round(*, bare: float, whole: float) -> Round:
    return Round(passages=1, tokens=100, bare=Cost(bare, 2 * bare), whole=Cost(whole, 2 * whole))
