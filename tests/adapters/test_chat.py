"""Every way in which a model's server is known to fail, over real sockets: what a caller of the port sees."""

import asyncio
import logging
import socket
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from app.adapters.chat import OpenAiChat
from app.adapters.chat_limits import MAX_LINE_BYTES
from app.adapters.chat_options import ChatOptions, Record
from app.adapters.tokens import TokenCounter
from app.errors import ConfigurationError, FootnoteError, UpstreamFailed
from app.models import Usage
from app.ports import ChatDelta, ChatEvent, ChatFinished, ChatMessage, ChatRequest, ChatRestarted, Rung
from tests.upstream import scripts
from tests.upstream.scripts import SECRET, coded, content, delta, error, refusing, reply, stream, usage
from tests.upstream.server import LIMIT_SECONDS, FaultServer, Script

KEY = "sk-a-key-to-keep"
PROMPT = "what only the model may read"
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
REQUEST = ChatRequest(
    (ChatMessage("system", "Answer."), ChatMessage("user", PROMPT)),
    max_tokens=50,
    schema=SCHEMA,
    form={Rung.JSON_OBJECT: "As JSON.", Rung.PLAIN: "As text."},
)
SHORT_SECONDS = 0.5
"""A deadline for servers that never answer."""

Chats = Callable[..., OpenAiChat]


@dataclass
class Seen:
    """What came of a call."""

    events: list[ChatEvent] = field(default_factory=list)
    error: FootnoteError | None = None

    @property
    def code(self) -> str | None:
        return self.error.code if self.error else None

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, ChatDelta))

    @property
    def finished(self) -> ChatFinished:
        assert isinstance(self.events[-1], ChatFinished), (self.events, self.error)
        return self.events[-1]


@pytest.fixture(autouse=True, scope="module")
def vocabulary() -> None:
    """Loaded before any deadline runs."""
    TokenCounter().count("")


@pytest.fixture
async def chats(upstream: FaultServer) -> AsyncIterator[Chats]:
    """Makes models at the server, quick to try again."""
    made = []

    def make(record: Record | None = None, **options: Any) -> OpenAiChat:
        given = {"model": "m", "api_key": KEY, "base_url": upstream.url, "backoff_seconds": 0.001, **options}
        made.append(OpenAiChat(ChatOptions(**given), **({"record": record} if record else {})))
        return made[-1]

    yield make
    for chat in made:
        await chat.close()


