"""One ranking from two: a convex combination of normalised scores.

Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023 (arXiv 2210.11934): it
needs one weight, keeps what the scores say of the distance between ranks, and does better than reciprocal
rank fusion once the weight is chosen on data of the kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ports import Ranked

# Chosen together with what reorders the fused ranking; DECISIONS.md has the figures.
LEXICAL_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage's place in the fused ranking; ranks count from 1, None where a list doesn't have it."""

    passage_id: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None


def fuse(
    *,
    dense: Sequence[Ranked],
    lexical: Sequence[Ranked],
    cosines: Mapping[str, float],
    lexical_weight: float = LEXICAL_WEIGHT,
) -> list[Fused]:
    """Both rankings in one, best first; scores are 0 to 1.

    A BM25 score counts as its share of the best one, a cosine (in `cosines`, also of passages that only the
    lexical ranking has) as it is. With one ranking empty, the other decides alone.
    """
    if not dense:
        lexical_weight = 1.0
    elif not lexical:
        lexical_weight = 0.0
    top = max((ranked.score for ranked in lexical), default=1.0) or 1.0
    dense_ranks = _ranks(dense)
    lexical_ranks = _ranks(lexical)
    shares = {ranked.passage_id: ranked.score / top for ranked in lexical}
    fused = [
        Fused(
            passage_id,
            lexical_weight * shares.get(passage_id, 0.0)
            + (1 - lexical_weight) * max(0.0, cosines.get(passage_id, 0.0)),
            dense_ranks.get(passage_id),
            lexical_ranks.get(passage_id),
        )
        for passage_id in dict.fromkeys([*dense_ranks, *lexical_ranks])
    ]
    return sorted(fused, key=lambda item: (-item.score, item.passage_id))


def _ranks(ranking: Sequence[Ranked]) -> dict[str, int]:
    return {ranked.passage_id: rank for rank, ranked in enumerate(ranking, start=1)}
