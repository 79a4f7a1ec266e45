"""Keeps the vector index in step with the truth store: the outbox's one reader, and the index's one writer.

A write commits its outbox row with the article; here the rows are applied in order, in batches, and dropped.
What a row says is only which passages changed: whether one must be there or not is read from the truth when
the row is applied, so that applying twice, late or after a crash always ends in the same index.
"""

import asyncio
import logging
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from app.errors import IndexUnavailable, StorageFailed, StorageUnreadable
from app.ports import ArticleStore, Matrix, Ranked, VectorIndex

log = logging.getLogger(__name__)

OUTBOX_ROWS = 256  # a batch: about a thousand passages, well under Chroma's 5,461 rows a call
REBUILD_BATCH = 1000
SAMPLE = 64  # vectors compared one by one at a check
COUNT_ATTEMPTS = 5  # writes may come in while counting; after these, the sample alone decides
LEAST_COSINE = 0.999
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)
HEARTBEAT_SECONDS = 5.0


class IndexState(StrEnum):
    """Whether dense search can be trusted now."""

    STARTING = "starting"
    READY = "ready"
    REBUILDING = "rebuilding"
    AWAY = "away"


class IndexSync:
    """Owns the vector index for as long as the service runs.

    `query` raises IndexUnavailable unless the index was checked and is in step. A failure wakes the loop,
    which connects again, checks, replays or rebuilds, and only then lets queries through.
    """

    def __init__(self, store: ArticleStore, index: VectorIndex) -> None:
        self._store = store
        self._index = index
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._applied_through = 0
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self.state = IndexState.STARTING
        self.detail = "not connected yet"

    @property
    def degraded(self) -> list[str]:
        """What search has to do without now, by the names that replies use."""
        return [] if self.state is IndexState.READY else ["dense"]

    async def start(self, *, wait_seconds: float) -> None:
        """Starts the loop and waits until the index is ready, away or rebuilding, at most `wait_seconds`."""
        self._task = asyncio.create_task(self._run(), name="index-sync")
        try:
            await asyncio.wait_for(self._settled.wait(), wait_seconds)
        except TimeoutError:
            log.warning("the vector index is not there after %.0f s: searching lexically", wait_seconds)

    async def close(self) -> None:
        """Stops the loop and closes the index."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.state, self.detail = IndexState.AWAY, "closed"
        self._release(None)
        await self._index.close()

    async def applied(self, sequence: int | None) -> bool:
        """Waits until an outbox row is in the index; False when the index is away and will get it later."""
        if sequence is None or sequence <= self._applied_through:
            return True
        if self.state is not IndexState.READY:
            return False
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((sequence, waiter))
        self._wake.set()
        await waiter
        return sequence <= self._applied_through

    async def query(self, vector: Matrix, limit: int) -> list[Ranked]:
        """The nearest passages. Raises IndexUnavailable while the index is away or not yet checked."""
        if self.state is not IndexState.READY:
            raise IndexUnavailable(f"the vector index is {self.state}")
        try:
            return await self._index.query(vector, limit)
        except IndexUnavailable as error:
            self._lose(str(error))
            raise

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                if self.state is not IndexState.READY:
                    await self._bring_up()
                    failures = 0
                await self._drain()
            except (IndexUnavailable, StorageFailed, StorageUnreadable) as error:
                self._lose(str(error))
                delay = RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]
                failures += 1
                await asyncio.sleep(delay)
                continue
            await self._rest()

    async def _rest(self) -> None:
        """Waits for work; without any, makes sure now and then that the index still answers."""
        try:
            await asyncio.wait_for(self._wake.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            try:
                await self._index.count()
            except IndexUnavailable as error:
                self._lose(str(error))
        self._wake.clear()

    async def _bring_up(self) -> None:
        if not (await self._connects() and await self._replay_and_check()):
            self.state, self.detail = IndexState.REBUILDING, "rebuilding from the article store"
            self._settled.set()
            await self._rebuild()
        self.state, self.detail = IndexState.READY, ""
        self._settled.set()
        log.info("the vector index is ready")

    async def _connects(self) -> bool:
        """False when an index of our own can't be opened, and so must be replaced."""
        try:
            await self._index.connect()
        except IndexUnavailable as error:
            if not self._index.is_private:
                raise
            log.warning("the vector index can't be opened: %s", error)
            return False
        return True

    async def _replay_and_check(self) -> bool:
        try:
            await self._drain()
            return await self._is_whole()
        except IndexUnavailable as error:
            # A torn index may fail at any call, or take its server down; a server of others may just be away.
            if not self._index.is_private:
                raise
            log.warning("the vector index failed its check: %s", error)
            return False

    async def _is_whole(self) -> bool:
        """True when count, a sample of vectors and a query all agree with the truth store."""
        if not await self._counts_agree():
            log.warning("the vector index holds another number of passages than the article store")
            return False
        stored = await self._store.vectors(await self._store.sample_passage_ids(SAMPLE))
        found = await self._index.fetch([row.passage_id for row in stored])
        for row in stored:
            vector = found.get(row.passage_id)
            if vector is None or float(np.dot(vector, row.vector)) < LEAST_COSINE:
                log.warning("the vector index lost or changed passage %s", row.passage_id)
                return False
        if stored:
            nearest = await self._index.query(stored[-1].vector, 10)
            return bool(nearest) and nearest[0].score > LEAST_COSINE
        return True

    async def _counts_agree(self) -> bool:
        for _ in range(COUNT_ATTEMPTS):
            await self._drain()
            _, before = await self._store.counts()
            indexed = await self._index.count()
            if indexed == before:
                return True
            _, after = await self._store.counts()
            if before == after and await self._store.pending(limit=1) is None:
                return False
        return True

    async def _rebuild(self) -> None:
        _, total = await self._store.counts()
        log.warning("rebuilding the vector index: %d passages, from stored vectors", total)
        await self._index.reset()
        done = 0
        async for rows in self._store.all_vectors(batch=REBUILD_BATCH):
            await self._index.upsert(rows)
            done += len(rows)
            self.detail = f"{done} of {total} passages"
        await self._drain()

    async def _drain(self) -> None:
        while work := await self._store.pending(limit=OUTBOX_ROWS):
            await self._apply(work.passage_ids)
            await self._store.mark_applied(work.through_sequence)
            self._applied_through = work.through_sequence
            self._release(work.through_sequence)

    async def _apply(self, passage_ids: Sequence[str]) -> None:
        rows = await self._store.vectors(passage_ids)
        present = {row.passage_id for row in rows}
        gone = [passage_id for passage_id in passage_ids if passage_id not in present]
        if gone:
            await self._index.delete(gone)
        if rows:
            await self._index.upsert(rows)

    def _release(self, through_sequence: int | None) -> None:
        waiting = []
        for sequence, waiter in self._waiters:
            if through_sequence is not None and sequence > through_sequence:
                waiting.append((sequence, waiter))
            elif not waiter.done():
                waiter.set_result(None)
        self._waiters = waiting

    def _lose(self, detail: str) -> None:
        if self.state is not IndexState.AWAY:
            log.warning("the vector index is away, searching lexically: %s", detail)
        self.state, self.detail = IndexState.AWAY, detail
        self._settled.set()
        self._release(None)
        self._wake.set()
