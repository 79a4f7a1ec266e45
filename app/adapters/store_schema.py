"""The truth store's tables, and the check that an existing file is ours and was made by this model."""

import uuid

import apsw

from app.adapters.store_days import TABLE as DAYS_TABLE
from app.adapters.store_days import add_days
from app.adapters.store_forget import empty_log
from app.errors import ConfigurationError

SCHEMA_VERSION = 2
_READABLE = ("1", "2")  # 1 had no days of passages; it is brought up to 2 when it is opened
_NOT_A_STORE = (apsw.NotADBError, apsw.CorruptError, apsw.CantOpenError, apsw.SQLError)

_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;    -- an acknowledged write survives a power cut, not only a crash
PRAGMA secure_delete = ON;    -- deleted text is overwritten, not left in free pages
PRAGMA foreign_keys = ON;
PRAGMA busy_timeout = 10000;
PRAGMA cache_size = -16384;
PRAGMA mmap_size = 1073741824;
"""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE articles (
    article_id TEXT PRIMARY KEY,
    revision TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT, url TEXT, authors TEXT NOT NULL, published_at TEXT, language TEXT, tags TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    characters INTEGER NOT NULL, passages INTEGER NOT NULL,
    text TEXT NOT NULL             -- last, so that reading the metadata doesn't walk through the text
);
CREATE INDEX articles_by_source ON articles (source);
CREATE INDEX articles_by_date ON articles (published_at);

CREATE TABLE article_tags (
    tag TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    PRIMARY KEY (tag, article_id)
) WITHOUT ROWID;
CREATE INDEX tags_of_article ON article_tags (article_id);

CREATE TABLE vectors (
    text_hash TEXT PRIMARY KEY,    -- of the model's id and the embedded text
    vector BLOB NOT NULL           -- float32, little endian
) WITHOUT ROWID;

CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    passage_id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES articles (article_id) DEFERRABLE INITIALLY DEFERRED,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    sentences TEXT NOT NULL,       -- JSON [start, end, start, end, ...] in the article's text
    text_hash TEXT NOT NULL,
    heading TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX passages_of_article ON passages (article_id, ordinal);
CREATE INDEX passages_by_hash ON passages (text_hash);

CREATE VIRTUAL TABLE passages_fts USING fts5 (
    heading, text, content = 'passages', content_rowid = 'row',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO passages_fts (passages_fts, rank) VALUES ('secure-delete', 1);

CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, passage_ids TEXT NOT NULL);
"""


def open_database(path: str, *, model_id: str, dimension: int) -> apsw.Connection:
    """Opens the file, or makes it. Raises ConfigurationError when it isn't a store this service can use."""
    try:
        connection = apsw.Connection(path)
        connection.execute(_PRAGMAS).fetchall()  # a pragma that answers would hold up the rest
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchall():
            _create(connection, model_id=model_id, dimension=dimension)
        _check(connection, path, model_id=model_id, dimension=dimension)
        with connection:
            _upgrade(connection)
            drop_reembedding(connection)
        empty_log(connection)  # a killed service may have left deleted text there
    except _NOT_A_STORE as error:
        raise ConfigurationError(f"{path} can't be opened as a Footnote store: {error}") from error
    return connection


def open_existing(path: str) -> apsw.Connection:
    """Opens a file that is there, whichever model's. Raises ConfigurationError when it is no database."""
    try:
        connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
        connection.execute(_PRAGMAS).fetchall()
    except _NOT_A_STORE as error:
        raise ConfigurationError(f"{path} can't be opened as a Footnote store: {error}") from error
    return connection


def read_meta(connection: apsw.Connection, path: str) -> dict[str, str]:
    """What the store says of itself. Raises ConfigurationError when it isn't one that this release reads."""
    try:
        rows = connection.execute("SELECT key, value FROM meta").fetchall()
    except _NOT_A_STORE as error:
        raise ConfigurationError(f"{path} can't be opened as a Footnote store: {error}") from error
    meta = {str(key): str(value) for key, value in rows}
    if meta.get("schema_version") not in _READABLE:
        raise ConfigurationError(
            f"{path} has schema version {meta.get('schema_version')}, this release reads {SCHEMA_VERSION}"
        )
    return meta


def drop_reembedding(connection: apsw.Connection) -> None:
    """Ends a change of models that is under way: vectors that no passage has go, with the list of them."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'reembedding'").fetchall():
        return
    connection.execute("DROP TABLE reembedding")
    connection.execute("DELETE FROM meta WHERE key = 'reembedding_to'")
    connection.execute(
        "DELETE FROM vectors WHERE NOT EXISTS "
        "(SELECT 1 FROM passages p WHERE p.text_hash = vectors.text_hash)"
    )


def read_store_id(connection: apsw.Connection) -> str:
    """Names this store, and no other, wherever something is kept for several; made once."""
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('store_id', ?)", (uuid.uuid4().hex,))
    [(store_id,)] = connection.execute("SELECT value FROM meta WHERE key = 'store_id'").fetchall()
    return str(store_id)


def open_reader(path: str) -> apsw.Connection:
    """A further connection to a file that open_database has opened."""
    connection = apsw.Connection(path)
    connection.execute(_PRAGMAS).fetchall()
    connection.execute("PRAGMA query_only = ON")
    return connection


def _create(connection: apsw.Connection, *, model_id: str, dimension: int) -> None:
    with connection:
        connection.execute(_TABLES)
        connection.execute(DAYS_TABLE)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [
                ("schema_version", str(SCHEMA_VERSION)),
                ("embedding_model", model_id),
                ("embedding_dimension", str(dimension)),
            ],
        )


def _upgrade(connection: apsw.Connection) -> None:
    """From an earlier version to this one, in the caller's transaction: wholly or not at all."""
    [(version,)] = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall()
    if version == str(SCHEMA_VERSION):
        return
    add_days(connection)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION),))


def _check(connection: apsw.Connection, path: str, *, model_id: str, dimension: int) -> None:
    meta = read_meta(connection, path)
    made_by = (meta.get("embedding_model"), meta.get("embedding_dimension"))
    if made_by != (model_id, str(dimension)):
        raise ConfigurationError(
            f"{path} holds vectors of {made_by[0]} ({made_by[1]} numbers each), "
            f"this service uses {model_id} ({dimension}): `footnote reembed` embeds all passages anew "
            "with that; or set the FOOTNOTE_EMBEDDING settings back, or another FOOTNOTE_DATA_DIR"
        )
