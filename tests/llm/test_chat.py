"""The adapter over a real server: what the stand-ins of `tests/upstream` can't promise."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from app.adapters.chat import OpenAiChat
from app.adapters.chat_options import ChatOptions
from app.errors import ContextTooLong, UpstreamAuth, UpstreamTimeout, UpstreamUnavailable
from app.ports import ChatDelta, ChatFinished, ChatMessage, ChatRequest, Rung
from tests.llm.conftest import SCRIPT
from tests.llm.make_tiny_gguf import write_bigram
from tests.llm.model_server import KEY, ModelServer, running_model_server
from tests.serving import wait_until

STRING = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
CHOICE = {
    "type": "object",
    "properties": {"passage": {"enum": [3, 5, 8]}},
    "required": ["passage"],
    "additionalProperties": False,
}
UNREADABLE = {"type": "nonsense"}
Chats = Callable[..., OpenAiChat]


@pytest.fixture
async def chats() -> AsyncIterator[Chats]:
    """Makes the adapter for a server."""
    made = []

    def make(server: ModelServer, **options: Any) -> OpenAiChat:
        given = {"model": server.model, "base_url": server.base_url, "api_key": KEY, "retries": 0, **options}
        made.append(OpenAiChat(ChatOptions(**given)))
        return made[-1]

    yield make
    for chat in made:
        await chat.close()


def a_request(
    schema: dict[str, Any], *, content: str = "What does it do?", max_tokens: int = 100
) -> ChatRequest:
    messages = (ChatMessage("system", "Answer."), ChatMessage("user", content))
    return ChatRequest(messages, max_tokens=max_tokens, schema=schema, form={Rung.JSON_OBJECT: "As JSON."})


def in_seconds(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def ask(chat: OpenAiChat, request: ChatRequest) -> tuple[str, ChatFinished]:
    events = [event async for event in chat.call(request, deadline=in_seconds(20)).events()]
    assert isinstance(events[-1], ChatFinished)
    return "".join(event.text for event in events if isinstance(event, ChatDelta)), events[-1]


async def test_a_reply_comes_whole_with_the_tokens_that_the_server_counted(
    scripted: ModelServer, chats: Chats
) -> None:
    text, finished = await ask(chats(scripted), a_request(STRING))
    assert text == SCRIPT
    assert (finished.finish, finished.rung, finished.prompt_cut) == ("stop", Rung.JSON_SCHEMA, False)
    assert finished.usage.prompt_tokens > 20
    assert finished.usage.completion_tokens > 10
    assert not finished.usage.estimated


async def test_a_reply_comes_in_pieces(scripted: ModelServer, chats: Chats) -> None:
    call = chats(scripted).call(a_request(STRING), deadline=in_seconds(20))
    assert len([event async for event in call.events() if isinstance(event, ChatDelta)]) > 5


async def test_a_schema_binds_a_model_that_knows_no_json(bigram: ModelServer, chats: Chats) -> None:
    text, finished = await ask(chats(bigram), a_request(CHOICE))
    assert json.loads(text)["passage"] in (3, 5, 8)
    assert finished.rung is Rung.JSON_SCHEMA


async def test_a_schema_that_the_server_can_not_read_is_asked_for_in_words(
    scripted: ModelServer, chats: Chats
) -> None:
    chat = chats(scripted)
    text, finished = await ask(chat, a_request(UNREADABLE))
    assert (text, finished.rung) == (SCRIPT, Rung.JSON_OBJECT)
    assert (await ask(chat, a_request(STRING)))[1].rung is Rung.JSON_OBJECT  # it is remembered


async def test_a_reply_longer_than_asked_for_is_cut(endless: ModelServer, chats: Chats) -> None:
    _, finished = await ask(chats(endless), a_request(STRING, max_tokens=20))
    assert (finished.finish, finished.usage.completion_tokens) == ("length", 20)


async def test_a_prompt_longer_than_the_context_is_told_from_other_refusals(
    bigram: ModelServer, chats: Chats
) -> None:
    with pytest.raises(ContextTooLong):
        await ask(chats(bigram), a_request(STRING, content="report " * 5000))


async def test_a_wrong_key_is_trouble_until_it_is_right(bigram: ModelServer, chats: Chats) -> None:
    chat = chats(bigram, api_key="another")
    with pytest.raises(UpstreamAuth):
        await ask(chat, a_request(CHOICE))
    assert chat.trouble == "upstream_auth"


async def test_closing_a_reply_stops_the_model(endless: ModelServer, chats: Chats) -> None:
    call = chats(endless).call(a_request(STRING, max_tokens=30_000), deadline=in_seconds(60))
    async with aclosing(call.events()) as events:
        await anext(events)
        assert endless.is_busy()
    assert_was_stopped(endless)
    assert call.usage.completion_tokens > 0


async def test_cancelling_who_reads_a_reply_stops_the_model(endless: ModelServer, chats: Chats) -> None:
    task = asyncio.create_task(ask(chats(endless), a_request(STRING, max_tokens=30_000)))
    await asyncio.to_thread(wait_until, endless.is_busy)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert_was_stopped(endless)


async def test_a_deadline_stops_the_model(endless: ModelServer, chats: Chats) -> None:
    call = chats(endless).call(a_request(STRING, max_tokens=30_000), deadline=in_seconds(0.5))
    with pytest.raises(UpstreamTimeout):
        _ = [event async for event in call.events()]
    assert_was_stopped(endless)


async def test_more_calls_than_slots_all_get_their_reply(scripted: ModelServer, chats: Chats) -> None:
    chat = chats(scripted)
    replies = await asyncio.gather(*(ask(chat, a_request(STRING)) for _ in range(6)))
    assert {text for text, _ in replies} == {SCRIPT}


async def test_a_server_that_dies_amid_a_reply_is_an_error(
    binary: Path, tmp_path: Path, chats: Chats
) -> None:
    write_bigram(tmp_path / "mortal.gguf", text="The wheel goes round and round and round")
    with running_model_server(binary, tmp_path / "mortal.gguf", context=32_768) as server:
        call = chats(server).call(a_request(STRING, max_tokens=30_000), deadline=in_seconds(20))
        async with aclosing(call.events()) as events:
            await anext(events)
            server.process.kill()
            with pytest.raises(UpstreamUnavailable):
                _ = [event async for event in events]


def assert_was_stopped(server: ModelServer) -> None:
    """It generates no more, and didn't come to the end of what it was asked for."""
    wait_until(lambda: not server.is_busy())
    (slot,) = server.slots()
    assert slot["n_prompt_tokens"] < 30_000  # prompt and reply so far
