"""While it starts, the service says so."""

import asyncio

import httpx2
import pytest

from app.retrieve.search import Retriever
from tests.api.checks import problem_of
from tests.api.serving import app_of


@pytest.mark.parametrize("stopping", [True, False])
async def test_what_a_stop_cuts_off_is_told(
    stocked: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, stopping: bool
) -> None:
    async def cut_off(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(Retriever, "search", cut_off)
    app_of(stocked).state.lifecycle.stopping = stopping
    asking = stocked.post("/v1/search", json={"query": "bridge"})
    if stopping:
        assert problem_of(await asking)["code"] == "stopping"
    else:
        with pytest.raises(asyncio.CancelledError):
            await asking


async def test_a_service_that_starts_says_how_far_it_is(stocked: httpx2.AsyncClient) -> None:
    app_of(stocked).state.lifecycle.starting = "loading articles, 8 of 12 done"
    for request_line in ("GET /readyz", "GET /v1/articles", "POST /v1/search", "GET /v1/nope"):
        response = await stocked.request(*request_line.split())
        problem = problem_of(response)
        assert (problem["code"], response.status_code) == ("starting", 503)
        assert "8 of 12" in problem["detail"]
        assert response.headers["Retry-After"] == "1"
    for path in ("/healthz", "/metrics", "/docs", "/openapi.json"):
        assert (await stocked.get(path)).status_code == 200
