"""Every way in which a model's server is known to fail, as its caller sees it: as JSON and in a stream."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.adapters.chat import OpenAiChat
from app.adapters.chat_options import ChatOptions
from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.tokens import TokenCounter
from app.main import Parts, create_app
from app.settings import load_settings
from tests.answer.writing import sent
from tests.api.serving import app_of, served
from tests.conftest import BRIDGE
from tests.upstream import scripts
from tests.upstream.scripts import SECRET, coded, content, cut_short, delta, error, refusing, reply, stream
from tests.upstream.server import LIMIT_SECONDS, Exchange, FaultServer, Script

COST = ("The repairs cost 2.4 million euros.", 1, "repairs cost 2.4 million euros")
THANKED = ("Mayor Ada Brook thanked 120 workers.", 1, "Mayor Ada Brook thanked 120 workers")
INVENTED = ("The repairs cost 9.9 million euros.", 1, "repairs cost 9.9 million euros")
UNKNOWN = ("The repairs cost 2.4 million euros.", 9, "repairs cost 2.4 million euros")
TEXT = sent(COST)
QUESTION = {"question": "What did the repairs cost?", "engine": "llm"}


def said(text: str, finish: str = "stop") -> Script:
    """A reply whose server has read the whole prompt."""
    return reply(text, finish=finish, used=(1200, 30))


GOOD = said(TEXT)


@pytest.fixture(autouse=True, scope="module")
def vocabulary() -> None:
    """Loaded before any deadline runs."""
    TokenCounter().count("")


@pytest.fixture
async def model(tmp_path: Path, upstream: FaultServer) -> AsyncIterator[httpx2.AsyncClient]:
    """A service with one article and a model at the fault server."""
    async with service_with_model(tmp_path, upstream.url) as client:
        yield client


@asynccontextmanager
async def service_with_model(tmp_path: Path, base_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A service with one article and a model, quick to try again and soon out of time."""
    options = ChatOptions(
        model="m",
        api_key="sk-1",
        base_url=base_url,
        backoff_seconds=0.001,
        retries=1,
        max_reply_bytes=300_000,
    )
    parts = Parts(embedder=HashEmbedder(), index=MemoryVectors(), chat=OpenAiChat(options))
    settings = load_settings({}, data_dir=tmp_path / "model", llm_deadline_seconds=2)
    app = create_app(settings, parts)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
    ):
        body = {"title": BRIDGE.title, "text": BRIDGE.text, "published_at": str(BRIDGE.published_at)}
        assert (await client.put("/v1/articles/bridge", json=body)).status_code == 201
        yield client


