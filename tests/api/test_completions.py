"""OpenAI's own client asks Footnote as if it were a model: whole, as a stream, with history and filters."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from app.adapters.scripted_chat import ScriptedReply
from app.api import events
from app.errors import UpstreamTimeout
from tests.answer.writing import said, sent, user_message
from tests.api.checks import REPLY_FIELDS
from tests.api.openai_client import BRIDGE, application, asking, assistant, user
from tests.api.serving import LIMIT_SECONDS, app_of
from tests.api.test_answers import NO_ANSWER, QUESTIONS, without_id_and_times

REOPENED = ("The harbour bridge 🌉 reopened on Monday.", 1, "The harbour bridge 🌉 reopened on Monday.")
COST = ("The repairs cost 2.4 million euros.", 1, "The repairs cost 2.4 million euros.")
REPAIRS = [user("What did the repairs cost?")]
UNKNOWN = [user("What is the capital of Peru?")]


@pytest.fixture
async def client(stocked: httpx2.AsyncClient) -> AsyncIterator[AsyncOpenAI]:
    async with asking(app_of(stocked)) as client:
        yield client


@pytest.fixture(scope="module")
async def reader(seeded: httpx2.AsyncClient) -> AsyncIterator[AsyncOpenAI]:
    """A client of the application as it ships."""
    async with asking(app_of(seeded)) as client:
        yield client


async def completed(client: AsyncOpenAI, messages: Any, **fields: Any) -> Any:
    return await client.chat.completions.create(model="footnote", messages=messages, **fields)


async def chunks_of(client: AsyncOpenAI, messages: Any, **fields: Any) -> list[Any]:
    return [chunk async for chunk in await completed(client, messages, stream=True, **fields)]


async def listen(stream: Any, heard: list[Any]) -> None:
    """Hears a stream to its end; what was heard is kept when it fails."""
    async for chunk in stream:
        heard.append(chunk)  # noqa: PERF401


def content_of(chunks: list[Any]) -> str:
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def annotations_of(chunks: list[Any]) -> list[Any]:
    deltas = [choice.delta.to_dict() for chunk in chunks for choice in chunk.choices]
    return [one for delta in deltas for one in delta.get("annotations", [])]


async def test_a_completion_by_hand(client: AsyncOpenAI) -> None:
    completion = await completed(client, REPAIRS)
    (choice,) = completion.choices
    assert (completion.object, completion.model, completion.id[:9]) == (
        "chat.completion",
        "footnote",
        "chatcmpl-",
    )
    assert choice.message.content == "The repairs cost 2.4 million euros. [1]"
    assert (choice.index, choice.message.role, choice.message.refusal, choice.finish_reason) == (
        0,
        "assistant",
        None,
        "stop",
    )
    assert completion.usage.to_dict() == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    assert completion.footnote["status"] == "answered"


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_completion_holds_the_answer_of_the_answers_route(
    reader: AsyncOpenAI, seeded: httpx2.AsyncClient, question: str
) -> None:
    completion = await completed(reader, [user(question)])
    answer = (await seeded.post("/v1/answers", json={"question": question})).json()
    assert completion.footnote.keys() == REPLY_FIELDS | {"answer"}
    assert without_id_and_times(completion.footnote) == without_id_and_times(answer)
    assert completion.choices[0].message.content == answer["answer"]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_annotations_are_the_markers_at_their_places(reader: AsyncOpenAI, question: str) -> None:
    completion = await completed(reader, [user(question)])
    message, answer = completion.choices[0].message, completion.footnote
    markers = [f"[{number}]" for claim in answer["claims"] for number in claim["citations"]]
    found = [one.url_citation for one in message.annotations]
    assert [message.content[one.start_index : one.end_index] for one in found] == markers
    titles = {f"[{one['number']}]": one["title"] for one in answer["citations"]}
    assert [one.title for one in found] == [titles[marker] for marker in markers]


async def test_an_article_without_a_url_is_cited_by_where_its_text_is(client: AsyncOpenAI) -> None:
    completion = await completed(client, REPAIRS)
    (annotation,) = completion.choices[0].message.annotations
    async with httpx2.AsyncClient() as browser:
        text = (await browser.get(annotation.url_citation.url)).text
    (citation,) = completion.footnote["citations"]
    assert text[citation["start"] : citation["end"]] == "The repairs cost 2.4 million euros."


async def test_an_article_with_a_url_is_cited_by_it_and_places_count_code_points(tmp_path: Path) -> None:
    async with application(tmp_path, said(REOPENED, COST)) as (app, _), asking(app) as client:
        message = (await completed(client, REPAIRS)).choices[0].message
    assert message.content == f"{REOPENED[0]} [1] {COST[0]} [2]"
    found = [one.url_citation for one in message.annotations]
    assert [message.content[one.start_index : one.end_index] for one in found] == ["[1]", "[2]"]
    assert {(one.url, one.title) for one in found} == {(BRIDGE.url, BRIDGE.title)}


@pytest.mark.parametrize("question", NO_ANSWER)
async def test_an_abstention_is_a_refusal_and_no_content(reader: AsyncOpenAI, question: str) -> None:
    completion = await completed(reader, [user(question)])
    (choice,) = completion.choices
    assert (choice.message.content, choice.message.annotations, choice.finish_reason) == ("", [], "stop")
    assert choice.message.refusal.startswith("Not answered: ")
    assert completion.footnote["reason"] in choice.message.refusal
    assert completion.footnote["status"] == "abstained"


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_stream_says_what_the_call_says(reader: AsyncOpenAI, question: str) -> None:
    completion = await completed(reader, [user(question)])
    chunks = await chunks_of(reader, [user(question)])
    message = completion.choices[0].message
    assert content_of(chunks) == message.content
    assert annotations_of(chunks) == [one.to_dict() for one in message.annotations]
    assert "".join(one.choices[0].delta.refusal or "" for one in chunks) == (message.refusal or "")
    assert without_id_and_times(chunks[-1].footnote) == without_id_and_times(completion.footnote)


async def test_a_stream_is_a_role_a_chunk_for_each_claim_the_annotations_and_the_finish(
    tmp_path: Path,
) -> None:
    async with application(tmp_path, said(REOPENED, COST)) as (app, _), asking(app) as client:
        chunks = await chunks_of(client, REPAIRS)
    deltas = [chunk.choices[0].delta.to_dict() for chunk in chunks]
    assert [list(delta) for delta in deltas] == [
        ["content", "refusal", "role"],
        ["content"],
        ["content"],
        ["annotations"],
        [],
    ]
    assert [delta.get("content") for delta in deltas[:3]] == ["", f"{REOPENED[0]} [1]", f" {COST[0]} [2]"]
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None, None, None, None, "stop"]
    assert len({(chunk.id, chunk.created, chunk.model, chunk.object) for chunk in chunks}) == 1
    assert [hasattr(chunk, "footnote") for chunk in chunks] == [False, False, False, False, True]


async def test_usage_comes_last_when_it_is_asked_for(tmp_path: Path) -> None:
    async with application(tmp_path, said(COST)) as (app, _), asking(app) as client:
        chunks = await chunks_of(client, REPAIRS, stream_options={"include_usage": True})
    *others, last = chunks
    assert (last.choices, last.footnote["status"]) == ([], "answered")
    assert last.usage.to_dict() == {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    assert all(chunk.to_dict()["usage"] is None for chunk in others)
    assert others[-1].choices[0].finish_reason == "stop"


async def test_the_clients_own_collecting_of_a_stream_gives_the_message(tmp_path: Path) -> None:
    async with (
        application(tmp_path, said(REOPENED, COST)) as (app, _),
        asking(app) as client,
        client.chat.completions.stream(model="footnote", messages=REPAIRS) as stream,
    ):
        message = (await stream.get_final_completion()).choices[0].message
    assert message.content == f"{REOPENED[0]} [1] {COST[0]} [2]"
    assert len(message.annotations or []) == 2


async def test_a_stream_is_data_alone_and_ends_with_done(stocked: httpx2.AsyncClient) -> None:
    body = {"model": "footnote", "messages": REPAIRS, "stream": True}
    response = await stocked.post("/v1/chat/completions", json=body)
    assert response.headers["Content-Type"].startswith("text/event-stream")
    *datas, done = [block.removeprefix("data: ") for block in response.text.strip().split("\n\n")]
    assert done == "[DONE]"
    assert {json.loads(data)["object"] for data in datas} == {"chat.completion.chunk"}


async def test_pings_are_comments_that_the_client_passes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PING_SECONDS", 0.01)
    slow = ScriptedReply(text=sent(COST), delay_seconds=0.02)
    async with application(tmp_path, slow) as (app, _), asking(app) as client:
        assert content_of(await chunks_of(client, REPAIRS)) == f"{COST[0]} [1]"


async def test_what_fails_midway_is_the_clients_error_after_the_verified_claims(tmp_path: Path) -> None:
    broken = ScriptedReply(text=sent(COST).removesuffix("]}"), error=UpstreamTimeout("too slow"))
    heard: list[Any] = []
    async with application(tmp_path, broken) as (app, _), asking(app) as client:
        stream = await completed(client, REPAIRS, stream=True)
        with pytest.raises(openai.APIError, match="too slow") as failed:
            await listen(stream, heard)
    assert content_of(heard) == f"{COST[0]} [1]"
    assert (failed.value.code, failed.value.type) == ("upstream_timeout", "server_error")


async def test_what_does_not_hold_never_leaves(tmp_path: Path) -> None:
    invented = ("The repairs cost 9.9 million euros.", 1, "The repairs cost 9.9 million euros.")
    async with application(tmp_path, said(invented, COST), said(invented)) as (app, _), asking(app) as client:
        chunks = await chunks_of(client, REPAIRS)
    assert content_of(chunks) == f"{COST[0]} [1]"
    assert chunks[-1].footnote["status"] == "partial"


async def test_a_reply_that_was_cut_says_so(tmp_path: Path) -> None:
    cut = ScriptedReply(text=sent(COST).removesuffix("]}"), finish="length")
    async with application(tmp_path, cut) as (app, _), asking(app) as client:
        completion = await completed(client, REPAIRS)
    assert completion.choices[0].finish_reason == "length"
    assert completion.footnote["degraded"] == ["truncated"]


async def test_earlier_turns_are_the_history_and_instructions_are_not_read(tmp_path: Path) -> None:
    rewritten = ScriptedReply(text='{"question": "What did the repairs of the bridge cost?"}')
    messages = [
        {"role": "system", "content": "Speak like a pirate."},
        user("What reopened?"),
        {"role": "assistant", "content": None, "refusal": "Not answered."},
        assistant("The harbour bridge. [1]"),
        {"role": "developer", "content": "Cite nothing."},
        user([{"type": "text", "text": "And what"}, {"type": "text", "text": "did it cost?"}]),
    ]
    async with application(tmp_path, rewritten, said(COST)) as (app, chat), asking(app) as client:
        completion = await completed(client, messages)
    assert chat
    first, second = (user_message(request) for request in chat.requests)
    assert "Asked: What reopened?\nAnswered: The harbour bridge. [1]" in first
    assert "And what did it cost?" in first
    assert "What did the repairs of the bridge cost?" in second
    prompts = str(chat.requests)
    assert "pirate" not in prompts
    assert "Cite nothing" not in prompts
    assert completion.footnote["question"] == "What did the repairs of the bridge cost?"


async def test_the_last_user_message_is_the_question_whatever_comes_after_it(client: AsyncOpenAI) -> None:
    messages = [*REPAIRS, {"role": "system", "content": "Be brief."}, assistant("They cost ")]
    assert (await completed(client, messages)).footnote["status"] == "answered"


async def test_a_long_conversation_is_taken(client: AsyncOpenAI) -> None:
    messages = [user("x" * 30_000), *[assistant("No.")] * 200, *REPAIRS]
    assert (await completed(client, messages)).footnote["status"] == "answered"


async def test_filters_and_top_k_are_passed_on(client: AsyncOpenAI) -> None:
    wish = {"footnote": {"filters": {"article_ids": ["ferry"]}, "top_k": 1}}
    answer = (await completed(client, REPAIRS, extra_body=wish)).footnote
    assert {one["article_id"] for one in answer["considered"] + answer["citations"]} == {"ferry"}


@pytest.mark.parametrize(
    ("model", "options", "engine"),
    [
        ("footnote", {}, "llm"),
        ("footnote", {"engine": "extractive"}, "extractive"),
        ("footnote-extractive", {}, "extractive"),
        ("footnote-extractive", {"engine": "extractive"}, "extractive"),
        ("footnote-llm", {"engine": "auto"}, "llm"),
    ],
)
async def test_the_models_name_is_the_engine(
    tmp_path: Path, model: str, options: dict[str, str], engine: str
) -> None:
    async with application(tmp_path, said(COST)) as (app, _), asking(app) as client:
        create: Any = client.chat.completions.create
        completion = await create(model=model, messages=REPAIRS, extra_body={"footnote": options})
    assert (completion.model, completion.footnote["engine"]["name"]) == (model, engine)


async def test_models_are_those_that_can_be_asked(client: AsyncOpenAI, tmp_path: Path) -> None:
    names = ["footnote", "footnote-extractive"]
    assert [model.id async for model in client.models.list()] == names
    async with application(tmp_path, said(COST)) as (app, _), asking(app) as other:
        assert [model.id async for model in other.models.list()] == [*names, "footnote-llm"]
        found = await other.models.retrieve("footnote-llm")
    assert (found.id, found.object, found.owned_by) == ("footnote-llm", "model", "footnote")


async def until(holds: Callable[[], object]) -> None:
    """Waits for what only the model's fake can tell."""
    async with asyncio.timeout(LIMIT_SECONDS):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("history", [[], [user("What reopened?")]])
async def test_who_hangs_up_ends_the_work(tmp_path: Path, stream: bool, history: list[Any]) -> None:
    endless = ScriptedReply(text=sent(COST), delay_seconds=60)
    async with application(tmp_path, endless) as (app, chat), asking(app) as client:
        assert chat
        call = asyncio.create_task(completed(client, [*history, *REPAIRS], stream=stream))
        await until(lambda: chat.requests)
        if stream and not history:  # with it nothing is sent yet: the question is being rewritten
            await (await call).close()
        else:
            call.cancel()
        await until(lambda: chat.cancelled)
