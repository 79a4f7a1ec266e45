"""Whole, or not, beside writers that go on."""

import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.store import SqliteStore
from app.ingest.index_check import is_whole
from app.ingest.index_sync import IndexSync
from app.ingest.pipeline import Ingest
from app.models import Source
from tests.conftest import FERRY


async def test_what_is_stored_during_the_check_is_not_taken_for_lost(
    store: SqliteStore, vectors: MemoryVectors, articles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Ingest(store, HashEmbedder(), IndexSync(store, vectors), max_text_bytes=1000)
    sample = store.sample_passage_ids

    async def late_sample(count: int) -> tuple[str, ...]:
        await writer.delete(FERRY.article_id or "")
        await writer.put(Source(title="Late", text="A late remark."))
        return await sample(count)

    async def replay() -> None:
        if work := await store.pending(limit=10):
            await vectors.upsert(await store.vectors(work.passage_ids))

    monkeypatch.setattr(store, "sample_passage_ids", late_sample)
    assert await is_whole(store, vectors, replay=replay)


async def test_a_vector_that_a_query_does_not_find_is_missed(
    store: SqliteStore, vectors: MemoryVectors, articles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing() -> None:
        pass

    async def blind(vector: object, limit: int) -> list[object]:
        return []

    assert await is_whole(store, vectors, replay=nothing)
    monkeypatch.setattr(vectors, "query", blind)
    assert not await is_whole(store, vectors, replay=nothing)
