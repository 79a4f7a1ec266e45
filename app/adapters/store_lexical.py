"""BM25 in SQLite's FTS5, fast at 100,000 passages by leaving out words that are nearly everywhere.

FTS5 scores every passage that holds any of the terms, so a question with one common word costs tens of
milliseconds there. The rarest terms decide the ranking: terms are added from the rarest on while the
passages to score stay within POSTINGS_BUDGET, so a small store leaves hardly anything out.
"""

import threading
from collections.abc import Sequence

import apsw

from app.adapters.store_rows import Row, where
from app.models import Filters
from app.ports import Ranked

# 100,000 passages of 914 characters: p50/p99 17.7/80.8 ms with no budget, 7.9/14.6 with 10,000, 2.6/5.4 so.
POSTINGS_BUDGET = 5_000
# What a word counts in heading and text. Said with each query: a file keeps what it was made with.
RANK = "bm25(1.0, 1.0)"
CACHED_TERMS = 50_000
STALE_GROWTH = 1.1  # document frequencies are counted anew when the store has grown or shrunk by a tenth


class LexicalIndex:
    """Searches, and remembers document frequencies: counting a common word costs milliseconds."""

    def __init__(self) -> None:
        self._frequencies: dict[str, int] = {}
        self._counted_at = 0
        self._totals: dict[int, tuple[int, int]] = {}  # by connection: data_version and count
        self._lock = threading.Lock()

    def search(
        self, db: apsw.Connection, terms: Sequence[str], *, limit: int, filters: Filters
    ) -> list[Ranked]:
        """Passages that hold any of the terms, best first; scores are BM25, higher is better."""
        chosen = self._affordable(db, terms)
        if not chosen:
            return []
        condition, values = where(filters)
        joined = "" if filters.is_empty else f"JOIN articles a USING (article_id) WHERE {condition}"
        found = f"SELECT rowid, rank FROM passages_fts WHERE passages_fts MATCH ? AND rank MATCH '{RANK}'"
        if filters.is_empty:
            found += f" ORDER BY rank LIMIT {limit}"
        sql = (
            f"SELECT p.passage_id, -f.rank FROM ({found}) f JOIN passages p ON p.row = f.rowid {joined} "
            "ORDER BY f.rank, p.row LIMIT ?"
        )
        parameters = [_match(chosen), *([] if filters.is_empty else values), limit]
        rows: list[Row] = db.execute(sql, parameters).fetchall()
        return [Ranked(passage_id, score) for passage_id, score in rows]

    def frequencies(self, db: apsw.Connection, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many passages there are, and how many of them hold each term."""
        total = self._total(db)
        with self._lock:
            if not self._counted_at / STALE_GROWTH <= total <= self._counted_at * STALE_GROWTH:
                self._frequencies.clear()
                self._counted_at = total
            if len(self._frequencies) > CACHED_TERMS:
                self._frequencies.clear()
        counts = {}
        for term in terms:
            # A word that nothing holds is counted each time, at no cost: the next write may bring it.
            counts[term] = self._frequencies.get(term) or _count(db, term)
            if counts[term]:
                self._frequencies[term] = counts[term]
        return total, counts

    def _total(self, db: apsw.Connection) -> int:
        """How many passages there are; counted anew when another connection, the writer, has written."""
        version = _number(db, "PRAGMA data_version")
        known_version, total = self._totals.get(id(db), (None, 0))
        if version != known_version:
            total = _number(db, "SELECT count(*) FROM passages")
            self._totals[id(db)] = version, total
        return total

    def _affordable(self, db: apsw.Connection, terms: Sequence[str]) -> list[str]:
        _, counts = self.frequencies(db, terms)
        chosen, postings = list[str](), 0
        for term in sorted(counts, key=lambda term: (counts[term], term)):
            postings += counts[term]
            if chosen and postings > POSTINGS_BUDGET:
                break
            if counts[term]:
                chosen.append(term)
        return chosen


def _count(db: apsw.Connection, term: str) -> int:
    return _number(db, "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?", _match([term]))


def _number(db: apsw.Connection, sql: str, *values: str) -> int:
    rows: list[Row] = db.execute(sql, values).fetchall()
    return int(rows[0][0])


def _match(terms: Sequence[str]) -> str:
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
