"""How a request's body comes in: not too long, not too slowly, and not for a caller who has hung up."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import refuse
from app.errors import BodyTooLarge, ClientGone, RequestTimedOut

# Slower than any line that a person would put up with; a second more for each so many bytes that came.
LEAST_BYTES_A_SECOND = 1000
Result = TypeVar("Result")


class BodyLimit:
    """Refuses bodies over a limit, by the length they declare or as they come; imports have none."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, unlimited_paths: frozenset[str]) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._unlimited_paths = unlimited_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        if scope["type"] != "http" or scope["path"] in self._unlimited_paths:
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared) > self._max_bytes:
            await refuse(self._error(), scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise self._error()
            return message

        await self._app(scope, counted, send)

    def _error(self) -> BodyTooLarge:
        return BodyTooLarge(f"body: over the limit of {self._max_bytes} bytes")


class BodyDeadline:
    """Refuses bodies that come too slowly: waiting for the sender may take `seconds` in all, and one more for
    each LEAST_BYTES_A_SECOND that came. An import sees to it itself, since it replies while it receives."""

    def __init__(self, app: ASGIApp, *, seconds: float, exempt_paths: frozenset[str]) -> None:
        self._app, self._seconds, self._exempt_paths = app, seconds, exempt_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        if scope["type"] != "http" or scope["path"] in self._exempt_paths:
            await self._app(scope, receive, send)
            return
        clock, left, complete = asyncio.get_running_loop().time, self._seconds, False

        async def timed() -> Message:
            nonlocal left, complete
            if complete:  # what is awaited now is the caller's hanging up
                return await receive()
            began = clock()
            try:
                async with asyncio.timeout(left):
                    message = await receive()
            except TimeoutError as error:
                raise too_slow(self._seconds) from error
            left += len(message.get("body", b"")) / LEAST_BYTES_A_SECOND - (clock() - began)
            complete = not message.get("more_body", False)
            return message

        await self._app(scope, timed, send)


def too_slow(seconds: float) -> RequestTimedOut:
    """The error of a body that came too slowly."""
    return RequestTimedOut(f"body: came too slowly; more than {seconds:g} seconds were spent waiting for it")


async def unless_gone(request: Request, work: Awaitable[Result]) -> Result:
    """What the work gives; it is cancelled when the caller hangs up. Raises ClientGone then.

    For what only reads, and once the body has been read: a write that was received is carried out.
    """
    working = asyncio.ensure_future(work)
    watching = asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)
    raise ClientGone("the caller hung up before the reply was ready")


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
