"""Every refusal is a problem with its own code and a sentence that helps, and costs nothing stored."""

from collections.abc import AsyncIterator
from fnmatch import fnmatchcase
from typing import Any

import httpx2
import pytest

from app.ingest.pipeline import Ingest
from app.retrieve.search import Retriever
from tests.api.checks import ask, found_ids, problem_of, stored

PUT = "PUT /v1/articles/a"
POST = "POST /v1/articles"
LIST = "GET /v1/articles"
SEARCH = "POST /v1/search"
ANSWER = "POST /v1/answers"
SUMMARY = "POST /v1/summaries"
VERIFY = "POST /v1/verifications"


def article(**fields: Any) -> dict[str, Any]:
    return {"json": {"title": "Market", "text": "The market moves to the old station.", **fields}}


def body(**fields: Any) -> dict[str, Any]:
    return {"json": fields}


def raw(content: bytes, kind: str | None = "application/json") -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": kind} if kind else {}}


def upload(name: str, data: bytes, **fields: str) -> dict[str, Any]:
    return {"files": {"file": (name, data)}, "data": fields}


def files(*fields_and_names: tuple[str, str]) -> dict[str, Any]:
    return {"files": [(field, (name, b"Text.")) for field, name in fields_and_names]}


NOTHING = "text: empty, or nothing but white space"
LONG = "text: 2001 bytes of UTF-8, over the limit of 2000"
BAD_ID = "article_id: 1 to 128 of letters, digits and . _ ~ -, the first a letter or a digit"
NO_ARTICLE = "no article has the id nope"
NO_SUCH_FIELD = "there is no such field"
NOT_JSON = "body: not JSON (Expecting value, at character 0)"
NOT_UTF8 = "body: byte 11 is not UTF-8"
SURROGATE = "holds a lone surrogate, which is not a character"
NO_CURSOR = "cursor: not one that this service gave out"
NO_MODEL = "engine llm: no language model is configured; use auto or extractive, which need none"
OVER_LIMIT = "body: over the limit of 50000 bytes"
GIVEN = [{"id": "s", "text": "A."}]

