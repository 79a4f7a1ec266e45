"""What a model's server may do: scripts for `FaultServer`, one for each row of the matrix of faults."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from tests.upstream.server import Exchange, Script

SECRET = "upstream-said-this"
"""Stands in every error body here: it must never be passed on or logged."""
EVENT_STREAM = "text/event-stream; charset=utf-8"
HTML = f"<!doctype html><title>{SECRET}</title>"
BLOCK = b"x" * 65_536
_MOST_BLOCKS = 1000  # 64 MB: far above any limit, and an end if there is none


def delta(content: Any = None, finish: Any = None, **more: Any) -> dict[str, Any]:
    """A chunk of a completion."""
    choice = {"index": 0, "delta": {"content": content, **more}, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


def usage(prompt: Any, completion: Any) -> dict[str, Any]:
    """The chunk behind the last one, with what was used."""
    counts = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": 0}
    return {**delta(), "choices": [], "usage": counts}


def reply(
    text: str = "Hello there.", *, finish: str = "stop", used: tuple[int, int] | None = (9, 3)
) -> Script:
    """A whole reply in pieces of five characters."""
    pieces = [delta(text[start : start + 5]) for start in range(0, len(text), 5)]
    tail = [] if used is None else [usage(*used)]
    return stream(delta("", role="assistant"), *pieces, delta(finish=finish), *tail, "[DONE]")


def stream(*events: object) -> Script:
    """Events, then a clean end."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, EVENT_STREAM)
        for event in events:
            await exchange.event(event)
        await exchange.end()

    return play


def cut_short(text: str = "Hello") -> Script:
    """A piece, then a clean end with no finish_reason."""
    return stream(delta(text))


def error(status: int, body: object = None, **headers: str) -> Script:
    """A status with a body: JSON as servers send it, or text as it is."""
    given = {"error": {"message": SECRET, "type": "error", "code": None}} if body is None else body
    text = given if isinstance(given, str) else json.dumps(given)
    kind = "text/html" if isinstance(given, str) else "application/json"

    async def play(exchange: Exchange) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await exchange.head(status, kind, *lines)
        await exchange.chunk(text.encode())
        await exchange.end()

    return play


def coded(status: int, code: str, message: str = SECRET, **more: object) -> Script:
    """A status whose JSON body carries a code, as OpenAI's do."""
    return error(status, {"error": {"message": message, "type": code, "code": code, **more}})


def refusing(fields: Mapping[str, int], then: Script) -> Script:
    """Refuses requests that have one of the fields, with its status and its name; plays `then` for others.

    A value of a response format may stand for a field: `json_schema` or `json_object`.
    """

    async def play(exchange: Exchange) -> None:
        kind = exchange.body.get("response_format", {}).get("type")
        for field, status in fields.items():
            if field in exchange.body or field == kind:
                name = "response_format" if field == kind else field
                await error(status, {"error": {"message": f"{name}: {SECRET}"}})(exchange)
                return
        await then(exchange)

    return play


def content(kind: str, data: bytes) -> Script:
    """A 200 with some body."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, kind)
        if data:
            await exchange.chunk(data)
        await exchange.end()

    return play


async def empty(exchange: Exchange) -> None:
    """Hangs up without a byte."""


async def reset(exchange: Exchange) -> None:
    """Breaks off before the head."""
    exchange.reset()


async def reset_midway(exchange: Exchange) -> None:
    """Breaks off after a piece."""
    await exchange.head(200, EVENT_STREAM)
    await exchange.event(delta("Hello"))
    await asyncio.sleep(0.05)  # a reset throws away what the client has not read yet
    exchange.reset()


async def hang(exchange: Exchange) -> None:
    """Says nothing."""
    await exchange.hung_up.wait()


async def hang_midway(exchange: Exchange) -> None:
    """Says nothing more after a piece."""
    await exchange.head(200, EVENT_STREAM)
    await exchange.event(delta("Hello"))
    await exchange.hung_up.wait()


async def hang_at_the_end(exchange: Exchange) -> None:
    """Says that the reply is whole, and then neither what was used nor that it's done."""
    await exchange.head(200, EVENT_STREAM)
    await exchange.event(delta("Hello there.", finish="stop"))
    await exchange.hung_up.wait()


async def drip(exchange: Exchange) -> None:
    """Sends a byte now and then, and never comes to an end."""
    await exchange.head(200, EVENT_STREAM)
    while not exchange.hung_up.is_set():
        await exchange.chunk(b":")
        await asyncio.sleep(0.02)


async def endless_line(exchange: Exchange) -> None:
    """Sends one line that doesn't end."""
    await exchange.head(200, EVENT_STREAM)
    await exchange.chunk(b"data: ")
    for _ in range(_MOST_BLOCKS):
        await exchange.chunk(BLOCK)


async def endless_lines(exchange: Exchange) -> None:
    """Sends pieces that don't end."""
    await exchange.head(200, EVENT_STREAM)
    block = f"data: {json.dumps(delta('word '))}\n\n".encode() * 300
    for _ in range(_MOST_BLOCKS):
        await exchange.chunk(block)


async def endless_error(exchange: Exchange) -> None:
    """A 500 whose page doesn't end."""
    await exchange.head(500, "text/html")
    for _ in range(_MOST_BLOCKS):
        await exchange.chunk(BLOCK)


async def endless_comments(exchange: Exchange) -> None:
    """Keeps the connection alive and says nothing."""
    await exchange.head(200, EVENT_STREAM)
    while not exchange.hung_up.is_set():
        await exchange.chunk(b": still there\n\n")
        await asyncio.sleep(0.02)


async def redirect(exchange: Exchange) -> None:
    """Sends the client elsewhere, to itself."""
    host = exchange.headers["host"]
    await exchange.head(307, "text/plain", f"Location: http://{host}/v1/chat/completions")
    await exchange.end()


async def not_http(exchange: Exchange) -> None:
    """Speaks another protocol."""
    await exchange.send(b"220 mail.example ESMTP\r\n")
