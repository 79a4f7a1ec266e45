"""Where the service stands between its start and its stop, and what callers are told until it serves."""

import asyncio
import logging
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import refuse
from app.errors import Starting, Stopping

log = logging.getLogger(__name__)

INSIDE = "footnote.inside"
"""In the scope of requests that the service makes of itself while it starts; no caller can send it."""


@dataclass(slots=True)
class Lifecycle:
    """`starting` says what the start is at, None once it is done; `stopping` that the end has begun."""

    starting: str | None = "opening the store and the index"
    stopping: bool = False


class StartGate:
    """Answers 503 for what needs the service while it starts; alive, metrics and documentation are up."""

    def __init__(self, app: ASGIApp, *, lifecycle: Lifecycle) -> None:
        self._app, self._lifecycle = app, lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request, or says what the start is at."""
        doing = self._lifecycle.starting
        if doing and scope["type"] == "http" and _needs_the_service(scope):
            await refuse(Starting(f"the service is starting: {doing}"), scope, receive, send)
            return
        await self._app(scope, receive, send)


class StopGate:
    """Answers 503 for what is cut off because it would outlast the stop."""

    def __init__(self, app: ASGIApp, *, lifecycle: Lifecycle) -> None:
        self._app, self._lifecycle = app, lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:  # by the server, which waits for nothing more
            if not (self._lifecycle.stopping and scope["type"] == "http"):
                raise
            log.warning("%s %s was cut off by the stop", scope["method"], scope["path"])
            if not begun:
                await refuse(Stopping("the service stops, and this took too long"), scope, receive, send)


def from_inside(app: ASGIApp) -> ASGIApp:
    """The same application for the service's own requests, which don't wait for the end of the start."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, INSIDE: True}, receive, send)

    return run


def _needs_the_service(scope: Scope) -> bool:
    path: str = scope["path"]
    return (path == "/readyz" or path.startswith("/v1")) and not scope.get(INSIDE)
