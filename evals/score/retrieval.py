"""Retrieval from evidence quotes, not passage ids, so that cutting passages anew breaks no case.

Evidence is found by a passage that covers at least half of one of its places. Only the order counts, never
the ranking's scores. nDCG (Järvelin & Kekäläinen 2002): a passage gains 1 when it brings evidence that none
above it brought; the best order has all such passages first, and one more for each evidence not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from evals.model import Case, Place, RankedPassage, Score
from evals.seeds import Seeds

COVERED = 0.5


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Over the first k passages."""

    evidence_recall: Score
    mrr: Score
    ndcg: Score


def score_retrieval(case: Case, ranking: Sequence[RankedPassage] | None, seeds: Seeds) -> RetrievalScores:
    """All three are undefined when there is no evidence to find, or no ranking."""
    if not case.evidence or ranking is None:
        why = "the case names no evidence" if not case.evidence else "no ranking was recorded"
        nothing = Score(value=None, undefined=why)
        return RetrievalScores(nothing, nothing, nothing)
    k = case.retrieval.k
    ranks = {name: rank_of(places, ranking[:k], seeds) for name, places in case.evidence.items()}
    found = {name: rank for name, rank in ranks.items() if rank is not None}
    missing = ", ".join(name for name in ranks if name not in found)
    recall_reason = f"not in the first {k}: {missing}" if missing else f"all in the first {k}"
    first = min(found.values(), default=None)
    return RetrievalScores(
        Score(value=len(found) / len(ranks), reason=recall_reason),
        Score(value=1 / first if first else 0.0, reason=f"first evidence at rank {first or 'none'}"),
        _ndcg(sorted(set(found.values())), len(ranks) - len(found)),
    )


def rank_of(places: Sequence[Place], ranking: Sequence[RankedPassage], seeds: Seeds) -> int | None:
    """The first rank, from 1, whose passage covers any of the places."""
    return next(
        (rank for rank, passage in enumerate(ranking, 1) if any(_covers(passage, p, seeds) for p in places)),
        None,
    )


def span_of(place: Place, seeds: Seeds) -> tuple[int, int] | None:
    """Where a place is in its article."""
    seed = seeds.articles.get(place.article)
    at = seed.text.find(place.quote) if seed else -1
    return (at, at + len(place.quote)) if at >= 0 else None


def overlaps(place: Place, article_id: str | None, start: int, end: int, seeds: Seeds) -> float:
    """The share of a place's characters that a range of an article covers."""
    span = span_of(place, seeds) if place.article == article_id else None
    if span is None:
        return 0.0
    return max(0, min(end, span[1]) - max(start, span[0])) / (span[1] - span[0])


def _covers(passage: RankedPassage, place: Place, seeds: Seeds) -> bool:
    return overlaps(place, passage.article_id, passage.start, passage.end, seeds) >= COVERED


def _ndcg(gaining: Sequence[int], unfound: int) -> Score:
    gained = sum(1 / log2(rank + 1) for rank in gaining)
    best = sum(1 / log2(rank + 1) for rank in range(1, len(gaining) + unfound + 1))
    return Score(value=gained / best, reason=f"evidence at ranks {', '.join(map(str, gaining)) or 'none'}")
