"""Writes and deletes of one article take effect in order; ids are derived from what an article is."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.store import SqliteStore
from app.errors import Stopping
from app.ingest.pipeline import Ingest
from app.models import Outcome
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


async def test_a_stop_ends_a_write_that_is_still_embedded_and_stores_nothing_of_it(
    store: SqliteStore, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(*_: object) -> None:
        begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    monkeypatch.setattr(HashEmbedder, "embed_passages", endless)
    writing = asyncio.create_task(ingest.put(BRIDGE))
    await begun.wait()
    ingest.stop()
    with pytest.raises(Stopping, match="nothing of it was stored"):
        await writing
    assert ended.is_set()
    assert await store.counts() == (0, 0)


async def test_the_same_text_from_elsewhere_is_another_article(store: SqliteStore, ingest: Ingest) -> None:
    plain = replace(BRIDGE, article_id=None)
    variants = [plain, replace(plain, source="Sea desk"), replace(plain, url="https://example.org/bridge")]
    written = [(await ingest.put(one)).article for one in variants]
    assert len({one.article_id for one in written}) == 3
    assert [one.source for one in written] == ["City desk", "Sea desk", "City desk"]


async def test_other_tags_on_the_same_text_replace_the_article(store: SqliteStore, ingest: Ingest) -> None:
    plain = replace(BRIDGE, article_id=None)
    first, second = [await ingest.put(one) for one in (plain, replace(plain, tags=("bridges",)))]
    assert second.article.article_id == first.article.article_id
    assert (second.outcome, second.article.tags) == (Outcome.REPLACED, ("bridges",))
