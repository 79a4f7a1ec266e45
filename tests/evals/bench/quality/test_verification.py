"""The benchmark of verification, without its data."""

import signal
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from evals.bench.__main__ import NOT_MEASURED, cli
from evals.bench.quality.judging import judged
from evals.bench.quality.plain_claims import (
    nearest_cosine,
    words_in_page,
    words_in_sentence,
    words_numbers_names,
)

SENTENCES = ["The bridge opened in May.", "It cost 12 million euros, said Ada Brook."]


def test_missing_files_are_no_measurement(tmp_path: Path) -> None:
    handler = signal.getsignal(signal.SIGTERM)
    result = CliRunner().invoke(cli, ["verification", "--data", str(tmp_path)])
    assert result.exit_code == NOT_MEASURED
    assert signal.getsignal(signal.SIGTERM) is handler


def test_plain_shares() -> None:
    claim = "The bridge cost Ada 12 million pounds."
    assert words_in_page(claim, SENTENCES) == pytest.approx(5 / 6)
    assert words_in_sentence(claim, SENTENCES) == pytest.approx(4 / 6)
    assert words_numbers_names(claim, SENTENCES) == pytest.approx((5 / 6 + 1 + 1) / 3)


def test_the_nearest_sentence_counts() -> None:
    vectors = {"claim": [1.0, 0.0], "far": [0.0, 1.0], "near": [0.8, 0.6]}
    found = nearest_cosine(
        "claim", ["far", "near"], lambda texts: np.array([vectors[one] for one in texts], "f4")
    )
    assert found == pytest.approx(0.8)


def test_a_text_of_two_claims_is_as_good_as_the_worse() -> None:
    found = judged("The bridge opened in May. The bridge opened in June.", SENTENCES)
    assert (found.support, found.failed) == ("unsupported", ("dates",))
