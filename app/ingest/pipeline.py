"""From a source to a stored, searchable article."""

import asyncio
import hashlib
import json
import re
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from app.errors import ArticleNotFound, InvalidRequest, Stopping
from app.ingest.canonical import slug
from app.ingest.index_sync import IndexSync
from app.ingest.parse import settle_source
from app.ingest.passages import pack_passages
from app.models import Article, Outcome, PackedPassage, Source, Written
from app.ports import ArticleStore, Embedder, Matrix

ARTICLE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")
EMBED_AT_ONCE = 128  # passages: a long book queues again and again, behind those who came meanwhile


@dataclass(frozen=True, slots=True)
class Ingest:
    """Writes and removes articles; returns when a change is durable, and in every index that is up."""

    store: ArticleStore
    embedder: Embedder
    index: IndexSync
    max_text_bytes: int
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, source: Source) -> Written:
        """Stores an article under its id, or one derived from its content.

        Writes under one id take effect in the order in which they were called.
        Raises EmptyText, TextTooLong, UnreadableText, InvalidRequest; UpstreamFailed, StorageFailed and
        Stopping, when nothing was stored.
        """
        if source.article_id is None:  # the same id means the same text: any order will do
            return await self._put(source)
        turn = self._turns.setdefault(source.article_id, asyncio.Lock())
        async with turn:
            return await self._put(source)

    async def _put(self, source: Source) -> Written:
        article = await asyncio.to_thread(make_article, source, max_text_bytes=self.max_text_bytes)
        stored = await self.store.summary(article.article_id)
        if stored and stored.revision == article.revision:
            return Written(Outcome.UNCHANGED, stored)
        passages = await asyncio.to_thread(self._pack, article)
        committed = await self.store.put(article, passages, await self._vectors(passages))
        await self.index.applied(committed.sequence)
        summary = await self.store.summary(article.article_id)
        if summary is None:  # deleted by someone else since
            raise ArticleNotFound(f"article {article.article_id} was deleted while it was being stored")
        return Written(committed.outcome, summary)

    async def delete(self, article_id: str) -> int:
        """Removes an article from the store and every index; the number of its passages.

        Raises ArticleNotFound.
        """
        # In turn with writes: one that was called before must not bring the article back.
        async with self._turns.setdefault(article_id, asyncio.Lock()):
            committed = await self.store.delete(article_id)
        if committed is None:
            raise ArticleNotFound(f"no article has the id {article_id}")
        await self.index.applied(committed.sequence)
        return committed.deleted_passages

    def stop(self) -> None:
        """Refuses from now on what has still to be embedded; what is embedded is stored."""
        self._stopping.set()

    def _pack(self, article: Article) -> list[PackedPassage]:
        return pack_passages(
            article.text,
            heading=heading(article),
            article_id=article.article_id,
            model_id=self.embedder.model_id,
            embedder=self.embedder,
            published_at=article.published_at,
        )

    async def _vectors(self, passages: Sequence[PackedPassage]) -> Mapping[str, Matrix]:
        texts = {passage.text_hash: passage.embedded_text for passage in passages}
        vectors = await self.store.cached_vectors(list(texts))
        missing = [text_hash for text_hash in texts if text_hash not in vectors]
        for start in range(0, len(missing), EMBED_AT_ONCE):
            hashes = missing[start : start + EMBED_AT_ONCE]
            embedding = self.embedder.embed_passages([texts[text_hash] for text_hash in hashes])
            rows = await self._unless_stopping(embedding)
            vectors.update(zip(hashes, rows, strict=True))
        return vectors

    async def _unless_stopping(self, embedding: Coroutine[Any, Any, Matrix]) -> Matrix:
        working = asyncio.create_task(embedding)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
        finally:
            for task in (working, stopping):
                task.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)
        raise Stopping("the service stops, and the article would take too long; nothing of it was stored")


def make_article(source: Source, *, max_text_bytes: int) -> Article:
    """A source in canonical form, with its id and revision settled."""
    source = settle_source(source, max_text_bytes=max_text_bytes)
    now = datetime.now(UTC)
    return Article(
        article_id=_article_id(source),
        revision=_revision(source),
        title=source.title,
        text=source.text,
        source=source.source,
        url=source.url,
        authors=source.authors,
        published_at=source.published_at,
        language=source.language,
        tags=source.tags,
        created_at=now,
        updated_at=now,
    )


def heading(article: Article) -> str:
    """The line that stands before each passage when it is embedded and indexed."""
    return f"{article.title} ({article.published_at})" if article.published_at else article.title


def check_article_id(article_id: str) -> str:
    """The id as it is. Raises InvalidRequest when it isn't one."""
    if not ARTICLE_ID.fullmatch(article_id):
        raise InvalidRequest(
            "article_id: 1 to 128 of letters, digits and . _ ~ -, the first a letter or a digit",
            field="article_id",
        )
    return article_id


def _article_id(source: Source) -> str:
    if source.article_id is not None:
        return check_article_id(source.article_id)
    # Where it is from counts: the same text from elsewhere is another article, not a new source of the first.
    return f"{slug(source.title)}-{_digest([source.title, source.text, source.source, source.url])[:12]}"


def _revision(source: Source) -> str:
    published_at = source.published_at.isoformat() if source.published_at else None
    return _digest(
        [
            source.title,
            source.text,
            source.source,
            source.url,
            list(source.authors),
            published_at,
            source.language,
            list(source.tags),
        ]
    )[:16]


def _digest(content: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
