"""Every refusal is a problem with its own code and a sentence that helps, and costs nothing that was stored."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from app.api.problems import MEDIA_TYPE
from app.ingest.pipeline import Ingest
from app.retrieve.search import Retriever
from tests.api.checks import JSON, found_ids, problem_of, stored

ARTICLE = {"title": "Market", "text": "The market moves to the old station."}
BAD_ID = "article_id: 1 to 128 of letters, digits and . _ ~ -"
FILE = ("POST", "/v1/articles")

Row = tuple[str, str, str, dict[str, Any], int, str, str]


def upload(name: str, data: bytes, **fields: str) -> dict[str, Any]:
    return {"files": {"file": (name, data)}, "data": fields}


def raw(body: bytes, kind: str = "application/json") -> dict[str, Any]:
    return {"content": body, "headers": {"Content-Type": kind}}


def row(name: str, request: str, sent: dict[str, Any], status: int, code: str, detail: str) -> Any:
    method, path = request.split()
    return pytest.param(method, path, sent, status, code, detail, id=name)


TEXTS = [
    row(
        "empty text",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "text": ""}},
        422,
        "empty_text",
        "text: nothing but",
    ),
    row(
        "blank text",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "text": " \n\t"}},
        422,
        "empty_text",
        "text: nothing",
    ),
    row(
        "controls only",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "text": "\ufeff\0"}},
        422,
        "empty_text",
        "text: ",
    ),
    row(
        "long text",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "text": "é" * 1001}},
        413,
        "text_too_long",
        "limit of 2000",
    ),
    row(
        "long text posted",
        "POST /v1/articles",
        {"json": {**ARTICLE, "text": "b" * 2001}},
        413,
        "text_too_long",
        "text: 2001 bytes",
    ),
    row(
        "long text uploaded",
        "POST /v1/articles",
        upload("a.txt", b"b" * 2001),
        413,
        "text_too_long",
        "text: 2001 bytes",
    ),
    row("empty file", "POST /v1/articles", upload("a.txt", b""), 422, "empty_text", "text: nothing"),
    row(
        "bytes",
        "POST /v1/articles",
        upload("a.txt", b"caf\xe9 x"),
        422,
        "undecodable_text",
        "byte 3 (0xe9) is not valid utf-8",
    ),
    row(
        "binary",
        "POST /v1/articles",
        upload("a.txt", b"a\0b\0c\0"),
        422,
        "undecodable_text",
        "NUL bytes, the first at byte 1",
    ),
    row(
        "broken PDF",
        "POST /v1/articles",
        upload("a.pdf", b"%PDF-1.4 broken"),
        422,
        "unreadable_pdf",
        "the PDF is broken",
    ),
    row(
        "no front matter fields",
        "POST /v1/articles",
        upload("a.md", b"---\ntitle: A\n---\nText."),
        422,
        "invalid_front_matter",
        "article_id is missing",
    ),
    row(
        "front matter with no end",
        "POST /v1/articles",
        upload("a.md", b"---\ntitle: A\n"),
        422,
        "invalid_front_matter",
        "no --- closes it",
    ),
    row(
        "HTML with no text",
        "POST /v1/articles",
        upload("a.html", b"<html></html>"),
        422,
        "empty_text",
        "no text was found in this HTML",
    ),
    row(
        "file of another kind",
        "POST /v1/articles",
        upload("a.exe", b"MZ"),
        415,
        "unsupported_media_type",
        ".exe is not read; .txt",
    ),
    row(
        "surrogate",
        "PUT /v1/articles/a",
        raw(rb'{"title": "A", "text": "ab\ud800"}'),
        422,
        "lone_surrogate",
        "text: character 2 is a lone surrogate (U+D800)",
    ),
    row(
        "surrogate posted",
        "POST /v1/articles",
        raw(rb'{"title": "A", "text": "\udfff"}'),
        422,
        "lone_surrogate",
        "text: character 0",
    ),
    row(
        "surrogate in title",
        "PUT /v1/articles/a",
        raw(rb'{"title": "\ud800", "text": "A."}'),
        422,
        "lone_surrogate",
        "title: holds a lone surrogate",
    ),
    row(
        "surrogate in tags",
        "PUT /v1/articles/a",
        raw(rb'{"title": "A", "text": "A.", "tags": ["\ud800"]}'),
        422,
        "lone_surrogate",
        "tags.0: ",
    ),
    row(
        "title of NULs",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "title": "\0"}},
        422,
        "invalid_request",
        "title: nothing but white space",
    ),
    row(
        "long title",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "title": "a" * 501}},
        422,
        "invalid_request",
        "title: String should have at most 500",
    ),
    row(
        "no title",
        "PUT /v1/articles/a",
        {"json": {"text": "A."}},
        422,
        "invalid_request",
        "title: Field required",
    ),
]
UPLOADS = [
    row(
        "no file",
        "POST /v1/articles",
        {"files": {"paper": ("a.txt", b"A.")}},
        422,
        "invalid_request",
        "file: needed",
    ),
    row(
        "two files",
        "POST /v1/articles",
        {"files": [("file", ("a.txt", b"A.")), ("file", ("b.txt", b"B."))]},
        422,
        "invalid_request",
        "Maximum number of files is 1",
    ),
    row(
        "form with no boundary",
        "POST /v1/articles",
        raw(b"x", "multipart/form-data"),
        422,
        "invalid_request",
        "Missing boundary",
    ),
    row(
        "form field for a day",
        "POST /v1/articles",
        upload("a.txt", b"A.", published_at="soon"),
        422,
        "invalid_request",
        "published_at: not a date like",
    ),
    row(
        "unknown form field",
        "POST /v1/articles",
        upload("a.txt", b"A.", colour="red"),
        422,
        "invalid_request",
        "colour: there is no such field",
    ),
    row(
        "text beside a file",
        "POST /v1/articles",
        upload("a.txt", b"A.", text="B."),
        422,
        "invalid_request",
        "text: the file has it",
    ),
    row(
        "id in a form",
        "POST /v1/articles",
        upload("a.txt", b"A.", article_id="../a"),
        422,
        "invalid_request",
        BAD_ID,
    ),
]
IDS = [
    row("unknown id", "GET /v1/articles/nope", {}, 404, "article_not_found", "no article has the id nope"),
    row(
        "text of an unknown id",
        "GET /v1/articles/nope/text",
        {},
        404,
        "article_not_found",
        "no article has the id nope",
    ),
    row(
        "delete of an unknown id",
        "DELETE /v1/articles/nope",
        {},
        404,
        "article_not_found",
        "no article has the id nope",
    ),
    row("put to a path", "PUT /v1/articles/..%2F..%2Fetc", {"json": ARTICLE}, 422, "invalid_request", BAD_ID),
    row("get of a path", "GET /v1/articles/a%2Fb", {}, 422, "invalid_request", BAD_ID),
    row("text of a path", "GET /v1/articles/..%2F/text", {}, 422, "invalid_request", BAD_ID),
    row("delete of a path", "DELETE /v1/articles/bridge%2F..%2Fferry", {}, 422, "invalid_request", BAD_ID),
    row("hidden id", "PUT /v1/articles/.bridge", {"json": ARTICLE}, 422, "invalid_request", BAD_ID),
    row("id with a NUL", "DELETE /v1/articles/bridge%00", {}, 422, "invalid_request", BAD_ID),
    row("id with a newline", "DELETE /v1/articles/bridge%0A", {}, 422, "invalid_request", BAD_ID),
    row("id of 129", f"PUT /v1/articles/{'a' * 129}", {"json": ARTICLE}, 422, "invalid_request", BAD_ID),
    row("no id", "GET /v1/articles/", {}, 422, "invalid_request", BAD_ID),
    row(
        "two ids",
        "PUT /v1/articles/a",
        {"json": {**ARTICLE, "article_id": "b"}},
        422,
        "invalid_request",
        "article_id: differs from the one in the path",
    ),
    row(
        "posted path",
        "POST /v1/articles",
        {"json": {**ARTICLE, "article_id": "a/b"}},
        422,
        "invalid_request",
        BAD_ID,
    ),
]
FIELDS = [
    row(
        "top_k of 0",
        "POST /v1/search",
        {"json": {"query": "a", "top_k": 0}},
        422,
        "invalid_request",
        "top_k: Input should be greater than or equal to 1",
    ),
    row(
        "top_k of 51",
        "POST /v1/search",
        {"json": {"query": "a", "top_k": 51}},
        422,
        "invalid_request",
        "top_k: Input should be less than or equal to 50",
    ),
    row(
        "answer's top_k of 0",
        "POST /v1/answers",
        {"json": {"question": "a", "top_k": 0}},
        422,
        "invalid_request",
        "top_k: Input should be greater than or equal to 1",
    ),
    row(
        "answer's top_k of 51",
        "POST /v1/answers",
        {"json": {"question": "a", "top_k": 51}},
        422,
        "invalid_request",
        "top_k: Input should be less than or equal to 50",
    ),
    row(
        "top_k in letters",
        "POST /v1/answers",
        {"json": {"question": "a", "top_k": "few"}},
        422,
        "invalid_request",
        "top_k: Input should be a valid integer",
    ),
    row(
        "top_k of NaN",
        "POST /v1/search",
        raw(b'{"query": "a", "top_k": NaN}'),
        422,
        "invalid_request",
        "top_k: ",
    ),
    row(
        "max_words of 9",
        "POST /v1/summaries",
        {"json": {"query": "a", "max_words": 9}},
        422,
        "invalid_request",
        "max_words: Input should be greater than or equal to 10",
    ),
    row(
        "max_words of 2001",
        "POST /v1/summaries",
        {"json": {"query": "a", "max_words": 2001}},
        422,
        "invalid_request",
        "max_words: Input should be less than or equal to 2000",
    ),
    row(
        "nothing to summarize",
        "POST /v1/summaries",
        {"json": {"max_words": 50}},
        422,
        "invalid_request",
        "at least one of article_ids, query, filters",
    ),
    row(
        "format",
        "POST /v1/summaries",
        {"json": {"query": "a", "format": "haiku"}},
        422,
        "invalid_request",
        "format: Input should be 'paragraph' or 'bullets'",
    ),
    row(
        "summary of an unknown article",
        "POST /v1/summaries",
        {"json": {"article_ids": ["bridge", "nope"]}},
        404,
        "article_not_found",
        "article_ids: no article has the id nope",
    ),
    row(
        "verification with an unknown article",
        "POST /v1/verifications",
        {"json": {"text": "A.", "article_ids": ["nope"]}},
        404,
        "article_not_found",
        "article_ids: no article has the id nope",
    ),
    row(
        "answer by a model",
        "POST /v1/answers",
        {"json": {"question": "a", "engine": "llm"}},
        503,
        "llm_not_configured",
        "use auto or extractive",
    ),
    row(
        "streamed answer by a model",
        "POST /v1/answers",
        {"json": {"question": "a", "engine": "llm", "stream": True}},
        503,
        "llm_not_configured",
        "use auto or extractive",
    ),
    row(
        "summary by a model",
        "POST /v1/summaries",
        {"json": {"query": "a", "engine": "llm"}},
        503,
        "llm_not_configured",
        "use auto or extractive",
    ),
    row(
        "engine",
        "POST /v1/answers",
        {"json": {"question": "a", "engine": "oracle"}},
        422,
        "invalid_request",
        "engine: Input should be 'auto', 'extractive' or 'llm'",
    ),
    row(
        "unknown field",
        "POST /v1/search",
        {"json": {"query": "a", "topk": 3}},
        422,
        "invalid_request",
        "topk: there is no such field",
    ),
    row(
        "unknown filter",
        "POST /v1/answers",
        {"json": {"question": "a", "filters": {"tag": "b"}}},
        422,
        "invalid_request",
        "filters.tag: there is no such field",
    ),
    row(
        "empty query",
        "POST /v1/search",
        {"json": {"query": ""}},
        422,
        "invalid_request",
        "query: String should have at least 1 character",
    ),
    row(
        "blank question",
        "POST /v1/answers",
        {"json": {"question": " \n"}},
        422,
        "invalid_request",
        "question: nothing but white space",
    ),
    row(
        "long question",
        "POST /v1/answers",
        {"json": {"question": "a" * 2001}},
        422,
        "invalid_request",
        "question: String should have at most 2000 characters",
    ),
    row(
        "surrogate in a query",
        "POST /v1/search",
        raw(rb'{"query": "a\ud800"}'),
        422,
        "lone_surrogate",
        "query: holds a lone surrogate",
    ),
    row(
        "surrogate in a source filter",
        "POST /v1/search",
        raw(rb'{"query": "a", "filters": {"source": "\ud800"}}'),
        422,
        "lone_surrogate",
        "filters.source: holds a lone surrogate",
    ),
    row(
        "surrogate in a tag filter",
        "POST /v1/answers",
        raw(rb'{"question": "a", "filters": {"tags": ["\ud800"]}}'),
        422,
        "lone_surrogate",
        "filters.tags.0: holds a lone surrogate",
    ),
    row(
        "surrogate in an id filter",
        "POST /v1/search",
        raw(rb'{"query": "a", "filters": {"article_ids": ["\ud800"]}}'),
        422,
        "lone_surrogate",
        "filters.article_ids.0: holds a lone surrogate",
    ),
    row(
        "seconds for a day",
        "POST /v1/search",
        {"json": {"query": "a", "filters": {"published_after": 1746748800}}},
        422,
        "invalid_request",
        "filters.published_after: not a text with a date like 2025-05-09",
    ),
    row(
        "empty text to verify",
        "POST /v1/verifications",
        {"json": {"text": ""}},
        422,
        "invalid_request",
        "text: String should have at least 1 character",
    ),
    row(
        "articles and sources",
        "POST /v1/verifications",
        {"json": {"text": "A.", "article_ids": ["bridge"], "sources": [{"id": "s", "text": "A."}]}},
        422,
        "invalid_request",
        "article_ids or sources, not both",
    ),
    row(
        "one source twice",
        "POST /v1/verifications",
        {"json": {"text": "A.", "sources": [{"id": "s", "text": "A."}] * 2}},
        422,
        "invalid_request",
        "sources: each id once",
    ),
    row(
        "surrogate in a source",
        "POST /v1/verifications",
        raw(rb'{"text": "A.", "sources": [{"id": "s", "text": "\ud800"}]}'),
        422,
        "lone_surrogate",
        "sources.0.text: character 0",
    ),
    row(
        "empty source",
        "POST /v1/verifications",
        {"json": {"text": "A.", "sources": [{"id": "s", "text": ""}]}},
        422,
        "empty_text",
        "nothing but white space",
    ),
]
LISTINGS = [
    row(
        "cursor",
        "GET /v1/articles?cursor=zzz",
        {},
        422,
        "invalid_cursor",
        "cursor: not one that this service gave out",
    ),
    row("empty cursor", "GET /v1/articles?cursor=", {}, 422, "invalid_cursor", "cursor: "),
    row("cursor of emoji", "GET /v1/articles?cursor=%F0%9F%98%80", {}, 422, "invalid_cursor", "cursor: "),
    row(
        "limit of 0",
        "GET /v1/articles?limit=0",
        {},
        422,
        "invalid_request",
        "limit: Input should be greater than or equal to 1",
    ),
    row(
        "limit of 501",
        "GET /v1/articles?limit=501",
        {},
        422,
        "invalid_request",
        "limit: Input should be less than or equal to 500",
    ),
    row(
        "day in words",
        "GET /v1/articles?published_after=yesterday",
        {},
        422,
        "invalid_request",
        "published_after: not a date like 2025-05-09",
    ),
    row(
        "day in seconds",
        "GET /v1/articles?published_before=1746748800",
        {},
        422,
        "invalid_request",
        "published_before: not a date like 2025-05-09",
    ),
    row(
        "day that isn't",
        "GET /v1/articles?published_before=2025-02-30",
        {},
        422,
        "invalid_request",
        "published_before: ",
    ),
]
BODIES = [
    row(
        "not JSON",
        "PUT /v1/articles/a",
        raw(b'{"title": '),
        400,
        "malformed_json",
        "not JSON (Expecting value, at character 10)",
    ),
    row(
        "not JSON posted",
        "POST /v1/articles",
        raw(b"title=A"),
        400,
        "malformed_json",
        "not JSON (Expecting value, at character 0)",
    ),
    row("no body", "POST /v1/search", raw(b""), 400, "malformed_json", "body: "),
    row("no body posted", "POST /v1/articles", raw(b""), 400, "malformed_json", "body: "),
    row(
        "not UTF-8",
        "PUT /v1/articles/a",
        raw(b'{"title": "\xff"}'),
        400,
        "malformed_json",
        "byte 11 is not UTF-8",
    ),
    row(
        "not UTF-8 posted",
        "POST /v1/articles",
        raw(b'{"title": "\xff"}'),
        400,
        "malformed_json",
        "byte 11 is not UTF-8",
    ),
    row("deep", "POST /v1/search", raw(b"[" * 40_000), 400, "malformed_json", "nested too deeply"),
    row("deep posted", "POST /v1/articles", raw(b"[" * 40_000), 400, "malformed_json", "nested too deeply"),
    row("huge number", "PUT /v1/articles/a", raw(b"9" * 5000), 400, "malformed_json", "a number is too long"),
    row(
        "huge number posted",
        "POST /v1/articles",
        raw(b"9" * 5000),
        400,
        "malformed_json",
        "a number is too long",
    ),
    row("a list", "POST /v1/search", {"json": []}, 422, "invalid_request", "body: "),
    row("a list posted", "POST /v1/articles", {"json": []}, 422, "invalid_request", "body: "),
    row(
        "form",
        "POST /v1/articles",
        raw(b"title=A", "application/x-www-form-urlencoded"),
        415,
        "unsupported_media_type",
        "send application/json or multipart/form-data",
    ),
    row(
        "text",
        "PUT /v1/articles/a",
        raw(b"{}", "text/plain"),
        415,
        "unsupported_media_type",
        "text/plain; send Content-Type: application/json",
    ),
    row(
        "no content type",
        "POST /v1/answers",
        {"content": b"{}"},
        415,
        "unsupported_media_type",
        "no content type",
    ),
    row(
        "body over the limit",
        "POST /v1/search",
        {"json": {"query": "a" * 50_000}},
        413,
        "body_too_large",
        "over the limit of 50000 bytes",
    ),
]
PATHS = [
    row("path", "GET /v2/articles", {}, 404, "not_found", "no such path: /v2/articles"),
    row(
        "path under /v1", "POST /v1/questions", {"json": {}}, 404, "not_found", "no such path: /v1/questions"
    ),
    row(
        "method",
        "GET /v1/search",
        {},
        405,
        "method_not_allowed",
        "GET is not one of this path's methods: POST",
    ),
    row(
        "method of an article",
        "PATCH /v1/articles/bridge",
        {"json": {}},
        405,
        "method_not_allowed",
        "DELETE, GET, PUT",
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code", "detail"),
    [*TEXTS, *UPLOADS, *IDS, *FIELDS, *LISTINGS, *BODIES, *PATHS],
)
async def test_a_refusal_says_why_and_loses_nothing(
    stocked: httpx2.AsyncClient,
    method: str,
    path: str,
    sent: dict[str, Any],
    status: int,
    code: str,
    detail: str,
) -> None:
    before = await stored(stocked)
    problem = problem_of(await stocked.request(method, path, **sent))
    assert (problem["status"], problem["code"]) == (status, code)
    assert detail in problem["detail"]
    assert await stored(stocked) == before


async def test_each_refused_field_is_named_apart(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.post("/v1/search", json={"query": "", "top_k": 0, "filters": {"colour": 1}})
    errors = {error["field"]: error["message"] for error in problem_of(response)["errors"]}
    assert errors.keys() == {"query", "top_k", "filters.colour"}
    assert errors["filters.colour"] == "there is no such field"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/v1/search", "application/json"),
        ("PUT", "/v1/articles/bridge", "application/json"),
        ("POST", "/v1/articles", "application/json"),
        ("POST", "/v1/articles", "multipart/form-data; boundary=b"),
        ("POST", "/v1/verifications", "application/json"),
    ],
)
async def test_a_body_that_declares_no_length_is_cut_off_at_the_limit(
    stocked: httpx2.AsyncClient, method: str, path: str, kind: str
) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(1000):
            sent += 1000
            yield b" " * 1000

    before = await stored(stocked)
    response = await stocked.request(method, path, content=chunks(), headers={"Content-Type": kind})
    assert (problem_of(response)["code"], response.status_code) == ("body_too_large", 413)
    assert await stored(stocked) == before
    assert sent < 60_000


async def test_nul_and_other_controls_are_dropped_from_a_text(stocked: httpx2.AsyncClient) -> None:
    body = {"title": "A\0B", "text": "One\0 two\x85\x1b.\r\nThree\tfour."}
    assert (await stocked.put("/v1/articles/a", json=body)).json()["title"] == "AB"
    assert (await stocked.get("/v1/articles/a/text")).content == b"One two.\nThree\tfour."


@pytest.mark.parametrize(
    "filters",
    [
        {"source": "No such desk"},
        {"tags": ["city", "nope"]},
        {"article_ids": []},
        {"article_ids": ["nope", "../etc"]},
        {"published_after": "2030-01-01"},
        {"published_after": "2025-05-02", "published_before": "2025-04-15"},
        {"source": "😀"},
        {"source": "a\0b"},
        {"tags": ["%", "'; DROP TABLE articles; --"]},
    ],
)
async def test_a_filter_that_matches_nothing_finds_nothing(
    stocked: httpx2.AsyncClient, filters: dict[str, Any]
) -> None:
    before = await stored(stocked)
    assert await found_ids(stocked, "bridge ferry", **filters) == set()
    answer = (
        await stocked.post("/v1/answers", json={"question": "What did repairs cost?", "filters": filters})
    ).json()
    assert (answer["status"], answer["reason"], answer["answer"]) == ("abstained", "no_articles", "")
    assert (await stocked.post("/v1/summaries", json={"filters": filters})).json()["reason"] == "no_articles"
    assert await stored(stocked) == before


@pytest.mark.parametrize(
    "query", ["😀", "\0", "\u202e\u0301", "'\"*()^:-", "NEAR AND OR NOT", "a" * 2000, "的"]
)
async def test_an_odd_query_is_no_error(stocked: httpx2.AsyncClient, query: str) -> None:
    assert (await stocked.post("/v1/search", json={"query": query})).status_code == 200
    assert (await stocked.post("/v1/answers", json={"question": query})).status_code == 200
    assert (await stocked.post("/v1/verifications", json={"text": query + "."})).status_code == 200


async def test_a_bad_line_of_an_import_loses_nothing(stocked: httpx2.AsyncClient) -> None:
    before = await stored(stocked)
    response = await stocked.post(
        "/v1/articles/import", content=b'{"article_id": "bridge", "text": "New."}\n'
    )
    assert response.json()["error"]["detail"] == "title: Field required"
    assert await stored(stocked) == before


async def test_a_refused_replacement_leaves_the_stored_text(stocked: httpx2.AsyncClient) -> None:
    before = await stored(stocked)
    response = await stocked.put("/v1/articles/bridge", json={"title": "New", "text": "b" * 2001})
    assert problem_of(response)["code"] == "text_too_long"
    assert await stored(stocked) == before


async def test_the_callers_request_id_comes_back(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.get("/v1/articles/nope", headers={"X-Request-ID": "trace-42"})
    assert problem_of(response)["request_id"] == "trace-42"


@pytest.mark.parametrize("given", ["a b", "é".encode(), "x" * 65, '"><script>'])
async def test_an_id_that_is_not_plain_is_replaced(stocked: httpx2.AsyncClient, given: str | bytes) -> None:
    response = await stocked.get("/v1/articles/nope", headers={"X-Request-ID": given})
    assert problem_of(response)["request_id"].startswith("req_")


async def test_a_wrong_method_lists_the_right_ones(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.patch("/v1/articles/bridge", json={})
    assert response.headers["Allow"] == "DELETE, GET, PUT"


@pytest.mark.parametrize(
    ("owner", "stage", "request_"),
    [
        (Retriever, "search", ("POST", "/v1/search", {"query": "bridge"})),
        (Retriever, "search", ("POST", "/v1/answers", {"question": "bridge", "stream": True})),
        (Ingest, "put", ("PUT", "/v1/articles/a", ARTICLE)),
        (Ingest, "delete", ("DELETE", "/v1/articles/bridge", None)),
    ],
)
async def test_the_unexpected_is_told_without_internals(
    stocked: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    stage: str,
    request_: tuple[str, str, Any],
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret /etc/shadow line 7")

    monkeypatch.setattr(owner, stage, fail)
    method, path, body = request_
    response = await stocked.request(method, path, json=body)
    assert problem_of(response)["code"] == "internal_error"
    assert not any(word in response.text for word in ("secret", "shadow", "RuntimeError", "Traceback"))


async def test_problems_are_plain_ascii(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.post(
        "/v1/search", json={"query": "a", "größe": 1}, headers={**JSON, "Accept": MEDIA_TYPE}
    )
    assert response.content.isascii()
    assert problem_of(response)["errors"][0]["field"] == "größe"