@pytest.fixture
def chat(chats: Chats) -> OpenAiChat:
    return chats()


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def in_seconds(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def ask(
    chat: OpenAiChat, *, seconds: float = LIMIT_SECONDS, commit: bool = False, request: ChatRequest = REQUEST
) -> Seen:
    """Runs a call to its end; commits it at the first piece, if asked to."""
    seen = Seen()
    call = chat.call(request, deadline=in_seconds(seconds))
    try:
        async with aclosing(call.events()) as events:
            async for event in events:
                seen.events.append(event)
                if commit:
                    call.commit()
    except FootnoteError as raised:
        seen.error = raised
    return seen


# A fault that stays: the code, and how often the server was asked with two retries.
LASTING: dict[str, tuple[Script, str, int]] = {
    "429": (error(429), "upstream_rate_limited", 3),
    "429 for a minute": (error(429, Retry_After="60"), "upstream_rate_limited", 1),
    "429 without quota": (coded(429, "insufficient_quota"), "upstream_quota", 1),
    "402": (error(402), "upstream_quota", 1),
    "401": (error(401), "upstream_auth", 1),
    "403": (error(403, scripts.HTML), "upstream_auth", 1),
    "404": (coded(404, "model_not_found"), "upstream_model", 1),
    "404 page": (error(404, scripts.HTML), "upstream_model", 1),
    "400 about a model": (coded(400, "model_not_found"), "upstream_model", 1),
    "400": (error(400), "upstream_rejected", 3),
    "400 about a field": (coded(400, "invalid_value", param="messages[0].content"), "upstream_rejected", 1),
    "422": (error(422, {"detail": [{"loc": ["body"], "msg": SECRET}]}), "upstream_rejected", 3),
    "405": (error(405), "upstream_rejected", 1),
    "redirect": (scripts.redirect, "upstream_rejected", 1),
    "context by code": (coded(400, "context_length_exceeded"), "context_too_long", 1),
    "context by type": (coded(400, "exceed_context_size_error"), "context_too_long", 1),
    "context in words": (error(400, {"message": "maximum context length is 9"}), "context_too_long", 1),
    "context within a stream": (
        stream({"error": {"code": "context_length_exceeded", "type": "invalid_request_error"}}),
        "context_too_long",
        1,
    ),
    "413": (error(413, scripts.HTML), "context_too_long", 1),
    "408": (error(408), "upstream_unavailable", 3),
    "500": (error(500), "upstream_unavailable", 3),
    "502 page": (error(502, scripts.HTML), "upstream_unavailable", 3),
    "503": (error(503), "upstream_unavailable", 3),
    "504 page": (error(504, scripts.HTML), "upstream_unavailable", 3),
    "529": (error(529), "upstream_unavailable", 3),
    "500 within a stream": (stream({"error": {"code": 500, "message": SECRET}}), "upstream_unavailable", 3),
    "429 within a stream": (stream({"error": {"type": "rate_limit_error"}}), "upstream_rate_limited", 3),
    "error in words within a stream": (stream({"error": SECRET}), "upstream_unavailable", 3),
    "endless error page": (scripts.endless_error, "upstream_unavailable", 3),
    "empty reply": (scripts.empty, "upstream_unavailable", 3),
    "reset": (scripts.reset, "upstream_unavailable", 3),
    "reset midway": (scripts.reset_midway, "upstream_unavailable", 3),
    "not HTTP": (scripts.not_http, "upstream_unavailable", 3),
    "cut short": (scripts.cut_short(), "upstream_truncated", 3),
    "done without an end": (stream(delta("Hello"), "[DONE]"), "upstream_truncated", 3),
    "no events": (stream(), "upstream_truncated", 3),
    "not JSON": (stream('{"choices": ['), "upstream_malformed", 3),
    "nested too deeply": (stream("[" * 100_000), "upstream_malformed", 3),
    "a number too long": (stream('{"choices": ' + "1" * 5000 + "}"), "upstream_malformed", 3),
    "not UTF-8": (content(scripts.EVENT_STREAM, b'data: {"id": "\xff\xfe"}\n\n'), "upstream_malformed", 3),
    "page": (content("text/html", scripts.HTML.encode()), "upstream_malformed", 3),
    "whole JSON": (content("application/json", b'{"choices": []}'), "upstream_malformed", 3),
    "nothing": (content("", b""), "upstream_malformed", 3),
    "said to be compressed": (
        content(scripts.EVENT_STREAM + "\r\nContent-Encoding: gzip", b"\x1f\x8b\x08\x00" + b"\x00" * 20),
        "upstream_malformed",
        3,
    ),
    "null choices": (stream({"choices": None}, "[DONE]"), "upstream_malformed", 3),
    "no choices": (stream({"id": "c1"}, {**delta(), "choices": []}, "[DONE]"), "upstream_malformed", 3),
    "choices of another kind": (stream({"choices": "none"}), "upstream_malformed", 3),
    "choices by name": (stream({"choices": {"0": {}}}), "upstream_malformed", 3),
    "a null choice": (stream({"choices": [None]}), "upstream_malformed", 3),
    "a delta of text": (stream({"choices": [{"delta": "Hello"}]}), "upstream_malformed", 3),
    "content in parts": (stream(delta(["Hello"])), "upstream_malformed", 3),
    "a list": (stream("[1]"), "upstream_malformed", 3),
    "null": (stream("null"), "upstream_malformed", 3),
    "null content": (stream(delta(None), delta(finish="stop"), "[DONE]"), "upstream_malformed", 3),
    "empty content": (reply(""), "upstream_malformed", 3),
    "white space": (reply(" \n"), "upstream_malformed", 3),
    "a tool's turn": (stream(delta("Hello"), delta(finish="tool_calls")), "upstream_malformed", 3),
    "a number as reason": (stream(delta("Hello", finish=7)), "upstream_malformed", 3),
    "endless line": (scripts.endless_line, "upstream_too_large", 1),
}


@pytest.mark.parametrize(("script", "code", "attempts"), LASTING.values(), ids=LASTING)
async def test_a_lasting_fault_has_its_code(
    chat: OpenAiChat, upstream: FaultServer, script: Script, code: str, attempts: int
) -> None:
    upstream.play(script)
    seen = await ask(chat)
    assert (seen.code, len(upstream.bodies)) == (code, attempts)
    assert seen.error is not None
    assert (seen.error.__cause__, seen.error.__context__) == (None, None)  # a log would show them
    assert SECRET not in seen.error.detail
    assert not any(isinstance(event, ChatFinished) for event in seen.events)
    await upstream.all_hung_up(seconds=2)


PASSING = {
    name: LASTING[name][0]
    for name, (_, _, attempts) in LASTING.items()
    if attempts == 3 and "4" not in name[:1]
}


@pytest.mark.parametrize("script", PASSING.values(), ids=PASSING)
async def test_a_passing_fault_is_tried_again(
    chat: OpenAiChat, upstream: FaultServer, script: Script
) -> None:
    upstream.play(script, reply("All is well."))
    seen = await ask(chat)
    since = max((i for i, event in enumerate(seen.events) if isinstance(event, ChatRestarted)), default=-1)
    assert Seen(seen.events[since + 1 :]).text == "All is well."
    assert (seen.finished.finish, len(upstream.bodies)) == ("stop", 2)


async def test_a_context_too_short_names_the_setting(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(coded(400, "context_length_exceeded"))
    seen = await ask(chat)
    assert seen.error is not None
    assert "FOOTNOTE_LLM_PROMPT_TOKENS" in seen.error.detail


async def test_a_reply_of_many_lines_has_a_limit(chats: Chats, upstream: FaultServer) -> None:
    upstream.play(scripts.endless_lines)
    seen = await ask(chats(max_reply_bytes=100_000))
    assert (seen.code, len(upstream.bodies)) == ("upstream_too_large", 1)
    await upstream.all_hung_up(seconds=2)


SILENT: dict[str, Script] = {
    "before the head": scripts.hang,
    "midway": scripts.hang_midway,
    "dripping": scripts.drip,
    "comments": scripts.endless_comments,
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT)
async def test_the_deadline_ends_a_silent_server(
    chat: OpenAiChat, upstream: FaultServer, script: Script
) -> None:
    upstream.play(script)
    seen = await ask(chat, seconds=SHORT_SECONDS)
    assert (seen.code, len(upstream.bodies)) == ("upstream_timeout", 1)
    await upstream.all_hung_up(seconds=1.5)


async def test_a_pause_between_two_words_is_tried_again(chats: Chats, upstream: FaultServer) -> None:
    upstream.play(scripts.hang_midway, reply("All is well."))
    seen = await ask(chats(idle_seconds=0.05))
    assert seen.events[:2] == [ChatDelta("Hello"), ChatRestarted()]
    assert Seen(seen.events[2:]).text == "All is well."


async def test_a_refused_connection(chats: Chats) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        seen = await ask(chats(base_url=f"http://127.0.0.1:{unheard.getsockname()[1]}/v1"))
    assert seen.code == "upstream_unavailable"


async def test_a_server_without_tls(chats: Chats, upstream: FaultServer) -> None:
    seen = await ask(chats(base_url=upstream.url.replace("http:", "https:")))
    assert (seen.code, len(upstream.exchanges)) == ("upstream_unavailable", 3)
    assert seen.error is not None
    assert "TLS" in seen.error.detail


async def test_a_reply_in_full(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(reply("Grüße, 🌉!", used=(21, 8)))
    seen = await ask(chat)
    assert seen.events[:2] == [ChatDelta("Grüße"), ChatDelta(", 🌉!")]
    assert seen.finished == ChatFinished("stop", Usage(21, 8), Rung.JSON_SCHEMA)
    assert upstream.exchanges[0].headers["authorization"] == f"Bearer {KEY}"
    await upstream.all_hung_up(seconds=2)


async def test_what_is_sent(chat: OpenAiChat, upstream: FaultServer) -> None:
    await ask(chat)
    assert upstream.bodies == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "Answer."},
                {"role": "user", "content": PROMPT},
            ],
            "max_tokens": 50,
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
            },
        }
    ]


