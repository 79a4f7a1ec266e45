"""The truth store: one SQLite file. Writes run in turn on one thread, reads on others beside them."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import apsw
import numpy as np

from app.adapters.store_days import days_of, passages_on
from app.adapters.store_forget import Forgetting, empty_log
from app.adapters.store_lexical import LexicalIndex
from app.adapters.store_rows import (
    PASSAGE_COLUMNS,
    SUMMARY_COLUMNS,
    Row,
    article_from,
    decode_cursor,
    encode_cursor,
    passage_from,
    summary_from,
    vector_from,
    where,
)
from app.adapters.store_schema import open_database, open_reader, read_store_id
from app.adapters.store_write import delete_article, put_article
from app.errors import StorageFailed, StorageUnreadable
from app.models import Article, ArticleSummary, Filters, Outcome, PackedPassage, Passage
from app.ports import Committed, Matrix, Page, PendingWork, Ranked, StoredVector

Result = TypeVar("Result")
READERS = 2  # one a core: SQLite's work is all processor once the file is in memory


class SqliteStore:
    """Articles, passages, vectors, lexical index and outbox in one file.

    A write either commits whole, with its outbox row, or raises StorageFailed and leaves no trace.
    """

    def __init__(self, path: Path, *, model_id: str, dimension: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = str(path)
        self._connection = open_database(self._path, model_id=model_id, dimension=dimension)
        self.store_id = read_store_id(self._connection)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._local = threading.local()
        self._read_connections: list[apsw.Connection] = []
        self._lexical = LexicalIndex()
        self._forgetting = Forgetting(self._empty_log)

    # Writes

    async def put(
        self, article: Article, passages: Sequence[PackedPassage], vectors: Mapping[str, Matrix]
    ) -> Committed:
        """Writes an article whole: text, passages, vectors (by text hash) and outbox, or nothing."""
        return await self._write(lambda db: put_article(db, article, passages, vectors))

    async def delete(self, article_id: str) -> Committed | None:
        """Removes an article from every table; None when there is none."""
        return await self._write(lambda db: delete_article(db, article_id))

    async def mark_applied(self, through_sequence: int) -> None:
        """Drops outbox rows up to this one."""
        await self._write(
            lambda db: db.execute("DELETE FROM outbox WHERE sequence <= ?", (through_sequence,))
        )

    # Notes about the store itself

    async def remember(self, key: str, value: str) -> None:
        """Keeps a small note."""
        await self._write(lambda db: db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value)))

    async def recall(self, key: str) -> str | None:
        """A note, None when there is none."""
        rows = await self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    # Articles

    async def article(self, article_id: str) -> Article | None:
        """An article with its text."""
        return (await self.articles([article_id])).get(article_id)

    async def articles(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """Those of the articles that exist, by id."""
        condition, values = where(Filters(article_ids=tuple(article_ids)))
        sql = f"SELECT {SUMMARY_COLUMNS}, a.text FROM articles a WHERE {condition}"
        rows = await self._rows(sql, values)
        return {row[0]: article_from(row) for row in rows}

    async def summary(self, article_id: str) -> ArticleSummary | None:
        """An article without its text."""
        page = await self.page(Filters(article_ids=(article_id,)), limit=1, cursor=None)
        return page.items[0] if page.items else None

    async def page(self, filters: Filters, *, limit: int, cursor: str | None) -> Page:
        """Articles in order of id. Raises InvalidCursor."""
        condition, values = where(filters)
        after = decode_cursor(cursor) if cursor is not None else ""
        sql = (
            f"SELECT {SUMMARY_COLUMNS} FROM articles a WHERE a.article_id > ? AND {condition} "
            "ORDER BY a.article_id LIMIT ?"
        )
        rows = await self._rows(sql, (after, *values, limit + 1))
        items = tuple(summary_from(row) for row in rows[:limit])
        return Page(items, encode_cursor(items[-1].article_id) if len(rows) > limit else None)

    async def matching_ids(self, filters: Filters, *, limit: int) -> tuple[str, ...]:
        """Ids of the articles that a filter lets through, at most `limit`, newest first."""
        condition, values = where(filters)
        sql = (
            f"SELECT a.article_id FROM articles a WHERE {condition} "
            "ORDER BY a.published_at DESC, a.article_id LIMIT ?"
        )
        rows = await self._rows(sql, (*values, limit))
        return tuple(row[0] for row in rows)

    async def counts(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        sql = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        [(articles, passages)] = await self._rows(sql)
        return articles, passages

    # Passages

    async def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Those of the passages that exist, by id."""
        sql = (
            f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN articles a USING (article_id) "
            "WHERE p.passage_id IN (SELECT value FROM json_each(?))"
        )
        found = await self._passages(sql, passage_ids)
        return {passage.passage_id: passage for passage in found}

    async def neighbours(self, passage_ids: Sequence[str]) -> list[Passage]:
        """The passages right before and right after each of these in its article."""
        # CROSS JOIN keeps this order: from few ids through two indexes, whatever is known of the tables.
        sql = (
            f"SELECT {PASSAGE_COLUMNS} FROM json_each(?) wanted "
            "CROSS JOIN passages known ON known.passage_id = wanted.value "
            "CROSS JOIN passages p ON p.article_id = known.article_id "
            "AND p.ordinal IN (known.ordinal - 1, known.ordinal + 1) "
            "CROSS JOIN articles a ON a.article_id = p.article_id"
        )
        ids = json.dumps(list(passage_ids))
        rows = {row[0]: row for row in await self._rows(sql, (ids,))}  # two may share a neighbour
        return [passage_from(row) for row in rows.values()]

    async def article_passages(self, article_ids: Sequence[str]) -> list[Passage]:
        """All passages of the articles, in the order of the ids and then of the text."""
        sql = (
            f"SELECT {PASSAGE_COLUMNS} FROM json_each(?) wanted "
            "JOIN articles a ON a.article_id = wanted.value "
            "JOIN passages p ON p.article_id = a.article_id ORDER BY wanted.key, p.ordinal"
        )
        return await self._passages(sql, article_ids)

    async def _passages(self, sql: str, ids: Sequence[str]) -> list[Passage]:
        def read(db: apsw.Connection) -> list[Passage]:
            rows: list[Row] = db.execute(sql, (json.dumps(list(ids)),)).fetchall()
            days = days_of(db, [row[0] for row in rows])
            return [passage_from(row, days.get(row[0], ())) for row in rows]

        return await self._read(read)

    async def passages_on(self, days: Iterable[date], *, limit: int, filters: Filters) -> list[str]:
        """Passages that tell of any of the days, those first that were published nearest to it."""
        wanted = list(days)
        return await self._read(lambda db: passages_on(db, wanted, limit=limit, filters=filters))

    async def lexical(self, terms: Sequence[str], *, limit: int, filters: Filters) -> list[Ranked]:
        """Passages that hold any of the terms, by BM25 over heading and text, best first."""
        return await self._read(lambda db: self._lexical.search(db, terms, limit=limit, filters=filters))

    async def document_frequencies(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many passages there are, and how many of them hold each term."""
        return await self._read(lambda db: self._lexical.frequencies(db, terms))

    async def passages_matching(self, filters: Filters, *, limit: int) -> int:
        """How many passages a filter lets through, counted no further than `limit`."""
        condition, values = where(filters)
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM articles a JOIN passages p USING (article_id) "
            f"WHERE {condition} LIMIT ?)"
        )
        [(count,)] = await self._rows(sql, (*values, limit))
        return int(count)

    async def allowed(self, passage_ids: Sequence[str], filters: Filters) -> set[str]:
        """Those of the passages that exist and that a filter lets through."""
        condition, values = where(filters)
        sql = (
            "SELECT p.passage_id FROM passages p JOIN articles a USING (article_id) "
            f"WHERE p.passage_id IN (SELECT value FROM json_each(?)) AND {condition}"
        )
        ids = json.dumps(list(passage_ids))
        rows = await self._rows(sql, (ids, *values))
        return {row[0] for row in rows}

    # Vectors

    async def exact_nearest(self, vector: Matrix, *, limit: int, filters: Filters) -> list[Ranked]:
        """Nearest passages by comparing with every stored vector that the filter lets through."""
        condition, values = where(filters)
        sql = (
            "SELECT p.passage_id, v.vector FROM articles a JOIN passages p USING (article_id) "
            f"JOIN vectors v USING (text_hash) WHERE {condition}"
        )
        rows = await self._rows(sql, values)
        if not rows:
            return []
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
        scores = matrix @ vector
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Ranked(rows[row][0], float(scores[row])) for row in best]

    async def cached_vectors(self, text_hashes: Sequence[str]) -> dict[str, Matrix]:
        """The vectors already stored for these texts."""
        sql = "SELECT text_hash, vector FROM vectors WHERE text_hash IN (SELECT value FROM json_each(?))"
        hashes = json.dumps(list(text_hashes))
        rows = await self._rows(sql, (hashes,))
        return {row[0]: vector_from(row[1]) for row in rows}

    async def vectors(self, passage_ids: Sequence[str]) -> list[StoredVector]:
        """The stored vectors of those passages that exist."""
        sql = (
            "SELECT p.passage_id, p.article_id, v.vector FROM passages p JOIN vectors v USING (text_hash) "
            "WHERE p.passage_id IN (SELECT value FROM json_each(?))"
        )
        ids = json.dumps(list(passage_ids))
        rows = await self._rows(sql, (ids,))
        return [StoredVector(row[0], row[1], vector_from(row[2])) for row in rows]

    async def sample_passage_ids(self, count: int) -> tuple[str, ...]:
        """Some passage ids, spread over the whole store, the newest among them."""
        [(last,)] = await self._rows("SELECT max(row) FROM passages")
        steps = json.dumps(sorted({(last or 0) * step // count for step in range(1, count + 1)}))
        sql = (
            "SELECT DISTINCT (SELECT passage_id FROM passages WHERE row >= step.value ORDER BY row LIMIT 1) "
            "FROM json_each(?) step"
        )
        return tuple(row[0] for row in await self._rows(sql, (steps,)) if row[0] is not None)

    async def all_vectors(self, *, batch: int) -> AsyncIterator[list[StoredVector]]:
        """The vectors of the passages there are when it begins, in batches, for a rebuild."""
        sql = (
            "SELECT p.passage_id, p.article_id, v.vector, p.row "
            "FROM passages p JOIN vectors v USING (text_hash) "
            "WHERE p.row > ? AND p.row <= ? ORDER BY p.row LIMIT ?"
        )
        [(end,)] = await self._rows("SELECT coalesce(max(row), 0) FROM passages")
        last = 0
        while rows := await self._rows(sql, (last, end, batch)):
            yield [StoredVector(row[0], row[1], vector_from(row[2])) for row in rows]
            last = rows[-1][3]

    # Outbox

    async def pending(self, *, limit: int) -> PendingWork | None:
        """The oldest outbox rows not yet applied to the index, None when there are none."""
        sql = "SELECT sequence, passage_ids FROM outbox ORDER BY sequence LIMIT ?"
        rows = await self._rows(sql, (limit,))
        if not rows:
            return None
        ids = dict.fromkeys(passage_id for row in rows for passage_id in json.loads(row[1]))
        return PendingWork(rows[-1][0], tuple(ids))

    async def outbox_end(self) -> int:
        """The newest outbox row not yet applied, 0 when there is none."""
        [(end,)] = await self._rows("SELECT coalesce(max(sequence), 0) FROM outbox")
        return int(end)

    async def close(self) -> None:
        """Waits for writes under way and closes the file."""
        await self._forgetting.close()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.shutdown(cancel_futures=True)
        self._writer.shutdown()
        # The writer last: the last to close moves the write-ahead log, with what was deleted, into the file.
        for connection in (*self._read_connections, self._connection):
            connection.close()

    async def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return await self._read(lambda db: db.execute(sql, values).fetchall())

    async def _read(self, query: Callable[[apsw.Connection], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._run_read, query)

    def _run_read(self, query: Callable[[apsw.Connection], Result]) -> Result:
        try:
            if not hasattr(self._local, "connection"):
                self._local.connection = open_reader(self._path)
                self._read_connections.append(self._local.connection)
            return query(self._local.connection)
        except apsw.Error as error:
            raise StorageUnreadable("the article store could not be read; see the service's log") from error

    async def _write(self, change: Callable[[apsw.Connection], Result]) -> Result:
        # Shielded: once begun a write is finished, though its caller may have gone away.
        work = asyncio.get_running_loop().run_in_executor(self._writer, self._run_write, change)
        work.add_done_callback(self._after_write)
        return await asyncio.shield(work)

    def _after_write(self, work: "asyncio.Future[Any]") -> None:
        if work.cancelled() or work.exception() is not None:
            return
        if isinstance(committed := work.result(), Committed) and committed.outcome is Outcome.REPLACED:
            self._forgetting.want()

    async def _empty_log(self) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, empty_log, self._connection)

    def _run_write(self, change: Callable[[apsw.Connection], Result]) -> Result:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                result = change(self._connection)
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        except apsw.Error as error:
            raise StorageFailed(
                "nothing was stored and nothing was changed; see the service's log"
            ) from error
        return result
