"""How good a ranking is, by what it finds and where; nothing here knows how the ranking was made.

A *target* is one thing to be found: an answer in its paragraph, a fact. A passage finds it when it is of the
target's article and holds one of its places whole, by characters and never by passage ids, so that other
passages can be measured in the same way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

SHALLOW: Final = 4  # what a short prompt has room for
DEEP: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of an article's canonical text."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to be found, at any one of its places."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, what it should find, and the half of the set it belongs to."""

    query: str
    targets: tuple[Target, ...]
    half: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one retriever found for a query: the passages' places, best first."""

    asked: Asked
    found: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries; of several targets, hits and MRR count the one found first, recall all."""

    queries: int
    hits_at_4: float
    hits_at_10: float
    mrr_at_10: float
    recall_at_10: float


def figures_of(rankings: Sequence[Ranking]) -> Figures:
    """The figures of a retriever over these queries; of none, all are 0."""
    ranks = [[rank_of(target, one.found) for target in one.asked.targets] for one in rankings]
    return Figures(
        queries=len(rankings),
        hits_at_4=_mean(ranks, lambda found: float(_first(found) <= SHALLOW)),
        hits_at_10=_mean(ranks, lambda found: float(_first(found) <= DEEP)),
        mrr_at_10=_mean(ranks, lambda found: 1 / _first(found) if _first(found) <= DEEP else 0.0),
        recall_at_10=_mean(ranks, lambda found: fmean(float(_within(rank) <= DEEP) for rank in found)),
    )


def rank_of(target: Target, found: Sequence[Place]) -> int | None:
    """The first rank, from 1, whose passage holds the target; None when none does."""
    return next(
        (rank for rank, passage in enumerate(found, 1) if any(_holds(passage, p) for p in target.places)),
        None,
    )


def reciprocal_rank_fusion(*rankings: Sequence[str], k: int = 60) -> list[str]:
    """Ids by the sum of 1 / (k + rank), equal weights (Cormack, Clarke & Büttcher 2009)."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, 1):
            scores[name] = scores.get(name, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda name: (-scores[name], name))


def _holds(passage: Place, place: Place) -> bool:
    return (
        passage.article_id == place.article_id and passage.start <= place.start and place.end <= passage.end
    )


def _first(ranks: Sequence[int | None]) -> float:
    return min(_within(rank) for rank in ranks)


def _within(rank: int | None) -> float:
    return float("inf") if rank is None else rank


def _mean(ranks: Sequence[Sequence[int | None]], score: Callable[[Sequence[int | None]], float]) -> float:
    return fmean(score(found) for found in ranks) if ranks else 0.0