async def test_the_field_of_the_limit_is_a_setting(chats: Chats, upstream: FaultServer) -> None:
    await ask(chats(max_tokens_field="max_completion_tokens"))
    assert "max_tokens" not in upstream.bodies[0]
    assert upstream.bodies[0]["max_completion_tokens"] == 50


async def test_a_server_that_wants_the_other_field_gets_named(
    chat: OpenAiChat, upstream: FaultServer
) -> None:
    upstream.play(coded(400, "unsupported_parameter", "use 'max_completion_tokens'", param="max_tokens"))
    seen = await ask(chat)
    assert seen.error is not None
    assert "FOOTNOTE_LLM_MAX_TOKENS_FIELD=max_completion_tokens" in seen.error.detail


async def test_no_key_sends_none(chats: Chats, upstream: FaultServer) -> None:
    assert (await ask(chats(api_key=None))).text == "Hello there."
    assert "authorization" not in upstream.exchanges[0].headers


LADDER = {
    "400": ({"json_schema": 400}, Rung.JSON_OBJECT),
    "422": ({"json_schema": 422, "json_object": 422}, Rung.PLAIN),
    "500": ({"json_schema": 500, "json_object": 400}, Rung.PLAIN),
    "any format": ({"response_format": 400}, Rung.PLAIN),
    "usage": ({"stream_options": 422}, Rung.JSON_SCHEMA),
    "all that may be refused": (
        {"temperature": 400, "stream_options": 400, "response_format": 400},
        Rung.PLAIN,
    ),
}


