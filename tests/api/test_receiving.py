"""Requests that come too slowly are cut off, and work stops for a caller who has hung up."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from app.adapters.store import SqliteStore
from app.answer.judging.verification import Verifier
from app.ingest.pipeline import Ingest
from app.models import Source, Written
from app.retrieve.search import Retriever
from tests.api.conftest import Opened
from tests.api.serving import LIMIT_SECONDS, app_of, served

SHORT = 0.5  # seconds; long enough for a busy machine to be on time within a third of it
HEAD = "HTTP/1.1\r\nHost: footnote\r\nContent-Type: application/json\r\n"
LAST_AND_TOO_LONG = f"PUT /v1/articles/a {HEAD}Connection: close\r\nContent-Length: 50000000\r\n\r\n".encode()
LINE = b'{"article_id": "%s", "title": "A", "text": "The market moves."}\n'


@pytest.fixture
async def impatient(opened: Opened) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an application that waits for nobody long."""
    async with opened(receive_timeout_seconds=SHORT) as client:
        yield client


@pytest.fixture
async def port(impatient: httpx2.AsyncClient) -> AsyncIterator[int]:
    async with served(app_of(impatient), head_seconds=SHORT) as number:
        yield number


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def rest(reader: asyncio.StreamReader) -> bytes:
    """All that is still sent; fails when the other side doesn't close."""
    return await asyncio.wait_for(reader.read(), LIMIT_SECONDS)


async def drip(writer: asyncio.StreamWriter, reader: asyncio.StreamReader) -> bytes:
    """Sends a byte now and then until the other side has enough; what it said."""
    reading = asyncio.create_task(rest(reader))
    while not reading.done():
        writer.write(b" ")
        await asyncio.wait({reading}, timeout=SHORT / 4)
    return reading.result()


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nX-Slow: "])
async def test_a_connection_without_a_whole_head_is_closed(port: int, sent: bytes) -> None:
    async with connected(port) as (reader, writer):
        writer.write(sent)
        assert await rest(reader) == b""


