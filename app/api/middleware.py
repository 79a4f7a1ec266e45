"""What stands in front of every request, as plain ASGI: its id and metrics, its key, its method."""

import hashlib
import hmac
import logging
import re
import time
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import refuse
from app.errors import Unauthorized

log = logging.getLogger("footnote.access")
# Those of RFC 9110 and PATCH: a caller could make up any number of others, and so of series.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestContext:
    """Gives each request an id (the caller's own, when it is a plain one), counts it and times it."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry) -> None:
        self._app = app
        self._requests = Counter(
            "footnote_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "footnote_request_seconds", "Time to the last byte.", ["method", "route"], registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else f"req_{uuid4().hex[:16]}"
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        # The template, not the path: an id in a label would make a new series for each article.
        route = getattr(scope.get("route"), "path_format", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        log.debug("%s %s %d %.1f ms", scope["method"], scope["path"], status, seconds * 1000)


class ApiKeys:
    """Lets requests under /v1 through that carry one of the keys; all of them when there are no keys.

    Before the body is read, so that what is wrong with a body is told to nobody without a key.
    """

    def __init__(self, app: ASGIApp, *, keys: tuple[str, ...]) -> None:
        self._app = app
        self._digests = [hashlib.sha256(key.encode()).digest() for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request, or answers 401."""
        guarded = scope["type"] == "http" and scope["path"].startswith("/v1") and self._digests
        if guarded and not self._is_known(Headers(scope=scope).get("authorization", "")):
            error = Unauthorized("send a valid key as `Authorization: Bearer <key>`")
            await refuse(error, scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_known(self, authorization: str) -> bool:
        scheme, _, key = authorization.partition(" ")
        digest = hashlib.sha256(key.strip().encode("utf-8", "replace")).digest()
        matches = [hmac.compare_digest(digest, known) for known in self._digests]
        return scheme.lower() == "bearer" and any(matches)


class HeadAsGet:
    """Answers HEAD like GET without the body, on every path that has GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_no_body(message: Message) -> None:
            scope["method"] = "HEAD"  # the server looks here for whether a body is to follow
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # In place, since the router leaves the route in this same scope for those outside.
        scope["method"] = "GET"
        await self._app(scope, receive, send_no_body)
