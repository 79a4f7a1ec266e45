"""An OpenAI-compatible server whose replies and delays are known: `python -m evals.bench.model_server`.

It streams on loopback over plain sockets, notes on the clock that all processes share when what was received,
sent and cut off, and tells it under `/notes`. It prints its port, and ends when its standard input does.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from evals.bench.model_replies import ModelReply, reply_to

GATHER_SECONDS = 30.0  # that requests which are to run at once wait for each other
FIRST_PIECE_SECONDS = 0.05
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(slots=True)
class Note:
    """One request: seconds of the monotonic clock, None for what didn't happen."""

    question: str
    received: float
    planned_seconds: float
    beside: int = 1  # the most replies under way while this one was, itself included
    claims: dict[str, float] = field(default_factory=dict)  # when the piece that closes each was sent
    last_piece: float | None = None
    ended: float | None = None
    cut_off: float | None = None


class ModelServer:
    """Answers every request alike; `gather` requests begin together, so that they are in flight at once."""

    def __init__(self, *, piece_seconds: float, gather: int) -> None:
        self._piece_seconds = piece_seconds
        self._gather = gather
        self._gathered = asyncio.Event()
        self._running: list[Note] = []
        self._notes: list[Note] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Runs one connection."""
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            if head.startswith("get /notes "):
                await _send(writer, _HEAD.format("application/json").encode())
                await _send(writer, _chunk(json.dumps([asdict(note) for note in self._notes])) + _chunk(""))
            else:
                _, _, length = head.partition("content-length:")
                body = json.loads(await reader.readexactly(int(length.split("\r\n")[0])))
                await self._complete(reader, writer, body, time.monotonic())

    async def _complete(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        body: Mapping[str, Any],
        received: float,
    ) -> None:
        reply = reply_to(body)
        note = Note(reply.question, received, FIRST_PIECE_SECONDS + self._piece_seconds * len(reply.pieces))
        self._notes.append(note)
        self._running.append(note)
        for one in self._running:
            one.beside = max(one.beside, len(self._running))
        if len(self._running) >= self._gather:
            self._gathered.set()
        # A client that hangs up ends what can be read from it, in the midst of whatever is sent.
        talking = asyncio.create_task(self._talk(writer, reply, note))
        watching = asyncio.create_task(reader.read())
        try:
            await asyncio.wait({talking, watching}, return_when=asyncio.FIRST_COMPLETED)
            if note.ended is None:
                note.cut_off = time.monotonic()
        finally:
            self._running.remove(note)
            talking.cancel()
            watching.cancel()
            await asyncio.gather(talking, watching, return_exceptions=True)

    async def _talk(self, writer: asyncio.StreamWriter, reply: ModelReply, note: Note) -> None:
        await _send(writer, _HEAD.format("text/event-stream").encode())
        async with asyncio.timeout(GATHER_SECONDS):
            await self._gathered.wait()
        await asyncio.sleep(FIRST_PIECE_SECONDS)
        for piece in reply.pieces:
            await asyncio.sleep(self._piece_seconds)
            data = _event(_part({"content": piece.text}))
            note.last_piece = time.monotonic()
            note.claims.update(dict.fromkeys(piece.closes, note.last_piece))
            await _send(writer, data)
        written = len(reply.pieces)
        usage = {
            "prompt_tokens": reply.prompt_tokens,
            "completion_tokens": written,
            "total_tokens": reply.prompt_tokens + written,
        }
        ends = (_part({}, finish="stop"), {**_part({}), "choices": [], "usage": usage})
        await _send(writer, b"".join(map(_event, ends)) + _chunk("data: [DONE]\n\n") + _chunk(""))
        note.ended = time.monotonic()


def _part(delta: Mapping[str, str], *, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
    }


def _event(data: Mapping[str, Any]) -> bytes:
    return _chunk(f"data: {json.dumps(data)}\n\n")


def _chunk(text: str) -> bytes:
    data = text.encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def _run(piece_seconds: float, gather: int) -> None:
    server = ModelServer(piece_seconds=piece_seconds, gather=gather)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    async with listener:
        print(listener.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--piece-seconds", type=float, required=True)
    arguments.add_argument("--gather", type=int, default=1)
    given = arguments.parse_args()
    asyncio.run(_run(given.piece_seconds, given.gather))
