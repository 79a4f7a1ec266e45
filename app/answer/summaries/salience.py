"""What the sentences of a summary's sources are worth: how much their words matter, and their place."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.answer.summaries.sentences import Sentence
from app.language.words import content_stems

TITLE = 1.0  # what a word of a title counts more: a title says what matters (Edmundson 1969)
CENTRAL = 1.0  # what the sentence gains that is closest to the centroid of the sources (Radev et al. 2004)
LEAD, LEADS = 0.5, 3  # what an article's first sentence gains, and the number of those that gain a part of it
OPENER = 0.2  # what the first sentence of a paragraph gains


@dataclass(frozen=True, slots=True)
class Salience:
    """Of all sentences, in their order: the weights of their concepts, and of their words alone.

    `concepts` sum up to what a sentence is worth while nothing is said; `relevance` is the share of the focus
    that it has, 0 to 1, all 0 without a focus.
    """

    concepts: Sequence[Mapping[str, float]]
    rarity: Mapping[str, float]
    relevance: Sequence[float]


def weigh(sentences: Sequence[Sentence], focus: str) -> Salience:
    """What each sentence is worth alone."""
    spread = Counter(stem for one in sentences for stem in one.concepts)
    rarity = {stem: math.log(1 + len(sentences) / count) for stem, count in spread.items()}
    titles = {stem for title in {one.passage.title for one in sentences} for stem in content_stems(title)}
    weight = {
        stem: math.sqrt(spread[stem]) * rare * (1 + TITLE * (stem in titles)) for stem, rare in rarity.items()
    }
    centrality = _centrality(sentences, rarity)
    concepts = []
    for one, central in zip(sentences, centrality, strict=True):
        place = CENTRAL * central + LEAD * max(0.0, 1 - one.nth / LEADS) + OPENER * one.opens_paragraph
        factor = (1 + place) * one.quality
        concepts.append({stem: kind * weight[stem] * factor for stem, kind in one.concepts.items()})
    wanted = set(content_stems(focus)) & spread.keys()
    return Salience(concepts, rarity, _relevance(sentences, wanted))


def _centrality(sentences: Sequence[Sentence], rarity: Mapping[str, float]) -> list[float]:
    """Cosine with the centroid, over the highest of them."""
    centroid: Counter[str] = Counter()
    norms = []
    for one in sentences:
        norms.append(math.sqrt(math.fsum(rarity[stem] ** 2 for stem in one.concepts)) or 1.0)
        centroid.update({stem: rarity[stem] / norms[-1] for stem in one.concepts})
    close = [
        math.fsum(rarity[stem] * centroid[stem] for stem in one.concepts) / norm
        for one, norm in zip(sentences, norms, strict=True)
    ]
    highest = max(close, default=0.0) or 1.0
    return [value / highest for value in close]


def _relevance(sentences: Sequence[Sentence], wanted: set[str]) -> list[float]:
    """The share of the wanted stems; what leans on the sentence before has that one's share too."""
    shares: list[float] = []
    for one in sentences:
        share = len(wanted & one.concepts.keys()) / len(wanted) if wanted else 0.0
        lent = shares[one.before] if one.leans and one.before is not None else 0.0
        shares.append(one.quality * max(share, lent))
    return shares
