"""What the OpenAI-compatible routes refuse, as the exceptions of OpenAI's own client."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from app.adapters.scripted_chat import ScriptedReply
from app.errors import UpstreamRateLimited, UpstreamTimeout
from tests.api.openai_client import KEY, application, asking, user
from tests.api.serving import app_of

URL = "/v1/chat/completions"
MESSAGES = [user("What did the repairs cost?")]
IMAGE = {"type": "image_url", "image_url": {"url": "https://news.example/a.png"}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}
TOOL = {"type": "function", "function": {"name": "a", "parameters": {}}}
FUNCTION = {"type": "function", "function": {"name": "a"}}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "several answers": ({"n": 2}, "n"),
    "true for a number": ({"n": True}, "n"),
    "a schema": ({"response_format": SCHEMA}, "response_format"),
    "JSON": ({"response_format": {"type": "json_object"}}, "response_format"),
    "a tool that must be called": ({"tools": [TOOL], "tool_choice": "required"}, "tool_choice"),
    "this tool": ({"tools": [TOOL], "tool_choice": FUNCTION}, "tool_choice"),
    "this function": ({"function_call": {"name": "a"}}, "function_call"),
    "speech": ({"modalities": ["text", "audio"]}, "modalities"),
    "a voice": ({"audio": {"voice": "alloy", "format": "wav"}}, "audio"),
    "probabilities": ({"logprobs": True}, "logprobs"),
    "the web": ({"web_search_options": {}}, "web_search_options"),
    "an image": ({"messages": [user([IMAGE])]}, "messages.0.content"),
    "an image before": ({"messages": [user([IMAGE]), *MESSAGES]}, "messages.0.content"),
    "a tool's result": (
        {"messages": [*MESSAGES, {"role": "tool", "tool_call_id": "1", "content": "A."}]},
        "messages.1.role",
    ),
    "no message": ({"messages": []}, "messages"),
    "no question": ({"messages": [{"role": "system", "content": "A."}]}, "messages"),
    "an empty question": ({"messages": [*MESSAGES, user(" \n")]}, "messages.1.content"),
    "no content": ({"messages": [{"role": "user"}]}, "messages.0.content"),
    "a number": ({"messages": [user(7)]}, "messages.0.content"),
    "a long question": ({"messages": [user("x" * 2001)]}, "messages.0.content"),
    "half a character": ({"messages": [user("\ud800")]}, "messages.0.content"),
    "filters beside footnote": ({"filters": {}}, "filters"),
    "an engine beside footnote": ({"engine": "llm"}, "engine"),
    "an unknown filter": ({"footnote": {"filters": {"tag": "city"}}}, "footnote.filters.tag"),
    "an unknown option": ({"footnote": {"k": 1}}, "footnote.k"),
    "a large top_k": ({"footnote": {"top_k": 51}}, "footnote.top_k"),
    "another engine": (
        {"model": "footnote-extractive", "footnote": {"engine": "llm"}},
        "footnote.engine",
    ),
}
ACCEPTED: dict[str, Any] = {
    "temperature": 0.2,
    "top_p": 1,
    "max_tokens": 5,
    "max_completion_tokens": 5,
    "seed": 1,
    "stop": ["euros"],
    "user": "ada",
    "metadata": {"a": "b"},
    "response_format": {"type": "text"},
    "n": 1,
    "modalities": ["text"],
    "logprobs": False,
    "presence_penalty": 0,
    "frequency_penalty": 0.5,
    "logit_bias": {"50256": -100},
    "tools": [TOOL],
    "tool_choice": "auto",
    "parallel_tool_calls": False,
    "stream_options": {"include_usage": True, "include_obfuscation": False},
    "reasoning_effort": "low",
    "service_tier": "auto",
    "store": False,
    "verbosity": "low",
    "audio": None,
    "top_k": 40,
    "of_another_server": {"a": 1},
}


@pytest.fixture
async def client(stocked: httpx2.AsyncClient) -> AsyncIterator[AsyncOpenAI]:
    async with asking(app_of(stocked)) as client:
        yield client


def error_of(response: httpx2.Response) -> dict[str, Any]:
    """The error in a response, which must be OpenAI's and complete."""
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert body.keys() == {"error"}
    error: dict[str, Any] = body["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert all(error[field] for field in ("message", "type", "code"))
    return error


@pytest.mark.parametrize(
    "path", ["responses", "embeddings", "completions", "chat", "chat/completions/1", "images/generations"]
)
async def test_a_path_that_is_not_there_is_refused_in_the_clients_shape(
    stocked: httpx2.AsyncClient, path: str
) -> None:
    response = await stocked.post(f"/v1/{path}", json={"model": "footnote", "input": "Hello"})
    error = error_of(response)
    assert (response.status_code, error["code"]) == (404, "not_found")
    assert error["message"].startswith(f"no such path: /v1/{path}; ")


async def test_a_path_that_is_not_there_is_the_clients_not_found(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="no such path: /v1/responses"):
        await client.responses.create(model="footnote", input="Hello")


@pytest.mark.parametrize("fields", ACCEPTED)
async def test_what_changes_nothing_is_accepted(stocked: httpx2.AsyncClient, fields: str) -> None:
    body = {"model": "footnote", "messages": MESSAGES, fields: ACCEPTED[fields]}
    response = await stocked.post(URL, json=body)
    assert response.status_code == 200, response.text
    assert response.json()["choices"][0]["message"]["content"] == "The repairs cost 2.4 million euros. [1]"


@pytest.mark.parametrize(("fields", "param"), REFUSED.values(), ids=list(REFUSED))
async def test_what_would_change_the_meaning_is_refused(
    stocked: httpx2.AsyncClient, fields: dict[str, Any], param: str
) -> None:
    body = json.dumps({"model": "footnote", "messages": MESSAGES, **fields})
    response = await stocked.post(URL, content=body, headers={"Content-Type": "application/json"})
    error = error_of(response)
    assert response.status_code == 422, error
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert error["code"] == ("lone_surrogate" if "ud800" in body else "invalid_request")
    assert error["message"].startswith(f"{param}: ")


async def test_what_is_refused_is_the_clients_unprocessable_entity(client: AsyncOpenAI) -> None:
    create: Any = client.chat.completions.create
    with pytest.raises(openai.UnprocessableEntityError, match="n: one answer is given") as refused:
        await create(model="footnote", messages=MESSAGES, n=2)
    assert (refused.value.code, refused.value.param) == ("invalid_request", "n")
    assert str(refused.value.request_id).startswith("req_")


@pytest.mark.parametrize("name", ["gpt-5", "Footnote", "", "a/b"])
async def test_an_unknown_model_is_not_found(client: AsyncOpenAI, name: str) -> None:
    create: Any = client.chat.completions.create
    with pytest.raises(openai.NotFoundError, match="there is no model") as missing:
        await create(model=name, messages=MESSAGES)
    assert (missing.value.code, missing.value.param) == ("model_not_found", "model")


@pytest.mark.parametrize("name", ["gpt-5", "footnote-llm", "a/b"])
async def test_a_model_that_is_not_offered_is_not_found(client: AsyncOpenAI, name: str) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        await client.models.retrieve(name)
    assert missing.value.code == "model_not_found"


async def test_the_language_model_without_one_is_not_configured(client: AsyncOpenAI) -> None:
    create: Any = client.chat.completions.create
    with pytest.raises(openai.InternalServerError) as missing:
        await create(model="footnote-llm", messages=MESSAGES, stream=True)
    assert (missing.value.status_code, missing.value.code) == (503, "llm_not_configured")
    assert missing.value.type == "server_error"


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (UpstreamRateLimited("wait", retry_after_seconds=6.5), 503, "7"),
        (UpstreamTimeout("too slow"), 504, None),
    ],
)
async def test_an_upstream_failure_keeps_its_status_and_when_to_try_again(
    tmp_path: Path, error: Any, status: int, retry_after: str | None
) -> None:
    async with application(tmp_path, ScriptedReply(error=error)) as (app, _), asking(app) as client:
        create: Any = client.chat.completions.create
        with pytest.raises(openai.InternalServerError) as failed:
            await create(model="footnote", messages=MESSAGES)
    assert (failed.value.status_code, failed.value.code) == (status, error.code)
    assert failed.value.response.headers.get("Retry-After") == retry_after


