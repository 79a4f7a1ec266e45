"""Is the vector index whole? Count, a sample of vectors and a query, each against the truth store."""

import logging
from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from app.ports import ArticleStore, Matrix, StoredVector, VectorIndex

log = logging.getLogger(__name__)

SAMPLE = 64  # vectors compared one by one
COUNT_ATTEMPTS = 5  # writes may come in while counting; after these, the sample alone decides
LEAST_COSINE = 0.999


async def is_whole(store: ArticleStore, index: VectorIndex, *, replay: Callable[[], Awaitable[None]]) -> bool:
    """True when all three agree; `replay` brings the index up to the writes of the moment it is called.

    Writers may go on all the while. Raises IndexUnavailable, StorageFailed.
    """
    if not await _counts_agree(store, index, replay):
        log.warning("the vector index holds another number of passages than the article store")
        return False
    stored = await store.vectors(await store.sample_passage_ids(SAMPLE))
    await replay()  # now the index must have what the sample has, however new
    found = await index.fetch([row.passage_id for row in stored])
    doubtful = [row.passage_id for row in stored if not _is_same(row, found)]
    lost = await store.vectors(doubtful)  # less those that were deleted meanwhile
    if lost:
        log.warning("the vector index lost or changed passage %s", lost[0].passage_id)
        return False
    return await _finds_one_of(stored, found, index)


async def _counts_agree(
    store: ArticleStore, index: VectorIndex, replay: Callable[[], Awaitable[None]]
) -> bool:
    for _ in range(COUNT_ATTEMPTS):
        await replay()
        _, before = await store.counts()
        indexed = await index.count()
        if indexed == before:
            return True
        _, after = await store.counts()
        if before == after and await store.pending(limit=1) is None:
            return False
    return True


def _is_same(row: StoredVector, found: dict[str, Matrix]) -> bool:
    vector = found.get(row.passage_id)
    return vector is not None and float(np.dot(vector, row.vector)) >= LEAST_COSINE


async def _finds_one_of(stored: Sequence[StoredVector], found: dict[str, Matrix], index: VectorIndex) -> bool:
    last = next((row for row in reversed(stored) if row.passage_id in found), None)
    if last is None:
        return True
    nearest = await index.query(last.vector, 10)
    if nearest and nearest[0].score > LEAST_COSINE:
        return True
    log.warning("the vector index doesn't find passage %s by its own vector", last.passage_id)
    return False
