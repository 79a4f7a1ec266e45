"""The embedded engine's summaries: sentences chosen over all passages, for what matters and is not said yet.

Salience is a sentence's closeness to the centroid of its sources (Radev et al., "Centroid-based
summarization of multiple documents", 2004) and its place; a sentence is then taken for what it adds to those
taken before (maximal marginal relevance, Carbonell and Goldstein 1998), while the word limit holds.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.answer.extract import draft_claim
from app.answer.markup import is_headline
from app.answer.statements import states
from app.language.words import words
from app.models import Draft, Evidence, Passage, Reason, Span

LEAST_WORDS = 6
LEAST_SENTENCE = 3  # words before a full stop: "Adults pay £6."
LEAD_WEIGHT = 0.35  # what the first sentence of an article gains: news puts what matters first
FOCUS_WEIGHT = 2.0  # what a sentence gains that has every word of the focus
REPEAT_WEIGHT = 0.9  # what a sentence loses that says what a chosen one says
TOO_ALIKE = 0.6  # cosine from which a sentence repeats another
WORTH_ADDING = 0.15  # of the first sentence's score: under it a summary ends before the word limit
_HANGING = re.compile(
    r"^(?:he|she|it|they|his|her|its|their|this|that|these|those|also|but|and|however|moreover|such|both|"
    r"another|the same|there)\b",
    re.I,
)
_NOT_PROSE = re.compile(r"^(?:photo|image|picture|caption|source:|\[|>)|:$", re.I)

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source: its place, its words' weights (unit length) and what it is worth alone."""

    passage: Passage
    span: Span
    order: tuple[int, int]
    word_count: int
    vector: Vector
    salience: float


def summarize(passages: Sequence[Passage], *, max_words: int, focus: str) -> Draft:
    """Verbatim sentences that together say most, in reading order, within `max_words`."""
    sentences = _weigh(list(_sentences(passages)), focus)
    chosen = _choose(sentences, max_words)
    if not chosen:
        return Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)
    return Draft(
        tuple(draft_claim(one.passage, one.span) for one in sorted(chosen, key=lambda one: one.order))
    )


def section_coverage(sections: Sequence[Passage], cited: Sequence[Evidence]) -> float:
    """The share of the sections (passages) that hold a cited quote; 0 without sections."""
    if not sections:
        return 0.0
    held = sum(
        any(
            quote.article_id == section.article_id
            and quote.span.start < section.end
            and section.start < quote.span.end
            for quote in cited
        )
        for section in sections
    )
    return round(held / len(sections), 4)


def _sentences(
    passages: Sequence[Passage],
) -> Iterator[tuple[Passage, Span, tuple[int, int], list[str], int]]:
    """Each sentence once (passages overlap), with its order, content stems and number of words."""
    articles: dict[str, int] = {}
    seen = set[tuple[str, int]]()
    for passage in passages:
        article = articles.setdefault(passage.article_id, len(articles))
        for place, span in enumerate(passage.sentences):
            if (passage.article_id, span.start) in seen or is_headline(passage, span):
                continue
            seen.add((passage.article_id, span.start))
            text = draft_claim(passage, span).text
            count = len(text.split())
            if (
                count < (LEAST_SENTENCE if text.endswith((".", "!")) else LEAST_WORDS)
                or _NOT_PROSE.search(text)
                or _HANGING.match(text)
                or not states(passage, place)
            ):
                continue
            stems = [word.stem for word in words(text) if not word.is_stop]
            yield passage, span, (article, span.start), stems, count


def _weigh(
    found: Sequence[tuple[Passage, Span, tuple[int, int], list[str], int]], focus: str
) -> list[Sentence]:
    spread = Counter(stem for *_, stems, _ in found for stem in set(stems))
    rarity = {stem: math.log(1 + len(found) / count) for stem, count in spread.items()}
    vectors = [
        _unit({stem: count * rarity[stem] for stem, count in Counter(stems).items()})
        for *_, stems, _ in found
    ]
    centroid: Counter[str] = Counter()
    for vector in vectors:
        centroid.update(vector)
    centre = _unit(centroid)
    wanted = {word.stem for word in words(focus) if not word.is_stop}
    places = Counter[int]()
    sentences = []
    for (passage, span, order, stems, count), vector in zip(found, vectors, strict=True):
        places[order[0]] += 1
        salience = _dot(vector, centre) + LEAD_WEIGHT / places[order[0]]
        if wanted:
            salience += FOCUS_WEIGHT * len(wanted & set(stems)) / len(wanted)
        sentences.append(Sentence(passage, span, order, count, vector, salience))
    return sentences


def _choose(sentences: Sequence[Sentence], max_words: int) -> list[Sentence]:
    chosen: dict[int, Sentence] = {}
    left = max_words
    nearest = [0.0] * len(sentences)
    first_score = 0.0
    while True:
        open_places = [
            place
            for place, one in enumerate(sentences)
            if one.word_count <= left and nearest[place] < TOO_ALIKE and place not in chosen
        ]
        if not open_places:
            return list(chosen.values())
        scores = {place: sentences[place].salience - REPEAT_WEIGHT * nearest[place] for place in open_places}
        best = max(open_places, key=lambda place: scores[place])
        first_score = first_score or scores[best]
        if scores[best] < WORTH_ADDING * first_score:
            return list(chosen.values())
        chosen[best] = sentences[best]
        left -= sentences[best].word_count
        for place, one in enumerate(sentences):
            nearest[place] = max(nearest[place], _dot(one.vector, sentences[best].vector))


def _unit(vector: Mapping[str, float]) -> Vector:
    norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {stem: weight / norm for stem, weight in vector.items()}


def _dot(one: Vector, other: Vector) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[stem] for stem, weight in one.items() if stem in other)
