"""What went wrong with one attempt at a model's server, and what may be tried next."""

from dataclasses import dataclass

from app.errors import (
    ContextTooLong,
    UpstreamAuth,
    UpstreamFailed,
    UpstreamMalformed,
    UpstreamModel,
    UpstreamQuota,
    UpstreamTimeout,
)

LASTING = (UpstreamAuth, UpstreamModel, UpstreamQuota)
"""What doesn't mend by itself."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An attempt's failure. `names` are the fields that a refusal is about, when another form may do."""

    error: UpstreamFailed | ContextTooLong
    may_retry: bool = False
    retry_after_seconds: float | None = None  # what the server asked for
    may_reform: bool = False
    names: frozenset[str] = frozenset()
    is_refusal: bool = False
    may_have_cost: bool = False  # the server may have read the prompt
    cause: str = ""  # the class that was raised, for the log: it's all that can be said of it safely


class AttemptFailed(Exception):
    """Carries a fault out of an attempt; without a cause, since that would show what the server sent."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.error.code)
        self.fault = fault


def malformed(detail: str) -> Fault:
    """A reply that can't be read."""
    return Fault(UpstreamMalformed(detail), may_retry=True, may_have_cost=True)


def timed_out() -> Fault:
    """Nothing came in time. Tried again if time is left, which isn't so at the deadline itself."""
    return Fault(UpstreamTimeout("the model took too long"), may_retry=True, may_have_cost=True)