# For each code: what is asked, what is sent, and a pattern of what the detail says.
REFUSALS: dict[tuple[int, str], dict[str, tuple[str, dict[str, Any], str]]] = {
    (422, "empty_text"): {
        "empty text": (PUT, article(text=""), NOTHING),
        "blank text": (PUT, article(text=" \n\t"), NOTHING),
        "blank text posted": (POST, article(text=" "), NOTHING),
        "controls alone": (PUT, article(text="\ufeff\0"), NOTHING),
        "empty file": (POST, upload("a.txt", b""), NOTHING),
        "HTML with no text": (POST, upload("a.html", b"<html></html>"), "file: no text was found *HTML"),
        "empty source": (
            VERIFY,
            body(text="A.", sources=[{"id": "s", "text": ""}]),
            "sources.0.text: empty, or nothing but white space",
        ),
    },
    (413, "text_too_long"): {
        "long text": (PUT, article(text="é" * 1000 + "e"), LONG),
        "long text posted": (POST, article(text="a" * 2001), LONG),
        "long text uploaded": (POST, upload("a.txt", b"a" * 2001), LONG),
        "long text to verify": (VERIFY, body(text="a" * 2001), LONG),
    },
    (422, "undecodable_text"): {
        "bytes": (POST, upload("a.txt", b"caf\xe9 x"), "text: byte 3 (0xe9) is not valid utf-8; save the *"),
        "half a character": (POST, upload("a.md", b"caf\xc3"), "text: byte 3 *is not valid utf-8*"),
        "binary": (POST, upload("a.txt", b"a\0b\0c\0"), "text: NUL bytes, the first at byte 1*"),
    },
    (422, "unreadable_pdf"): {
        "broken PDF": (POST, upload("a.pdf", b"%PDF-1.4 broken"), "file: the PDF is broken; *"),
        "no PDF": (POST, upload("a.pdf", b"Text."), "file: this is not a PDF, *"),
    },
    (422, "invalid_front_matter"): {
        "no fields": (POST, upload("a.md", b"---\n---\nText."), "front matter: article_id is missing"),
        "one field": (
            POST,
            upload("a.md", b"---\narticle_id: a\n---\nText."),
            "front matter: title is missing",
        ),
        "no end": (POST, upload("a.md", b"---\ntitle: A\n"), "front matter: *no --- closes it*"),
    },
    (415, "unsupported_media_type"): {
        "file of another kind": (POST, upload("a.exe", b"MZ"), "file: .exe is not read; .txt, .md*"),
        "file of no kind": (POST, upload("readme", b"A."), "file: a name with no extension is not read;*"),
        "form": (POST, raw(b"title=A", "application/x-www-form-urlencoded"), "*send application/json or *"),
        "text": (PUT, raw(b"{}", "text/plain"), "body: text/plain; send Content-Type: application/json"),
        "nothing said": (ANSWER, raw(b"{}", None), "body: a body with no content type; send *"),
    },
    (422, "lone_surrogate"): {
        "text": (
            PUT,
            raw(rb'{"title": "A", "text": "ab\ud800"}'),
            "text: character 2 is a lone surr* (U+D800)*",
        ),
        "text posted": (POST, raw(rb'{"title": "A", "text": "\udfff"}'), "text: character 0 is a lone surr*"),
        "title": (PUT, raw(rb'{"title": "\ud800", "text": "A."}'), f"title: {SURROGATE}"),
        "tag": (PUT, raw(rb'{"title": "A", "text": "A.", "tags": ["\ud800"]}'), f"tags.0: {SURROGATE}"),
        "query": (SEARCH, raw(rb'{"query": "a\ud800"}'), f"query: {SURROGATE}"),
        "question": (ANSWER, raw(rb'{"question": "\udc00"}'), f"question: {SURROGATE}"),
        "source": (
            SEARCH,
            raw(rb'{"query": "a", "filters": {"source": "\ud800"}}'),
            f"filters.source: {SURROGATE}",
        ),
        "tags": (SUMMARY, raw(rb'{"filters": {"tags": ["\ud800"]}}'), f"filters.tags.0: {SURROGATE}"),
        "ids": (
            SUMMARY,
            raw(rb'{"filters": {"article_ids": ["\ud800"]}}'),
            f"filters.article_ids.0: {SURROGATE}",
        ),
        "given source": (
            VERIFY,
            raw(rb'{"text": "A.", "sources": [{"id": "s", "text": "\ud800"}]}'),
            "sources.0.text: character 0 is a lone surr*",
        ),
    },
    (404, "article_not_found"): {
        "unknown id": ("GET /v1/articles/nope", {}, NO_ARTICLE),
        "its text": ("GET /v1/articles/nope/text", {}, NO_ARTICLE),
        "its end": ("DELETE /v1/articles/nope", {}, NO_ARTICLE),
        "summary": (SUMMARY, body(article_ids=["bridge", "nope"]), f"article_ids: {NO_ARTICLE}"),
        "verification": (VERIFY, body(text="A.", article_ids=["nope"]), f"article_ids: {NO_ARTICLE}"),
    },
    (422, "invalid_cursor"): {
        "bad cursor": (f"{LIST}?cursor=zzz", {}, NO_CURSOR),
        "empty cursor": (f"{LIST}?cursor=", {}, NO_CURSOR),
        "cursor of emoji": (f"{LIST}?cursor=%F0%9F%98%80", {}, NO_CURSOR),
    },
    (503, "llm_not_configured"): {
        "answer": (ANSWER, body(question="a", engine="llm"), NO_MODEL),
        "streamed answer": (ANSWER, body(question="a", engine="llm", stream=True), NO_MODEL),
        "summary": (SUMMARY, body(query="a", engine="llm"), NO_MODEL),
    },
    (400, "malformed_json"): {
        "not JSON": (PUT, raw(b'{"title": '), "body: not JSON (Expecting value, at character *)"),
        "not JSON posted": (POST, raw(b"title=A"), NOT_JSON),
        "no body": (SEARCH, raw(b""), "body: empty; send JSON"),
        "no body posted": (POST, raw(b""), NOT_JSON),
        "not UTF-8": (PUT, raw(b'{"title": "\xff"}'), NOT_UTF8),
        "not UTF-8 posted": (POST, raw(b'{"title": "\xff"}'), NOT_UTF8),
        "deep": (SEARCH, raw(b"[" * 40_000), "body: nested too deeply"),
        "deep posted": (POST, raw(b"[" * 40_000), "body: nested too deeply"),
        "huge number": (PUT, raw(b"9" * 5000), "body: a number is too long"),
        "huge number posted": (POST, raw(b"9" * 5000), "body: a number is too long"),
    },
    (413, "body_too_large"): {
        "long body": (SEARCH, body(query="a" * 50_000), OVER_LIMIT),
        "long upload": (POST, upload("a.txt", b"a" * 50_000), OVER_LIMIT),
    },
    (404, "not_found"): {
        "path": ("GET /v2/articles", {}, "no such path: /v2/articles; /docs *"),
        "path under /v1": ("POST /v1/questions", body(), "no such path: /v1/questions; /docs *"),
    },
    (405, "method_not_allowed"): {
        "search": ("GET /v1/search", {}, "GET is not one of this path's methods: POST"),
        "article": ("PATCH /v1/articles/bridge", body(), "PATCH is not *: DELETE, GET, HEAD, PUT"),
        "articles": ("DELETE /v1/articles", {}, "DELETE is not *: GET, HEAD, POST"),
    },
    (422, "invalid_request"): {
        "put to a path": ("PUT /v1/articles/..%2F..%2Fetc", article(), BAD_ID),
        "get of a path": ("GET /v1/articles/a%2Fb", {}, BAD_ID),
        "text of a path": ("GET /v1/articles/..%2F/text", {}, BAD_ID),
        "delete of a path": ("DELETE /v1/articles/bridge%2F..%2Fferry", {}, BAD_ID),
        "hidden id": ("PUT /v1/articles/.bridge", article(), BAD_ID),
        "id with a NUL": ("DELETE /v1/articles/bridge%00", {}, BAD_ID),
        "id with a newline": ("DELETE /v1/articles/bridge%0A", {}, BAD_ID),
        "id of 129": (f"PUT /v1/articles/{'a' * 129}", article(), BAD_ID),
        "no id": ("GET /v1/articles/", {}, BAD_ID),
        "posted path": (POST, article(article_id="a/b"), BAD_ID),
        "path in a form": (POST, upload("a.txt", b"A.", article_id="../a"), BAD_ID),
        "two ids": (PUT, article(article_id="b"), "article_id: differs from the one in the path"),
        "title of NULs": (PUT, article(title="\0"), "title: empty, or nothing but white space"),
        "long title": (PUT, article(title="a" * 501), "title: *at most 500 characters"),
        "no title": (PUT, body(text="A."), "title: Field required"),
        "no file": (POST, files(("paper", "a.txt")), "file: needed, as a file"),
        "two files": (POST, files(("file", "a.txt"), ("file", "b.txt")), "body: *number of files is 1."),
        "no boundary": (POST, raw(b"x", "multipart/form-data"), "body: Missing boundary*"),
        "day in a form": (
            POST,
            upload("a.txt", b"A.", published_at="soon"),
            "published_at: not a date like *",
        ),
        "unknown form field": (POST, upload("a.txt", b"A.", colour="red"), f"colour: {NO_SUCH_FIELD}"),
        "text beside a file": (POST, upload("a.txt", b"A.", text="B."), "text: the file has it*"),
        "top_k of 0": (SEARCH, body(query="a", top_k=0), "top_k: *greater than or equal to 1"),
        "top_k of 51": (SEARCH, body(query="a", top_k=51), "top_k: *less than or equal to 50"),
        "answer's top_k of 0": (ANSWER, body(question="a", top_k=0), "top_k: *greater than or equal to 1"),
        "answer's top_k of 51": (ANSWER, body(question="a", top_k=51), "top_k: *less than or equal to 50"),
        "top_k in letters": (ANSWER, body(question="a", top_k="few"), "top_k: *valid integer*"),
        "top_k in digits": (ANSWER, body(question="a", top_k="8"), "top_k: *valid integer*"),
        "top_k of true": (SEARCH, body(query="a", top_k=True), "top_k: *valid integer*"),
        "max_words in digits": (SUMMARY, body(query="a", max_words="80"), "max_words: *valid integer*"),
        "stream in words": (ANSWER, body(question="a", stream="yes"), "stream: *valid boolean*"),
        "question of null": (ANSWER, body(question=None), "question: *valid string*"),
        "unknown field of null": (SEARCH, body(query="a", topk=None), f"topk: {NO_SUCH_FIELD}"),
        "top_k of NaN": (SEARCH, raw(b'{"query": "a", "top_k": NaN}'), "top_k: *valid integer"),
        "max_words of 9": (SUMMARY, body(query="a", max_words=9), "max_words: *greater than or equal to 10"),
        "max_words of 2001": (SUMMARY, body(query="a", max_words=2001), "max_words: *or equal to 2000"),
        "nothing to summarize": (SUMMARY, body(), "*at least one of article_ids, query, filters"),
        "no ids to summarize": (SUMMARY, body(article_ids=[]), "article_ids: *at least 1 item*"),
        "format": (SUMMARY, body(query="a", format="haiku"), "format: *'paragraph' or 'bullets'"),
        "engine": (ANSWER, body(question="a", engine="oracle"), "engine: *'auto', 'extractive' or 'llm'"),
        "unknown field": (SEARCH, body(query="a", topk=3), f"topk: {NO_SUCH_FIELD}"),
        "unknown filter": (ANSWER, body(question="a", filters={"tag": "b"}), f"filters.tag: {NO_SUCH_FIELD}"),
        "empty query": (SEARCH, body(query=""), "query: empty, or nothing but white space"),
        "no language": (PUT, article(language="zzzz-??"), "language: must be a language tag such as en, *"),
        "empty question": (ANSWER, body(question=""), "question: empty, or nothing but white space"),
        "blank question": (ANSWER, body(question=" \n"), "question: empty, or nothing but white space"),
        "long question": (ANSWER, body(question="a" * 2001), "question: *at most 2000 characters"),
        "seconds": (
            SEARCH,
            body(query="a", filters={"published_after": 1746748800}),
            "*with a date like 2025-05-09",
        ),
        "nothing to verify": (VERIFY, body(text=""), "text: empty, or nothing but white space"),
        "both sources": (VERIFY, body(text="A.", article_ids=["a"], sources=GIVEN), "*not both"),
        "one source twice": (
            VERIFY,
            body(text="A.", sources=[{"id": "s", "text": "A."}] * 2),
            "*each id once",
        ),
        "a list": (SEARCH, {"json": []}, "body: *"),
        "a list posted": (POST, {"json": []}, "body: *"),
        "limit of 0": (f"{LIST}?limit=0", {}, "limit: *greater than or equal to 1"),
        "limit of 501": (f"{LIST}?limit=501", {}, "limit: *less than or equal to 500"),
        "day in words": (
            f"{LIST}?published_after=yesterday",
            {},
            "published_after: not a date like 2025-05-09",
        ),
        "day in seconds": (f"{LIST}?published_before=1746748800", {}, "published_before: not a date like *"),
        "day that isn't": (
            f"{LIST}?published_before=2025-02-30",
            {},
            "published_before: *outside expected range",
        ),
    },
}


