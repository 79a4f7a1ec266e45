"""Where a language model is and how it is asked; without its client library, which is slow to load."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from app.models import Usage

# A model may think for long before its first word, but not between two.
IDLE_SECONDS = 30.0
OPENAI_URL = "https://api.openai.com/v1"

Record = Callable[[str, float, Usage], None]
"""Takes a call's outcome (a finish, an error's code, or `cancelled`), its seconds and its tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """Where the model is, and how patient to be with it."""

    model: str
    api_key: str | None = field(default=None, repr=False)
    base_url: str = OPENAI_URL
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    retries: int = 2
    in_flight: int = 16
    queue: int = 64
    max_reply_bytes: int = 4_000_000
    backoff_seconds: float = 0.5
    idle_seconds: float = IDLE_SECONDS
    # Ten calls in a row, retries and all: by then it's no accident. Five seconds hardly keep anyone waiting.
    breaker_failures: int = 10
    breaker_seconds: float = 5.0
