"""What a model's server or its client library raised, as our errors, with what may be tried next.

Only statuses and codes are looked at, and words that servers use for one thing; nothing that a server sent
gets into a detail.
"""

import json
import math
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import anyio
import httpx2
from openai import APIConnectionError, APIError, APIStatusError, OpenAIError

from app.adapters.chat_form import OPTIONAL_FIELDS
from app.adapters.chat_limits import ReplyTooLarge
from app.errors import (
    ContextTooLong,
    UpstreamAuth,
    UpstreamFailed,
    UpstreamMalformed,
    UpstreamModel,
    UpstreamQuota,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimeout,
    UpstreamTooLarge,
    UpstreamUnavailable,
)

_UNREACHABLE = (
    APIConnectionError,
    httpx2.TransportError,
    OSError,
    anyio.EndOfStream,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
)
_UNREADABLE = (
    OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    ValueError,  # of JSON, of UTF-8 and of pydantic
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
)
RAISED = (ReplyTooLarge, TimeoutError, *_UNREACHABLE, *_UNREADABLE)
"""All that comes out of the client library, seen or to be expected."""

RETRY_LIMITED_SECONDS = 5.0  # for a server that limits and doesn't say for how long
_MOST_RETRY_AFTER_SECONDS = 86_400.0
_CONTEXT = re.compile(
    r"context[ _-]?(length|window|size)|max_model_len|prompt is too long|input is too long"
    r"|too many (input |prompt )?tokens|reduce the length"
)
_FORMAT = re.compile(r"response_format|json_schema|json_object|grammar|guided_json")
_QUOTA_CODES = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_REFUSAL_CODES = {"content_filter", "content_policy_violation", "responsibleaipolicyviolation"}
_PASSING_STATUSES = {408, 409, 425}


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


def fault_of(error: Exception) -> Fault:
    """The fault that one of RAISED stands for."""
    return replace(_fault_of(error), cause=type(error).__name__)


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, ReplyTooLarge):
        return Fault(UpstreamTooLarge("the reply is over the limit of bytes"), may_have_cost=True)
    if isinstance(error, TimeoutError):
        return timed_out()
    if isinstance(error, APIStatusError):
        return _status_fault(error.status_code, error.body, _retry_after(error.response.headers))
    if isinstance(error, httpx2.DecodingError):
        return malformed("the reply can't be decoded")
    if isinstance(error, _UNREACHABLE):
        return _unreachable(error)
    if isinstance(error, APIError) and error.body is not None:
        return _status_fault(_status_in(error.body), error.body, None)
    return malformed("the reply is not what the protocol asks for")


def malformed(detail: str) -> Fault:
    """A reply that can't be read."""
    return Fault(UpstreamMalformed(detail), may_retry=True, may_have_cost=True)


def timed_out() -> Fault:
    """Nothing came in time. Tried again if time is left, which isn't so at the deadline itself."""
    return Fault(UpstreamTimeout("the model took too long"), may_retry=True, may_have_cost=True)


def _unreachable(error: BaseException) -> Fault:
    if any(isinstance(one, ssl.SSLError) for one in _chain(error)):
        return Fault(
            UpstreamUnavailable(
                "TLS with the model's server failed: check its certificate and the trust store"
            ),
            may_retry=True,
        )
    return Fault(UpstreamUnavailable("the model's server can't be reached or hung up"), may_retry=True)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _status_fault(status: int, body: object, retry_after: float | None) -> Fault:
    words = _words(body)
    codes = _codes(body)
    if codes & _QUOTA_CODES or status == 402:
        return Fault(UpstreamQuota("the account at the model's server has no quota left"))
    if status == 429:
        return _limited(retry_after)
    if status in (401, 403):
        return Fault(
            UpstreamAuth(f"the model's server refuses the key (HTTP {status}): check OPENAI_API_KEY")
        )
    if codes & _REFUSAL_CODES:
        return Fault(UpstreamRejected("the model's server refuses the content"), is_refusal=True)
    if status == 413 or (status in (400, 422, 500) and _CONTEXT.search(words)):
        return Fault(ContextTooLong("the prompt is longer than the model's context"))
    if status == 404 or "model_not_found" in codes:
        return Fault(
            UpstreamModel(
                "the model's server has no such model or path: check FOOTNOTE_LLM_MODEL and OPENAI_BASE_URL"
            )
        )
    if status in (400, 422):
        return _rejected(status, words, _parameter(body))
    if status >= 500 or status in _PASSING_STATUSES:
        return _unavailable(status, words, retry_after)
    if 300 <= status < 400:
        return Fault(
            UpstreamRejected(
                f"the model's server redirects (HTTP {status}): set OPENAI_BASE_URL to where it is"
            )
        )
    return Fault(UpstreamRejected(f"the model's server refuses the request (HTTP {status})"))


def _limited(retry_after: float | None) -> Fault:
    error = UpstreamRateLimited(
        "the model's server is limiting requests",
        retry_after_seconds=RETRY_LIMITED_SECONDS if retry_after is None else retry_after,
    )
    return Fault(error, may_retry=True, retry_after_seconds=retry_after)


def _rejected(status: int, words: str, parameter: str | None) -> Fault:
    """Many servers don't say what they refuse: if it's nothing else, it may be the form."""
    detail = f"the model's server refuses the request (HTTP {status})"
    if "max_completion_tokens" in words:
        detail += "; it may want FOOTNOTE_LLM_MAX_TOKENS_FIELD=max_completion_tokens"
    known = ("response_format", *OPTIONAL_FIELDS)
    names = frozenset({parameter}) if parameter else _named(words)
    return Fault(UpstreamRejected(detail), may_reform=parameter is None or parameter in known, names=names)


def _unavailable(status: int, words: str, retry_after: float | None) -> Fault:
    names = _named(words)
    return Fault(
        UpstreamUnavailable(
            f"the model's server can't serve now (HTTP {status})", retry_after_seconds=retry_after
        ),
        may_retry=True,
        retry_after_seconds=retry_after,
        may_reform=status == 500 and "response_format" in names,
        names=names,
    )


def _named(words: str) -> frozenset[str]:
    named = {field for field in OPTIONAL_FIELDS if field in words}
    return frozenset(named | {"response_format"} if _FORMAT.search(words) else named)


def _parameter(body: object) -> str | None:
    """The request's field that an error is about, as OpenAI says it: `messages[0].content` is `messages`."""
    parameter = body.get("param") if isinstance(body, dict) else None
    return re.split(r"[.\[]", parameter)[0] or None if isinstance(parameter, str) else None


def _words(body: object) -> str:
    return (body if isinstance(body, str) else json.dumps(body, default=str)).lower()


def _codes(body: object) -> set[str]:
    if not isinstance(body, dict):
        return set()
    inner = body.get("innererror")
    found = {str(body.get("code")).lower(), str(body.get("type")).lower()}
    return found | _codes(inner) if isinstance(inner, dict) else found


def _status_in(body: object) -> int:
    """The status that an error within a stream carries; those that carry none are the server's own."""
    codes = _codes(body)
    numbers = [int(code) for code in codes if re.fullmatch(r"[45]\d\d", code)]
    if numbers:
        return numbers[0]
    is_limit = any("rate_limit" in code for code in codes)
    return 429 if is_limit else 400 if any("invalid_request" in code for code in codes) else 500


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds to wait, from a number of seconds or a date."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _MOST_RETRY_AFTER_SECONDS) if math.isfinite(seconds) else None
