"""The embedded engine's answers: the sentences that answer, verbatim, or nothing.

A sentence is a candidate when it holds the kind of answer asked for and stands where what the question takes
for granted stands too. Among the candidates, shared words weighted by their rarity decide.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.answer.kinds import holds_kind
from app.answer.question import Question
from app.language.dates import compatible_dates, dates
from app.language.names import name_supported
from app.language.negation import polarity_conflict
from app.language.numbers import quantities
from app.language.words import words
from app.models import Draft, DraftClaim, Hit, Passage, Quote, Reason, Span

MAX_SENTENCES = 3
LEAST_WORDS = 4  # a heading or a caption stub is not a sentence
LEAST_COVERAGE = 0.5  # of the question's words, by rarity, with what the context lends
LEAST_OWN = 0.4  # of them in the sentence itself
LEAST_RELEVANT = 0.2  # under this no passage is about the question at all
CONTEXT_SHARE = 0.8  # what a word counts that stands before the sentence or in the title, not in it
CONTEXT_SCORE = 0.3  # the same, in the order of candidates
PASSAGE_SHARE = 0.3  # what the passage's own rank counts beside the sentence's words
LIGHT_SHARE = 0.3  # what a word counts that asks ("say", "happen") and need not be in the answer
DATE_TERM = "<date>"  # stands for the question's dates among its words
LEAST_GAIN = 0.2  # of coverage, that a further sentence must bring
LONG_SENTENCE = 40  # words from which a sentence costs more to read than it tells
LENGTH_COST = 0.004
NEAR_BEST = 0.8  # of the best score, that a further sentence must have when several things are asked for


_LIST_MARK = re.compile(r"(?:[-*+•‣]|\d{1,3}[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in its passage, with what it covers of the question."""

    passage: Passage
    span: Span
    text: str
    covered: frozenset[str]
    own: float
    coverage: float
    score: float


def extract(
    question: Question, hits: Sequence[Hit], *, passages: int, frequencies: Mapping[str, int]
) -> Draft:
    """One to three verbatim sentences that answer, in reading order, or why there are none.

    `frequencies` says how many of the `passages` in the store hold each of the question's words.
    """
    weights = _weights(question, passages=passages, frequencies=frequencies)
    candidates = list(_candidates(question, hits, weights))
    if not weights or not candidates or max(one.coverage for one in candidates) < LEAST_RELEVANT:
        return Draft((), missing=Reason.NO_RELEVANT_PASSAGE)
    able = [
        one
        for one in candidates
        if one.own >= LEAST_OWN and one.coverage >= LEAST_COVERAGE and _answers(question, one)
    ]
    if not able:
        return Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)
    chosen = _choose(question, sorted(able, key=lambda one: -one.score), weights)
    order = {hit.passage.article_id: place for place, hit in reversed(list(enumerate(hits)))}
    chosen.sort(key=lambda one: (order[one.passage.article_id], one.span.start))
    return Draft(tuple(draft_claim(one.passage, one.span) for one in chosen))


def draft_claim(passage: Passage, span: Span) -> DraftClaim:
    """A sentence of a passage as a claim that quotes itself, without its list mark and line breaks."""
    text = sentence_text(passage, span)
    mark = _LIST_MARK.match(text)
    if mark:
        text, span = text[mark.end() :], Span(span.start + mark.end(), span.end)
    return DraftClaim(" ".join(text.split()), (Quote(passage.passage_id, text, span),))


def sentence_text(passage: Passage, span: Span) -> str:
    """The characters of a sentence, by its place in the article."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def _weights(question: Question, *, passages: int, frequencies: Mapping[str, int]) -> dict[str, float]:
    """The rarity of each of the question's stems, as BM25 has it (Robertson and Zaragoza 2009)."""
    weights: dict[str, float] = {}
    for word in question.content:
        if word.stem in weights:
            continue  # `frequencies` has the first form of each stem
        count = frequencies.get(word.text, 0)
        share = LIGHT_SHARE if word.stem in question.light else 1.0
        weights[word.stem] = share * math.log(1 + (passages - count + 0.5) / (count + 0.5))
    if question.dates:
        # A day asked about weighs as much as a word that one passage in ten has.
        weights[DATE_TERM] = math.log(10)
    return weights


def _candidates(question: Question, hits: Sequence[Hit], weights: Mapping[str, float]) -> Iterator[Candidate]:
    total = math.fsum(weights.values()) or 1.0
    seen = set[tuple[str, int]]()
    for hit in hits:
        passage = hit.passage
        title = {word.stem for word in words(passage.title)}
        before = set[str]()
        for span in passage.sentences:
            text = sentence_text(passage, span)
            found = words(text)
            stems = {word.stem for word in found}
            if question.dates and _holds_dates(question, text, passage):
                stems.add(DATE_TERM)
            key = (passage.article_id, span.start)
            if key not in seen and len(found) >= LEAST_WORDS and not text.startswith("#"):
                seen.add(key)
                covered = frozenset(weights.keys() & stems)
                lent = weights.keys() & (before | title) - covered
                own = math.fsum(weights[stem] for stem in covered) / total
                context = math.fsum(weights[stem] for stem in lent) / total
                coverage = own + CONTEXT_SHARE * context
                score = own + CONTEXT_SCORE * context + PASSAGE_SHARE * hit.score
                score -= LENGTH_COST * max(0, len(found) - LONG_SENTENCE)
                yield Candidate(passage, span, text, covered, own, coverage, score)
            before = stems


def _holds_dates(question: Question, text: str, passage: Passage) -> bool:
    known = dates(text)
    return all(
        any(compatible_dates(wanted, found, passage.published_at) for found in known)
        for wanted in question.dates
    )


def _answers(question: Question, candidate: Candidate) -> bool:
    return (
        holds_kind(question, candidate.text)
        and _premises_stand(question, candidate)
        and not polarity_conflict(question.text, candidate.text)
    )


def _premises_stand(question: Question, candidate: Candidate) -> bool:
    """True when the names, numbers and dates of the question stand in the candidate's passage or title."""
    passage = candidate.passage
    around = f"{passage.text} \n{passage.title}"
    if not all(name_supported(name, around) for name in question.names):
        return False
    known = {number.value for number in quantities(around)}
    if not all(number.value in known for number in question.numbers):
        return False
    return DATE_TERM in candidate.covered or _holds_dates(question, around, passage)


def _choose(question: Question, ranked: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    """The best sentence, and further ones only for what each adds."""
    total = math.fsum(weights.values()) or 1.0
    chosen = [ranked[0]]
    covered = set(ranked[0].covered)
    for one in ranked[1:]:
        if len(chosen) == MAX_SENTENCES:
            break
        gain = math.fsum(weights[stem] for stem in one.covered - covered) / total
        listed = question.wants_several and one.score >= NEAR_BEST * ranked[0].score
        if (gain >= LEAST_GAIN or listed) and not _repeats(one, chosen):
            chosen.append(one)
            covered |= one.covered
    return chosen


def _repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    stems = {word.stem for word in words(candidate.text) if not word.is_stop}
    for other in chosen:
        known = {word.stem for word in words(other.text) if not word.is_stop}
        if len(stems & known) >= 0.6 * min(len(stems), len(known)):
            return True
    return False
