"""The truth store's two writes, each run inside one transaction of its caller."""

import json
from collections.abc import Iterable, Mapping, Sequence

import apsw

from app.adapters.store_days import write_days
from app.adapters.store_rows import (
    ARTICLE_COLUMNS,
    Row,
    article_parameters,
    sentences_column,
    vector_column,
)
from app.models import Article, Outcome, PackedPassage
from app.ports import Committed, Matrix


def put_article(
    db: apsw.Connection, article: Article, passages: Sequence[PackedPassage], vectors: Mapping[str, Matrix]
) -> Committed:
    """Writes an article in place of its earlier revision.

    Passages whose embedded text is the same keep their row, and so their place in both indexes.
    """
    earlier = db.execute(
        "SELECT revision FROM articles WHERE article_id = ?", (article.article_id,)
    ).fetchall()
    if earlier and earlier[0][0] == article.revision:
        return Committed(Outcome.UNCHANGED, None)
    old = _passage_rows(db, article.article_id)
    new = {passage.passage_id: passage for passage in passages}
    gone = [row for passage_id, row in old.items() if passage_id not in new]
    added = [passage for passage in passages if passage.passage_id not in old]
    _write_article(db, article, passages=len(passages))
    _remove_passages(db, gone)
    _add_passages(db, article, added, vectors)
    _move_passages(db, [passage for passage in passages if passage.passage_id in old])
    write_days(db, article.article_id, [(passage.passage_id, passage.days) for passage in passages])
    touched = [*(p.passage_id for p in added), *(p for p in old if p not in new)]
    outcome = Outcome.REPLACED if earlier else Outcome.CREATED
    return Committed(outcome, _note(db, touched), deleted_passages=len(gone))


def delete_article(db: apsw.Connection, article_id: str) -> Committed | None:
    """Removes an article with all that came of it; None when there is none."""
    if not db.execute("SELECT 1 FROM articles WHERE article_id = ?", (article_id,)).fetchall():
        return None
    rows = _passage_rows(db, article_id)
    _remove_passages(db, rows.values())
    db.execute("DELETE FROM articles WHERE article_id = ?", (article_id,))
    return Committed(Outcome.REPLACED, _note(db, list(rows)), deleted_passages=len(rows))


def _passage_rows(db: apsw.Connection, article_id: str) -> dict[str, int]:
    rows: list[Row] = db.execute(
        "SELECT passage_id, row FROM passages WHERE article_id = ?", (article_id,)
    ).fetchall()
    return dict(rows)


def _write_article(db: apsw.Connection, article: Article, *, passages: int) -> None:
    # Not INSERT OR REPLACE: that would delete the old row, and with it the time it was created.
    columns = ARTICLE_COLUMNS.split(", ")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "created_at")
    db.execute(
        f"INSERT INTO articles ({ARTICLE_COLUMNS}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (article_id) DO UPDATE SET {changes}",
        article_parameters(article, passages=passages),
    )
    db.execute("DELETE FROM article_tags WHERE article_id = ?", (article.article_id,))
    db.executemany(
        "INSERT INTO article_tags (tag, article_id) VALUES (?, ?)",
        [(tag, article.article_id) for tag in dict.fromkeys(article.tags)],
    )


def _add_passages(
    db: apsw.Connection, article: Article, passages: Sequence[PackedPassage], vectors: Mapping[str, Matrix]
) -> None:
    for passage in passages:
        text = passage.span.of(article.text)
        heading = passage.embedded_text.partition("\n")[0]
        db.execute(
            "INSERT INTO passages "
            "(passage_id, article_id, ordinal, start, end, sentences, text_hash, heading, text) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage.passage_id,
                article.article_id,
                passage.ordinal,
                passage.span.start,
                passage.span.end,
                sentences_column(passage.sentences),
                passage.text_hash,
                heading,
                text,
            ),
        )
        row = db.last_insert_rowid()
        db.execute("INSERT INTO passages_fts (rowid, heading, text) VALUES (?, ?, ?)", (row, heading, text))
    db.executemany(
        "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
        [(passage.text_hash, vector_column(vectors[passage.text_hash])) for passage in passages],
    )


def _move_passages(db: apsw.Connection, passages: Sequence[PackedPassage]) -> None:
    db.executemany(
        "UPDATE passages SET ordinal = ?, start = ?, end = ?, sentences = ? WHERE passage_id = ?",
        [
            (p.ordinal, p.span.start, p.span.end, sentences_column(p.sentences), p.passage_id)
            for p in passages
        ],
    )


def _remove_passages(db: apsw.Connection, rows: Iterable[int]) -> None:
    ids = json.dumps(list(rows))
    chosen = "IN (SELECT value FROM json_each(?))"
    found = db.execute(f"SELECT DISTINCT text_hash FROM passages WHERE row {chosen}", (ids,))
    hashes = [text_hash for (text_hash,) in found]
    # The lexical index first: it reads the text that it must forget from the passages' rows.
    db.execute(f"DELETE FROM passages_fts WHERE rowid {chosen}", (ids,))
    db.execute(f"DELETE FROM passages WHERE row {chosen}", (ids,))
    db.execute(
        f"DELETE FROM vectors WHERE text_hash {chosen} "
        "AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.text_hash = vectors.text_hash)",
        (json.dumps(hashes),),
    )


def _note(db: apsw.Connection, passage_ids: Sequence[str]) -> int | None:
    if not passage_ids:
        return None
    db.execute("INSERT INTO outbox (passage_ids) VALUES (?)", (json.dumps(list(passage_ids)),))
    return db.last_insert_rowid()
