"""When a failed attempt at a model's server is made again, and how long to wait before."""

import asyncio
import random

from app.adapters.chat_faults import Fault

MOST_BACKOFF_SECONDS = 8.0


def wait_before_retry(
    fault: Fault, *, retries: int, most_retries: int, backoff_seconds: float, deadline: float
) -> float:
    """Seconds to wait after `retries` of them. Raises the fault's error when there won't be another."""
    wait = _backoff(fault, retries, backoff_seconds)
    is_late = asyncio.get_running_loop().time() + wait >= deadline
    if not fault.may_retry or retries >= most_retries or is_late:
        raise fault.error
    return wait


def _backoff(fault: Fault, retries: int, base: float) -> float:
    """Full jitter: callers that failed together don't come back together."""
    if fault.retry_after_seconds is not None:
        return fault.retry_after_seconds + random.uniform(0, base)
    return random.uniform(0, min(MOST_BACKOFF_SECONDS, base * 2**retries))
