"""The embedded engine's answers: the sentences that answer, verbatim, or nothing.

The sentences are ranked by what they share with the question. Of those that hold the kind of answer asked
for and have what the question takes for granted, the reader reads the first few. The surest answers, if it is
surer than that none does.
"""

import math
from collections.abc import Mapping, Sequence

from app.answer.extraction.candidates import Candidate, cached_words, candidates, word_weights
from app.answer.extraction.lists import announced_items
from app.answer.extraction.near_misses import is_near_miss, office_is_open
from app.answer.extraction.premises import premises_stand, tells_what_is_asked
from app.answer.extraction.sureness import Reading, read_as
from app.answer.questions.question import Kind, Question
from app.answer.verbatim import draft_claim
from app.models import Draft, Hit, Reason
from app.ports import Reader

MAX_SENTENCES = 3
LEAST_RELEVANT = 0.2  # of the question's words, by rarity; under this no passage is about it at all
LEAST_COVERAGE = 0.3  # the same, of a sentence with what its context lends
LEAST_SURE = 0.5  # the same, of an answer to a yes-or-no question, which no kind of answer vouches for
MOST_READ = 4  # sentences; the reader takes some milliseconds for each, and more find nothing more
MOST_TRIED = 16  # of which the first so many are read
MARGIN = 1.0  # of the score, by which the first of them may fall behind the best of its kind
AS_GOOD = 0.5  # of sureness: so far the reader doesn't tell the better of two
REWORDED = 3.0  # the reader's score, from which a sentence may tell what is asked in other words
LEAST_GAIN = 0.2  # of coverage, that a further sentence must bring
CLOSE = 1.5  # of sureness: a further sentence so near the best may be the answer
NEAR_BEST = 2.0  # of sureness, within which a further sentence is for what it adds
AS_MUCH = 0.8  # of the best's share of the question's words, that one must have too
REPEATED = 0.6  # of its words, from which a sentence says another again


def extract(
    question: Question,
    hits: Sequence[Hit],
    *,
    passages: int,
    frequencies: Mapping[str, int],
    reader: Reader,
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
    read = [one for one in readings(question, found, unknown, reader) if one.sureness >= 0]
    if not read or office_is_open(question, found):
        return Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)
    near = [one for one in read if one.sureness >= read[0].sureness - NEAR_BEST]
    listed = _listed(question, [one.candidate for one in near])
    if listed is not None:
        return listed
    chosen = _choose(question, near, weights)
    order = {hit.passage.article_id: place for place, hit in reversed(list(enumerate(hits)))}
    chosen.sort(key=lambda one: (order[one.passage.article_id], one.span.start))
    return Draft(tuple(draft_claim(one.passage, one.span) for one in chosen))


def readings(
    question: Question, found: Sequence[Candidate], unknown: frozenset[str], reader: Reader
) -> list[Reading]:
    """The sentences that may answer, the surest first: no more than the reader is given to read.

    Where the reader finds two as good, the one that shares more with the question comes first.
    """
    able = _able(question, found, unknown)
    scores = reader.scores(question.text, [one.text for one in able])
    read = [
        read_as(question, one, score)
        for one, score in zip(able, scores, strict=True)
        if score >= REWORDED or tells_what_is_asked(question, one, unknown=unknown)
    ]
    surest = max((one.sureness for one in read), default=0.0)
    return sorted(read, key=lambda one: _order(one, surest), reverse=True)


def _able(question: Question, found: Sequence[Candidate], unknown: frozenset[str]) -> list[Candidate]:
    """The first few of the asked kind that have what the question takes for granted.

    When the best of that kind in an article has it not, only one that is nearly as good may take its place: a
    worse one would be about something else.
    """
    of_kind = sorted((one for one in found if one.of_kind), key=lambda one: -one.score)[:MOST_TRIED]
    near = [one for one in of_kind if not is_near_miss(question, one)]
    best: dict[str, float] = {}
    for one in near:
        best.setdefault(one.passage.article_id, one.score)
    able: list[Candidate] = []
    for one in near:
        article = one.passage.article_id
        if one.score >= best[article] - MARGIN and premises_stand(question, one, unknown=unknown):
            able.append(one)
            best[article] = -math.inf  # its best stands: what comes after may add to it
    return able[:MOST_READ]


def _order(reading: Reading, surest: float) -> tuple[bool, float, float]:
    is_as_good = reading.sureness >= surest - AS_GOOD
    return is_as_good, reading.candidate.score if is_as_good else 0.0, reading.sureness


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


def _choose(question: Question, read: Sequence[Reading], weights: Mapping[str, float]) -> list[Candidate]:
    """The surest sentence, and further ones for what each adds, or when nothing tells which is the better."""
    total = math.fsum(weights.values()) or 1.0
    best = read[0].candidate
    chosen = [best]
    if read[0].evidence.whole and read[0].evidence.closed and not question.wants_several:
        return chosen  # it says all that is asked
    covered = set(best.covered)
    for reading in read[1:]:
        if len(chosen) == MAX_SENTENCES:
            break
        one = reading.candidate
        gain = math.fsum(weights[stem] for stem in one.covered - covered) / total
        is_close = len(chosen) == 1 and reading.sureness >= read[0].sureness - CLOSE
        as_much = one.own >= AS_MUCH * best.own
        is_wanted = gain >= LEAST_GAIN or (as_much and (is_close or question.wants_several))
        if is_wanted and not _repeats(one, chosen):
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
