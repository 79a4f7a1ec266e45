"""The truth store while all its passages are embedded by another model.

The new vectors are kept beside the old ones until the last, then one transaction puts them in their place:
cut at any moment, the store is either wholly the old model's or wholly the new one's. The table `reembedding`
says which passages have theirs; a service that opens the store for the old model drops it, with the vectors.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from app.adapters.store_rows import Row, vector_column
from app.adapters.store_schema import drop_reembedding, open_existing, read_meta
from app.errors import StorageFailed
from app.ports import Matrix

_TARGET = "reembedding_to"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage whose text is to be embedded; `text_hash` is the old model's."""

    row: int
    heading: str
    text: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class NewVector:
    """A passage's new vector and the key that it is kept under."""

    row: int
    text_hash: str
    vector: Matrix


class ReembeddedStore:
    """An open store and the model that it shall be of. For one thread, with no service on the file.

    Raises ConfigurationError for a file that isn't a store, StorageFailed when it can't be read or written.
    """

    def __init__(self, path: Path, *, model_id: str, dimension: int) -> None:
        self._model_id = model_id
        self._dimension = dimension
        self._connection = open_existing(str(path))
        meta = read_meta(self._connection, str(path))
        self.made_by = (meta["embedding_model"], int(meta["embedding_dimension"]))
        self._target = meta.get(_TARGET)

    @property
    def is_current(self) -> bool:
        """True when its vectors are the model's already."""
        return self.made_by == (self._model_id, self._dimension)

    def begin(self) -> None:
        """Goes on with what a run for this model has left; what one for another has left is dropped."""
        with self._transaction() as db:
            if self._target != self._model_id:
                drop_reembedding(db)
            db.execute(
                "CREATE TABLE IF NOT EXISTS reembedding (row INTEGER PRIMARY KEY, text_hash TEXT NOT NULL)"
            )
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_TARGET, self._model_id))
        self._target = self._model_id

    def give_up(self) -> None:
        """Drops what a run has left."""
        with self._transaction() as db:
            drop_reembedding(db)

    def counts(self) -> tuple[int, int]:
        """How many passages have their new vector, and how many there are."""
        with self._transaction() as db:
            sql = "SELECT (SELECT count(*) FROM reembedding), (SELECT count(*) FROM passages)"
            rows: list[Row] = db.execute(sql).fetchall()
        [(done, total)] = rows
        return done, total

    def waiting(self, *, limit: int) -> list[StoredPassage]:
        """The next passages without a new vector: they get them in order, and none is added meanwhile."""
        with self._transaction() as db:
            rows: list[Row] = db.execute(
                "SELECT row, heading, text, text_hash FROM passages "
                "WHERE row > (SELECT coalesce(max(row), 0) FROM reembedding) ORDER BY row LIMIT ?",
                (limit,),
            ).fetchall()
        return [StoredPassage(*row) for row in rows]

    def keep(self, vectors: Sequence[NewVector]) -> None:
        """Stores new vectors beside the old ones; they are there whatever happens next."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
                [(one.text_hash, vector_column(one.vector)) for one in vectors],
            )
            db.executemany(
                "INSERT INTO reembedding VALUES (?, ?)", [(one.row, one.text_hash) for one in vectors]
            )

    def finish(self) -> None:
        """Puts the new vectors in the place of the old ones; every passage must have its own."""
        with self._transaction() as db:
            db.execute(
                "UPDATE passages SET text_hash = "
                "(SELECT r.text_hash FROM reembedding r WHERE r.row = passages.row)"
            )
            made_by = {"embedding_model": self._model_id, "embedding_dimension": str(self._dimension)}
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", made_by.items())
            drop_reembedding(db)
        self.made_by = (self._model_id, self._dimension)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[apsw.Connection]:
        try:
            with self._connection:
                yield self._connection
        except apsw.Error as error:
            raise StorageFailed(f"the article store failed ({type(error).__name__}: {error})") from error
