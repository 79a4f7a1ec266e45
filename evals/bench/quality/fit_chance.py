"""Fits the weights of `app/answer/judging/chance.py` to one half of WiCE's development claims."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answer.judging.claims import judge_claim
from app.answer.judging.grounding import grounding
from app.answer.judging.verification import GivenSource, Verifier
from app.models import Support
from evals.bench.quality.data import FITTED, ClaimPair, claims_against_evidence, claims_against_pages
from evals.bench.quality.judging import in_processes
from evals.bench.tables import console

RIDGE = 1.0  # keeps the weights small; .1 to 10 move them by less than .2
STEPS = 50  # of Newton's method; it settles in ten


@dataclass(frozen=True, slots=True)
class Seen:
    """What a claim's sources have of it."""

    share: float
    is_carried: bool  # by one to three quotes: its score is another one
    is_supported: bool


def fit(rows: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of a logistic curve over columns, the first of which is the constant."""
    weights = np.zeros(rows.shape[1])
    penalty = np.diag([0.0, *(RIDGE for _ in weights[1:])])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chances - truth) + penalty @ weights
        curve = (rows.T * (chances * (1 - chances))) @ rows + penalty
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def run_fit_chance(data: Path) -> None:
    """Prints the weights. Raises NotMeasured."""
    pairs = [
        one for one in (*claims_against_pages(data), *claims_against_evidence(data)) if one.half == FITTED
    ]
    seen = [one for one in in_processes(_seen, pairs, label="Claims") if not one.is_carried]
    rows = np.array([(1.0, one.share) for one in seen])
    base, slope = fit(rows, np.array([float(one.is_supported) for one in seen]))
    console.print(f"BASE, SLOPE = {base:.2f}, {slope:.2f}  # {len(seen)} claims")


def _seen(pair: ClaimPair) -> Seen:
    nothing: Any = None  # no stored article is looked at
    verifier = Verifier(nothing, nothing, max_text_bytes=5_000_000)
    index = verifier.index([GivenSource("source", "\n".join(pair.sentences))])
    near = [one.as_evidence() for _, one in index.ranked(pair.claim)]
    judgement, _ = judge_claim(pair.claim, index)
    return Seen(
        share=grounding(pair.claim, near, index.figures),
        is_carried=judgement.support is Support.SUPPORTED,
        is_supported=pair.is_supported,
    )
