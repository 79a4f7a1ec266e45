"""`footnote reembed`: a store's passages embedded anew by the model that the settings name."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from app.adapters.chroma_orphan import claim_folder
from app.adapters.folder_lock import FolderLock
from app.adapters.store import SqliteStore
from app.adapters.store_reembed import NewVector, ReembeddedStore, StoredPassage
from app.embedding import make_embedder
from app.errors import ConfigurationError
from app.ingest.index_sync import IndexState, IndexSync
from app.ingest.passages import text_hash
from app.main import INDEX_WAIT_SECONDS, LOCK_WAIT_SECONDS, chroma_index
from app.ports import Embedder
from app.settings import Settings

# What a cut run loses at most; four batches, as many as are under way at once.
PASSAGES_AT_ONCE = 128
# Nobody waits at the other end: a server that limits requests is asked again for as long as a batch may take.
RETRIES = 10
_POLL_SECONDS = 0.1

Report = Callable[[int, int], None]
"""Takes how many passages are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Reembedded:
    """What a run did; `index_trouble` says why the vector index isn't ready, if it isn't."""

    model_id: str
    embedded: int
    passages: int
    index_trouble: str | None


async def reembed(settings: Settings, *, report: Report) -> Reembedded:
    """Embeds what isn't embedded yet, switches the store over and brings the vector index into step.

    Cut or failed before the switch, the store is as it was, and the next run goes on from there.
    Raises ConfigurationError when a service runs on the folder, UpstreamFailed and StorageFailed.
    """
    if not settings.database_path.exists():
        raise ConfigurationError(f"{settings.database_path} is not there: nothing to embed anew")
    lock = await asyncio.to_thread(
        claim_folder, settings.data_dir, settings.chroma_dir, wait_seconds=LOCK_WAIT_SECONDS
    )
    try:
        embedder = await asyncio.to_thread(make_embedder, settings, retries=RETRIES)
        try:
            embedded = await _embed_all(settings, embedder, report)
            return await _bring_index_up(settings, lock, embedder, embedded)
        finally:
            embedder.close()
    finally:
        lock.release()


async def _embed_all(settings: Settings, embedder: Embedder, report: Report) -> int:
    """How many passages were embedded now."""
    path, model_id = settings.database_path, embedder.model_id
    with closing(ReembeddedStore(path, model_id=model_id, dimension=embedder.dimension)) as store:
        if store.is_current:
            store.give_up()
            return 0
        store.begin()
        (done, total), embedded = store.counts(), 0
        report(done, total)
        while passages := store.waiting(limit=PASSAGES_AT_ONCE):
            store.keep(await _embed(passages, embedder, old_model=store.made_by[0]))
            embedded += len(passages)
            report(done + embedded, total)
        store.finish()
        return embedded


async def _embed(passages: list[StoredPassage], embedder: Embedder, *, old_model: str) -> list[NewVector]:
    texts = [_embedded_text(passage, old_model) for passage in passages]
    rows = await embedder.embed_passages(texts)
    return [
        NewVector(passage.row, text_hash(embedder.model_id, text), row)
        for passage, text, row in zip(passages, texts, rows, strict=True)
    ]


def _embedded_text(passage: StoredPassage, old_model: str) -> str:
    """What was embedded of a passage, as its hash confirms. Raises ConfigurationError when it doesn't."""
    text = f"{passage.heading}\n{passage.text}"
    if text_hash(old_model, text) != passage.text_hash:
        raise ConfigurationError(
            f"a passage of the store (row {passage.row}) isn't the text that was embedded: restore a backup"
        )
    return text


async def _bring_index_up(
    settings: Settings, lock: FolderLock, embedder: Embedder, embedded: int
) -> Reembedded:
    store = SqliteStore(settings.database_path, model_id=embedder.model_id, dimension=embedder.dimension)
    index = IndexSync(store, chroma_index(settings, lock, store, embedder))
    try:
        await index.start(wait_seconds=INDEX_WAIT_SECONDS)
        while index.state not in (IndexState.READY, IndexState.AWAY):  # noqa: ASYNC110 - no event says both
            await asyncio.sleep(_POLL_SECONDS)
        trouble = None if index.state is IndexState.READY else index.detail
        _, passages = await store.counts()
        return Reembedded(embedder.model_id, embedded, passages, trouble)
    finally:
        await index.close()
        await store.close()