@pytest.mark.parametrize(
    ("status", "code", "request_line", "sent", "detail"),
    [
        pytest.param(status, code, *case, id=f"{code}-{name}")
        for (status, code), cases in REFUSALS.items()
        for name, case in cases.items()
    ],
)
async def test_a_refusal_says_why_and_loses_nothing(
    stocked: httpx2.AsyncClient, status: int, code: str, request_line: str, sent: dict[str, Any], detail: str
) -> None:
    before = await stored(stocked)
    method, path = request_line.split()
    problem = problem_of(await stocked.request(method, path, **sent))
    assert (problem["status"], problem["code"]) == (status, code)
    assert fnmatchcase(problem["detail"], detail), problem["detail"]
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
    sent = article(title="A\0B", text="One\0 two\x85\x1b.\r\nThree\tfour.")
    assert (await stocked.put("/v1/articles/a", **sent)).json()["title"] == "AB"
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
    answer = await ask(stocked, "What did repairs cost?", filters=filters)
    assert (answer["status"], answer["reason"], answer["answer"]) == ("abstained", "no_articles", "")
    assert (await stocked.post("/v1/summaries", json={"filters": filters})).json()["reason"] == "no_articles"
    assert await stored(stocked) == before


@pytest.mark.parametrize(
    "query", ["😀", "\0", "\u202e\u0301", "'\"*()^:-", "NEAR AND OR NOT", "a" * 1999, "的"]
)
async def test_an_odd_query_is_no_error(stocked: httpx2.AsyncClient, query: str) -> None:
    assert (await stocked.post("/v1/search", json={"query": query})).status_code == 200
    assert (await stocked.post("/v1/answers", json={"question": query})).status_code == 200
    assert (await stocked.post("/v1/verifications", json={"text": query + "."})).status_code == 200