async def test_a_head_that_trickles_in_is_closed(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        assert await drip(writer, reader) == b""


async def test_a_second_head_has_its_own_time(port: int) -> None:
    async with connected(port) as (reader, writer):
        for _ in range(3):
            await asyncio.sleep(SHORT / 3)
            writer.write(f"GET /healthz {HEAD}\r\n".encode())
            assert b"200" in await asyncio.wait_for(reader.readuntil(b"}"), LIMIT_SECONDS)
        writer.write(b"GET /healthz")
        assert await rest(reader) == b""


async def test_a_body_that_trickles_in_is_refused(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(f"POST /v1/search {HEAD}Content-Length: 5000\r\n\r\n".encode())
        head, _, body = (await drip(writer, reader)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 ")
        assert json.loads(body)["code"] == "request_timeout"


async def test_the_rest_of_a_refused_body_is_not_waited_for(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(f"POST /v1/search {HEAD}Content-Length: 50000000\r\n\r\n".encode())
        assert b" 413 " in await drip(writer, reader)


async def send_on_and_on(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(SHORT / 10)


def sent_blindly(port: int, body: bytes) -> bytes:
    """The reply to a client that reads nothing before it has sent all, and then only slowly."""
    head = f"PUT /v1/articles/a {HEAD}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_SECONDS) as one:
        one.sendall(head.encode() + body)
        return b"".join(iter(lambda: one.recv(50), b""))


async def test_a_refusal_reaches_a_client_that_is_still_sending(stocked: httpx2.AsyncClient) -> None:
    body = b" " * 33_000_000
    async with served(app_of(stocked)) as port:
        for _ in range(20):
            reply = await asyncio.to_thread(sent_blindly, port, body)
            assert json.loads(reply.partition(b"\r\n\r\n")[2])["code"] == "body_too_large"


async def test_a_refused_client_that_sends_on_and_on_is_cut_off(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(
            f"PUT /v1/articles/a {HEAD}Connection: close\r\nContent-Length: 50000000\r\n\r\n".encode()
        )
        assert b" 413 " in await rest(reader)
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(send_on_and_on(writer), LIMIT_SECONDS)


async def test_a_stop_does_not_wait_for_a_refused_client(stocked: httpx2.AsyncClient) -> None:
    async with served(app_of(stocked)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"PUT /v1/articles/a {HEAD}Connection: close\r\nContent-Length: 50000000\r\n\r\n".encode()
        )
        assert b" 413 " in await rest(reader)
    writer.close()


async def test_a_long_body_may_take_longer(impatient: httpx2.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"query": "bridge"' + b" " * 3000
        for _ in range(4):
            await asyncio.sleep(SHORT / 2)
            yield b" "
        yield b"}"

    response = await impatient.post(
        "/v1/search", content=chunks(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 200, response.text


async def test_an_import_goes_on_for_as_long_as_its_lines_do_and_then_says_where_it_ended(
    impatient: httpx2.AsyncClient,
) -> None:
    async def lines() -> AsyncIterator[bytes]:
        for number in range(4):
            yield LINE % f"a{number}".encode()
            await asyncio.sleep(SHORT / 3)
        await asyncio.sleep(10 * SHORT)
        yield LINE % b"late"

    response = await impatient.post("/v1/articles/import", content=lines())
    *stored, last = [json.loads(line) for line in response.text.splitlines()]
    assert [one["outcome"] for one in stored] == ["created"] * 4
    assert (last["line"], last["error"]["code"]) == (5, "request_timeout")


async def test_an_import_whose_articles_take_long_is_waited_for(
    impatient: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, stored = Ingest.put, asyncio.Event()

    async def slow(self: Ingest, source: Source) -> Written:
        await asyncio.sleep(2 * SHORT)
        written = await put(self, source)
        stored.set()
        return written

    async def lines() -> AsyncIterator[bytes]:
        yield LINE % b"first"
        await asyncio.wait_for(stored.wait(), LIMIT_SECONDS)  # as a client does that waits for the result
        yield LINE % b"second"

    monkeypatch.setattr(Ingest, "put", slow)
    response = await impatient.post("/v1/articles/import", content=lines())
    assert [json.loads(line)["outcome"] for line in response.text.splitlines()] == ["created"] * 2


async def test_a_line_may_take_longer_while_enough_of_it_comes(impatient: httpx2.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b" " * 2000
            await asyncio.sleep(SHORT / 4)
        yield LINE % b"first"

    response = await impatient.post("/v1/articles/import", content=chunks())
    assert response.json()["outcome"] == "created"


HANGS: list[tuple[type, str, str, dict[str, Any]]] = [
    (Retriever, "search", "/v1/search", {"query": "bridge"}),
    (Retriever, "search", "/v1/answers", {"question": "bridge"}),
    (Retriever, "search", "/v1/answers", {"question": "bridge", "stream": True}),
    (SqliteStore, "articles", "/v1/answers", {"question": "What did the repairs cost?"}),
    (SqliteStore, "articles", "/v1/summaries", {"filters": {}}),
    (Verifier, "against_articles", "/v1/verifications", {"text": "The bridge."}),
]


@pytest.mark.parametrize(("owner", "stage", "path", "body"), HANGS)
async def test_work_stops_when_the_caller_hangs_up(
    stocked: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    stage: str,
    path: str,
    body: dict[str, Any],
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hang(*_: object, **__: object) -> None:
        begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    monkeypatch.setattr(owner, stage, hang)
    sent = json.dumps(body).encode()
    async with served(app_of(stocked)) as port, connected(port) as (_, writer):
        writer.write(f"POST {path} {HEAD}Content-Length: {len(sent)}\r\n\r\n".encode() + sent)
        await asyncio.wait_for(begun.wait(), LIMIT_SECONDS)
        writer.close()
        await asyncio.wait_for(ended.wait(), LIMIT_SECONDS)