async def events_of(client: httpx2.AsyncClient) -> list[tuple[str, Any]]:
    """The events of the question's stream."""
    response = await client.post("/v1/answers", json={**QUESTION, "stream": True})
    assert response.status_code == 200, response.text
    return [
        (name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n", response.text)
    ]


async def ask(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.post("/v1/answers", json=QUESTION)


async def hang_after_a_claim(exchange: Exchange) -> None:
    await exchange.head(200, scripts.EVENT_STREAM)
    await exchange.event(delta(sent(COST)[:-2]))
    await exchange.hung_up.wait()


FAULTS: dict[str, tuple[Script, int, str]] = {
    "rate limit beyond the deadline": (error(429, Retry_After="60"), 503, "upstream_rate_limited"),
    "no quota": (coded(429, "insufficient_quota"), 503, "upstream_quota"),
    "401": (error(401), 502, "upstream_auth"),
    "403": (error(403), 502, "upstream_auth"),
    "400 on every rung": (error(400), 502, "upstream_rejected"),
    "422 on every rung": (error(422), 502, "upstream_rejected"),
    "context too short": (coded(400, "context_length_exceeded"), 422, "context_too_long"),
    **{f"{status}": (error(status, scripts.HTML), 503, "upstream_unavailable") for status in (500, 502, 503)},
    **{f"{status}": (error(status), 503, "upstream_unavailable") for status in (504, 529)},
    "reset": (scripts.reset, 503, "upstream_unavailable"),
    "empty reply": (scripts.empty, 503, "upstream_unavailable"),
    "hang before headers": (scripts.hang, 504, "upstream_timeout"),
    "hang midway": (scripts.hang_midway, 504, "upstream_timeout"),
    "drip": (scripts.drip, 504, "upstream_timeout"),
    "no finish_reason": (cut_short(), 502, "upstream_truncated"),
    "cut at its limit, twice": (reply('{"claims": [{"te', finish="length"), 502, "upstream_truncated"),
    "not JSON": (stream('{"choices": ['), 502, "upstream_malformed"),
    "not UTF-8": (content(scripts.EVENT_STREAM, b'data: {"id": "\xff"}\n\n'), 502, "upstream_malformed"),
    "a page": (content("text/html", scripts.HTML.encode()), 502, "upstream_malformed"),
    "no choices": (stream({**delta(), "choices": []}, "[DONE]"), 502, "upstream_malformed"),
    "null content": (stream(delta(None), delta(finish="stop"), "[DONE]"), 502, "upstream_malformed"),
    "empty content": (reply(""), 502, "upstream_malformed"),
    "a wrong form, twice": (reply("I would rather not say."), 502, "upstream_malformed"),
    "an endless line": (scripts.endless_line, 502, "upstream_too_large"),
    "lines without end": (scripts.endless_lines, 502, "upstream_too_large"),
    "no such model": (coded(404, "model_not_found"), 502, "upstream_model"),
}


@pytest.mark.parametrize(("script", "status", "code"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_a_problem(
    model: httpx2.AsyncClient, upstream: FaultServer, script: Script, status: int, code: str
) -> None:
    upstream.play(script)
    response = await ask(model)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert SECRET not in response.text
    await upstream.all_hung_up(seconds=2)


@pytest.mark.parametrize(("script", "status", "code"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_a_streams_last_event(
    model: httpx2.AsyncClient, upstream: FaultServer, script: Script, status: int, code: str
) -> None:
    upstream.play(script)
    first, last = await events_of(model)
    assert (first[0], last[0]) == ("passages", "error")
    assert (last[1]["status"], last[1]["code"]) == (status, code)
    assert SECRET not in json.dumps(last)
    await upstream.all_hung_up(seconds=2)


@pytest.mark.parametrize("place", ["http://127.0.0.1:1/v1", "https"], ids=["refused", "no TLS"])
async def test_a_server_that_can_not_be_reached_is_told(
    tmp_path: Path, upstream: FaultServer, place: str
) -> None:
    url = upstream.url.replace("http:", "https:") if place == "https" else place
    async with service_with_model(tmp_path, url) as client:
        assert (await client.get("/readyz")).status_code == 200
        response = await ask(client)
        assert (response.status_code, response.json()["code"]) == (503, "upstream_unavailable")
        (_, (name, error_body)) = await events_of(client)
        assert (name, error_body["code"]) == ("error", "upstream_unavailable")


# Well-formed replies whose text means harm: each is answered, or abstained from, with 200.
HOSTILE = {
    "half a character": sent(("Costs.", 1, "x y z")).replace(".", "\\ud83d.").replace("z", "\\ud800"),
    "a number of 5,000 digits": sent(COST).replace('"passage": 1', f'"passage": "{"9" * 5000}"'),
    "deep nesting": "{" * 5000 + "}" * 5000,
    "thousands of claims": sent(*[COST] * 3000),
    "thousands of refused claims": sent(*[INVENTED] * 3000),
    "a quote of 200 KB": sent((COST[0], 1, "x y " * 50_000)),
    "a claim of 200 KB": sent(("The repairs cost " * 12_000, 1, COST[2])),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_text_is_an_answer_an_abstention_or_a_problem_with_a_code(
    model: httpx2.AsyncClient, upstream: FaultServer, text: str
) -> None:
    upstream.play(stream(delta(text), delta(finish="stop"), "[DONE]"))
    response = await ask(model)
    assert response.status_code == 200 or response.json()["code"].startswith("upstream_")
    assert len(response.content) < 100_000
    events = await events_of(model)
    assert events[-1][0] == ("done" if response.status_code == 200 else "error")
    assert sum(len(str(body["messages"])) for body in upstream.bodies) < 100_000


# What is answered all the same, and what the reply says of it.
MENDED: dict[str, tuple[list[Script], dict[str, Any]]] = {
    "rate limit within the deadline": ([error(429, Retry_After="0"), GOOD], {}),
    "500 once": ([error(500), GOOD], {}),
    "reset once": ([scripts.reset, GOOD], {}),
    "no finish_reason once": ([cut_short(TEXT[:20]), GOOD], {}),
    "no json_schema": ([refusing({"json_schema": 400}, GOOD)], {}),
    "no response_format, by a 500": ([refusing({"response_format": 500}, GOOD)], {}),
    "context too short for all": (
        [coded(400, "context_length_exceeded"), GOOD],
        {"degraded": ["context"]},
    ),
    "a fence round it": ([said(f"```json\n{TEXT}\n```")], {}),
    "marked lines": ([said("The repairs cost 2.4 million euros. [1]")], {}),
    "a wrong form once": ([said("Let me think."), GOOD], {}),
    "cut at its limit once": ([said('{"claims": [', finish="length"), GOOD], {}),
    "cut at its limit behind a claim": ([said(TEXT[:-2], finish="length")], {"degraded": ["truncated"]}),
    "no usage": ([reply(TEXT, used=None)], {}),
    "an invented quote once": ([said(sent(INVENTED)), GOOD], {}),
}


@pytest.fixture
async def two_passages(model: httpx2.AsyncClient) -> None:
    """A second article, so that there is a half of the passages to go on with."""
    body = {"title": "Ferry", "text": "The ferry costs 3 euros."}
    assert (await model.put("/v1/articles/ferry", json=body)).status_code == 201


@pytest.mark.usefixtures("two_passages")
@pytest.mark.parametrize(("played", "told"), MENDED.values(), ids=MENDED)
async def test_what_can_be_mended_is_answered(
    model: httpx2.AsyncClient, upstream: FaultServer, played: list[Script], told: dict[str, Any]
) -> None:
    upstream.play(*played)
    response = await ask(model)
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["status"], body["answer"]) == ("answered", "The repairs cost 2.4 million euros. [1]")
    assert {"degraded": [], **told} == {"degraded": body["degraded"]}
    (citation,) = body["citations"]
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"]

    upstream.play(*played)
    events = await events_of(model)
    assert [name for name, _ in events] == ["passages", "claim", "done"]
    drop = {"id", "timings_ms", "usage"}
    last = {name: value for name, value in events[-1][1].items() if name not in drop}
    assert last == {name: value for name, value in body.items() if name not in drop}
    await upstream.all_hung_up(seconds=2)


async def test_missing_usage_is_estimated(model: httpx2.AsyncClient, upstream: FaultServer) -> None:
    upstream.play(reply(TEXT, used=None))
    usage = (await ask(model)).json()["usage"]
    assert usage["estimated"] is True
    assert usage["prompt_tokens"] > 300
    upstream.play(said(TEXT))
    assert (await ask(model)).json()["usage"] == {
        "prompt_tokens": 1200,
        "completion_tokens": 30,
        "estimated": False,
    }


@pytest.mark.parametrize("finish", ["content_filter", "stop"])
async def test_a_refusal_is_an_abstention(
    model: httpx2.AsyncClient, upstream: FaultServer, finish: str
) -> None:
    said = {"refusal": "I can't help with that."} if finish == "stop" else {}
    upstream.play(stream(delta(None, **said), delta(finish=finish), "[DONE]"))
    response = await ask(model)
    body = response.json()
    assert (response.status_code, body["status"], body["reason"]) == (200, "abstained", "refused")
    (first, last) = await events_of(model)
    assert (first[0], last[0], last[1]["reason"]) == ("passages", "done", "refused")


@pytest.mark.parametrize(("claim", "reason"), [(INVENTED, "quote_not_found"), (UNKNOWN, "unknown_passage")])
async def test_claims_that_fail_twice_are_told_and_nothing_is_said(
    model: httpx2.AsyncClient, upstream: FaultServer, claim: tuple[str, int, str], reason: str
) -> None:
    upstream.play(said(sent(claim)))
    body = (await ask(model)).json()
    assert (body["status"], body["reason"], body["answer"]) == ("abstained", "verification_failed", "")
    assert [one["reason"] for one in body["unsupported"]] == [reason]
    assert len(upstream.bodies) == 2
    events = await events_of(model)
    assert [name for name, _ in events] == ["passages", "done"]


async def test_some_claims_fail_and_the_rest_is_partial(
    model: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(said(sent(THANKED, INVENTED)))
    body = (await ask(model)).json()
    assert (body["status"], body["reason"]) == ("partial", "verification_failed")
    assert body["answer"] == "Mayor Ada Brook thanked 120 workers. [1]"


@pytest.mark.parametrize("broken", ["cut", "hang", "reset"])
async def test_claims_sent_before_a_stream_broke_stay_valid(
    model: httpx2.AsyncClient, upstream: FaultServer, broken: str
) -> None:
    async def reset_after_a_claim(exchange: Exchange) -> None:
        await exchange.head(200, scripts.EVENT_STREAM)
        await exchange.event(delta(sent(COST)[:-2]))
        await asyncio.sleep(0.05)
        exchange.reset()

    script = {"cut": cut_short(TEXT[:-2]), "hang": hang_after_a_claim, "reset": reset_after_a_claim}[broken]
    code = {"cut": "upstream_truncated", "hang": "upstream_timeout", "reset": "upstream_unavailable"}[broken]
    upstream.play(script)
    events = await events_of(model)
    assert [name for name, _ in events] == ["passages", "claim", "error"]
    assert events[1][1]["claim"]["text"] == COST[0]
    assert events[-1][1]["code"] == code
    assert len(upstream.bodies) == 1


async def test_a_json_reply_that_broke_off_late_is_tried_again(
    model: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(cut_short(TEXT[:-2]), GOOD)
    assert (await ask(model)).json()["answer"] == "The repairs cost 2.4 million euros. [1]"


async def test_a_wait_that_is_asked_for_is_passed_on(
    model: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(error(429, Retry_After="60"))
    assert int((await ask(model)).headers["retry-after"]) >= 59


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/summaries"])
@pytest.mark.parametrize("as_stream", [False, True])
async def test_who_hangs_up_hangs_up_the_model(
    model: httpx2.AsyncClient, upstream: FaultServer, path: str, as_stream: bool
) -> None:
    upstream.play(scripts.hang_midway)
    asked = QUESTION if path == "/v1/answers" else {"article_ids": ["bridge"], "engine": "llm"}
    async with served(app_of(model)) as port, httpx2.AsyncClient(trust_env=False) as caller:
        url = f"http://127.0.0.1:{port}{path}"
        asking = asyncio.create_task(caller.post(url, json={**asked, "stream": as_stream}))
        await asyncio.wait_for(upstream.asked.wait(), LIMIT_SECONDS)
        asking.cancel()
        await upstream.all_hung_up(seconds=1.5)


async def test_a_model_that_is_away_leaves_the_rest_alone(
    model: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(error(401))
    assert (await ask(model)).status_code == 502
    embedded = await model.post("/v1/answers", json={**QUESTION, "engine": "extractive"})
    assert embedded.json()["status"] == "answered"
    assert (await model.post("/v1/search", json={"query": "repairs"})).status_code == 200


async def test_a_summary_with_a_fault_is_a_problem_too(
    model: httpx2.AsyncClient, upstream: FaultServer
) -> None:
    upstream.play(error(401))
    response = await model.post("/v1/summaries", json={"article_ids": ["bridge"], "engine": "llm"})
    assert (response.status_code, response.json()["code"]) == (502, "upstream_auth")
