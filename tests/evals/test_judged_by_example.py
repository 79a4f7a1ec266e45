"""Answers that a person judges at a glance, and what the scorers say of them."""

import pytest

from evals.load import parse_cases
from evals.model import SelftestReply
from evals.score.case import score_case
from evals.seeds import Seed, Seeds
from evals.selftest import recorded_of

TEXT = "On Monday, 14 April 2025, Ada Brook and Tom Reed opened the bridge."
SEEDS = Seeds({"bridge": Seed("bridge", "Bridge", None, TEXT)})
[LOADED] = parse_cases(
    """
- id: bridge/opened
  kind: answerable
  question: When was the bridge opened?
  facts:
  - {id: day, date: 2025-04-14, weekday: true, near: [[opened]], evidence: e1}
  evidence:
    e1: {article: bridge, quote: "On Monday, 14 April 2025, Ada Brook and Tom Reed opened the bridge."}
  selftest: {pass: ["The bridge opened on Monday. [1]"], fail: ["The bridge opened on Friday. [1]"]}
""",
    name="made.yaml",
)


def _passes(answer: str) -> bool | None:
    recorded = recorded_of(LOADED.case, SelftestReply(answer=answer), SEEDS)
    return score_case(LOADED.case, recorded, SEEDS).passed


@pytest.mark.parametrize(
    "answer",
    [
        "On Monday, 14 April 2025, Ada Brook and Tom Reed opened the bridge. [1]",
        "The two opened the bridge on Monday. [1]",
        "On 14 April, Ada Brook opened the bridge, not a tunnel. [1]",
    ],
)
def test_right_answers_pass(answer: str) -> None:
    assert _passes(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "On Monday, 14 April 2025, Ada Brook and Tom Reed never opened the bridge. [1]",
        "On Monday, Tom Reed did not open the bridge. [1]",
        "Two people other than Ada Brook opened the bridge on Monday. [1]",
    ],
)
def test_wrong_answers_fail(answer: str) -> None:
    assert _passes(answer) is False