@pytest.mark.parametrize(("refused", "rung"), LADDER.values(), ids=LADDER)
async def test_a_refused_form_is_weakened_and_remembered(
    chat: OpenAiChat, upstream: FaultServer, refused: dict[str, int], rung: Rung
) -> None:
    upstream.play(refusing(refused, reply()))
    assert (await ask(chat)).finished.rung is rung
    attempts = len(upstream.bodies)
    assert (await ask(chat)).finished.rung is rung
    assert len(upstream.bodies) == attempts + 1


async def test_the_words_of_a_rung_stand_in_the_system_message(
    chat: OpenAiChat, upstream: FaultServer
) -> None:
    upstream.play(refusing({"response_format": 400}, reply()))
    await ask(chat)
    systems = [body["messages"][0]["content"] for body in upstream.bodies]
    assert systems == ["Answer.", "Answer.\n\nAs JSON.", "Answer.\n\nAs text."]


async def test_a_form_that_failed_is_not_remembered(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(error(400))
    await ask(chat)
    upstream.play(reply())
    assert (await ask(chat)).finished.rung is Rung.JSON_SCHEMA


async def test_retry_after_within_the_deadline_is_kept(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(error(429, Retry_After="0.01"), reply())
    assert (await ask(chat)).text == "Hello there."


@pytest.mark.parametrize("is_date", [False, True])
async def test_retry_after_is_passed_on(chat: OpenAiChat, upstream: FaultServer, is_date: bool) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30))
    upstream.play(error(429, Retry_After=date if is_date else "30"))
    seen = await ask(chat)
    assert isinstance(seen.error, UpstreamFailed)
    assert seen.error.retry_after_seconds == pytest.approx(30, abs=LIMIT_SECONDS)


