"""A reply as recorded, what became of it, and the verdict over a run."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from evals.model.case import Case
from evals.model.values import Code, Kind, LostAt, Stage, Value


class RankedPassage(Value):
    """A passage of a ranking, best first: a place in an article."""

    article_id: str
    start: int
    end: int
    text: str = ""
    score: float | None = None


class Recorded(Value):
    """What came back for a case. `body` is the JSON of the answer or summary, exactly as it came.

    `error` says why there is no reply to judge (no connection, a time limit): then nothing is measured.
    `ranking` is None when it wasn't asked for or didn't come. `seconds` is None where runs must be identical.
    """

    case_id: str
    repeat: int = 0
    http_status: int | None = None
    body: dict[str, Any] | None = None
    ranking: tuple[RankedPassage, ...] | None = None
    error: str | None = None
    seconds: float | None = None


class Score(Value):
    """A measured value with its reason in a sentence; None has `undefined`, why it can't be measured here."""

    value: float | None
    reason: str = ""
    undefined: str | None = None

    @model_validator(mode="after")
    def _says_why_it_is_none(self) -> Self:
        if (self.value is None) == (self.undefined is None):
            raise ValueError("a value, or why there is none")
        return self


class Finding(Value):
    """A fact met or missed, or something forbidden said (met) or not; `span` is where in the answer."""

    id: str
    what: str
    met: bool
    required: bool = True
    weight: float = 1.0
    span: tuple[int, int] | None = None
    reason: str = ""
    lost_at: LostAt | None = None


class Failure(Value):
    """One thing for which a case failed, and the stage that it speaks of."""

    code: Code
    stage: Stage
    detail: str


class CaseResult(Value):
    """What became of one reply: `passed` is None when it could not be measured.

    `scores` has every metric that applies to the kind (evals/metrics.py names them), undefined ones too.
    """

    case_id: str
    kind: Kind
    tags: tuple[str, ...] = ()
    repeat: int = 0
    passed: bool | None
    scores: dict[str, Score] = Field(default_factory=dict)
    facts: tuple[Finding, ...] = ()
    forbidden: tuple[Finding, ...] = ()
    lost_at: LostAt | None = None  # of the first required fact that was missed
    failures: tuple[Failure, ...] = ()
    recorded: Recorded


class RunMeta(Value):
    """What was run. Offline nothing here may differ between two runs of the same tree."""

    target: Literal["offline", "url", "live"]
    model: str | None = None
    planned: int  # replies that were asked for: cases times repeats
    repeats: int = 1
    selection: str = ""  # the --case, --tag, --limit that chose the cases; empty for all
    seeds_hash: str = ""
    started_at: str | None = None
    notes: dict[str, str] = Field(default_factory=dict)


class RunResult(Value):
    """A run: as recorded and scored, in the order of case id and repeat."""

    meta: RunMeta
    results: tuple[CaseResult, ...]


class MetricVerdict(Value):
    """A metric over a run or a tag: `n` values, `undefined` results where there is none; None when n is 0."""

    name: str
    tag: str | None = None
    n: int
    undefined: int = 0
    value: float | None
    interval: tuple[float, float] | None = None
    limit: float | None = None  # a floor when higher is better, else a ceiling
    higher_is_better: bool = True
    hard: bool = False
    baseline: float | None = None
    passed: bool | None = None  # None: no limit is set for it


class CaseFailure(Value):
    """A case that failed, for the reports; `regression`: the baseline passed it."""

    case_id: str
    repeat: int = 0
    stage: Stage
    regression: bool = False
    failures: tuple[Failure, ...]
    lost_at: LostAt | None = None


class Comparison(Value):
    """A run beside its baseline, pair by pair: ids of cases; `p_value` of exact one-sided McNemar."""

    pairs: int
    broken: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    p_value: float | None = None
    passed: bool


class Verdict(Value):
    """What gate decides and every report shows: 0 pass, 1 fell short, 2 bad usage, 3 not measured."""

    exit_code: Literal[0, 1, 2, 3]
    reasons: tuple[str, ...] = ()  # a sentence for each thing that made the exit code what it is
    meta: RunMeta
    passed: int
    failed: int
    unmeasured: int
    metrics: tuple[MetricVerdict, ...] = ()
    failures: tuple[CaseFailure, ...] = ()
    comparison: Comparison | None = None
    results: tuple[CaseResult, ...] = ()
    # For the reports: the cases as written, the baseline's answers by case id, the failures that it accepts.
    cases: tuple[Case, ...] = ()
    before: dict[str, str] = Field(default_factory=dict)
    accepted: tuple[str, ...] = ()
