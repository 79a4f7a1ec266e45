"""Many articles in one request, each answered as it is stored."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx2
import pytest

from app.adapters.embeddings import HashEmbedder
from app.api.imports import IN_FLIGHT
from app.errors import FootnoteError, StorageFailed, StorageUnreadable
from app.ingest.pipeline import Ingest
from app.models import Source, Written
from app.ports import Matrix
from tests.api.checks import found_ids, text_of
from tests.api.serving import LIMIT_SECONDS, app_of, served

PATH = "/v1/articles/import"


def line(article_id: str, text: str = "The market moves to the old station.", **fields: Any) -> bytes:
    return json.dumps(
        {"article_id": article_id, "title": f"About {article_id}", "text": text, **fields}
    ).encode()


async def imported(client: httpx2.AsyncClient, body: bytes | Iterable[bytes]) -> list[dict[str, Any]]:
    """The results of an import, whose response must be whole NDJSON."""
    content = body if isinstance(body, bytes) else in_chunks(body)
    response = await client.post(PATH, content=content)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/x-ndjson")
    assert not response.content or response.content.endswith(b"\n")
    return [json.loads(one) for one in response.content.splitlines()]


async def in_chunks(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def codes(results: Iterable[dict[str, Any]]) -> list[str]:
    return [result["error"]["code"] if "error" in result else result["outcome"] for result in results]


async def test_each_line_is_answered_with_what_was_stored(api: httpx2.AsyncClient) -> None:
    (result,) = await imported(api, line("market") + b"\n")
    article = (await api.get("/v1/articles/market")).json()
    assert result.keys() == {"line", "article_id", "revision", "outcome", "passages"}
    assert result == {
        **{key: article[key] for key in ("article_id", "revision", "passages")},
        "line": 1,
        "outcome": "created",
    }
    assert await found_ids(api, "old station") == {"market"}


async def test_results_come_in_the_order_of_the_lines(api: httpx2.AsyncClient) -> None:
    ids = [f"a{number}" for number in range(3 * IN_FLIGHT)]
    texts = [f"Number {number} is said. " * (60 if number % 7 == 0 else 1) for number in range(len(ids))]
    results = await imported(api, b"\n".join(map(line, ids, texts)))
    assert [result["article_id"] for result in results] == ids
    assert [result["line"] for result in results] == list(range(1, len(ids) + 1))


async def test_an_id_is_derived_where_none_is_given(api: httpx2.AsyncClient) -> None:
    article = json.dumps({"title": "Market moves", "text": "It moves in April."}).encode()
    first, again = await imported(api, article + b"\n" + article)
    assert first["article_id"].startswith("market-moves-")
    assert again["article_id"] == first["article_id"]


async def test_importing_twice_changes_nothing(api: httpx2.AsyncClient) -> None:
    body = line("a") + b"\n" + line("b")
    assert codes(await imported(api, body)) == ["created", "created"]
    assert codes(await imported(api, body)) == ["unchanged", "unchanged"]


async def test_a_later_line_replaces_what_an_earlier_import_stored(api: httpx2.AsyncClient) -> None:
    await imported(api, line("a", "An old text."))
    assert codes(await imported(api, line("a", "A new text."))) == ["replaced"]
    assert await text_of(api, "a") == "A new text."


BAD_LINES = {
    b"not json": "malformed_json",
    b'{"title": "\xff", "text": "A."}': "malformed_json",
    b"[" * 40_000: "malformed_json",
    b"9" * 5000: "malformed_json",
    b"[]": "invalid_request",
    b"null": "invalid_request",
    b'{"title": "A"}': "invalid_request",
    b'{"title": "A", "text": "A.", "colour": "red"}': "invalid_request",
    b'{"title": "A", "text": "A.", "article_id": "../a"}': "invalid_request",
    b'{"title": "A", "text": "A.", "published_at": "soon"}': "invalid_request",
    b'{"title": "A", "text": " "}': "empty_text",
    rb'{"title": "A", "text": "\ud800"}': "lone_surrogate",
    b'{"title": "A", "text": "%s"}' % (b"a" * 2001): "text_too_long",
    b'{"title": "A", "text": "%s"}' % (b"a" * 50_000): "body_too_large",
}


async def test_bad_lines_are_told_by_number_and_the_rest_goes_on(api: httpx2.AsyncClient) -> None:
    body = b"\n".join([line("first"), *BAD_LINES, line("last")])
    results = await imported(api, body)
    assert codes(results) == ["created", *BAD_LINES.values(), "created"]
    assert [result["line"] for result in results] == list(range(1, len(BAD_LINES) + 3))
    assert await found_ids(api, "old station") == {"first", "last"}


async def test_a_bad_lines_error_is_a_problem(api: httpx2.AsyncClient) -> None:
    (result,) = await imported(api, b'{"title": "A"}')
    assert result.keys() == {"line", "error"}
    assert result["error"] | {"request_id": ""} == {
        "type": "urn:footnote:problem:invalid_request",
        "title": "The request is not valid",
        "status": 422,
        "detail": "text: Field required",
        "instance": PATH,
        "code": "invalid_request",
        "request_id": "",
        "errors": [{"field": "text", "message": "Field required"}],
    }


async def test_a_line_over_the_limit_says_the_limit(api: httpx2.AsyncClient) -> None:
    long, short = await imported(api, [b"x" * 30_000, b"x" * 30_000, b"x" * 30_000 + b"\n", line("a")])
    assert long["error"]["detail"] == "line: over the limit of 50000 bytes"
    assert (short["line"], short["outcome"]) == (2, "created")


async def test_blank_lines_are_counted_and_left_out(api: httpx2.AsyncClient) -> None:
    results = await imported(api, b"\n" + line("a") + b"\r\n\r\n  \n" + line("b") + b"\n\n")
    assert [(result["line"], result["article_id"]) for result in results] == [(2, "a"), (5, "b")]


@pytest.mark.parametrize("body", [b"", b"\n", b" \r\n\n"])
async def test_nothing_gives_nothing(api: httpx2.AsyncClient, body: bytes) -> None:
    assert await imported(api, body) == []


@pytest.mark.parametrize("size", [1, 7, 64])
async def test_lines_may_come_in_any_pieces(api: httpx2.AsyncClient, size: int) -> None:
    body = line("a", "Größe 😀 in pieces.") + b"\n" + line("b") + b"\n"
    results = await imported(api, [body[start : start + size] for start in range(0, len(body), size)])
    assert codes(results) == ["created", "created"]
    assert await text_of(api, "a") == "Größe 😀 in pieces."


async def test_an_import_as_a_whole_has_no_limit(api: httpx2.AsyncClient) -> None:
    body = b"\n".join(line(f"a{number}", "Said once. " * 150) for number in range(40))
    assert len(body) > 50_000
    assert codes(await imported(api, body)) == ["created"] * 40


class Connection:
    """An import over a socket, sent and read a line at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await self.writer.drain()

    async def result(self) -> dict[str, Any]:
        """The next result; fails when none comes while the body is still open."""
        async with asyncio.timeout(LIMIT_SECONDS):
            while not (got := await self.reader.readline()).startswith(b"{"):
                assert got, "the response ended"
        found: dict[str, Any] = json.loads(got)
        return found


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: footnote\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def port(api: httpx2.AsyncClient) -> AsyncIterator[int]:
    """The port of a real server of the application that `api` is a client of."""
    async with served(app_of(api)) as number:
        yield number


