"""The wire to a model's server: how much it may send, and what is not followed or decoded."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2

from app.errors import ConfigurationError

# A whole reply of 1,500 tokens in one line is about 50 KB, each character escaped.
MAX_LINE_BYTES = 256 * 1024
# Enough to tell what an error is about; error pages may be of any size.
MAX_ERROR_BYTES = 64 * 1024
CONNECT_SECONDS = 10.0
_LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")


class ReplyTooLarge(Exception):
    """More bytes than a reply, or one of its lines, may have."""


def checked_key(api_key: str | None) -> str:
    """The key, empty for none. Raises ConfigurationError for one that can't be sent."""
    key = api_key or ""
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("OPENAI_API_KEY holds characters that a header can't carry")
    return key


def quiet_libraries() -> None:
    """At debug they log addresses and headers, which can hold keys."""
    for library in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(library).setLevel(logging.WARNING)


def limited_client(
    *, max_reply_bytes: int, max_connections: int, max_line_bytes: int = MAX_LINE_BYTES
) -> httpx2.AsyncClient:
    """A client that follows no redirect and stops reading at a limit; deadlines are the caller's."""
    return httpx2.AsyncClient(
        event_hooks={"response": [_limiter(max_reply_bytes, max_line_bytes)]},
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        # A reply takes seconds, a handshake a tenth of one; a kept connection that died costs a retry.
        limits=httpx2.Limits(max_connections=max_connections, max_keepalive_connections=0),
        mounts=dict.fromkeys(_LOOPBACK, None),  # never through a proxy that the environment names
        timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
    )


def _limiter(max_reply_bytes: int, max_line_bytes: int) -> Callable[[httpx2.Response], Awaitable[None]]:
    """A hook, not a transport: the client's own transports are those that know the environment's proxies."""

    async def limit(response: httpx2.Response) -> None:
        # Never decoded: a few compressed bytes can become gigabytes within one read.
        response.headers.pop("content-encoding", None)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        if response.is_success:
            response.stream = LimitedStream(response.stream, max_reply_bytes, max_line_bytes)
        else:
            response.stream = CutStream(response.stream, MAX_ERROR_BYTES)

    return limit


class LimitedStream(httpx2.AsyncByteStream):
    """A stream of lines that raises ReplyTooLarge beyond a limit of bytes, in all or in one line."""

    def __init__(self, stream: httpx2.AsyncByteStream, max_bytes: int, max_line_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._max_line_bytes = max_line_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes as they come."""
        received = line = 0
        async for chunk in self._stream:
            received += len(chunk)
            # A chunk is at most 64 KB, so lines within one are short enough.
            ended = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            line = line + len(chunk) if ended < 0 else len(chunk) - ended - 1
            if received > self._max_bytes or line > self._max_line_bytes:
                raise ReplyTooLarge
            yield chunk

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._stream.aclose()


class CutStream(httpx2.AsyncByteStream):
    """A stream that ends after some bytes, whatever more would come."""

    def __init__(self, stream: httpx2.AsyncByteStream, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The first bytes."""
        left = self._max_bytes
        async for chunk in self._stream:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._stream.aclose()
