"""An application whose embeddings come from a server: what callers see when that fails."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from app.adapters.memory_vectors import MemoryVectors
from app.main import Parts, create_app
from app.settings import load_settings
from tests.api.checks import problem_of
from tests.upstream import scripts
from tests.upstream.embeddings import embeddings
from tests.upstream.scripts import SECRET, coded, error
from tests.upstream.server import FaultServer, Script

KEY = "sk-a-key-to-keep"
ARTICLE = {"title": "Ferry adds a crossing", "text": "Tickets for the ferry cost 3 euros."}
QUERY = {"query": "How much do tickets for the ferry cost?"}


@pytest.fixture
async def client(tmp_path: Path, upstream: FaultServer) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an application that has one article."""
    settings = load_settings(
        {},
        data_dir=tmp_path,
        embedding="openai",
        embedding_model="m",
        embedding_dimension=16,
        embedding_deadline_seconds=0.5,
        embedding_query_timeout_seconds=0.5,
        llm_retries=0,
        openai_api_key=KEY,
        openai_base_url=upstream.url,
    )
    upstream.play(embeddings(16))
    app = create_app(settings, Parts(index=MemoryVectors()))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
    ):
        assert (await client.put("/v1/articles/ferry", json=ARTICLE)).status_code == 201
        yield client


FAULTS: dict[str, tuple[Script, int, str]] = {
    "401": (error(401), 502, "upstream_auth"),
    "404": (error(404), 502, "upstream_model"),
    "another length": (embeddings(17), 502, "upstream_malformed"),
    "endless": (scripts.endless_line, 502, "upstream_too_large"),
    "too long": (error(413), 502, "upstream_rejected"),
    "429": (error(429, Retry_After="60"), 503, "upstream_rate_limited"),
    "no quota": (coded(429, "insufficient_quota"), 503, "upstream_quota"),
    "500": (error(500), 503, "upstream_unavailable"),
    "reset": (scripts.reset, 503, "upstream_unavailable"),
    "hangs": (scripts.hang, 504, "upstream_timeout"),
}


@pytest.mark.parametrize(("script", "status", "code"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_stores_nothing_and_leaves_search_to_words(
    client: httpx2.AsyncClient, upstream: FaultServer, script: Script, status: int, code: str
) -> None:
    upstream.play(script)
    refused = await client.put("/v1/articles/new", json={**ARTICLE, "text": "Another text of the ferry."})
    assert (refused.status_code, problem_of(refused)["code"]) == (status, code)
    assert SECRET not in refused.text
    assert (await client.get("/v1/articles/new")).status_code == 404
    searched = await client.post("/v1/search", json=QUERY)
    assert searched.status_code == 200
    assert searched.json()["degraded"] == ["dense"]
    assert [one["article_id"] for one in searched.json()["passages"]] == ["ferry"]


async def test_a_fault_keeps_the_article_as_it_was(client: httpx2.AsyncClient, upstream: FaultServer) -> None:
    upstream.play(error(500))
    assert (await client.put("/v1/articles/ferry", json={**ARTICLE, "text": "New."})).status_code == 503
    assert (await client.get("/v1/articles/ferry/text")).text == ARTICLE["text"]


async def test_a_limit_says_when_to_come_again(client: httpx2.AsyncClient, upstream: FaultServer) -> None:
    upstream.play(error(429, Retry_After="60"))
    refused = await client.put("/v1/articles/new", json={**ARTICLE, "text": "Another."})
    assert refused.headers["Retry-After"] == "60"


async def test_an_import_reports_the_line_and_goes_on(
    client: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(error(500), embeddings(16))
    lines = "".join(json.dumps({**ARTICLE, "text": f"Text number {number}."}) + "\n" for number in range(2))
    response = await client.post(
        "/v1/articles/import", content=lines, headers={"Content-Type": "application/x-ndjson"}
    )
    results = [json.loads(line) for line in response.text.splitlines()]
    codes = sorted(result.get("error", {}).get("code", "stored") for result in results)
    assert codes == ["stored", "upstream_unavailable"]


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/summaries"])
async def test_replies_go_on_by_words_and_say_so(
    client: httpx2.AsyncClient, upstream: FaultServer, path: str
) -> None:
    upstream.play(error(500))
    question = QUERY["query"]
    body = {"question": question} if path == "/v1/answers" else {"query": question}
    reply = (await client.post(path, json=body)).json()
    assert (reply["status"], reply["degraded"]) == ("answered", ["dense"])


async def test_readyz_names_trouble_until_it_is_over(
    client: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(error(401))
    await client.post("/v1/search", json=QUERY)
    ready = (await client.get("/readyz")).json()
    assert ready["embedding"] == {"model": "openai/m/16", "trouble": "upstream_auth"}
    assert (ready["degraded"], "upstream_auth" in ready["detail"]) == (["dense"], True)
    upstream.play(embeddings(16))
    assert (await client.post("/v1/search", json=QUERY)).json()["degraded"] == []
    assert (await client.get("/readyz")).json()["degraded"] == []


async def test_a_server_that_is_away_does_not_keep_the_service_from_starting(tmp_path: Path) -> None:
    settings = load_settings(
        {}, data_dir=tmp_path, embedding="openai", openai_base_url="http://127.0.0.1:1/v1"
    )
    app = create_app(settings, Parts(index=MemoryVectors()))
    async with app.router.lifespan_context(app):
        assert app.state.service.retriever.embedder.trouble is None
