"""Search finds exact slices of articles, in ranked order, within filters, and says what is degraded."""

from typing import Any

import httpx2
import pytest

from app.adapters.memory_vectors import MemoryVectors
from tests.api.checks import ask, found_ids, text_of
from tests.api.conftest import Opened

PASSAGE_FIELDS = {
    "passage_id",
    "article_id",
    "title",
    "url",
    "published_at",
    "text",
    "start",
    "end",
    "score",
    "dense_rank",
    "lexical_rank",
}


async def search(client: httpx2.AsyncClient, query: str, **fields: Any) -> dict[str, Any]:
    response = await client.post("/v1/search", json={"query": query, **fields})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_a_result_has_the_contracts_fields(stocked: httpx2.AsyncClient) -> None:
    body = await search(stocked, "repairs of the bridge")
    assert body.keys() == {"passages", "degraded", "timings_ms"}
    assert body["degraded"] == []
    assert body["timings_ms"]["total"] > 0
    assert all(passage.keys() == PASSAGE_FIELDS for passage in body["passages"])


async def test_the_best_passage_comes_first(stocked: httpx2.AsyncClient) -> None:
    passages = (await search(stocked, "What did the repairs of the bridge cost?"))["passages"]
    scores = [passage["score"] for passage in passages]
    assert passages[0]["article_id"] == "bridge"
    assert scores == sorted(scores, reverse=True)


async def test_ranks_say_where_each_ranking_had_it(stocked: httpx2.AsyncClient) -> None:
    first, second = (await search(stocked, "mayor thanked workers"))["passages"]
    assert (first["article_id"], first["dense_rank"], first["lexical_rank"]) == ("bridge", 1, 1)
    assert (second["article_id"], second["dense_rank"], second["lexical_rank"]) == ("ferry", 2, None)


async def test_a_passage_carries_its_articles_title_and_date(stocked: httpx2.AsyncClient) -> None:
    (passage,) = (await search(stocked, "ferry tickets", top_k=1))["passages"]
    assert (passage["title"], passage["published_at"]) == ("Ferry adds a crossing", "2025-05-02")


async def test_a_store_with_nothing_in_it_finds_nothing(api: httpx2.AsyncClient) -> None:
    assert (await search(api, "bridge"))["passages"] == []


@pytest.mark.parametrize("top_k", [1, 2, 5, 50])
async def test_top_k_is_the_most_that_comes(seeded: httpx2.AsyncClient, top_k: int) -> None:
    some = (await search(seeded, "Xi and Putin in Moscow", top_k=top_k))["passages"]
    most = (await search(seeded, "Xi and Putin in Moscow", top_k=50))["passages"]
    assert some == most[:top_k]
    assert len(most) > 5


async def test_eight_passages_come_unless_said_otherwise(seeded: httpx2.AsyncClient) -> None:
    assert len((await search(seeded, "Xi and Putin in Moscow"))["passages"]) == 8


QUERIES = [
    "Xi Jinping",
    "tariffs on Chinese exports",
    "Red Square parade",
    "United Nations",
    "sanctions",
    "history",
]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_passages_text_is_its_articles_from_start_to_end(
    seeded: httpx2.AsyncClient, query: str
) -> None:
    for passage in (await search(seeded, query, top_k=50))["passages"]:
        text = await text_of(seeded, passage["article_id"])
        assert text[passage["start"] : passage["end"]] == passage["text"]


@pytest.mark.parametrize(
    ("query", "article_id"),
    [
        ("duties that the United States put on goods from China", "tariffs-and-trade-war"),
        ("soldiers march past the mausoleum", "red-square-parade"),
        ("permanent members of the Security Council", "multilateralism-and-the-un"),
    ],
)
async def test_other_words_find_the_article_too(
    seeded: httpx2.AsyncClient, query: str, article_id: str
) -> None:
    passages = (await search(seeded, query, top_k=3))["passages"]
    assert article_id in {passage["article_id"] for passage in passages}


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, {"bridge", "ferry"}),
        ({"article_ids": ["ferry", "nope"]}, {"ferry"}),
        ({"source": "City desk"}, {"bridge"}),
        ({"tags": ["transport"]}, {"bridge", "ferry"}),
        ({"tags": ["transport", "city"]}, {"bridge"}),
        ({"published_after": "2025-05-02"}, {"ferry"}),
        ({"published_before": "2025-04-15"}, {"bridge"}),
        ({"published_after": "2025-04-15", "published_before": "2025-05-02"}, {"bridge", "ferry"}),
        ({"source": "City desk", "tags": ["transport"], "published_after": "2025-04-16"}, set()),
        ({"source": None, "article_ids": None}, {"bridge", "ferry"}),
    ],
)
async def test_filters_say_what_may_be_found(
    stocked: httpx2.AsyncClient, filters: dict[str, Any], ids: set[str]
) -> None:
    assert await found_ids(stocked, "bridge, ferry", **filters) == ids


async def test_no_filters_is_every_article(stocked: httpx2.AsyncClient) -> None:
    assert len((await search(stocked, "bridge, ferry", filters=None))["passages"]) == 2


async def test_search_goes_on_lexically_and_says_so_while_the_index_is_away(opened: Opened) -> None:
    async with opened(index=MemoryVectors(available=False)) as client:
        await client.put("/v1/articles/a", json={"title": "Market", "text": "The market moves."})
        body = await search(client, "market")
        (passage,) = body["passages"]
        assert body["degraded"] == ["dense"]
        assert (passage["article_id"], passage["dense_rank"], passage["lexical_rank"]) == ("a", None, 1)
        assert (await ask(client, "What moves?"))["degraded"] == ["dense"]
