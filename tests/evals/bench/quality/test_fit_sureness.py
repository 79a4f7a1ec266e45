from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from evals.bench.__main__ import cli
from evals.bench.errors import NotMeasured
from evals.bench.quality.conditional_logit import fit
from evals.bench.quality.fit_sureness import NEVER, Asked, run_fit_sureness
from evals.bench.tables import console
from tests.evals.bench.quality.made import squad_folder

SURE, UNSURE = [1.0, 1.0, 0.0, 4.0], [1.0, 1.0, 0.0, -4.0]
ANSWERED = Asked("Rivers", np.array([SURE, UNSURE]), np.array([True, False]), is_impossible=False)
IMPOSSIBLE = Asked("Rivers", np.array([UNSURE]), np.array([False]), is_impossible=True)
NOTHING_READ = Asked("Rivers", np.zeros((0, 4)), np.zeros(0, dtype=bool), is_impossible=True)


def test_none_of_these_is_an_alternative_that_is_right_when_nothing_answers() -> None:
    assert IMPOSSIBLE.choice.is_gold.tolist() == [False, True]
    assert ANSWERED.choice.is_gold.tolist() == [True, False, False]
    assert ANSWERED.choice.features[-1].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]


def test_the_score_of_the_reader_tells_the_answered_from_the_impossible() -> None:
    weights = fit([ANSWERED.choice, IMPOSSIBLE.choice, NOTHING_READ.choice] * 5, ridge=0.05)
    assert ANSWERED.surest(weights)[0] > IMPOSSIBLE.surest(weights)[0]
    assert ANSWERED.surest(weights)[1]
    assert NOTHING_READ.surest(weights) == (NEVER, False)


def test_the_command_prints_each_weight_in_use(tmp_path: Path) -> None:
    with console.capture() as captured:
        result = CliRunner().invoke(cli, ["fit-sureness", "--data", str(squad_folder(tmp_path, articles=6))])
    assert result.exit_code == 0, result.output
    assert all(name in captured.get() for name in ("rank", "closed", "whole", "read", "none of these"))


def test_a_set_without_impossible_questions_is_not_fitted_to(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured, match="with an answer and without"):
        run_fit_sureness(squad_folder(tmp_path))
