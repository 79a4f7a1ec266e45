"""The vector index follows the truth store."""

import asyncio

from app.adapters.store import SqliteStore
from app.adapters.vectors import MemoryVectors
from app.ingest.index_sync import IndexState, IndexSync
from app.ingest.pipeline import Ingest
from tests.conftest import BRIDGE, FERRY


async def until(condition: object, seconds: float = 8.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # type: ignore[operator]  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def ids_of(store: SqliteStore) -> set[str]:
    return {passage.passage_id for passage in await store.article_passages(["bridge", "ferry"])}


async def restarted(store: SqliteStore, vectors: MemoryVectors) -> IndexSync:
    sync = IndexSync(store, vectors)
    await sync.start(wait_seconds=5)
    return sync


async def test_a_write_is_in_the_index_when_it_returns(
    store: SqliteStore, vectors: MemoryVectors, articles: None
) -> None:
    ids = await ids_of(store)
    assert set(await vectors.fetch(list(ids))) == ids
    assert await store.pending(limit=1) is None


async def test_a_delete_is_out_of_the_index_when_it_returns(
    store: SqliteStore, vectors: MemoryVectors, ingest: Ingest, articles: None
) -> None:
    gone = [passage.passage_id for passage in await store.article_passages(["bridge"])]
    await ingest.delete("bridge")
    assert await vectors.fetch(gone) == {}


async def test_writes_go_on_while_the_index_is_away(
    store: SqliteStore, vectors: MemoryVectors, ingest: Ingest, index: IndexSync
) -> None:
    vectors.available = False
    await ingest.put(BRIDGE)
    assert index.state is IndexState.AWAY
    assert await store.pending(limit=1) is not None


async def test_the_index_catches_up_when_it_is_back(
    store: SqliteStore, vectors: MemoryVectors, ingest: Ingest, index: IndexSync
) -> None:
    await ingest.put(BRIDGE)
    vectors.available = False
    await ingest.delete("bridge")
    await ingest.put(FERRY)
    vectors.available = True
    await until(lambda: index.state is IndexState.READY)
    assert await vectors.count() == len(await ids_of(store)) == 1


async def test_an_outbox_left_by_a_crash_is_replayed(
    store: SqliteStore, vectors: MemoryVectors, ingest: Ingest, index: IndexSync
) -> None:
    await index.close()
    await ingest.put(BRIDGE)
    sync = await restarted(store, vectors)
    assert set(await vectors.fetch(list(await ids_of(store)))) == await ids_of(store)
    await sync.close()


async def test_a_lost_vector_is_noticed_and_rebuilt(
    store: SqliteStore, vectors: MemoryVectors, index: IndexSync, articles: None
) -> None:
    await index.close()
    ids = await ids_of(store)
    await vectors.delete([next(iter(ids))])
    sync = await restarted(store, vectors)
    await until(lambda: sync.state is IndexState.READY)
    assert set(await vectors.fetch(list(ids))) == ids
    await sync.close()


async def test_a_changed_vector_is_noticed_and_rebuilt(
    store: SqliteStore, vectors: MemoryVectors, index: IndexSync, articles: None
) -> None:
    await index.close()
    first, *_, last = await store.vectors(sorted(await ids_of(store)))
    await vectors.upsert([type(first)(first.passage_id, first.article_id, -last.vector)])
    sync = await restarted(store, vectors)
    await until(lambda: sync.state is IndexState.READY)
    restored = (await vectors.fetch([first.passage_id]))[first.passage_id]
    assert (restored == first.vector).all()
    await sync.close()


async def test_a_ghost_in_the_index_is_noticed_and_removed(
    store: SqliteStore, vectors: MemoryVectors, index: IndexSync, articles: None
) -> None:
    await index.close()
    [row, *_] = await store.vectors(list(await ids_of(store)))
    await vectors.upsert([type(row)("ghost", "bridge", row.vector)])
    sync = await restarted(store, vectors)
    await until(lambda: sync.state is IndexState.READY)
    assert await vectors.fetch(["ghost"]) == {}
    await sync.close()
