"""Retrieval over a real store."""

import asyncio
from collections.abc import Sequence
from datetime import date

import pytest

from app.adapters.memory_vectors import MemoryVectors
from app.adapters.store import SqliteStore
from app.ingest.index_sync import IndexSync
from app.ingest.pipeline import Ingest
from app.models import Filters, Source
from app.ports import Matrix, Ranked
from app.retrieve import search as module
from app.retrieve.search import Retriever, query_terms


async def test_both_rankings_find_the_passage(retriever: Retriever, articles: None) -> None:
    found = await retriever.search("When did the harbour bridge reopen?", top_k=5)
    assert found.hits[0].passage.article_id == "bridge"
    assert (found.hits[0].dense_rank, found.hits[0].lexical_rank) == (1, 1)
    assert found.degraded == ()


async def test_a_lost_index_leaves_the_lexical_ranking(
    retriever: Retriever, vectors: MemoryVectors, articles: None
) -> None:
    vectors.available = False
    found = await retriever.search("harbour bridge", top_k=5)
    assert found.degraded == ("dense",)
    assert [hit.passage.article_id for hit in found.hits] == ["bridge"]


async def test_few_matches_are_compared_one_by_one_even_without_the_index(
    retriever: Retriever, vectors: MemoryVectors, articles: None
) -> None:
    vectors.available = False
    found = await retriever.search("harbour bridge", top_k=5, filters=Filters(source="Sea desk"))
    assert found.degraded == ()
    assert [hit.passage.article_id for hit in found.hits] == ["ferry"]


async def test_the_index_is_searched_while_the_words_are_ranked(
    retriever: Retriever,
    store: SqliteStore,
    vectors: MemoryVectors,
    articles: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = asyncio.Event()
    query, lexical = vectors.query, store.lexical

    async def asking(vector: Matrix, limit: int) -> list[Ranked]:
        asked.set()
        return await query(vector, limit)

    async def slow(terms: Sequence[str], *, limit: int, filters: Filters) -> list[Ranked]:
        await asked.wait()
        return await lexical(terms, limit=limit, filters=filters)

    monkeypatch.setattr(vectors, "query", asking)
    monkeypatch.setattr(store, "lexical", slow)
    found = await asyncio.wait_for(retriever.search("harbour bridge", top_k=5), 5)
    assert (found.hits[0].dense_rank, found.hits[0].lexical_rank) == (1, 1)


async def test_a_filter_that_matches_nothing_finds_nothing(retriever: Retriever, articles: None) -> None:
    assert (await retriever.search("bridge", top_k=5, filters=Filters(source="nobody"))).hits == ()


async def test_a_wide_filter_uses_the_index(
    retriever: Retriever, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXACT_PASSAGES", 1)
    monkeypatch.setattr(module, "DEPTH", 3)
    for number in range(8):
        await ingest.put(
            Source(
                title=f"Note {number}", text=f"Harbour note {number}.", source="even" if number % 2 else "odd"
            )
        )
    found = await retriever.search("harbour note", top_k=10, filters=Filters(source="odd"))
    assert len(found.hits) >= 3
    titles = {hit.passage.title for hit in found.hits}
    assert titles <= {"Note 0", "Note 2", "Note 4", "Note 6"}


async def test_a_word_that_is_nearly_everywhere_is_left_to_the_rarer_ones(
    store: SqliteStore, ingest: Ingest, index: IndexSync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.store_lexical.POSTINGS_BUDGET", 3)
    for number in range(6):
        await ingest.put(Source(title=f"T{number}", text=f"Common words and rare{number} ones."))
    ranked = await store.lexical(["common", "rare2"], limit=10, filters=Filters())
    assert len(ranked) == 1


async def test_a_word_searched_for_in_vain_is_found_once_it_is_stored(
    retriever: Retriever, ingest: Ingest, articles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.store_lexical.STALE_GROWTH", 100)  # so large that one write is little
    assert all(hit.lexical_rank is None for hit in (await retriever.search("xylograph", top_k=5)).hits)
    await ingest.put(Source(article_id="new", title="New", text="A xylograph hangs here."))
    [best, *_] = (await retriever.search("xylograph", top_k=5)).hits
    assert (best.passage.article_id, best.lexical_rank) == ("new", 1)


def test_query_terms_are_content_words_once_a_stem() -> None:
    assert query_terms("What documents, and which document, were exchanged?") == ["documents", "exchanged"]


def test_a_query_of_stop_words_keeps_them() -> None:
    assert query_terms("who is it") != []


def test_query_terms_are_bounded() -> None:
    assert len(query_terms(" ".join(f"word{n}" for n in range(500)))) == module.MAX_TERMS


async def test_a_passage_says_which_source_it_is_of(retriever: Retriever, articles: None) -> None:
    found = await retriever.search("crossing ticket", top_k=1)
    assert [hit.passage.source for hit in found.hits] == ["Sea desk"]


async def test_an_article_of_the_named_source_comes_first(retriever: Retriever, ingest: Ingest) -> None:
    for source in ("Daily Post", "Evening Star", "Morning Call"):
        await ingest.put(Source(title="Bridge", text="The bridge is shut until June.", source=source))
    for source in ("Daily Post", "Evening Star", "Morning Call"):
        found = await retriever.search(f"What does the {source} say of the bridge?", top_k=3)
        assert [hit.passage.source for hit in found.hits][:1] == [source]


async def test_a_day_is_found_though_no_word_of_it_is_there(retriever: Retriever, ingest: Ingest) -> None:
    day = date(2024, 6, 14)
    await ingest.put(Source(article_id="mill", title="Mill", text="It burned on Tuesday.", published_at=day))
    for number in range(6):
        text = f"In March 2024 some 12 barges and {number} boats passed on 11 days of June."
        await ingest.put(Source(title=f"Lock {number}", text=text))
    found = await retriever.search("What happened on 11 June 2024?", top_k=3)
    assert found.hits[0].passage.article_id == "mill"


async def test_a_day_that_nothing_tells_of_stays_a_word(retriever: Retriever, ingest: Ingest) -> None:
    await ingest.put(Source(article_id="lock", title="Lock", text="On 11 June the lock was shut."))
    found = await retriever.search("What happened on 11 June 2024?", top_k=3)
    assert [hit.lexical_rank for hit in found.hits] == [1]


async def test_a_long_article_leaves_room_for_another(retriever: Retriever, ingest: Ingest) -> None:
    lines = [
        f"Barge {number} carried salt past the old lock. " + "It sailed on. " * 60 for number in range(30)
    ]
    await ingest.put(Source(article_id="barges", title="Salt", text="\n\n".join(lines)))
    await ingest.put(
        Source(article_id="shut", title="Salt", text="The old lock is shut. " + "It is on. " * 60)
    )
    found = await retriever.search("old lock salt", top_k=8)
    assert {hit.passage.article_id for hit in found.hits} == {"barges", "shut"}


async def test_passages_beyond_those_put_in_order_still_come(
    retriever: Retriever, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RERANKED", 2)
    for number in range(6):
        await ingest.put(Source(title=f"Note {number}", text=f"Harbour note {number}."))
    scores = [hit.score for hit in (await retriever.search("harbour note", top_k=6)).hits]
    assert len(scores) == 6
    assert scores == sorted(scores, reverse=True)
