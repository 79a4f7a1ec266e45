"""NDJSON both ways: lines out of a body that is still coming, and a response that goes out meanwhile."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an import; `data` is None when it is over the limit."""

    number: int
    data: bytes | None


class NdjsonResponse(Response):
    """Sends lines as they come while the request's body is still being read.

    The framework's own streaming response would wait for the client's going away by reading the request,
    and so swallow the body.
    """

    media_type = "application/x-ndjson"

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._lines = lines

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Sends the response."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async for line in self._lines:
                await send({"type": "http.response.body", "body": line, "more_body": True})
        except ClientDisconnect:
            log.info("an import's client went away; what was answered is stored")
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def split_lines(chunks: AsyncIterator[bytes], *, max_bytes: int) -> AsyncIterator[Line]:
    """The lines of a body, blank ones left out; never holds more than one line and one chunk."""
    rest, number, too_long = bytearray(), 0, False
    async for chunk in chunks:
        *ended, begun = chunk.split(b"\n")
        for part in ended:
            number += 1
            data = bytes(rest) + part
            if too_long or len(data) > max_bytes:
                yield Line(number, None)
            elif data.strip():
                yield Line(number, data)
            rest, too_long = bytearray(), False
        if not too_long:
            rest += begun
        if len(rest) > max_bytes:
            rest, too_long = bytearray(), True
    if too_long or rest.strip():
        yield Line(number + 1, None if too_long else bytes(rest))
