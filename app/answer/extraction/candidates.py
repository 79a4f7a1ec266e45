"""The sentences of the passages found, each with what it shares with the question, and a score."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.answer.extraction.kinds import holds_kind
from app.answer.extraction.ranking import Features, score_of
from app.answer.markup import is_headline
from app.answer.questions.question import Kind, Question
from app.answer.statements import states
from app.answer.verbatim import sentence_text
from app.language.dates import compatible_dates, dates, with_told
from app.language.names import name_supported
from app.language.told_days import days_from, days_within, event_dates
from app.language.words import Word, words
from app.models import Hit, Passage, Span, ToldDay

LEAST_WORDS = 4  # a heading or a caption stub is not a sentence
LEAST_SENTENCE = 2
_FULL_STOP = re.compile(r"[.!。！]\W*$")
LIGHT_SHARE = 0.3  # what a word weighs that asks ("say", "happen") and need not be in the answer
DATE_TERM = "<date>"  # stands for the question's dates among its words
CONTEXT_SHARE = 0.8  # what a word counts that stands in the sentence before or in the title
SYNONYM = 0.8  # what a word counts that only another of its meaning stands for
NEAR = 3  # words between two of the question's, at which they count half as near
NAMED_ITSELF = 0.5  # what a name counts more that the sentence itself has


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in its passage, at place `place` among its sentences, with what it covers of the question.

    `context` is the passage with the sentences beside it, `before` the sentence before it; `own` is the share
    of the question's words in it, by rarity; `coverage` counts also those that the sentence before and the
    title lend. `features` are there when it was scored.
    """

    passage: Passage
    context: Passage
    place: int
    text: str
    before: str
    covered: frozenset[str]
    own: float
    coverage: float
    of_kind: bool
    score: float
    features: Features | None = None

    @property
    def span(self) -> Span:
        """Where it stands in the article."""
        return self.passage.sentences[self.place]

    @property
    def all_before(self) -> str:
        """What is known of its article's text right before it."""
        return self.context.text[: self.span.start - self.context.start]


def word_weights(question: Question, *, passages: int, frequencies: Mapping[str, int]) -> dict[str, float]:
    """The rarity of each of the question's stems, as BM25 has it (Robertson and Zaragoza 2009)."""
    weights: dict[str, float] = {}
    is_of_a_day = bool(question.dates) and all(word.stem in question.light for word in question.content)
    for word in () if is_of_a_day else question.content:  # of "What happened on 8 May?" the day is all
        if word.stem in weights:
            continue  # `frequencies` has the first form of each stem
        count = frequencies.get(word.text, 0)
        share = LIGHT_SHARE if word.stem in question.light else 1.0
        weights[word.stem] = share * math.log(1 + (passages - count + 0.5) / (count + 0.5))
    if question.dates:
        # A day asked about weighs as much as a word that one passage in ten has.
        weights[DATE_TERM] = math.log(10)
    return weights


def candidates(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float], *, least: float
) -> Iterator[Candidate]:
    """Each sentence of the hits once; one that covers less than `least` gets no score."""
    seen = set[tuple[str, int]]()
    best = max((hit.score for hit in hits), default=0.0)
    for hit in hits:
        passage, context = hit.passage, hit.context or hit.passage
        for place, span in enumerate(passage.sentences):
            key = (passage.article_id, span.start)
            text = sentence_text(passage, span)
            if (
                key in seen
                or is_headline(passage, span)
                or not states(context, context.sentences.index(span))
            ):
                continue
            # With its full stop even "Parking costs £2." is a sentence.
            if len(cached_words(text)) < (LEAST_SENTENCE if _FULL_STOP.search(text) else LEAST_WORDS):
                continue
            seen.add(key)
            rank = hit.score / best if best > 0 else 0.0
            yield _candidate(question, passage, context, place, weights, rank, least)


def dates_hold(question: Question, text: str, passage: Passage, days: Sequence[ToldDay] = ()) -> bool:
    """True when all dates of the question are in the text, which tells of these days."""
    known = [*with_told(dates(text), days), *event_dates(text, days)]
    return all(
        any(compatible_dates(wanted, found, passage.published_at) for found in known)
        for wanted in question.dates
    )