async def test_a_key_is_needed_where_there_are_keys(tmp_path: Path) -> None:
    async with application(tmp_path, api_keys=(KEY,)) as (app, _):
        async with asking(app, key="sk-other") as client:
            with pytest.raises(openai.AuthenticationError) as refused:
                await client.models.list()
            create: Any = client.chat.completions.create
            with pytest.raises(openai.AuthenticationError):
                await create(model="footnote", messages=MESSAGES, stream=True)
        async with asking(app) as client:
            assert [model.id async for model in client.models.list()]
    assert (refused.value.code, refused.value.type) == ("unauthorized", "authentication_error")
    assert refused.value.response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("POST", URL, b"{", 400, "malformed_json"),
        ("POST", URL, b"", 400, "malformed_json"),
        ("POST", URL, b'"' + b"x" * 60_000 + b'"', 413, "body_too_large"),
        ("POST", URL, b'{"model": "footnote"}', 422, "invalid_request"),
        ("GET", URL, b"", 405, "method_not_allowed"),
        ("POST", "/v1/models", b"", 405, "method_not_allowed"),
        ("GET", f"/v1/models/{'x' * 201}", b"", 422, "invalid_request"),
    ],
)
async def test_other_errors_have_the_same_shape(
    stocked: httpx2.AsyncClient, method: str, path: str, content: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await stocked.request(method, path, content=content, headers=headers)
    assert (response.status_code, error_of(response)["code"]) == (status, code)


async def test_another_kind_of_body_is_refused(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.post(URL, content=b"{}", headers={"Content-Type": "text/plain"})
    assert (response.status_code, error_of(response)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/modelsx", "/v1/chats", "/v1/questions"])
async def test_other_paths_keep_their_problems(stocked: httpx2.AsyncClient, path: str) -> None:
    response = await stocked.post(path, content=b"{", headers={"Content-Type": "application/json"})
    assert response.headers["Content-Type"] == "application/problem+json"
