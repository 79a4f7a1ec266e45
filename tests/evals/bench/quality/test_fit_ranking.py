from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from evals.bench.__main__ import cli
from evals.bench.quality.fit_ranking import Choice, fit, is_right
from evals.bench.tables import console
from tests.evals.bench.quality.made import squad_folder

TELLS = Choice("Rivers", np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([True, False, False]))
NO_GOLD = Choice("Rivers", np.array([[0.0, 9.0], [0.0, 0.0]]), np.array([False, False]))


def test_what_gold_sentences_have_weighs_most() -> None:
    weights = fit([TELLS, TELLS, NO_GOLD])
    assert weights[0] > 0 > weights[1]
    assert is_right(TELLS, weights)
    assert not is_right(TELLS, -weights)
    assert not is_right(NO_GOLD, weights)


def test_two_runs_fit_the_same() -> None:
    assert (fit([TELLS, NO_GOLD]) == fit([TELLS, NO_GOLD])).all()


def test_the_command_prints_each_weight(tmp_path: Path) -> None:
    with console.capture() as captured:
        result = CliRunner().invoke(cli, ["fit-ranking", "--data", str(squad_folder(tmp_path, articles=3))])
    assert result.exit_code == 0
    assert "nearness" in captured.get()
