"""The calendar days that passages tell of, kept beside them: a question may name one of them."""

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import date

import apsw

from app.adapters.store_rows import Row, where
from app.language.told_days import days_within, told_days
from app.models import Filters, Span, ToldDay

log = logging.getLogger(__name__)

TABLE = """
CREATE TABLE passage_days (
    row INTEGER NOT NULL REFERENCES passages (row) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,  -- of the words that stand for it, in the article's text
    of_event INTEGER NOT NULL,     -- 1: the day of the event that these words count from
    day TEXT NOT NULL,
    PRIMARY KEY (row, start, of_event)
) WITHOUT ROWID;
CREATE INDEX passages_by_day ON passage_days (day);
"""


def write_days(db: apsw.Connection, article_id: str, days: Iterable[tuple[str, Sequence[ToldDay]]]) -> None:
    """Puts the days of all passages of an article, by their ids, in place of those it had."""
    db.execute(
        "DELETE FROM passage_days WHERE row IN (SELECT row FROM passages WHERE article_id = ?)", (article_id,)
    )
    db.executemany(
        "INSERT OR IGNORE INTO passage_days SELECT row, ?, ?, ?, ? FROM passages WHERE passage_id = ?",
        [
            (day.start, day.end, day.of_event, day.date.isoformat(), passage_id)
            for passage_id, told in days
            for day in told
        ],
    )


def days_of(db: apsw.Connection, passage_ids: Sequence[str]) -> dict[str, tuple[ToldDay, ...]]:
    """The days of those passages that tell of any, by id."""
    rows: list[Row] = db.execute(
        "SELECT p.passage_id, d.day, d.start, d.end, d.of_event "
        "FROM passages p JOIN passage_days d USING (row) "
        "WHERE p.passage_id IN (SELECT value FROM json_each(?)) ORDER BY d.row, d.start, d.of_event",
        (json.dumps(list(passage_ids)),),
    ).fetchall()
    found: dict[str, list[ToldDay]] = {}
    for passage_id, day, start, end, of_event in rows:
        found.setdefault(passage_id, []).append(ToldDay(date.fromisoformat(day), start, end, bool(of_event)))
    return {passage_id: tuple(days) for passage_id, days in found.items()}


def passages_on(db: apsw.Connection, days: Iterable[date], *, limit: int, filters: Filters) -> list[str]:
    """Passages that tell of any of the days, those first that were published nearest to it."""
    condition, values = where(filters)
    rows: list[Row] = db.execute(
        "SELECT p.passage_id FROM passage_days d JOIN passages p USING (row) "
        "JOIN articles a USING (article_id) "
        f"WHERE d.day IN (SELECT value FROM json_each(?)) AND {condition} GROUP BY p.row "
        "ORDER BY min(abs(julianday(a.published_at) - julianday(d.day))) NULLS LAST, p.row LIMIT ?",
        (json.dumps([day.isoformat() for day in days]), *values, limit),
    ).fetchall()
    return [row[0] for row in rows]


def add_days(db: apsw.Connection) -> None:
    """Makes the table in a store that was made without it, and reads the days of all that is stored."""
    db.execute(TABLE)
    articles: list[Row] = db.execute("SELECT article_id, published_at FROM articles").fetchall()
    log.info("reading the days that %d stored articles tell of", len(articles))
    for article_id, published_at in articles:
        _read_days(db, article_id, date.fromisoformat(published_at) if published_at else None)


def _read_days(db: apsw.Connection, article_id: str, published_at: date | None) -> None:
    texts: list[Row] = db.execute("SELECT text FROM articles WHERE article_id = ?", (article_id,)).fetchall()
    rows: list[Row] = db.execute(
        "SELECT passage_id, start, end, sentences FROM passages WHERE article_id = ?", (article_id,)
    ).fetchall()
    offsets = [json.loads(sentences) for *_, sentences in rows]
    spans = {(start, end) for one in offsets for start, end in zip(one[::2], one[1::2], strict=True)}
    told = told_days(texts[0][0], [Span(*span) for span in sorted(spans)], published_at)
    days = [(passage_id, days_within(told, Span(start, end))) for passage_id, start, end, _ in rows]
    write_days(db, article_id, days)
