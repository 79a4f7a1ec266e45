"""The vector index follows the truth store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

import numpy as np
import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.store import SqliteStore
from app.errors import IndexBusy, IndexUnavailable
from app.ingest import index_sync as module
from app.ingest.index_sync import IndexState, IndexSync
from app.ingest.pipeline import Ingest
from app.models import Source
from app.ports import Ranked, StoredVector
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


class ChasedVectors(MemoryVectors):
    """An index that is slower than the writers: when a write ends, the next is in the outbox already."""

    def __init__(self, store: SqliteStore) -> None:
        super().__init__()
        self.store = store
        self.resets = 0

    @property
    def is_private(self) -> bool:
        return False  # so that it isn't replaced for being away

    async def upsert(self, rows: Sequence[StoredVector]) -> None:
        await super().upsert(rows)
        end = await self.store.outbox_end()
        with suppress(TimeoutError):  # writers that wait for this write add nothing
            async with asyncio.timeout(0.1):
                while await self.store.outbox_end() <= end:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)

    async def reset(self) -> None:
        self.resets += 1
        await super().reset()


@asynccontextmanager
async def writing_for_ever(ingest: Ingest) -> AsyncIterator[list[str]]:
    """A writer that never stops; gives the ids of what was acknowledged so far."""
    acknowledged: list[str] = []

    async def write() -> None:
        for number in count():
            written = await ingest.put(Source(title=f"Note {number}", text=f"Remark {number} of many."))
            acknowledged.append(written.article.article_id)

    task = asyncio.create_task(write())
    try:
        await until(lambda: len(acknowledged) > 5)
        yield acknowledged
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def chased(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ChasedVectors]:
    monkeypatch.setattr(module, "RETRY_SECONDS", (0.02,))
    monkeypatch.setattr(module, "OUTBOX_ROWS", 8)
    monkeypatch.setattr(module, "REBUILD_BATCH", 8)
    yield ChasedVectors(store)
    await store.close()


@pytest.mark.parametrize("is_lost", [False, True])
async def test_a_writer_that_never_stops_does_not_keep_the_index_from_being_ready(
    store: SqliteStore, chased: ChasedVectors, is_lost: bool
) -> None:
    sync = IndexSync(store, chased)
    ingest = Ingest(store, HashEmbedder(), sync, max_text_bytes=1000)
    await sync.start(wait_seconds=5)
    await ingest.put(BRIDGE)
    chased.available = False
    async with writing_for_ever(ingest) as acknowledged:
        chased.available = True
        if is_lost:
            await MemoryVectors.reset(chased)
        await until(lambda: sync.state is IndexState.READY)
        due = [row.passage_id for row in await store.article_passages(["bridge", *acknowledged])]
        assert set(await chased.fetch(due)) == set(due)
    assert bool(chased.resets) is is_lost
    await sync.close()


async def test_an_unexpected_error_is_logged_and_the_index_comes_back(
    index: IndexSync,
    vectors: MemoryVectors,
    ingest: Ingest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", (0.1,))

    async def broken(rows: Sequence[StoredVector]) -> None:
        raise KeyError("a surprise")

    with monkeypatch.context() as breaking:
        breaking.setattr(vectors, "upsert", broken)
        await asyncio.wait_for(ingest.put(BRIDGE), 5)
        assert (index.state, index.degraded) == (IndexState.AWAY, ["dense"])
        assert "KeyError" in index.detail
        assert "surprise" not in index.detail
        assert "a surprise" in caplog.text
    await until(lambda: index.state is IndexState.READY)
    assert await vectors.count() == 1


async def test_a_write_does_not_wait_for_ever_for_a_stuck_index(
    store: SqliteStore, vectors: MemoryVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = asyncio.Event()
    upsert = vectors.upsert

    async def wait(rows: Sequence[StoredVector]) -> None:
        await stuck.wait()
        await upsert(rows)

    monkeypatch.setattr(vectors, "upsert", wait)
    sync = IndexSync(store, vectors, apply_wait_seconds=0.05)
    await sync.start(wait_seconds=5)
    await asyncio.wait_for(Ingest(store, HashEmbedder(), sync, 1000).put(BRIDGE), 5)
    [row] = await store.vectors([p.passage_id for p in await store.article_passages(["bridge"])])
    assert (sync.state, sync.degraded) == (IndexState.CATCHING_UP, ["dense"])
    with pytest.raises(IndexUnavailable, match="catching up"):
        await sync.query(row.vector, 1)
    stuck.set()
    await until(lambda: sync.state is IndexState.READY)
    assert [found.passage_id for found in await sync.query(row.vector, 1)] == [row.passage_id]
    await sync.close()
    await store.close()


async def test_a_busy_index_is_not_given_up(
    store: SqliteStore, vectors: MemoryVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = asyncio.Event()

    async def is_busy(*_: object) -> list[Ranked]:
        counted.set()
        raise IndexBusy("beside other calls")

    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.01)
    sync = await restarted(store, vectors)
    await until(lambda: sync.state is IndexState.READY)
    monkeypatch.setattr(vectors, "query", is_busy)
    with pytest.raises(IndexBusy):
        await sync.query(np.zeros(4, dtype=np.float32), 1)
    assert sync.state is IndexState.READY
    counted.clear()
    monkeypatch.setattr(vectors, "count", is_busy)
    await asyncio.wait_for(counted.wait(), 8)
    await asyncio.sleep(0.02)
    assert sync.state is IndexState.READY
    await sync.close()


@pytest.mark.parametrize("steps", range(6))
async def test_a_write_that_wakes_the_loop_as_it_is_stopped_does_not_keep_it_alive(
    store: SqliteStore, vectors: MemoryVectors, steps: int
) -> None:
    sync = await restarted(store, vectors)
    await until(lambda: sync.state is IndexState.READY)
    await asyncio.sleep(0.05)  # it rests
    writing = asyncio.create_task(sync.applied(1_000_000))
    for _ in range(steps):  # of the event loop, while the news of the write is on its way
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await sync.close()
    assert not await writing