NULLS: dict[str, dict[str, Any]] = {
    "/v1/search": {"query": "bridge", "top_k": None, "filters": None},
    "/v1/answers": {"question": "bridge", "engine": None, "stream": None, "history": None},
    "/v1/summaries": {"query": "bridge", "max_words": None, "format": None, "article_ids": None},
    "/v1/verifications": {"text": "The bridge.", "sources": None, "article_ids": None},
    "/v1/articles": {"title": "A", "text": "A.", "tags": None, "authors": None, "published_at": None},
}


@pytest.mark.parametrize("path", NULLS)
async def test_null_stands_for_what_is_left_out(stocked: httpx2.AsyncClient, path: str) -> None:
    response = await stocked.post(path, json=NULLS[path])
    assert response.is_success, response.text


async def test_null_filters_let_everything_through(stocked: httpx2.AsyncClient) -> None:
    filters = dict.fromkeys(("article_ids", "source", "tags", "published_after", "published_before"))
    assert await found_ids(stocked, "bridge ferry", **filters) == {"bridge", "ferry"}


async def test_a_bad_line_of_an_import_loses_nothing(stocked: httpx2.AsyncClient) -> None:
    before = await stored(stocked)
    response = await stocked.post(
        "/v1/articles/import", content=b'{"article_id": "bridge", "text": "New."}\n'
    )
    assert response.json()["error"]["detail"] == "title: Field required"
    assert await stored(stocked) == before


