"""What the tests of the HTTP API look at: problems, events, and what is stored."""

import json
from dataclasses import dataclass
from typing import Any

import httpx2

PROBLEM_FIELDS = {"type", "title", "status", "detail", "instance", "code", "request_id"}
CITATION_FIELDS = {
    "number",
    "article_id",
    "revision",
    "title",
    "url",
    "published_at",
    "passage_id",
    "quote",
    "start",
    "end",
    "resolved",
}
CLAIM_FIELDS = {"text", "start", "end", "citations", "support", "checks"}
REPLY_FIELDS = {
    "id",
    "status",
    "reason",
    "claims",
    "citations",
    "unsupported",
    "considered",
    "engine",
    "degraded",
    "usage",
    "timings_ms",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A server-sent event."""

    name: str
    data: Any


def problem_of(response: httpx2.Response) -> dict[str, Any]:
    """The problem details in a response, which must be complete and agree with its status and headers."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body.keys() - {"errors"} == PROBLEM_FIELDS
    assert all(body[field] for field in PROBLEM_FIELDS)
    assert body["status"] == response.status_code
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert body["type"] == f"urn:footnote:problem:{body['code']}"
    return body


def events_of(response: httpx2.Response) -> list[Event]:
    """The events of a stream, pings left out."""
    assert response.headers["Content-Type"].startswith("text/event-stream")
    found = []
    for block in filter(None, response.text.split("\n\n")):
        name, _, data = block.partition("\n")
        found.append(Event(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


async def stored(client: httpx2.AsyncClient) -> dict[str, Any]:
    """All that is stored: each article with its text, and the passages that a search for all finds."""
    articles = (await client.get("/v1/articles", params={"limit": 500})).json()["items"]
    texts = {
        one["article_id"]: (await client.get(f"/v1/articles/{one['article_id']}/text")).text
        for one in articles
    }
    found = await client.post(
        "/v1/search", json={"query": "repairs of the bridge, ferry tickets", "top_k": 50}
    )
    return {"articles": articles, "texts": texts, "found": found.json()["passages"]}


async def text_of(client: httpx2.AsyncClient, article_id: str) -> str:
    """An article's canonical text, from the bytes that were sent."""
    return (await client.get(f"/v1/articles/{article_id}/text")).content.decode()


async def found_ids(client: httpx2.AsyncClient, query: str, **filters: Any) -> set[str]:
    """The articles that a search finds."""
    response = await client.post("/v1/search", json={"query": query, "top_k": 50, "filters": filters})
    assert response.status_code == 200, response.text
    return {passage["article_id"] for passage in response.json()["passages"]}


async def ask(client: httpx2.AsyncClient, question: str, **fields: Any) -> dict[str, Any]:
    """The answer to a question."""
    response = await client.post("/v1/answers", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body
