"""The configured language model in the service: told by /readyz and /metrics, and away without harm."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from app.adapters.chat import OpenAiChat
from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.scripted_chat import ScriptedChat
from app.api.problems import problem_response
from app.errors import ConfigurationError, UpstreamAuth, UpstreamRateLimited
from app.main import Parts, create_app
from app.ports import ChatMessage, ChatRequest
from app.settings import load_settings
from tests.api.conftest import Opened
from tests.api.serving import app_of
from tests.api.test_health import samples
from tests.upstream.scripts import error, reply
from tests.upstream.server import LIMIT_SECONDS, FaultServer

REQUEST = ChatRequest((ChatMessage("user", "What is new?"),), max_tokens=9, schema={}, form={})


async def ask(client: httpx2.AsyncClient) -> None:
    chat = app_of(client).state.service.chat
    deadline = asyncio.get_running_loop().time() + LIMIT_SECONDS
    async for _ in chat.call(REQUEST, deadline=deadline).events():
        pass


async def test_readyz_tells_the_model_and_its_trouble(opened: Opened, upstream: FaultServer) -> None:
    upstream.play(error(401), reply())
    async with opened(llm_model="m", openai_base_url=upstream.url) as client:
        ready = (await client.get("/readyz")).json()
        assert (ready["llm"], ready["engine"]) == ({"model": "m", "trouble": None}, "llm")
        with pytest.raises(UpstreamAuth):
            await ask(client)
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["llm"]["trouble"]) == (200, "upstream_auth")
        await ask(client)
        assert (await client.get("/readyz")).json()["llm"]["trouble"] is None


async def test_a_model_that_is_down_at_the_start_keeps_nothing_from_serving(opened: Opened) -> None:
    async with opened(llm_model="m", openai_base_url="http://127.0.0.1:1") as client:
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.post("/v1/search", json={"query": "bridge"})).status_code == 200


@pytest.mark.parametrize(("model", "loaded"), [("m", ["o200k_base"]), (None, [])])
async def test_a_model_s_vocabulary_is_there_before_the_first_question(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, model: str | None, loaded: list[str]
) -> None:
    vocabularies: dict[str, object] = {}
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", vocabularies)
    async with opened(llm_model=model, openai_base_url="http://127.0.0.1:1"):
        assert list(vocabularies) == loaded


async def test_metrics_count_calls_and_tokens(opened: Opened, upstream: FaultServer) -> None:
    async with opened(llm_model="m", openai_base_url=upstream.url) as client:
        await ask(client)
        assert await samples(client, "footnote_llm_calls_total") == [{"outcome": "stop"}]
        kinds = await samples(client, "footnote_llm_tokens_total")
        assert {sample["kind"] for sample in kinds} == {"prompt", "completion"}


async def test_settings_reach_the_model(opened: Opened) -> None:
    key, field = "sk-1", "max_completion_tokens"
    async with opened(llm_model="m", openai_api_key=key, llm_max_tokens_field=field, llm_retries=7) as client:
        chat = app_of(client).state.service.chat
        assert isinstance(chat, OpenAiChat)
        assert (chat.options.api_key, chat.options.max_tokens_field, chat.options.retries) == (key, field, 7)
        assert chat.options.base_url == "https://api.openai.com/v1"


async def test_a_model_with_neither_key_nor_server_is_refused(opened: Opened) -> None:
    with pytest.raises(ConfigurationError, match="neither OPENAI_API_KEY nor OPENAI_BASE_URL"):
        async with opened(llm_model="m"):
            pass


async def test_a_model_of_ones_own_is_closed_with_the_service(tmp_path: Path) -> None:
    chat = ScriptedChat()
    parts = Parts(embedder=HashEmbedder(), index=MemoryVectors(), chat=chat)
    app = create_app(load_settings({}, data_dir=tmp_path), parts)
    async with app.router.lifespan_context(app):
        assert not chat.closed
    assert chat.closed


def test_a_problem_says_when_to_try_again() -> None:
    limited = UpstreamRateLimited("wait", retry_after_seconds=1.2)
    assert problem_response(limited, instance="/", request_id="r").headers["Retry-After"] == "2"
    without = UpstreamRateLimited("wait")
    assert "Retry-After" not in problem_response(without, instance="/", request_id="r").headers
