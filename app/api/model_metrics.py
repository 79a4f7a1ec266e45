"""What calls to the language model cost, for /metrics."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from app.models import Usage

# From a short answer of a small model to the longest deadline that a person sits through.
_BUCKETS = (0.5, 1, 2, 5, 10, 20, 40, 90)


class ModelMetrics:
    """Counts calls by how they ended, their tokens and their seconds."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "footnote_llm_calls", "Calls to the language model.", ["outcome"], registry=registry
        )
        self._tokens = Counter(
            "footnote_llm_tokens",
            "Tokens sent to the language model and got back.",
            ["kind"],
            registry=registry,
        )
        self._seconds = Histogram(
            "footnote_llm_seconds",
            "Time of a call, its retries included.",
            registry=registry,
            buckets=_BUCKETS,
        )

    def record(self, outcome: str, seconds: float, usage: Usage) -> None:
        """Takes in a call: how it ended (a finish, an error's code or `cancelled`), and what it took."""
        self._calls.labels(outcome).inc()
        self._tokens.labels("prompt").inc(usage.prompt_tokens)
        self._tokens.labels("completion").inc(usage.completion_tokens)
        self._seconds.observe(seconds)