async def test_results_are_sent_while_the_body_still_comes(port: int) -> None:
    async with connection(port) as importing:
        for number in range(1, 4):
            await importing.send(line(f"a{number}") + b"\n")
            assert (await importing.result())["line"] == number
        await importing.send(b"")
        assert await asyncio.wait_for(importing.reader.read(5), LIMIT_SECONDS)


async def test_what_was_answered_stays_when_the_client_goes(api: httpx2.AsyncClient, port: int) -> None:
    async with connection(port) as importing:
        await importing.send(line("kept") + b"\n" + line("also-kept") + b'\n{"article_id": "half')
        assert [(await importing.result())["article_id"] for _ in range(2)] == ["kept", "also-kept"]
    assert await found_ids(api, "old station") == {"kept", "also-kept"}
    assert [one["article_id"] for one in (await api.get("/v1/articles")).json()["items"]] == [
        "also-kept",
        "kept",
    ]


async def test_an_import_holds_no_more_articles_than_it_stores_at_once(
    api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, now, most = Ingest.put, 0, 0

    async def counted(self: Ingest, source: Any) -> Any:
        nonlocal now, most
        now += 1
        most = max(most, now)
        try:
            return await put(self, source)
        finally:
            now -= 1

    monkeypatch.setattr(Ingest, "put", counted)
    await imported(api, b"\n".join(line(f"a{number}") for number in range(4 * IN_FLIGHT)))
    assert 1 < most <= IN_FLIGHT


async def test_the_last_line_of_an_article_wins(
    api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed, later = HashEmbedder.embed_passages, asyncio.Event()

    async def slow_at_first(self: HashEmbedder, texts: Sequence[str]) -> Matrix:
        if any("first" in text for text in texts):
            with suppress(TimeoutError):
                await asyncio.wait_for(later.wait(), 0.3)  # the later lines overtake it, if they can
        else:
            later.set()
        return await embed(self, texts)

    monkeypatch.setattr(HashEmbedder, "embed_passages", slow_at_first)
    results = await imported(
        api, b"\n".join(line("a", f"Said {when}.") for when in ("first", "next", "last"))
    )
    assert codes(results) == ["created", "replaced", "replaced"]
    assert await text_of(api, "a") == "Said last."


def failing(monkeypatch: pytest.MonkeyPatch, article_id: str, error: Exception) -> None:
    """Makes storing one article fail."""
    put = Ingest.put

    async def fail(self: Ingest, source: Source) -> Written:
        if source.article_id == article_id:
            raise error
        return await put(self, source)

    monkeypatch.setattr(Ingest, "put", fail)


async def test_the_unexpected_in_a_line_is_its_error_and_the_rest_goes_on(
    api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, "b", RuntimeError("secret"))
    results = await imported(api, b"\n".join(map(line, "abc")))
    assert codes(results) == ["created", "internal_error", "created"]
    assert "secret" not in str(results)
    assert results[1]["error"]["request_id"] in caplog.text
    assert "secret" in caplog.text


@pytest.mark.parametrize("fault", [StorageFailed("disk full"), StorageUnreadable("no such file")])
async def test_a_fault_of_the_store_ends_the_import_and_says_where(
    api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, fault: FootnoteError
) -> None:
    failing(monkeypatch, "a1", fault)
    ids = [f"a{number}" for number in range(4 * IN_FLIGHT)]
    results = await imported(api, b"\n".join(map(line, ids)))
    *stored, last = results
    assert codes(stored)[:2] == ["created", fault.code]
    assert set(codes(stored)[2:]) <= {"created"}
    assert len(results) < len(ids)
    assert (last["line"], last["error"]["code"]) == (len(stored) + 1, fault.code)
    assert f"from line {last['line']} on" in last["error"]["detail"]
    found = {one["article_id"] for one in (await api.get("/v1/articles?limit=500")).json()["items"]}
    assert found == {result["article_id"] for result in stored if "article_id" in result}


async def test_a_fault_in_the_last_line_leaves_nothing_to_end(
    api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "b", StorageFailed("disk full"))
    assert codes(await imported(api, line("a") + b"\n" + line("b"))) == ["created", "storage_failed"]