async def test_a_refused_replacement_leaves_the_stored_text(stocked: httpx2.AsyncClient) -> None:
    before = await stored(stocked)
    response = await stocked.put("/v1/articles/bridge", **article(text="b" * 2001))
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
    assert response.headers["Allow"] == "DELETE, GET, HEAD, PUT"


@pytest.mark.parametrize(
    ("owner", "stage", "request_line", "sent"),
    [
        (Retriever, "search", SEARCH, body(query="bridge")),
        (Retriever, "search", ANSWER, body(question="bridge", stream=True)),
        (Ingest, "put", PUT, article()),
        (Ingest, "delete", "DELETE /v1/articles/bridge", {}),
    ],
)
async def test_the_unexpected_is_told_without_internals(
    stocked: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    stage: str,
    request_line: str,
    sent: dict[str, Any],
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret /etc/shadow line 7")

    monkeypatch.setattr(owner, stage, fail)
    method, path = request_line.split()
    response = await stocked.request(method, path, **sent)
    assert problem_of(response)["code"] == "internal_error"
    assert not any(word in response.text for word in ("secret", "shadow", "RuntimeError", "Traceback"))


async def test_problems_are_plain_ascii(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.post("/v1/search", json={"query": "a", "größe": 1})
    assert response.content.isascii()
    assert problem_of(response)["errors"][0]["field"] == "größe"
