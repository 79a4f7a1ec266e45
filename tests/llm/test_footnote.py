"""Footnote over a real model server: what the model says is checked, whatever it says."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.main import Parts, create_app
from app.settings import load_settings
from tests.api.serving import served
from tests.conftest import BRIDGE
from tests.llm.make_tiny_gguf import write_random, write_script
from tests.llm.model_server import KEY, ModelServer, running_model_server
from tests.serving import wait_until

TRUE = {
    "text": "The repairs cost 2.4 million euros.",
    "quotes": [{"passage": 1, "quote": "repairs cost 2.4 million euros"}],
}
FALSE = {
    "text": "The repairs cost 9 euros.",
    "quotes": [{"passage": 1, "quote": "The repairs cost 9 euros."}],
}
COST = {"question": "What did the repairs cost?", "engine": "llm"}

Services = Callable[..., Any]


@pytest.fixture(scope="session")
def honest(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """Says one thing that is so, and one that isn't."""
    model = tmp_path_factory.mktemp("honest") / "honest.gguf"
    write_script(model, reply=json.dumps({"claims": [TRUE, FALSE]}, separators=(",", ":")))
    with running_model_server(binary, model, context=8192, slots=2) as server:
        yield server


# Of 16 seeds three claim something under the grammar; the others write an empty list or don't end.
@pytest.fixture(scope="session", params=[3, 12, 14])
def nonsense(
    request: pytest.FixtureRequest, binary: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModelServer]:
    """Random weights: well-formed under a grammar, and nothing else."""
    model = tmp_path_factory.mktemp("nonsense") / "nonsense.gguf"
    write_random(model, seed=request.param)
    with running_model_server(binary, model, context=8192, slots=2) as server:
        yield server


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """Opens a service with one article and the model of a server."""

    @asynccontextmanager
    async def open_service(server: ModelServer, **settings: Any) -> AsyncIterator[httpx2.AsyncClient]:
        given = {
            "openai_base_url": server.base_url,
            "openai_api_key": KEY,
            "llm_model": server.model,
            "llm_deadline_seconds": 60,
            **settings,
        }
        parts = Parts(embedder=HashEmbedder(), index=MemoryVectors())
        app = create_app(load_settings({}, data_dir=tmp_path / "data", **given), parts)
        async with app.router.lifespan_context(app), served(app) as port:
            url = f"http://127.0.0.1:{port}"
            async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
                body = {"title": BRIDGE.title, "text": BRIDGE.text}
                assert (await client.put("/v1/articles/bridge", json=body)).status_code == 201
                yield client

    return open_service


def streamed(text: str) -> list[tuple[str, Any]]:
    return [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n", text)]


async def test_what_is_so_is_answered_with_its_quote_and_the_rest_is_not(
    services: Services, honest: ModelServer
) -> None:
    async with services(honest) as service:
        body = (await service.post("/v1/answers", json=COST)).json()
    assert (body["status"], body["answer"]) == ("partial", "The repairs cost 2.4 million euros. [1]")
    (citation,) = body["citations"]
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"]
    assert [one["text"] for one in body["unsupported"]] == [FALSE["text"]]
    assert body["engine"]["model"] == "honest"
    assert body["usage"]["estimated"] is False


async def test_the_stream_ends_with_the_same(services: Services, honest: ModelServer) -> None:
    async with services(honest) as service:
        body = (await service.post("/v1/answers", json=COST)).json()
        events = streamed((await service.post("/v1/answers", json={**COST, "stream": True})).text)
    assert [name for name, _ in events] == ["passages", "claim", "done"]
    assert (events[-1][1]["answer"], events[-1][1]["claims"]) == (body["answer"], body["claims"])


async def test_a_summary_is_written(services: Services, honest: ModelServer) -> None:
    async with services(honest) as service:
        body = (await service.post("/v1/summaries", json={"article_ids": ["bridge"]})).json()
    assert body["summary"] == "The repairs cost 2.4 million euros. [1]"
    assert body["coverage"] == 1.0


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/summaries"])
async def test_nonsense_is_refused_claim_by_claim(
    services: Services, nonsense: ModelServer, path: str
) -> None:
    asked = COST if path == "/v1/answers" else {"article_ids": ["bridge"]}
    async with services(nonsense) as service:
        body = (await service.post(path, json=asked)).json()
        events = streamed((await service.post(path, json={**asked, "stream": True})).text)
    assert (body["status"], body["reason"]) == ("abstained", "verification_failed")
    assert (body["claims"], body["citations"]) == ([], [])
    assert body["unsupported"]
    assert [name for name, _ in events if name != "progress"] == ["passages", "done"]


async def test_sentences_with_markers_that_no_passage_says_are_refused(
    services: Services, bigram: ModelServer
) -> None:
    async with services(bigram) as service:
        response = await service.post("/v1/answers", json=COST)
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["status"], body["answer"]) == ("abstained", "")


@pytest.mark.parametrize("as_stream", [False, True])
async def test_hanging_up_frees_the_models_slot(
    services: Services, endless: ModelServer, as_stream: bool
) -> None:
    async with services(endless, llm_reply_tokens=20_000) as service:
        asking = asyncio.create_task(service.post("/v1/answers", json={**COST, "stream": as_stream}))
        await asyncio.to_thread(wait_until, endless.is_busy)
        asking.cancel()
        await asyncio.to_thread(wait_until, lambda: not endless.is_busy(), 1.5)


async def test_a_wrong_key_is_told_and_told_again_by_readyz(services: Services, honest: ModelServer) -> None:
    async with services(honest, openai_api_key="wrong") as service:
        response = await service.post("/v1/answers", json=COST)
        assert (response.status_code, response.json()["code"]) == (502, "upstream_auth")
        assert (await service.get("/readyz")).json()["llm"]["trouble"] == "upstream_auth"


async def test_a_context_that_is_too_short_is_told(binary: Path, tmp_path: Path, services: Services) -> None:
    model = tmp_path / "short.gguf"
    write_script(model, reply='{"claims":[]}')
    with running_model_server(binary, model, context=256) as server:
        async with services(server) as service:
            response = await service.post("/v1/answers", json=COST)
    assert (response.status_code, response.json()["code"]) == (422, "context_too_long")
