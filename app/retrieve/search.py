"""Hybrid retrieval: dense and lexical rankings side by side, fused, with filters that cost what they must."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from app.errors import IndexUnavailable, UpstreamFailed
from app.language.words import words
from app.models import Filters, Hit, Retrieved
from app.ports import ArticleStore, Embedder, Matrix, NearestPassages, Ranked
from app.retrieve.fuse import Fused, fuse
from app.retrieve.named import named_days, without_days
from app.retrieve.rerank import rerank, wanted
from app.retrieve.spread import room_for_others, spread

DEPTH = 50  # of each ranking
RERANKED = 24  # of the fused ranking: 20, 30 and 50 gave the same, and each takes some 30 microseconds
ON_DAY = 24  # of the passages that tell of a day that the question names
# Up to here comparing with every stored vector (8 ms a thousand) beats a filtered index walk (over 100 ms).
EXACT_PASSAGES = 2000
# Nearest passages asked for when a filter is wide: few, then more, before comparing with all that match.
OVERFETCH = (200, 1000)
MAX_TERMS = 32  # of a question; a pasted page would otherwise ask for every passage there is


@dataclass(frozen=True, slots=True)
class _Dense:
    """A query's vector and its nearest passages; neither, and `degraded`, when one could not be had."""

    vector: Matrix | None = None
    ranked: tuple[Ranked, ...] = ()
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages; goes on with the lexical ranking alone, and says so, while the dense one is away."""

    store: ArticleStore
    embedder: Embedder
    dense: NearestPassages

    async def search(self, query: str, *, top_k: int, filters: Filters | None = None) -> Retrieved:
        """The best `top_k` passages for a query."""
        filters = filters or Filters()
        # Each goes on by itself: the words are ranked while the question is embedded and the index searched.
        dense, (terms, lexical) = await asyncio.gather(
            self._dense(query, filters), self._by_words(query, filters)
        )
        cosines, (total, frequencies) = await asyncio.gather(
            self._cosines(dense, lexical), self.store.document_frequencies(terms)
        )
        fused = fuse(dense=dense.ranked, lexical=lexical, cosines=cosines)
        hits = room_for_others(await self._hits(fused), first=RERANKED)
        if lexical:  # else none of the question's words is there to speak for a passage
            asked = wanted(query, passages=total, frequencies=frequencies)
            hits = spread(rerank(hits, asked, first=RERANKED))
        return Retrieved(tuple(hits[:top_k]), dense.degraded)

    async def _by_words(self, query: str, filters: Filters) -> tuple[list[str], list[Ranked]]:
        """A question's words, and the passages that hold them or tell of a day that it names.

        A day that some passage tells of is looked up by its value, since "12" and "March" stand in other
        dates too, and "on Tuesday" has neither.
        """
        days = named_days(query)
        on_day = await self.store.passages_on(days, limit=ON_DAY, filters=filters) if days else []
        terms = query_terms(without_days(query) if on_day else query)
        lexical = await self.store.lexical(terms, limit=DEPTH, filters=filters)
        if not on_day:
            return terms, lexical
        _, passages = await self.store.counts()
        return terms, _with_days(lexical, on_day, passages=passages)

    async def _dense(self, query: str, filters: Filters) -> _Dense:
        vector, is_wide = await asyncio.gather(self._vector(query), self._is_wide(filters))
        if vector is None:
            return _Dense(degraded=("dense",))
        try:
            return _Dense(vector, tuple(await self._nearest(vector, filters, is_wide=is_wide)))
        except IndexUnavailable:
            return _Dense(degraded=("dense",))

    async def _vector(self, query: str) -> Matrix | None:
        """None when the server that embeds fails, which has logged why."""
        try:
            return await self.embedder.embed_query(query)
        except UpstreamFailed:
            return None

    async def _is_wide(self, filters: Filters) -> bool:
        """True when comparing with all that the filters let through would take too long."""
        if filters.is_empty:
            return True
        return await self.store.passages_matching(filters, limit=EXACT_PASSAGES + 1) > EXACT_PASSAGES

    async def _nearest(self, vector: Matrix, filters: Filters, *, is_wide: bool) -> list[Ranked]:
        if filters.is_empty:
            return await self.dense.query(vector, DEPTH)
        if is_wide:
            for limit in OVERFETCH:
                nearest = await self.dense.query(vector, limit)
                allowed = await self.store.allowed([ranked.passage_id for ranked in nearest], filters)
                if len(allowed) >= DEPTH:
                    return [ranked for ranked in nearest if ranked.passage_id in allowed][:DEPTH]
        return await self.store.exact_nearest(vector, limit=DEPTH, filters=filters)

    async def _cosines(self, dense: _Dense, lexical: Sequence[Ranked]) -> dict[str, float]:
        if dense.vector is None or not dense.ranked:
            return {}
        cosines = {ranked.passage_id: ranked.score for ranked in dense.ranked}
        unknown = [ranked.passage_id for ranked in lexical if ranked.passage_id not in cosines]
        for row in await self.store.vectors(unknown):
            cosines[row.passage_id] = float(np.dot(row.vector, dense.vector))
        return cosines

    async def _hits(self, ranked: Sequence[Fused]) -> list[Hit]:
        passages = await self.store.passages([item.passage_id for item in ranked])
        return [
            Hit(passages[item.passage_id], item.score, item.dense_rank, item.lexical_rank)
            for item in ranked
            if item.passage_id in passages
        ]


def _with_days(lexical: Sequence[Ranked], on_day: Sequence[str], *, passages: int) -> list[Ranked]:
    """The ranking by words; a day that is told counts as a word that all passages of that day hold."""
    # The inverse document frequency of BM25, which is a word's whole score in a passage of common length.
    rarity = log(1 + (passages - len(on_day) + 0.5) / (len(on_day) + 0.5))
    scores = {ranked.passage_id: ranked.score for ranked in lexical}
    scores |= {passage_id: scores.get(passage_id, 0.0) + rarity for passage_id in on_day}
    return [Ranked(*item) for item in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


def query_terms(query: str) -> list[str]:
    """The words of a question that carry meaning, one for each stem; all its words when none does."""
    found = words(query)
    chosen = [word for word in found if not word.is_stop] or found
    by_stem = {word.stem: word.text for word in reversed(chosen)}
    return list(reversed(by_stem.values()))[:MAX_TERMS]
