"""The chance that the sources bear a claim out which no one to three quotes of them carry.

A logistic curve over the share of the claim that they have, `grounding` (Platt 1999). Both numbers are
fitted by `python -m evals.bench fit-chance` to one half of WiCE's development claims.
"""

import math

from app.answer.judging.judge import SUPPORTED_SCORE

BASE, SLOPE = -2.85, 4.82
LEAST_PARTIAL = 0.48  # where three fifths of a claim are found; half of such claims are supported
_CROWDED = 0.5  # chances from here on are pressed together under what quotes make supported
_ROOM = (SUPPORTED_SCORE - _CROWDED) / (1 - _CROWDED)


def chance(share: float) -> float:
    """How many of a hundred such claims are supported, over a hundred; under SUPPORTED_SCORE."""
    if not share:
        return 0.0
    likely = 1 / (1 + math.exp(-(BASE + SLOPE * share)))
    return likely if likely < _CROWDED else _CROWDED + (likely - _CROWDED) * _ROOM
