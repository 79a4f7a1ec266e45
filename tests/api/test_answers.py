"""Every sentence of an answer carries the characters that support it; a stream says the same as a call."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from app.answer import embedded_engine
from app.answer.judging.verify import Library
from app.api import events
from app.errors import StorageFailed
from tests.api.checks import (
    CITATION_FIELDS,
    CLAIM_FIELDS,
    REPLY_FIELDS,
    Event,
    ask,
    events_of,
    problem_of,
    text_of,
)
from tests.api.serving import LIMIT_SECONDS, app_of, served

QUESTIONS = [
    "How many documents on cooperation were exchanged?",
    "What tariffs did China set on US products?",
    "How high were US tariffs on Chinese exports?",
    "When did Xi arrive in Russia?",
    "When was the parade on Red Square held?",
    "Who stood next to Xi at the parade?",
    "Where were the talks held?",
    "What did the parade mark?",
    "What did Xi denounce?",
    "What did Putin call the talks?",
    "Why were sanctions tightened?",
    "What did the two leaders sign?",
    "What is the capital of Peru?",
    "Who won the football match?",
]
NO_ANSWER = QUESTIONS[-2:]


async def asked_as_stream(client: httpx2.AsyncClient, question: str, **fields: Any) -> list[Event]:
    response = await client.post("/v1/answers", json={"question": question, "stream": True, **fields})
    return events_of(response)


@asynccontextmanager
async def streamed_over_a_socket(client: httpx2.AsyncClient) -> AsyncIterator[httpx2.Response]:
    """A stream as it comes; the client without a server would wait for its end."""
    body = {"question": "What did the repairs cost?", "stream": True}
    async with (
        served(app_of(client)) as port,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as real,
        real.stream("POST", "/v1/answers", json=body) as response,
    ):
        yield response


def without_id_and_times(body: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in body.items() if field not in ("id", "timings_ms")}


async def test_an_answer_has_the_contracts_fields(stocked: httpx2.AsyncClient) -> None:
    body = await ask(stocked, "What did the repairs cost?")
    assert body.keys() == REPLY_FIELDS | {"answer"}
    assert all(claim.keys() == CLAIM_FIELDS for claim in body["claims"])
    assert all(citation.keys() == CITATION_FIELDS for citation in body["citations"])
    assert all(one.keys() == {"passage_id", "article_id", "score"} for one in body["considered"])
    assert body["timings_ms"].keys() == {"retrieve", "compose", "verify", "total"}


async def test_an_answer_names_the_embedded_engine(stocked: httpx2.AsyncClient) -> None:
    body = await ask(stocked, "What did the repairs cost?", engine="extractive")
    assert body["engine"] == {"name": "extractive", "model": None}
    assert body["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "estimated": False}
    assert (body["id"][:4], body["degraded"], body["unsupported"]) == ("ans_", [], [])


async def test_an_answer_by_hand(stocked: httpx2.AsyncClient) -> None:
    body = await ask(stocked, "What did the repairs cost?")
    (claim,), (citation,) = body["claims"], body["citations"]
    article = (await stocked.get("/v1/articles/bridge")).json()
    assert (body["status"], body["reason"]) == ("answered", None)
    assert body["answer"] == "The repairs cost 2.4 million euros. [1]"
    assert claim == {
        "text": "The repairs cost 2.4 million euros.",
        "start": 0,
        "end": 35,
        "citations": [1],
        "support": "supported",
        "checks": claim["checks"],
    }
    assert citation["passage_id"].startswith("psg_")
    assert citation == {
        "number": 1,
        "article_id": "bridge",
        "revision": article["revision"],
        "title": "Harbour bridge reopens",
        "url": None,
        "published_at": "2025-04-15",
        "passage_id": citation["passage_id"],
        "quote": "The repairs cost 2.4 million euros.",
        "start": 53,
        "end": 88,
        "resolved": [],
    }


async def test_a_relative_day_comes_with_its_date(stocked: httpx2.AsyncClient) -> None:
    (citation,) = (await ask(stocked, "When did the harbour bridge reopen?"))["citations"]
    assert citation["quote"] == "The harbour bridge reopened on Monday after repairs."
    assert citation["resolved"] == [{"text": "Monday", "date": "2025-04-14"}]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_quote_is_its_articles_text_from_start_to_end(
    seeded: httpx2.AsyncClient, question: str
) -> None:
    body = await ask(seeded, question)
    assert bool(body["citations"]) == (question not in NO_ANSWER)
    for citation in body["citations"]:
        article = (await seeded.get(f"/v1/articles/{citation['article_id']}")).json()
        text = await text_of(seeded, citation["article_id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert (citation["revision"], citation["title"]) == (article["revision"], article["title"])


@pytest.mark.parametrize("question", QUESTIONS)
async def test_claims_stand_in_the_answer_with_their_markers_after_them(
    seeded: httpx2.AsyncClient, question: str
) -> None:
    body = await ask(seeded, question)
    rest = body["answer"]
    for claim in body["claims"]:
        markers = "".join(f"[{number}]" for number in claim["citations"])
        assert body["answer"][claim["start"] : claim["end"]] == claim["text"]
        assert body["answer"][claim["end"] :].startswith(f" {markers}")
        rest = rest.replace(f"{claim['text']} {markers}", "", 1)
    assert rest.strip() == ""


@pytest.mark.parametrize("question", QUESTIONS)
async def test_citations_are_numbered_from_one_and_each_is_used(
    seeded: httpx2.AsyncClient, question: str
) -> None:
    body = await ask(seeded, question)
    numbers = [citation["number"] for citation in body["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for claim in body["claims"] for number in claim["citations"]} == set(numbers)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_was_considered_is_what_was_found_and_not_cited(
    seeded: httpx2.AsyncClient, question: str
) -> None:
    body = await ask(seeded, question)
    found = (await seeded.post("/v1/search", json={"query": question})).json()["passages"]
    cited = {citation["passage_id"] for citation in body["citations"]}
    considered = [one["passage_id"] for one in body["considered"]]
    assert cited.isdisjoint(considered)
    assert cited | set(considered) == {passage["passage_id"] for passage in found}


@pytest.mark.parametrize("question", NO_ANSWER)
async def test_an_abstention_is_an_empty_answer_with_a_reason(
    seeded: httpx2.AsyncClient, question: str
) -> None:
    body = await ask(seeded, question)
    assert (body["status"], body["answer"], body["claims"], body["citations"]) == ("abstained", "", [], [])
    assert body["reason"] in ("no_relevant_passage", "insufficient_evidence")


async def test_with_no_articles_the_reason_says_so(api: httpx2.AsyncClient) -> None:
    body = await ask(api, "What did the repairs cost?")
    assert (body["status"], body["reason"], body["considered"]) == ("abstained", "no_articles", [])


@pytest.mark.parametrize("top_k", [1, 3, 50])
async def test_top_k_bounds_what_is_looked_at(seeded: httpx2.AsyncClient, top_k: int) -> None:
    body = await ask(seeded, QUESTIONS[0], top_k=top_k)
    looked_at = {one["passage_id"] for one in body["considered"] + body["citations"]}
    assert len(looked_at) <= top_k


async def test_filters_say_what_may_be_cited(seeded: httpx2.AsyncClient) -> None:
    filters = {"article_ids": ["visit-at-a-glance"]}
    body = await ask(seeded, QUESTIONS[0], filters=filters)
    assert {one["article_id"] for one in body["citations"] + body["considered"]} == {"visit-at-a-glance"}


async def test_history_is_taken(stocked: httpx2.AsyncClient) -> None:
    history = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Ask."}]
    assert (await ask(stocked, "What did the repairs cost?", history=history))["status"] == "answered"


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_streams_last_event_is_the_calls_body(seeded: httpx2.AsyncClient, question: str) -> None:
    stream = await asked_as_stream(seeded, question)
    names = [event.name for event in stream]
    body = await ask(seeded, question)
    assert names == ["passages", *["claim"] * len(body["claims"]), "done"]
    assert without_id_and_times(stream[-1].data) == without_id_and_times(body)
    assert stream[-1].data.keys() == body.keys()


async def test_the_first_event_is_what_search_returns(seeded: httpx2.AsyncClient) -> None:
    first, *_ = await asked_as_stream(seeded, QUESTIONS[1], top_k=5)
    found = await seeded.post("/v1/search", json={"query": QUESTIONS[1], "top_k": 5})
    assert first.data == found.json()["passages"]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_claims_and_citations_that_were_sent_are_those_of_done(
    seeded: httpx2.AsyncClient, question: str
) -> None:
    _, *claims, done = await asked_as_stream(seeded, question)
    assert all(event.data.keys() == {"claim", "citations"} for event in claims)
    assert [event.data["claim"] for event in claims] == done.data["claims"]
    assert [one for event in claims for one in event.data["citations"]] == done.data["citations"]


async def test_the_accept_header_asks_for_events(stocked: httpx2.AsyncClient) -> None:
    body = {"question": "What did the repairs cost?"}
    response = await stocked.post("/v1/answers", json=body, headers={"Accept": "text/event-stream"})
    assert [event.name for event in events_of(response)] == ["passages", "claim", "done"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_abstention_streams_passages_and_done(stocked: httpx2.AsyncClient) -> None:
    stream = await asked_as_stream(stocked, "What is the capital of Peru?")
    assert [event.name for event in stream] == ["passages", "done"]
    assert stream[-1].data["status"] == "abstained"


FAILURES = [
    (RuntimeError("secret"), "internal_error", 500),
    (StorageFailed("the disk is full"), "storage_failed", 507),
]


@pytest.mark.parametrize(("failure", "code", "status"), FAILURES)
async def test_what_fails_after_the_first_event_is_the_last_event(
    stocked: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, failure: Exception, code: str, status: int
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(embedded_engine, "verify", fail)
    passages, error = await asked_as_stream(stocked, "What did the repairs cost?")
    assert (passages.name, error.name) == ("passages", "error")
    assert (error.data["code"], error.data["status"], error.data["instance"]) == (code, status, "/v1/answers")
    assert "secret" not in str(error.data)


@pytest.mark.parametrize(("failure", "code", "status"), FAILURES)
async def test_what_fails_without_a_stream_is_a_problem(
    stocked: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, failure: Exception, code: str, status: int
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(embedded_engine, "verify", fail)
    response = await stocked.post("/v1/answers", json={"question": "What did the repairs cost?"})
    assert (problem_of(response)["code"], response.status_code) == (code, status)


async def test_a_stream_is_kept_open_with_pings(
    stocked: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinged, load = asyncio.Event(), embedded_engine.library_for

    async def slow(*args: Any) -> Library:
        await asyncio.wait_for(pinged.wait(), LIMIT_SECONDS)
        return await load(*args)

    assert events.PING_SECONDS == 15
    monkeypatch.setattr(events, "PING_SECONDS", 0.02)
    monkeypatch.setattr(embedded_engine, "library_for", slow)
    lines: list[str] = []
    async with streamed_over_a_socket(stocked) as response:
        async for line in response.aiter_lines():
            lines.append(line)
            if line.startswith(":"):
                pinged.set()
    assert {line for line in lines if line.startswith(":")} == {": ping"}
    assert re.findall(r"event: (\w+)", "\n".join(lines)) == ["passages", "claim", "done"]


async def test_a_stream_whose_client_went_away_is_ended(
    stocked: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow(*_: object) -> Library:
        begun.set()
        try:
            return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]
        finally:
            ended.set()

    monkeypatch.setattr(embedded_engine, "library_for", slow)
    async with streamed_over_a_socket(stocked) as response:
        lines = response.aiter_lines()  # held: the client hangs up when this is collected
        assert await anext(lines) == "event: passages"
        await asyncio.wait_for(begun.wait(), LIMIT_SECONDS)
    await asyncio.wait_for(ended.wait(), LIMIT_SECONDS)