def _candidate(
    question: Question,
    passage: Passage,
    context: Passage,
    place: int,
    weights: Mapping[str, float],
    rank: float,
    least: float,
) -> Candidate:
    span = passage.sentences[place]
    text, before = sentence_text(passage, span), _sentence_before(context, span)
    total = math.fsum(weights.values()) or 1.0
    found = [question.kin.get(word.stem, word.stem) for word in cached_words(text)]
    stems = set(found)
    days = days_from(days_within(passage.days, span), span.start)
    if question.dates and dates_hold(question, text, passage, days):
        stems.add(DATE_TERM)
    covered = frozenset(weights.keys() & stems)
    near = {word.stem for word in (*cached_words(before), *cached_words(passage.title))}
    itself = {word.stem for word in cached_words(text)}
    own = (
        math.fsum(
            weights[stem] * (1.0 if stem in itself or stem == DATE_TERM else SYNONYM) for stem in covered
        )
        / total
    )
    lent = math.fsum(weights[stem] for stem in weights.keys() & near - covered) / total
    coverage = own + CONTEXT_SHARE * lent
    if coverage < least:
        return Candidate(
            passage, context, place, text, before, covered, own, coverage, of_kind=False, score=0.0
        )
    of_kind = holds_kind(question, text) or (
        question.kind is Kind.DATE and bool(days) and not any(day.month or day.year for day in dates(text))
    )
    features = Features(
        own=own,
        phrases=_phrases(question, found, weights) / total,
        nearness=_nearness(question, found, weights) / total,
        names=_names_share(question, before, text, passage),
        full_date=float(of_kind and _is_dated(question, text)),
        kind=float(of_kind),
        edges=float(_edges(question, stems)),
        rank=rank,
    )
    score = score_of(features)
    return Candidate(passage, context, place, text, before, covered, own, coverage, of_kind, score, features)


def _sentence_before(context: Passage, span: Span) -> str:
    place = context.sentences.index(span)
    return sentence_text(context, context.sentences[place - 1]) if place else ""


def _is_dated(question: Question, text: str) -> bool:
    return question.kind is Kind.DATE and any(day.year or (day.month and day.day) for day in dates(text))


def _names_share(question: Question, before: str, text: str, passage: Passage) -> float:
    if not question.names:
        return 1.0
    own = sum(name_supported(name, text) for name in question.names)
    places = (text, before, passage.title)
    there = sum(any(name_supported(name, place) for place in places) for name in question.names)
    return (there + NAMED_ITSELF * own) / (1 + NAMED_ITSELF) / len(question.names)


def _phrases(question: Question, found: Sequence[str], weights: Mapping[str, float]) -> float:
    """The mean weight of the question's neighbouring words that are neighbours in the sentence, summed."""
    known = set(pairwise(found))
    return math.fsum(
        (weights.get(one.stem, 0.0) + weights.get(other.stem, 0.0)) / 2
        for one, other in pairwise(cached_words(question.text))
        if (one.stem, other.stem) in known
    )


def _nearness(question: Question, found: Sequence[str], weights: Mapping[str, float]) -> float:
    """The weight of the question's words that the sentence has, less the further they stand apart."""
    places: dict[str, list[int]] = {}
    for place, stem in enumerate(found):
        if stem in weights:
            places.setdefault(stem, []).append(place)
    present = [stem for stem in dict.fromkeys(word.stem for word in question.content) if stem in places]
    near = 0.0
    for one, other in pairwise(present):
        apart = min(abs(first - second) for first in places[one] for second in places[other]) - 1
        near += (weights[one] + weights[other]) / 2 / (1 + apart / NEAR)
    return near


def _edges(question: Question, stems: set[str]) -> int:
    plain = [word.stem for word in question.content if word.stem not in question.name_stems]
    return (plain[0] in stems) + (plain[-1] in stems) if plain else 0


@lru_cache(
    maxsize=8192
)  # the sentences of some hundred passages; neighbours and titles come up again and again
def cached_words(text: str) -> tuple[Word, ...]:
    """The words of a text."""
    return tuple(words(text))
