"""The fake model keeps to the port: pieces, restarts, errors, deadlines, and what it was asked."""

import asyncio

import pytest

from app.adapters.scripted_chat import Script, ScriptedChat, ScriptedReply
from app.errors import UpstreamQuota, UpstreamTimeout, UpstreamTruncated
from app.models import Usage
from app.ports import (
    ChatCall,
    ChatDelta,
    ChatEvent,
    ChatFinished,
    ChatMessage,
    ChatModel,
    ChatRequest,
    ChatRestarted,
    Rung,
)

REQUEST = ChatRequest((ChatMessage("user", "What is new?"),), max_tokens=100, schema={}, form={})


def call(script: Script, *, seconds: float = 10) -> ChatCall:
    chat: ChatModel = ScriptedChat(script)
    return chat.call(REQUEST, deadline=asyncio.get_running_loop().time() + seconds)


async def events_of(script: Script) -> list[ChatEvent]:
    return [event async for event in call(script).events()]


async def test_a_text_comes_in_pieces() -> None:
    usage = Usage(prompt_tokens=5, completion_tokens=3)
    events = await events_of(ScriptedReply(text="abcde", piece_characters=2, usage=usage, rung=Rung.PLAIN))
    assert events == [*map(ChatDelta, ("ab", "cd", "e")), ChatFinished("stop", usage, Rung.PLAIN)]


async def test_a_broken_reply_is_started_anew() -> None:
    events = await events_of(ScriptedReply(broken="x", text="y", finish="length"))
    assert events[:3] == [ChatDelta("x"), ChatRestarted(), ChatDelta("y")]
    assert isinstance(events[3], ChatFinished)
    assert events[3].finish == "length"


async def test_a_committed_call_fails_instead_of_starting_anew() -> None:
    running = call(ScriptedReply(broken="x", text="y"))
    events = running.events()
    assert await anext(events) == ChatDelta("x")
    running.commit()
    with pytest.raises(UpstreamTruncated):
        await anext(events)


async def test_an_error_comes_after_the_text() -> None:
    events = call(ScriptedReply(text="x", error=UpstreamQuota("none left"))).events()
    assert await anext(events) == ChatDelta("x")
    with pytest.raises(UpstreamQuota):
        await anext(events)


async def test_a_delay_past_the_deadline_is_a_timeout() -> None:
    events = call(ScriptedReply(text="x", delay_seconds=60), seconds=0.01).events()
    with pytest.raises(UpstreamTimeout):
        await anext(events)


async def test_requests_are_kept_and_may_shape_the_reply() -> None:
    chat = ScriptedChat(lambda request: ScriptedReply(text=request.messages[0].content))
    deadline = asyncio.get_running_loop().time() + 10
    events = [event async for event in chat.call(REQUEST, deadline=deadline).events()]
    pieces = [event.text for event in events if isinstance(event, ChatDelta)]
    assert ("".join(pieces), chat.requests, chat.cancelled) == ("What is new?", [REQUEST], 0)
    with pytest.raises(AssertionError, match="no script left"):
        chat.call(REQUEST, deadline=deadline)


async def test_a_closed_call_counts_as_cancelled() -> None:
    chat = ScriptedChat(ScriptedReply(text="a long text"))
    events = chat.call(REQUEST, deadline=asyncio.get_running_loop().time() + 10).events()
    await anext(events)
    await events.aclose()
    assert chat.cancelled == 1
