"""Summaries keep their word limit, cite every sentence, and say how much of the sources they cover."""

from typing import Any

import httpx2
import pytest

from app.answer import embedded_engine
from tests.api.checks import CITATION_FIELDS, CLAIM_FIELDS, REPLY_FIELDS, events_of, text_of

REQUESTS: list[dict[str, Any]] = [
    {"article_ids": ["red-square-parade"]},
    {"article_ids": ["tariffs-and-trade-war", "kremlin-talks"]},
    {"query": "the visit to Moscow"},
    {"filters": {"tags": ["diplomacy"]}},
    {"query": "tariffs", "filters": {"tags": ["trade"]}, "focus": "percentages"},
]


async def summarize(client: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    response = await client.post("/v1/summaries", json=fields)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def words_of(body: dict[str, Any]) -> list[str]:
    """The words that count: white-space words without markers and bullets."""
    claims = " ".join(claim["text"] for claim in body["claims"])
    assert claims.split() == [
        word for word in body["summary"].split() if word != "-" and not word.startswith("[")
    ]
    return claims.split()


async def test_a_summary_has_the_contracts_fields(stocked: httpx2.AsyncClient) -> None:
    body = await summarize(stocked, article_ids=["bridge"])
    assert body.keys() == REPLY_FIELDS | {"summary", "coverage"}
    assert all(claim.keys() == CLAIM_FIELDS for claim in body["claims"])
    assert all(citation.keys() == CITATION_FIELDS for citation in body["citations"])
    assert (body["id"][:4], body["engine"]) == ("sum_", {"name": "extractive", "model": None})


@pytest.mark.parametrize("request_", REQUESTS)
async def test_a_quote_is_its_articles_text_from_start_to_end(
    seeded: httpx2.AsyncClient, request_: dict[str, Any]
) -> None:
    body = await summarize(seeded, **request_)
    assert body["citations"]
    for citation in body["citations"]:
        text = await text_of(seeded, citation["article_id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("format_", ["paragraph", "bullets"])
async def test_claims_stand_in_the_summary_with_their_markers_after_them(
    seeded: httpx2.AsyncClient, format_: str
) -> None:
    body = await summarize(seeded, query="the visit to Moscow", format=format_)
    for claim in body["claims"]:
        markers = "".join(f"[{number}]" for number in claim["citations"])
        assert body["summary"][claim["start"] : claim["end"]] == claim["text"]
        assert body["summary"][claim["end"] :].startswith(f" {markers}")


@pytest.mark.parametrize("format_", ["paragraph", "bullets"])
@pytest.mark.parametrize("max_words", [10, 11, 25, 60, 120, 400, 2000])
@pytest.mark.parametrize("request_", REQUESTS)
async def test_the_word_limit_is_never_passed(
    seeded: httpx2.AsyncClient, request_: dict[str, Any], max_words: int, format_: str
) -> None:
    body = await summarize(seeded, **request_, max_words=max_words, format=format_)
    assert len(words_of(body)) <= max_words
    assert (body["status"] == "abstained") == (body["summary"] == "")


async def test_the_limit_is_120_words_unless_said_otherwise(seeded: httpx2.AsyncClient) -> None:
    assert await words(seeded) == await words(seeded, max_words=120)
    assert 60 < len(await words(seeded)) <= 120


async def words(client: httpx2.AsyncClient, **fields: Any) -> list[str]:
    return words_of(await summarize(client, filters={}, **fields))


async def test_bullets_are_a_line_each(seeded: httpx2.AsyncClient) -> None:
    body = await summarize(seeded, query="the visit to Moscow", format="bullets")
    lines = body["summary"].split("\n")
    assert len(lines) == len(body["claims"]) > 1
    assert all(
        line == f"- {claim['text']} " + "".join(f"[{number}]" for number in claim["citations"])
        for line, claim in zip(lines, body["claims"], strict=True)
    )


async def test_a_paragraph_is_one_line(seeded: httpx2.AsyncClient) -> None:
    body = await summarize(seeded, query="the visit to Moscow")
    assert "\n" not in body["summary"]
    assert body["summary"].count("] ") == len(body["claims"]) - 1


@pytest.mark.parametrize("request_", REQUESTS)
async def test_coverage_is_a_share(seeded: httpx2.AsyncClient, request_: dict[str, Any]) -> None:
    few, many = [await summarize(seeded, **request_, max_words=number) for number in (25, 400)]
    assert 0 < few["coverage"] <= many["coverage"] <= 1


async def test_coverage_counts_the_sections_that_are_cited(api: httpx2.AsyncClient) -> None:
    sections = [
        "The harbour bridge reopened after long repairs on its piers. " + "Filler follows here now. " * 50
    ] * 4
    await api.put("/v1/articles/a", json={"title": "Bridge", "text": "".join(sections)[:1990] + "."})
    passages = (await api.get("/v1/articles/a")).json()["passages"]
    body = await summarize(api, article_ids=["a"], max_words=10)
    assert passages > 1
    assert len(body["claims"]) == 1
    assert body["coverage"] == round(1 / passages, 4)


async def test_a_summary_of_one_article_cites_that_one(seeded: httpx2.AsyncClient) -> None:
    body = await summarize(seeded, article_ids=["red-square-parade"])
    cited = body["citations"] + body["considered"]
    assert {one["article_id"] for one in cited} == {"red-square-parade"}


async def test_articles_are_taken_in_the_order_asked_for(stocked: httpx2.AsyncClient) -> None:
    body = await summarize(stocked, article_ids=["ferry", "bridge", "ferry"])
    cited = dict.fromkeys(citation["article_id"] for citation in body["citations"])
    assert list(cited) == ["ferry", "bridge"]


async def test_filters_narrow_the_articles_that_are_named(stocked: httpx2.AsyncClient) -> None:
    body = await summarize(stocked, article_ids=["ferry", "bridge"], filters={"source": "Sea desk"})
    assert {citation["article_id"] for citation in body["citations"]} == {"ferry"}


async def test_a_focus_is_dwelt_on(stocked: httpx2.AsyncClient) -> None:
    plain = await summarize(stocked, article_ids=["bridge"], max_words=10)
    focused = await summarize(
        stocked, article_ids=["bridge"], max_words=10, focus="workers thanked by the mayor"
    )
    assert plain["summary"] != focused["summary"] == "Mayor Ada Brook thanked 120 workers. [1]"


async def test_a_focus_of_which_there_is_no_word_is_said_to_be(stocked: httpx2.AsyncClient) -> None:
    plain = await summarize(stocked, article_ids=["bridge"])
    body = await summarize(stocked, article_ids=["bridge"], focus="volcanoes")
    assert (body["status"], body["reason"]) == ("partial", "no_relevant_passage")
    assert body["summary"] == plain["summary"]


@pytest.mark.parametrize("focus", ["the", "workers or volcanoes"])
async def test_a_focus_is_flagged_only_when_nothing_of_it_is_there(
    stocked: httpx2.AsyncClient, focus: str
) -> None:
    assert (await summarize(stocked, article_ids=["bridge"], focus=focus))["status"] == "answered"


async def test_with_nothing_to_summarize_the_reason_says_so(stocked: httpx2.AsyncClient) -> None:
    body = await summarize(stocked, filters={"source": "No such desk"})
    assert (body["status"], body["reason"], body["summary"]) == ("abstained", "no_articles", "")
    assert (body["coverage"], body["claims"], body["citations"]) == (0.0, [], [])


@pytest.mark.parametrize("request_", REQUESTS)
async def test_a_streams_last_event_is_the_calls_body(
    seeded: httpx2.AsyncClient, request_: dict[str, Any]
) -> None:
    body = await summarize(seeded, **request_)
    passages, *claims, done = events_of(
        await seeded.post("/v1/summaries", json=request_, headers={"Accept": "text/event-stream"})
    )
    assert (passages.name, done.name, {event.name for event in claims}) == ("passages", "done", {"claim"})
    assert [event.data["claim"] for event in claims] == done.data["claims"]
    assert [one for event in claims for one in event.data["citations"]] == done.data["citations"]
    assert done.data | {"id": "", "timings_ms": {}} == body | {"id": "", "timings_ms": {}}


async def test_what_fails_after_the_first_event_is_the_last_event(
    stocked: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(embedded_engine, "verify", fail)
    response = await stocked.post("/v1/summaries", json={"article_ids": ["bridge"], "stream": True})
    passages, error = events_of(response)
    assert (passages.name, error.name, error.data["code"]) == ("passages", "error", "internal_error")
    assert "secret" not in response.text


async def test_a_limit_under_the_shortest_sentence_abstains_and_cuts_none(api: httpx2.AsyncClient) -> None:
    text = "The harbour bridge of the old town reopened on Monday after repairs that took six weeks."
    await api.put("/v1/articles/a", json={"title": "Bridge", "text": text})
    body = (await api.post("/v1/summaries", json={"article_ids": ["a"], "max_words": 15})).json()
    assert (body["status"], body["reason"], body["summary"]) == ("abstained", "insufficient_evidence", "")
    body = (await api.post("/v1/summaries", json={"article_ids": ["a"], "max_words": 16})).json()
    assert body["summary"] == f"{text} [1]"
