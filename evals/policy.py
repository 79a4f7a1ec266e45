"""What a run must reach: `policy.yaml`. The hard invariants aren't in it: no edit switches them off."""

from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from evals.errors import BadUsage
from evals.metrics import METRICS
from evals.model import Value

POLICY = Path(__file__).parent / "policy.yaml"
# Beside the metrics of single replies, those that are made of a whole run.
OF_RUNS = ("seconds_p50", "seconds_p95", "cost_usd")


class Limit(Value):
    """The least or the most that a metric may be: over all cases or a tag's, for all targets or for some."""

    metric: str
    tag: str | None = None
    min: float | None = None
    max: float | None = None
    targets: tuple[Literal["offline", "url", "live"], ...] = ("offline", "url", "live")

    @property
    def value(self) -> float:
        """The limit itself."""
        return self.min if self.min is not None else self.max or 0.0

    def allows(self, value: float) -> bool:
        """True when the value is on the right side; a value that is the limit but for rounding is."""
        if self.min is not None:
            return value >= self.min - 1e-9
        return value <= self.value + 1e-9

    @model_validator(mode="after")
    def _is_one_limit(self) -> Self:
        if (self.min is None) == (self.max is None):
            raise ValueError("needs min or max")
        if self.metric not in (*METRICS, *OF_RUNS):
            raise ValueError(f"no metric is called {self.metric}")
        return self


class LiveComparison(Value):
    """When a live run is worse than its baseline: the p value, and the net loss in cases or in points."""

    p_below: Annotated[float, Field(gt=0, lt=1)] = 0.05
    net_loss_cases: Annotated[int, Field(ge=1)] = 3
    net_loss_points: Annotated[float, Field(gt=0)] = 3.0


class Price(Value):
    """Dollars for a million tokens, and the day that this was so."""

    prompt: float
    completion: float
    as_of: str


class Policy(Value):
    """Limits, the comparison of live runs, and prices by model; an unknown price makes no cost."""

    limits: tuple[Limit, ...] = ()
    live_comparison: LiveComparison = LiveComparison()
    prices: dict[str, Price] = Field(default_factory=dict)


def load_policy(path: Path = POLICY) -> Policy:
    """The policy of a file. Raises BadUsage that says what is wrong with it."""
    try:
        return Policy.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BadUsage(f"policy {path}: {error}") from error
