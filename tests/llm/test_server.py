"""What this server really does on the wire, seen with the plain client: the adapter rests on these facts."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.llm.make_tiny_gguf import TEXT
from tests.llm.model_server import KEY, ModelServer
from tests.serving import wait_until

QUESTION = {"role": "user", "content": "What did the report say?"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["passage", "verdict"],
    "properties": {"passage": {"enum": [3, 5, 8]}, "verdict": {"enum": ["yes", "no"]}},
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}}


def ask(client: openai.OpenAI, model: str = "bigram", **options: Any) -> Any:
    given = {"messages": [QUESTION], "temperature": 0, "max_tokens": 200, **options}
    return client.chat.completions.create(model=model, **given)


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["bigram"]


def test_a_stream_ends_with_its_reason_and_then_with_its_usage(client: openai.OpenAI) -> None:
    chunks = list(ask(client, stream=True, stream_options={"include_usage": True}))
    reasons = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices]
    assert reasons == [*[None] * (len(reasons) - 1), "stop"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage.prompt_tokens > 10
    assert chunks[-1].usage.completion_tokens > 5
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.strip() == TEXT.splitlines()[1]


def test_a_reply_cut_at_max_tokens_says_so(client: openai.OpenAI) -> None:
    assert ask(client, max_tokens=3).choices[0].finish_reason == "length"


def test_a_schema_is_enforced_on_a_model_that_knows_no_json(client: openai.OpenAI) -> None:
    reply = ask(client, response_format=FORMAT).choices[0]
    assert reply.finish_reason == "stop"
    answered = json.loads(reply.message.content)
    assert answered["passage"] in (3, 5, 8)
    assert answered["verdict"] in ("yes", "no")


def test_a_prompt_over_the_context_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        ask(client, messages=[{"role": "user", "content": "report " * 5000}], stream=True)
    told = "request (5032 tokens) exceeds the available context size (4096 tokens), try increasing it"
    assert raised.value.response.json() == {
        "error": {
            "code": 400,  # a number where OpenAI sends the string "context_length_exceeded"
            "message": told,
            "type": "exceed_context_size_error",
            "n_prompt_tokens": 5032,
            "n_ctx": 4096,
        }
    }


def test_a_reply_that_reaches_the_end_of_the_context_is_cut_there(client: openai.OpenAI) -> None:
    almost_full = [{"role": "user", "content": "report " * 4060}]
    reply = ask(client, messages=almost_full)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage.total_tokens == 4096


def test_a_schema_that_it_can_not_read_is_refused_without_naming_the_field(client: openai.OpenAI) -> None:
    unreadable = {"type": "json_schema", "json_schema": {"name": "reply", "schema": {"type": "nonsense"}}}
    with pytest.raises(openai.BadRequestError) as raised:
        ask(client, response_format=unreadable)
    error = raised.value.response.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert "response_format" not in error["message"]


def test_an_unknown_model_is_no_error(client: openai.OpenAI) -> None:
    """A server of one model answers with that, under its own name."""
    assert ask(client, model="another").model == "bigram"


def test_a_wrong_key_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.AuthenticationError) as raised:
        ask(client.with_options(api_key="another"))
    assert json.loads(raised.value.response.text) == {
        "error": {"message": "Invalid API Key", "type": "authentication_error", "code": 401}
    }


@pytest.fixture
def endless_client(endless: ModelServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=endless.base_url, api_key=KEY, max_retries=0, timeout=20) as client:
        yield client


def test_hanging_up_a_stream_frees_the_slot(endless: ModelServer, endless_client: openai.OpenAI) -> None:
    stream = ask(endless_client, "endless", stream=True, max_tokens=30_000)
    next(stream)
    assert endless.is_busy()
    stream.close()
    wait_until(lambda: not endless.is_busy())
    (slot,) = endless.slots()
    assert slot["n_prompt_tokens"] < 20_000  # prompt and reply so far: it was stopped, not done
