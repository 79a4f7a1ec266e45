"""How values and rows of the truth store turn into each other, and how filters turn into SQL."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from app.errors import InvalidCursor
from app.models import Article, ArticleSummary, Filters, Passage, Span, ToldDay
from app.ports import Matrix

ARTICLE_COLUMNS = (
    "article_id, revision, title, source, url, authors, published_at, language, tags, "
    "created_at, updated_at, characters, passages, text"
)
SUMMARY_COLUMNS = (
    "a.article_id, a.revision, a.title, a.source, a.url, a.authors, a.published_at, a.language, a.tags, "
    "a.created_at, a.updated_at, a.characters, a.passages"
)
PASSAGE_COLUMNS = (
    "p.passage_id, p.article_id, a.revision, p.ordinal, a.title, a.url, a.published_at, "
    "p.text, p.start, p.end, p.sentences, a.source"
)

Row = tuple[Any, ...]


def article_parameters(article: Article, *, passages: int) -> tuple[Any, ...]:
    """The values of an `articles` row, in the order of ARTICLE_COLUMNS."""
    return (
        article.article_id,
        article.revision,
        article.title,
        article.source,
        article.url,
        json.dumps(article.authors, ensure_ascii=False),
        article.published_at.isoformat() if article.published_at else None,
        article.language,
        json.dumps(article.tags, ensure_ascii=False),
        article.created_at.isoformat(),
        article.updated_at.isoformat(),
        len(article.text),
        passages,
        article.text,
    )


def summary_from(row: Row) -> ArticleSummary:
    """An article without its text, from SUMMARY_COLUMNS."""
    return ArticleSummary(
        article_id=row[0],
        revision=row[1],
        title=row[2],
        source=row[3],
        url=row[4],
        authors=tuple(json.loads(row[5])),
        published_at=_day(row[6]),
        language=row[7],
        tags=tuple(json.loads(row[8])),
        created_at=datetime.fromisoformat(row[9]),
        updated_at=datetime.fromisoformat(row[10]),
        characters=row[11],
        passages=row[12],
    )


def article_from(row: Row) -> Article:
    """An article, from SUMMARY_COLUMNS and then its text."""
    summary = summary_from(row)
    return Article(
        article_id=summary.article_id,
        revision=summary.revision,
        title=summary.title,
        text=row[13],
        source=summary.source,
        url=summary.url,
        authors=summary.authors,
        published_at=summary.published_at,
        language=summary.language,
        tags=summary.tags,
        created_at=summary.created_at,
        updated_at=summary.updated_at,
    )


def passage_from(row: Row, days: tuple[ToldDay, ...] = ()) -> Passage:
    """A passage, from PASSAGE_COLUMNS, and the days that it tells of."""
    return Passage(
        passage_id=row[0],
        article_id=row[1],
        revision=row[2],
        ordinal=row[3],
        title=row[4],
        url=row[5],
        published_at=_day(row[6]),
        text=row[7],
        start=row[8],
        end=row[9],
        sentences=_spans(row[10]),
        source=row[11],
        days=days,
    )


def sentences_column(sentences: Sequence[Span]) -> str:
    """Sentence spans as they are stored."""
    return json.dumps([offset for span in sentences for offset in (span.start, span.end)])


def vector_from(blob: bytes) -> Matrix:
    """A stored vector, float32 [dimension], not writeable."""
    return np.frombuffer(blob, dtype="<f4")


def vector_column(vector: Matrix) -> bytes:
    """A vector as it is stored."""
    return vector.astype("<f4").tobytes()


def where(filters: Filters) -> tuple[str, list[Any]]:
    """A condition on `articles AS a` and its parameters; both dates are inclusive."""
    clauses, values = ["1"], list[Any]()
    if filters.article_ids is not None:
        clauses.append("a.article_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.article_ids))
    if filters.source is not None:
        clauses.append("a.source = ?")
        values.append(filters.source)
    for tag in filters.tags:
        clauses.append("a.article_id IN (SELECT article_id FROM article_tags WHERE tag = ?)")
        values.append(tag)
    for operator, day in ((">=", filters.published_after), ("<=", filters.published_before)):
        if day is not None:
            clauses.append(f"a.published_at {operator} ?")
            values.append(day.isoformat())
    return " AND ".join(clauses), values


def encode_cursor(article_id: str) -> str:
    """An opaque cursor that goes on after an article."""
    return base64.urlsafe_b64encode(f"after:{article_id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The article id in a cursor. Raises InvalidCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        prefix, _, article_id = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
        )
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor("cursor: not one that this service gave out", field="cursor") from error
    if prefix != "after" or not article_id:
        raise InvalidCursor("cursor: not one that this service gave out", field="cursor")
    return article_id


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _spans(column: str) -> tuple[Span, ...]:
    offsets = json.loads(column)
    return tuple(Span(start, end) for start, end in zip(offsets[::2], offsets[1::2], strict=True))
