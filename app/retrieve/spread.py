"""Room for other articles: where scores nearly tie, the further passages of one article give way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.models import Hit

FREE = 3  # passages of an article that give way to none
# Of the best score: how much more each further one gives way by, and the most: what is further off is no tie.
STEP = 0.02
MOST = 0.06


def spread(hits: Sequence[Hit]) -> list[Hit]:
    """Hits in the order of their scores, those of one article less what they give way by."""
    best = max((hit.score for hit in hits), default=0.0)
    seen: Counter[str] = Counter()
    spread_out = []
    for hit in hits:
        seen[hit.passage.article_id] += 1
        further = max(0, seen[hit.passage.article_id] - FREE)
        spread_out.append(replace(hit, score=max(0.0, hit.score - min(MOST, STEP * further) * best)))
    return sorted(spread_out, key=lambda hit: -hit.score)


def room_for_others(hits: Sequence[Hit], *, first: int) -> list[Hit]:
    """The `first` hits when an article's further ones give way, as they are, and then the others."""
    places = {hit.passage.passage_id: hit for hit in hits}
    ordered = [places[hit.passage.passage_id] for hit in spread(hits)]
    chosen = {hit.passage.passage_id for hit in ordered[:first]}
    return [*ordered[:first], *(hit for hit in hits if hit.passage.passage_id not in chosen)]
