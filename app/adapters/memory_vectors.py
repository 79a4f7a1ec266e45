"""The fake of the vector index: exact, and in memory."""

from collections.abc import Sequence

import numpy as np

from app.errors import IndexUnavailable
from app.ports import Matrix, Ranked, StoredVector, VectorIndex


class MemoryVectors(VectorIndex):
    """A VectorIndex that compares with every vector in a dict.

    Set `available` to False, and every call but `close` raises IndexUnavailable.
    """

    def __init__(self, *, available: bool = True) -> None:
        self.available = available
        self._vectors: dict[str, Matrix] = {}

    @property
    def is_private(self) -> bool:
        """True: it lives in this process."""
        return True

    async def upsert(self, rows: Sequence[StoredVector]) -> None:
        """Adds or overwrites vectors under their passage ids."""
        self._require()
        self._vectors |= {row.passage_id: row.vector for row in rows}

    async def delete(self, passage_ids: Sequence[str]) -> None:
        """Removes ids; unknown ones are ignored."""
        self._require()
        for passage_id in passage_ids:
            self._vectors.pop(passage_id, None)

    async def query(self, vector: Matrix, limit: int) -> list[Ranked]:
        """The nearest ids by cosine similarity, best first."""
        self._require()
        if not self._vectors or limit <= 0:
            return []
        rows = np.stack(list(self._vectors.values()))
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
        scores = (rows @ vector) / np.maximum(lengths, np.finfo(np.float32).tiny)
        ranked = [Ranked(name, float(score)) for name, score in zip(self._vectors, scores, strict=True)]
        return sorted(ranked, key=lambda item: -item.score)[:limit]

    async def count(self) -> int:
        """How many vectors there are."""
        self._require()
        return len(self._vectors)

    async def fetch(self, passage_ids: Sequence[str]) -> dict[str, Matrix]:
        """The stored vectors of those ids that are there."""
        self._require()
        return {name: self._vectors[name] for name in passage_ids if name in self._vectors}

    async def connect(self) -> None:
        """Reaches the index."""
        self._require()

    async def reset(self) -> None:
        """Forgets every vector."""
        self._require()
        self._vectors = {}

    async def close(self) -> None:
        """Nothing to let go of."""

    def _require(self) -> None:
        if not self.available:
            raise IndexUnavailable("the index is switched off")
