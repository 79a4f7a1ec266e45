"""Hybrid retrieval: dense and lexical rankings side by side, fused, with filters that cost what they must."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.errors import IndexUnavailable
from app.language.words import words
from app.models import Filters, Hit, Retrieved
from app.ports import ArticleStore, Embedder, Matrix, NearestPassages, Ranked
from app.retrieve.fuse import Fused, fuse

DEPTH = 50  # of each ranking
# Up to here comparing with every stored vector (8 ms a thousand) beats a filtered index walk (over 100 ms).
EXACT_PASSAGES = 2000
# Nearest passages asked for when a filter is wide: few, then more, before comparing with all that match.
OVERFETCH = (200, 1000)
MAX_TERMS = 32  # of a question; a pasted page would otherwise ask for every passage there is


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages; goes on with the lexical ranking alone, and says so, while the dense one is away."""

    store: ArticleStore
    embedder: Embedder
    dense: NearestPassages

    async def search(self, query: str, *, top_k: int, filters: Filters | None = None) -> Retrieved:
        """The best `top_k` passages for a query."""
        filters = filters or Filters()
        vector, lexical = await asyncio.gather(
            self.embedder.embed_query(query),
            self.store.lexical(query_terms(query), limit=DEPTH, filters=filters),
        )
        degraded: tuple[str, ...] = ()
        try:
            dense = await self._nearest(vector, filters)
        except IndexUnavailable:
            dense, degraded = [], ("dense",)
        cosines = await self._cosines(vector, dense, lexical) if dense else {}
        ranked = fuse(dense=dense, lexical=lexical, cosines=cosines)
        return Retrieved(await self._hits(ranked, top_k), degraded)

    async def _nearest(self, vector: Matrix, filters: Filters) -> list[Ranked]:
        if filters.is_empty:
            return await self.dense.query(vector, DEPTH)
        matching = await self.store.passages_matching(filters, limit=EXACT_PASSAGES + 1)
        if matching > EXACT_PASSAGES:
            for limit in OVERFETCH:
                nearest = await self.dense.query(vector, limit)
                allowed = await self.store.allowed([ranked.passage_id for ranked in nearest], filters)
                if len(allowed) >= DEPTH:
                    return [ranked for ranked in nearest if ranked.passage_id in allowed][:DEPTH]
        return await self.store.exact_nearest(vector, limit=DEPTH, filters=filters)

    async def _cosines(
        self, vector: Matrix, dense: Sequence[Ranked], lexical: Sequence[Ranked]
    ) -> dict[str, float]:
        cosines = {ranked.passage_id: ranked.score for ranked in dense}
        unknown = [ranked.passage_id for ranked in lexical if ranked.passage_id not in cosines]
        for row in await self.store.vectors(unknown):
            cosines[row.passage_id] = float(np.dot(row.vector, vector))
        return cosines

    async def _hits(self, ranked: Sequence[Fused], top_k: int) -> tuple[Hit, ...]:
        # A few more than asked for: a passage may have been deleted since it was ranked.
        wanted = ranked[: top_k + 10]
        passages = await self.store.passages([item.passage_id for item in wanted])
        hits = [
            Hit(passages[item.passage_id], item.score, item.dense_rank, item.lexical_rank)
            for item in wanted
            if item.passage_id in passages
        ]
        return tuple(hits[:top_k])


def query_terms(query: str) -> list[str]:
    """The words of a question that carry meaning, one for each stem; all its words when none does."""
    found = words(query)
    chosen = [word for word in found if not word.is_stop] or found
    by_stem = {word.stem: word.text for word in reversed(chosen)}
    return list(reversed(by_stem.values()))[:MAX_TERMS]
