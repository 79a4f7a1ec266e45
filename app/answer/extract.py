"""The embedded engine's answers: the sentences that answer, verbatim, or nothing.

The sentences are ranked by what they share with the question. Among those that hold the kind of answer asked
for, the best answers if what the question takes for granted stands there too. When it doesn't, only one that
is nearly as good may take its place: a worse one would be about something else.
"""

import math
import re
from collections.abc import Mapping, Sequence

from app.answer.candidates import Candidate, cached_words, candidates, sentence_text, word_weights
from app.answer.lists import announced_items
from app.answer.markup import without_emphasis
from app.answer.near_misses import is_of_another_office, names_another, office_is_open
from app.answer.premises import premises_stand, tells_what_is_asked
from app.answer.question import Kind, Question
from app.models import Draft, DraftClaim, Hit, Passage, Quote, Reason, Span

__all__ = ["draft_claim", "extract", "sentence_text"]

MAX_SENTENCES = 3
LEAST_RELEVANT = 0.2  # of the question's words, by rarity; under this no passage is about it at all
LEAST_COVERAGE = 0.3  # the same, of a sentence with what its context lends
LEAST_SURE = 0.5  # the same, of an answer to a yes-or-no question, which no kind of answer vouches for
MARGIN = 0.6  # of the score, by which the answer may fall behind the best of its kind
LEAST_GAIN = 0.2  # of coverage, that a further sentence must bring
CLOSE = 1.0  # of the score: a further sentence so near the best may be the answer
WHOLE = 0.9  # of the question's words: a sentence of the asked kind that has so many answers alone
NEAR_BEST = 2.0  # the same, when several things are asked for
AS_MUCH = 0.8  # of the best's share of the question's words, that one must have too
REPEATED = 0.6  # of its words, from which a sentence says another again

_OPEN_KINDS = (Kind.OTHER, Kind.REASON, Kind.YES_NO)  # the kind doesn't tell whether all is said

_LIST_MARK = re.compile(r"(?:[-*+•‣]|\d{1,3}[.)])\s+(?=\S)")


def extract(
    question: Question, hits: Sequence[Hit], *, passages: int, frequencies: Mapping[str, int]
) -> Draft:
    """Verbatim sentences that answer, in reading order, or why there are none: one to three, or a whole list.

    `frequencies` says how many of the `passages` in the store hold each of the question's words.
    """
    weights = word_weights(question, passages=passages, frequencies=frequencies)
    least = LEAST_SURE if question.kind is Kind.YES_NO else LEAST_COVERAGE
    found = list(candidates(question, hits, weights, least=least))
    if not weights or not found or max(one.coverage for one in found) < LEAST_RELEVANT:
        return Draft((), missing=Reason.NO_RELEVANT_PASSAGE)
    unknown = frozenset(word.text for word in question.content if not frequencies.get(word.text))
    able = _able(question, found, unknown)
    if not able or office_is_open(question, found):
        return Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)
    listed = _listed(question, able)
    if listed is not None:
        return listed
    chosen = _choose(question, able, weights)
    order = {hit.passage.article_id: place for place, hit in reversed(list(enumerate(hits)))}
    chosen.sort(key=lambda one: (order[one.passage.article_id], one.span.start))
    return Draft(tuple(draft_claim(one.passage, one.span) for one in chosen))


def draft_claim(passage: Passage, span: Span) -> DraftClaim:
    """A sentence of a passage as a claim that quotes itself, with no list mark, emphasis or line breaks."""
    text = sentence_text(passage, span)
    mark = _LIST_MARK.match(text)
    if mark:
        text, span = text[mark.end() :], Span(span.start + mark.end(), span.end)
    return DraftClaim(without_emphasis(" ".join(text.split())), (Quote(passage.passage_id, text, span),))


def _able(question: Question, found: Sequence[Candidate], unknown: frozenset[str]) -> list[Candidate]:
    """The sentences that answer, the best first."""
    of_kind = sorted(
        (
            one
            for one in found
            if one.of_kind
            and tells_what_is_asked(question, one)
            and not is_of_another_office(question, one)
            and not names_another(question, one)
        ),
        key=lambda one: -one.score,
    )
    able: list[Candidate] = []
    for one in of_kind:
        if one.score < (able or of_kind)[0].score - (NEAR_BEST if able else MARGIN):
            break
        if premises_stand(question, one, unknown=unknown):
            able.append(one)
    return able


def _listed(question: Question, able: Sequence[Candidate]) -> Draft | None:
    """The items of a list that answers a question for several things; None when there is none."""
    if not question.wants_several or question.dates:  # of a list of days only one is asked for
        return None
    sizes = {int(number.value) for number in question.numbers if not number.ordinal and number.unit is None}
    asked = {word.stem for word in question.content} - question.name_stems - question.light
    for one in able:
        items = announced_items(one.passage, one.place, asked=asked)
        if items and (not sizes or len(items) in sizes):
            return Draft(tuple(draft_claim(one.passage, item) for item in items))
    return None


def _choose(question: Question, able: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    """The best sentence, and further ones for what each adds, or when nothing tells which is the better."""
    total = math.fsum(weights.values()) or 1.0
    best = able[0]
    chosen = [best]
    if best.own >= WHOLE and question.kind not in _OPEN_KINDS and not question.wants_several:
        return chosen
    covered = set(best.covered)
    for one in able[1:]:
        if len(chosen) == MAX_SENTENCES:
            break
        gain = math.fsum(weights[stem] for stem in one.covered - covered) / total
        close = len(chosen) == 1 and one.score >= best.score - CLOSE and one.own >= AS_MUCH * best.own
        listed = question.wants_several and one.own >= AS_MUCH * best.own
        if (gain >= LEAST_GAIN or close or listed) and not _repeats(one, chosen):
            chosen.append(one)
            covered |= one.covered
    return chosen


def _repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    stems = {word.stem for word in cached_words(candidate.text) if not word.is_stop}
    for other in chosen:
        known = {word.stem for word in cached_words(other.text) if not word.is_stop}
        if len(stems & known) >= REPEATED * min(len(stems), len(known)):
            return True
    return False
