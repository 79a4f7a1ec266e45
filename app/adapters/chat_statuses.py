"""What an error status of a model's server means, or an error within a stream.

Only statuses and codes are looked at, and words that servers use for one thing; nothing that a server sent
gets into a detail.
"""

import json
import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from app.adapters.chat_faults import Fault
from app.adapters.chat_form import OPTIONAL_FIELDS
from app.errors import (
    ContextTooLong,
    UpstreamAuth,
    UpstreamModel,
    UpstreamQuota,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamUnavailable,
)

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


def status_fault(
    status: int, body: object, wait: float | None, *, model_setting: str = "FOOTNOTE_LLM_MODEL"
) -> Fault:
    """The fault that a status and its body stand for."""
    words = _words(body)
    codes = _codes(body)
    if codes & _QUOTA_CODES or status == 402:
        return Fault(UpstreamQuota("the account at the model's server has no quota left"))
    if status == 429:
        return _limited(wait)
    if status in (401, 403):
        return Fault(
            UpstreamAuth(f"the model's server refuses the key (HTTP {status}): check OPENAI_API_KEY")
        )
    if codes & _REFUSAL_CODES:
        return Fault(UpstreamRejected("the model's server refuses the content"), is_refusal=True)
    if status == 413 or (status in (400, 422, 500) and _CONTEXT.search(words)):
        return Fault(
            ContextTooLong(
                "the prompt is longer than the model's context: lower FOOTNOTE_LLM_PROMPT_TOKENS, "
                "or start the model's server with a longer one"
            )
        )
    if status == 404 or "model_not_found" in codes:
        return Fault(
            UpstreamModel(
                f"the model's server has no such model or path: check {model_setting} and OPENAI_BASE_URL"
            )
        )
    if status in (400, 422):
        return _rejected(status, words, _parameter(body))
    if status >= 500 or status in _PASSING_STATUSES:
        return _unavailable(status, words, wait)
    if 300 <= status < 400:
        return Fault(
            UpstreamRejected(
                f"the model's server redirects (HTTP {status}): set OPENAI_BASE_URL to where it is"
            )
        )
    return Fault(UpstreamRejected(f"the model's server refuses the request (HTTP {status})"))


def _limited(wait: float | None) -> Fault:
    error = UpstreamRateLimited(
        "the model's server is limiting requests",
        retry_after_seconds=RETRY_LIMITED_SECONDS if wait is None else wait,
    )
    return Fault(error, may_retry=True, retry_after_seconds=wait)


def _rejected(status: int, words: str, parameter: str | None) -> Fault:
    """Many servers don't say what they refuse: if it's nothing else, it may be the form."""
    detail = f"the model's server refuses the request (HTTP {status})"
    if "max_completion_tokens" in words:
        detail += "; it may want FOOTNOTE_LLM_MAX_TOKENS_FIELD=max_completion_tokens"
    known = ("response_format", *OPTIONAL_FIELDS)
    names = frozenset({parameter}) if parameter else _named(words)
    return Fault(UpstreamRejected(detail), may_reform=parameter is None or parameter in known, names=names)


def _unavailable(status: int, words: str, wait: float | None) -> Fault:
    names = _named(words)
    return Fault(
        UpstreamUnavailable(f"the model's server can't serve now (HTTP {status})", retry_after_seconds=wait),
        may_retry=True,
        retry_after_seconds=wait,
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


def status_within(body: object) -> int:
    """The status that an error within a stream carries; those that carry none are the server's own."""
    codes = _codes(body)
    numbers = [int(code) for code in codes if re.fullmatch(r"[45]\d\d", code)]
    if numbers:
        return numbers[0]
    is_limit = any("rate_limit" in code for code in codes)
    return 429 if is_limit else 400 if any("invalid_request" in code for code in codes) else 500


def retry_after(headers: httpx2.Headers) -> float | None:
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