@pytest.mark.parametrize("value", ["soon", "nan", "-3", "inf", ""])
async def test_an_odd_retry_after_is_passed_over(chat: OpenAiChat, upstream: FaultServer, value: str) -> None:
    upstream.play(error(429, Retry_After=value), reply())
    assert (await ask(chat)).text == "Hello there."


async def test_a_committed_reply_fails_at_once(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(scripts.cut_short(), reply())
    seen = await ask(chat, commit=True)
    assert (seen.events, seen.code) == ([ChatDelta("Hello")], "upstream_truncated")
    assert len(upstream.bodies) == 1


FINISHES = {
    "length": (reply("Hel", finish="length"), "length"),
    "content filter": (reply("Hel", finish="content_filter"), "refused"),
    "refusal": (stream(delta(refusal=SECRET), delta(finish="stop"), "[DONE]"), "refused"),
    "refusal of the prompt": (coded(400, "content_filter"), "refused"),
}


@pytest.mark.parametrize(("script", "finish"), FINISHES.values(), ids=FINISHES)
async def test_a_reply_that_ends_otherwise_is_no_failure(
    chat: OpenAiChat, upstream: FaultServer, script: Script, finish: str
) -> None:
    upstream.play(script)
    seen = await ask(chat)
    assert (seen.finished.finish, len(upstream.bodies)) == (finish, 1)
    assert SECRET not in seen.text


async def test_a_whole_reply_needs_nothing_behind_it(
    chat: OpenAiChat, upstream: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.chat_attempt.USAGE_SECONDS", 0.05)
    upstream.play(scripts.hang_at_the_end)
    seen = await ask(chat)
    assert (seen.text, seen.finished.usage.estimated) == ("Hello there.", True)


async def test_half_a_character_is_replaced(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(stream(delta("a\ud83d"), delta("\ud83c\udf09"), delta(finish="stop"), usage(9, 2)))
    assert (await ask(chat)).text == "a\ufffd🌉"


ODD_USAGE = {
    "none": None,
    "null": usage(None, None),
    "below nothing": usage(-9, -3),
    "zero": usage(0, 0),
    "more than a float holds": usage(10**400, 3),
    "more than a float holds, written": usage(9, 10**400),
}


@pytest.mark.parametrize("event", ODD_USAGE.values(), ids=ODD_USAGE)
async def test_missing_usage_is_estimated(chat: OpenAiChat, upstream: FaultServer, event: object) -> None:
    upstream.play(stream(delta("Hello there."), delta(finish="stop"), *([event] if event else [])))
    spent = (await ask(chat)).finished.usage
    assert (spent.estimated, spent.completion_tokens) == (True, 3)
    assert 5 < spent.prompt_tokens < 30


async def test_abandoned_attempts_are_counted(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(error(503), scripts.cut_short(), reply(used=(9, 3)))
    spent = (await ask(chat)).finished.usage
    assert (spent.estimated, spent.completion_tokens) == (True, 4)
    assert spent.prompt_tokens > 9


async def test_a_prompt_that_was_cut_is_told(chat: OpenAiChat, upstream: FaultServer) -> None:
    long = ChatRequest((ChatMessage("user", "one two three " * 500),), max_tokens=9, schema={}, form={})
    upstream.play(reply(used=(900, 3)), reply(used=(1400, 3)))
    assert (await ask(chat, request=long)).finished.prompt_cut
    assert not (await ask(chat, request=long)).finished.prompt_cut


async def test_trouble_lasts_until_a_call_works(chat: OpenAiChat, upstream: FaultServer) -> None:
    assert chat.trouble is None
    for script, trouble in [
        (error(401), "upstream_auth"),
        (error(503), "upstream_auth"),
        (error(404), "upstream_model"),
        (reply(), None),
    ]:
        upstream.play(script)
        await ask(chat)
        assert chat.trouble == trouble


@pytest.mark.parametrize("script", [scripts.hang, scripts.hang_midway, scripts.drip])
async def test_a_cancelled_reader_hangs_up(chats: Chats, upstream: FaultServer, script: Script) -> None:
    records: list[tuple[str, Usage]] = []
    chat = chats(lambda outcome, seconds, spent: records.append((outcome, spent)))
    upstream.play(script)
    task = asyncio.create_task(ask(chat))
    await asyncio.wait_for(upstream.asked.wait(), LIMIT_SECONDS)
    task.cancel()
    await upstream.all_hung_up(seconds=1.5)
    with pytest.raises(asyncio.CancelledError):
        await task
    [(outcome, spent)] = records
    assert (outcome, spent.estimated, spent.prompt_tokens > 0) == ("cancelled", True, True)


async def test_closed_events_hang_up(chat: OpenAiChat, upstream: FaultServer) -> None:
    upstream.play(scripts.hang_midway)
    call = chat.call(REQUEST, deadline=in_seconds(LIMIT_SECONDS))
    events = call.events()
    assert await anext(events) == ChatDelta("Hello")
    await events.aclose()
    await upstream.all_hung_up(seconds=1.5)
    assert call.usage.completion_tokens == 1


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("script", [scripts.endless_line, scripts.endless_error])
async def test_memory_stays_flat(chat: OpenAiChat, upstream: FaultServer, script: Script) -> None:
    upstream.play(reply())
    await ask(chat)  # loads the vocabulary
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    upstream.play(script)
    assert (await ask(chat)).error is not None
    assert tracemalloc.get_traced_memory()[1] - before < 16 * MAX_LINE_BYTES
    await upstream.all_hung_up(seconds=2)
    sockets_hold = 16_000_000
    assert upstream.exchanges[-1].sent_bytes < MAX_LINE_BYTES + sockets_hold


async def test_nothing_secret_is_logged(
    chat: OpenAiChat, upstream: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for script in (
        reply(SECRET),
        error(401),
        error(400),
        error(503),
        stream({"error": SECRET}),
        stream("{x"),
    ):
        upstream.play(script)
        await ask(chat)
    said = caplog.text + "".join(map(str, caplog.records))
    assert {record.name.split(".")[0] for record in caplog.records} <= {"app", "asyncio"}
    assert "app.adapters.chat" in said
    assert not [secret for secret in (KEY, PROMPT, SECRET) if secret in said]
    assert KEY not in repr(chat.options)


async def test_calls_at_once_are_bounded(chats: Chats, upstream: FaultServer) -> None:
    chat = chats(in_flight=1, queue=1)
    upstream.play(scripts.hang, reply())
    first = asyncio.create_task(ask(chat, seconds=SHORT_SECONDS))
    await asyncio.wait_for(upstream.asked.wait(), LIMIT_SECONDS)
    waiting, refused = asyncio.create_task(ask(chat)), asyncio.create_task(ask(chat))
    assert [(await call).code for call in (refused, first, waiting)] == [
        "upstream_busy",
        "upstream_timeout",
        None,
    ]
    assert len(upstream.bodies) == 2


async def test_a_server_that_is_away_is_left_alone(chats: Chats, upstream: FaultServer) -> None:
    chat = chats(breaker_failures=2, breaker_seconds=0.2, retries=0)
    upstream.play(error(503))
    seen = [await ask(chat) for _ in range(3)]
    assert [one.code for one in seen] == ["upstream_unavailable"] * 3
    assert len(upstream.bodies) == 2
    assert isinstance(seen[2].error, UpstreamFailed)
    assert seen[2].error.retry_after_seconds is not None
    upstream.play(reply())
    await asyncio.sleep(0.3)
    assert [(await ask(chat)).code for _ in range(2)] == [None, None]


@pytest.mark.parametrize(
    "options", [{"api_key": "sk\n1"}, {"api_key": "schlüssel"}, {"base_url": "http://[::1"}]
)
async def test_what_cannot_work_is_refused_at_once(chats: Chats, options: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_"):
        chats(**options)
