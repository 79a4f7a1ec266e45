"""The values of the harness, frozen: a case as written, a reply as recorded, and what became of it."""

from evals.model.case import Case, Place, SelftestReply
from evals.model.facts import Fact, Forbidden, Statement
from evals.model.results import (
    CaseFailure,
    CaseResult,
    Comparison,
    Failure,
    Finding,
    MetricVerdict,
    RankedPassage,
    Recorded,
    RunMeta,
    RunResult,
    Score,
    Verdict,
)
from evals.model.values import Code, LostAt, Stage, Value

__all__ = [
    "Case",
    "CaseFailure",
    "CaseResult",
    "Code",
    "Comparison",
    "Fact",
    "Failure",
    "Finding",
    "Forbidden",
    "LostAt",
    "MetricVerdict",
    "Place",
    "RankedPassage",
    "Recorded",
    "RunMeta",
    "RunResult",
    "Score",
    "SelftestReply",
    "Stage",
    "Statement",
    "Value",
    "Verdict",
]
