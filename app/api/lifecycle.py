"""Where the service stands between its start and its stop, and what callers are told until it serves."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import refuse
from app.errors import Starting

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


def from_inside(app: ASGIApp) -> ASGIApp:
    """The same application for the service's own requests, which don't wait for the end of the start."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, INSIDE: True}, receive, send)

    return run


def _needs_the_service(scope: Scope) -> bool:
    path: str = scope["path"]
    return (path == "/readyz" or path.startswith("/v1")) and not scope.get(INSIDE)
