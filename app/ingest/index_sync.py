"""Keeps the vector index in step with the truth store: the outbox's one reader, and the index's one writer.

A write commits its outbox row with the article; here the rows are applied in order, in batches, and dropped.
What a row says is only which passages changed: whether one must be there or not is read from the truth when
the row is applied, so that applying twice, late or after a crash always ends in the same index.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum

from app.errors import IndexBusy, IndexOutdated, IndexUnavailable, StorageFailed, StorageUnreadable
from app.ingest.index_check import is_whole
from app.ports import ArticleStore, Matrix, Ranked, VectorIndex

log = logging.getLogger(__name__)

OUTBOX_ROWS = 256  # a batch: about a thousand passages, well under Chroma's 5,461 rows a call
REBUILD_BATCH = 1000
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)
HEARTBEAT_SECONDS = 5.0
# The longest article has about 5,000 passages, which take 3 s to write; callers give up after a minute or so.
APPLY_WAIT_SECONDS = 10.0


class IndexState(StrEnum):
    """Whether dense search can be trusted now."""

    STARTING = "starting"
    REBUILDING = "rebuilding"
    CATCHING_UP = "catching up"  # sound, but it lacks writes that were acknowledged
    READY = "ready"
    AWAY = "away"


# Here writers wait for the index, so that it can't fall behind for ever; elsewhere that might take too long.
IN_STEP = (IndexState.CATCHING_UP, IndexState.READY)


class IndexSync:
    """Owns the vector index for as long as the service runs.

    `query` raises IndexUnavailable unless the index was checked and has all that was acknowledged. A failure
    wakes the loop, which connects again, checks, replays or rebuilds, and only then lets queries through.
    """

    def __init__(
        self, store: ArticleStore, index: VectorIndex, *, apply_wait_seconds: float = APPLY_WAIT_SECONDS
    ) -> None:
        self._store = store
        self._index = index
        self._apply_wait_seconds = apply_wait_seconds
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._applied_through = 0
        self._owed_through = 0  # the last outbox row whose writer was answered without it
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
            async with asyncio.timeout(wait_seconds):
                await self._settled.wait()
        except TimeoutError:
            log.warning("the vector index is not there after %.0f s: searching lexically", wait_seconds)

    async def close(self) -> None:
        """Stops the loop and closes the index."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._become(IndexState.AWAY, "closed")
        self._release(None)
        await self._index.close()

    async def applied(self, sequence: int | None) -> bool:
        """Waits until an outbox row is in the index; False when the index will only get it later.

        Either way the write is durable and found by its words. Until the index has it too, search says that
        `dense` is degraded.
        """
        if sequence is None:
            return True
        if self.state in IN_STEP:
            await self._wait_for(sequence)
        if sequence <= self._applied_through:
            return True
        self._owed_through = max(self._owed_through, sequence)
        if self.state is IndexState.READY:
            log.warning("the vector index is over %.0f s behind", self._apply_wait_seconds)
            self._become(IndexState.CATCHING_UP, "the index is slower than the writes; it is catching up")
        return False

    async def query(self, vector: Matrix, limit: int) -> list[Ranked]:
        """The nearest passages. Raises IndexUnavailable while the index is away, unchecked, behind, busy."""
        if self.state is not IndexState.READY:
            raise IndexUnavailable(f"the vector index is {self.state}")
        try:
            return await self._index.query(vector, limit)
        except IndexBusy:
            raise  # this search does without; giving the index up would add to what it has to do
        except IndexUnavailable as error:
            self._lose(str(error))
            raise

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                await self._step()
            except (IndexUnavailable, StorageFailed, StorageUnreadable) as error:
                self._lose(str(error))
            except Exception as error:
                # Blanket: whatever it was, writers wait for this loop, and search trusts what it keeps.
                log.exception("keeping the vector index failed unexpectedly")
                self._lose(f"an unexpected {type(error).__name__}; see the service's log")
            else:
                failures = 0
                continue
            await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1

    async def _step(self) -> None:
        if self.state not in IN_STEP:
            await self._bring_up()
        await self._keep_up()
        await self._rest()

    async def _rest(self) -> None:
        """Waits for work; without any, makes sure now and then that the index still answers."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):  # wait_for of 3.11 may swallow a cancellation
                await self._wake.wait()
        except TimeoutError:
            with suppress(IndexBusy):
                await self._index.count()
        self._wake.clear()

    async def _bring_up(self) -> None:
        """From whatever there is to a sound index that lacks only the newest writes.

        Where it may take long, writers don't wait for it; so the end of each stage is marked when it begins,
        since chasing them it might have none.
        """
        if not (await self._connects() and await self._replay_and_check()):
            self._become(IndexState.REBUILDING, "rebuilding from the article store")
            self._release(None)
            await self._rebuild()
            await self._replay()
            self._become(IndexState.CATCHING_UP, "applying the newest writes")
        # Read after writers began to wait: what comes later isn't acknowledged before it is applied.
        self._owed_through = max(self._owed_through, await self._store.outbox_end())

    async def _connects(self) -> bool:
        """False when the index has to be replaced: another model's, or our own that can't be opened."""
        try:
            await self._index.connect()
        except IndexUnavailable as error:
            if not (self._index.is_private or isinstance(error, IndexOutdated)):
                raise
            log.warning("the vector index can't be opened: %s", error)
            return False
        return True

    async def _replay_and_check(self) -> bool:
        try:
            await self._replay()
            self._become(IndexState.CATCHING_UP, "checking the index")
            return await is_whole(self._store, self._index, replay=self._replay)
        except IndexUnavailable as error:
            # A torn index may fail at any call, or take its server down; a server of others may just be away.
            if not self._index.is_private:
                raise
            log.warning("the vector index failed its check: %s", error)
            return False

    async def _rebuild(self) -> None:
        _, total = await self._store.counts()
        log.warning("rebuilding the vector index: %d passages, from stored vectors", total)
        await self._index.reset()
        done = 0
        async for rows in self._store.all_vectors(batch=REBUILD_BATCH):
            await self._index.upsert(rows)
            done += len(rows)
            self.detail = f"rebuilding from the article store: {done} of {total} passages"

    async def _replay(self) -> None:
        """Applies what is in the outbox now."""
        end = await self._store.outbox_end()
        while self._applied_through < end and await self._apply_next():
            pass

    async def _keep_up(self) -> None:
        """Applies all there is, and says `ready` as soon as nothing that was acknowledged is missing."""
        while self.state in IN_STEP:
            if self.state is IndexState.CATCHING_UP and self._applied_through >= self._owed_through:
                log.info("the vector index is ready")
                self._become(IndexState.READY, "")
            if not await self._apply_next():
                return

    async def _apply_next(self) -> bool:
        """Applies the oldest outbox rows and drops them; False when there are none."""
        work = await self._store.pending(limit=OUTBOX_ROWS)
        if work is None:
            return False
        await self._apply(work.passage_ids)
        await self._store.mark_applied(work.through_sequence)
        self._applied_through = work.through_sequence
        self._release(work.through_sequence)
        return True

    async def _apply(self, passage_ids: Sequence[str]) -> None:
        rows = await self._store.vectors(passage_ids)
        present = {row.passage_id for row in rows}
        gone = [passage_id for passage_id in passage_ids if passage_id not in present]
        if gone:
            await self._index.delete(gone)
        if rows:
            await self._index.upsert(rows)

    async def _wait_for(self, sequence: int) -> None:
        if sequence <= self._applied_through:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((sequence, waiter))
        self._wake.set()
        await asyncio.wait([waiter], timeout=self._apply_wait_seconds)  # given up, it stays listed, unheard

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
        self._become(IndexState.AWAY, detail)
        self._release(None)
        self._wake.set()

    def _become(self, state: IndexState, detail: str) -> None:
        self.state, self.detail = state, detail
        if state not in (IndexState.STARTING, IndexState.CATCHING_UP):
            self._settled.set()
