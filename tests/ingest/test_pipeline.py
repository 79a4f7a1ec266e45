"""Writes and deletes of one article take effect in the order in which they were called."""

import asyncio
from collections.abc import Sequence

import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.store import SqliteStore
from app.ingest.pipeline import Ingest
from app.ports import Matrix
from tests.conftest import BRIDGE


async def test_a_delete_after_a_write_under_way_leaves_nothing(
    store: SqliteStore, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed, begun, go_on = HashEmbedder.embed_passages, asyncio.Event(), asyncio.Event()

    async def held(self: HashEmbedder, texts: Sequence[str]) -> Matrix:
        begun.set()
        await go_on.wait()
        return await embed(self, texts)

    monkeypatch.setattr(HashEmbedder, "embed_passages", held)
    writing = asyncio.create_task(ingest.put(BRIDGE))
    await begun.wait()
    deleting = asyncio.create_task(ingest.delete("bridge"))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(writing, deleting)
    assert await store.article("bridge") is None
