"""What the client library of a model's server raises, as faults; none of it gets any further."""

from dataclasses import replace

from openai import APIConnectionError, APIError, APIStatusError, OpenAIError

from app.adapters import http_errors
from app.adapters.chat_faults import Fault, malformed
from app.adapters.chat_statuses import retry_after, status_fault, status_within

RAISED = (*http_errors.RAISED, OpenAIError)
"""All that comes out of it, seen or to be expected."""


def fault_of(error: Exception) -> Fault:
    """The fault that one of RAISED stands for."""
    fault = _fault_of(error) if isinstance(error, OpenAIError) else http_errors.fault_of(error)
    return replace(fault, cause=type(error).__name__)


def _fault_of(error: OpenAIError) -> Fault:
    if isinstance(error, APIStatusError):
        return status_fault(error.status_code, error.body, retry_after(error.response.headers))
    if isinstance(error, APIConnectionError):
        return http_errors.unreachable(error)
    if isinstance(error, APIError) and error.body is not None:
        return status_fault(status_within(error.body), error.body, None)
    return malformed("the reply is not what the protocol asks for")
