"""What reaching a server raises, as faults; none of it gets any further."""

import ssl
from collections.abc import Iterator
from dataclasses import replace

import anyio
import httpx2

from app.adapters.chat_faults import Fault, malformed, timed_out
from app.adapters.chat_limits import ReplyTooLarge
from app.errors import UpstreamTooLarge, UpstreamUnavailable

_UNREACHABLE = (
    httpx2.TransportError,
    OSError,
    anyio.EndOfStream,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
)
_UNREADABLE = (
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
"""All that comes out of the HTTP client, seen or to be expected."""


def fault_of(error: Exception) -> Fault:
    """The fault that one of RAISED stands for."""
    return replace(_fault_of(error), cause=type(error).__name__)


def unreachable(error: BaseException) -> Fault:
    """The fault of a server that can't be reached; it says so when that is for its certificate."""
    if any(isinstance(one, ssl.SSLError) for one in _chain(error)):
        return Fault(
            UpstreamUnavailable(
                "TLS with the model's server failed: check its certificate and the trust store"
            ),
            may_retry=True,
        )
    return Fault(UpstreamUnavailable("the model's server can't be reached or hung up"), may_retry=True)


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, ReplyTooLarge):
        return Fault(UpstreamTooLarge("the reply is over the limit of bytes"), may_have_cost=True)
    if isinstance(error, TimeoutError):
        return timed_out()
    if isinstance(error, _UNREACHABLE):
        return unreachable(error)
    return malformed("the reply is not what the protocol asks for")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
