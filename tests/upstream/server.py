"""A raw-socket HTTP server on loopback: each request plays a script, and every connection is watched."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

LIMIT_SECONDS = 5.0  # of any wait in a test
_TLS_HANDSHAKE = 0x16


class Exchange:
    """One connection: the request that came, and the means to answer it, well or badly."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.headers: dict[str, str] = {}
        self.body: Any = None
        self.sent_bytes = 0
        self.hung_up = asyncio.Event()
        """Set when the client closes the connection, or the server has."""

    async def read_request(self) -> bool:
        """Reads the request's head and body; False for a handshake of TLS, which isn't spoken here."""
        first = await self._reader.readexactly(1)
        if first[0] == _TLS_HANDSHAKE:
            return False
        head = (first + await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = [line.split(":", 1) for line in head[1:] if ":" in line]
        self.headers = {name.lower(): value.strip() for name, value in pairs}
        content = await self._reader.readexactly(int(self.headers.get("content-length", "0")))
        self.body = json.loads(content) if content else None
        return True

    async def watch(self) -> None:
        """Waits for the client to hang up."""
        with suppress(ConnectionError):
            await self._reader.read()
        self.hung_up.set()

    async def send(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()
        self.sent_bytes += len(data)

    async def head(self, status: int, content_type: str, *lines: str) -> None:
        """Sends a head; the body is to follow in chunks."""
        head = [f"HTTP/1.1 {status} Said", f"Content-Type: {content_type}", "Transfer-Encoding: chunked"]
        await self.send("\r\n".join([*head, *lines, "", ""]).encode("latin-1"))

    async def chunk(self, data: bytes) -> None:
        """Sends a chunk of the body."""
        await self.send(b"%x\r\n%b\r\n" % (len(data), data))

    async def end(self) -> None:
        """Ends the body as it should end."""
        await self.send(b"0\r\n\r\n")

    async def event(self, data: object) -> None:
        """Sends a server-sent event: text as it is, anything else as JSON."""
        text = data if isinstance(data, str) else json.dumps(data)
        await self.chunk(f"data: {text}\n\n".encode())

    def reset(self) -> None:
        """Breaks the connection off: what the client reads next is a reset."""
        handle = self._writer.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def close(self) -> None:
        """Closes the connection."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()
        self.hung_up.set()


Script = Callable[[Exchange], Awaitable[None]]
"""Answers one request; the connection is closed when it returns."""


class FaultServer:
    """Plays the scripts in order, the last one for all further requests; keeps what it was sent."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.exchanges: list[Exchange] = []
        self.asked = asyncio.Event()
        """Set when the first request has come."""
        self._scripts: list[Script] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[Any]:
        """The bodies of the requests so far."""
        return [exchange.body for exchange in self.exchanges if exchange.body is not None]

    def play(self, *scripts: Script) -> None:
        """Sets what the next requests get."""
        self._scripts = list(scripts)

    async def all_hung_up(self, *, seconds: float) -> None:
        """Waits until no connection is open. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            for exchange in self.exchanges:
                await exchange.hung_up.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Runs one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        exchange = Exchange(reader, writer)
        self.exchanges.append(exchange)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._answer(exchange)
            with suppress(asyncio.CancelledError):
                await exchange.close()
        finally:
            self._tasks.discard(task)

    async def _answer(self, exchange: Exchange) -> None:
        if not await exchange.read_request():
            await exchange.send(b"this server speaks no TLS\r\n")
            return
        self.asked.set()
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        watch = asyncio.create_task(exchange.watch())
        try:
            await script(exchange)
        finally:
            watch.cancel()

    async def stop(self) -> None:
        """Ends what still runs."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def fault_server(*scripts: Script) -> AsyncIterator[FaultServer]:
    """A server on a free port that plays the scripts."""
    server = FaultServer(0)
    server.play(*scripts)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await server.stop()
        await listener.wait_closed()
