"""What stands in front of every request, as plain ASGI: its id and metrics, its size, its key."""

import hashlib
import hmac
import logging
import re
import time
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem_response
from app.errors import BodyTooLarge, FootnoteError, Unauthorized

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
            await _refuse(self._error(), scope, receive, send)
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
            await _refuse(error, scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_known(self, authorization: str) -> bool:
        scheme, _, key = authorization.partition(" ")
        digest = hashlib.sha256(key.strip().encode("utf-8", "replace")).digest()
        matches = [hmac.compare_digest(digest, known) for known in self._digests]
        return scheme.lower() == "bearer" and any(matches)


async def _refuse(error: FootnoteError, scope: Scope, receive: Receive, send: Send) -> None:
    response = problem_response(
        error, instance=scope["path"], request_id=scope.get("state", {}).get("request_id", "")
    )
    await response(scope, receive, send)
