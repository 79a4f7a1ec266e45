"""`lexical_support`, the offline judge of citations: it compares words and values, and knows no meaning."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from evals.score.clauses import negated
from evals.score.dates import MONTHS, WEEKDAYS, Day, resolve
from evals.score.numbers import Number
from evals.score.reading import Reading, read
from evals.score.text import STOP_WORDS, Span, Word, content_words

LEAST_RECALL = 0.5
_OPPOSITE = {">": ("<", "<="), ">=": ("<", "<="), "<": (">", ">="), "<=": (">", ">=")}
_INITIALS = {"us": "united states", "usa": "united states", "un": "united nations", "eu": "european union"}
_PEOPLES = {"american": "united states", "british": "britain", "dutch": "netherlands", "french": "france"}
_PEOPLE_ENDING = re.compile(r"(?:ian|ean|ern|ese|ish|an|n|i|a|y|e)?$")
_STEM_OF_NAME = 4
_CONTRAST = re.compile(r",\s+(?:and\s+)?not\s+(?:on\s+|in\s+|at\s+)?(?:the\s+)?$", re.IGNORECASE)
_NO_NAMES = frozenset((*MONTHS, *WEEKDAYS, "i"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that are cited, and the date that "Wednesday" in them is counted from."""

    quote: str
    published_at: date | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence follows, and what it has that its evidence hasn't."""

    holds: bool
    reason: str


@lru_cache(maxsize=20_000)
def lexical_support(sentence: str, evidence: tuple[Evidence, ...], known_names: frozenset[str]) -> Support:
    """Every number, date and name of the sentence is in the evidence together, and half of its content words.

    `known_names` are words that are names even where a sentence begins with them.
    """
    if not evidence:
        return Support(False, "nothing is cited")
    said, held = read(sentence), [read(one.quote) for one in evidence]
    days = [resolve(day, one.published_at) for one in evidence for day in read(one.quote).days]
    lacking = (
        _number_lacking(said, [number for one in held for number in one.numbers])
        or _day_lacking(said, days)
        or _name_lacking(said, held, known_names)
        or _words_lacking(said, held)
    )
    return Support(lacking is None, lacking or "numbers, dates, names and words are in its quotes")


def _is_denied(said: Reading, value: Span) -> bool:
    """Whether a value is only what the sentence says it isn't: "on Thursday, not on Friday", "not 145"."""
    if _CONTRAST.search(said.plain, 0, value.start):
        return True
    sentence, clause = said.sentence_at(value.start), said.clause_at(value.start)
    return negated(said.plain, sentence, clause, value) is not None


def _number_lacking(said: Reading, held: Sequence[Number]) -> str | None:
    for number in said.numbers:
        if _is_denied(said, Span(number.start, number.end)):
            continue
        same = [one for one in held if (one.kind, one.value) == (number.kind, number.value)]
        other = number.restated
        same = same or [
            one for one in held if (one.kind, one.value, one.bound) == (other.kind, other.value, other.bound)
        ]
        if not same and not number.plain:
            return f"{number.value:g} ({number.kind}) is not in its quotes"
        opposed = _OPPOSITE.get(number.bound, ())
        if same and all(one.bound in opposed for one in same):
            return f"{number.value:g} is said with the opposite bound"
    return None


def _day_lacking(said: Reading, held: Sequence[Day]) -> str | None:
    for day in said.days:
        if not _is_denied(said, Span(day.start, day.end)) and not any(is_within(day, one) for one in held):
            parts = (day.weekday, day.day, day.month, day.year)
            return (
                f"the date {'/'.join(str(part) for part in parts if part is not None)} is not in its quotes"
            )
    return None


def is_within(said: Day, held: Day) -> bool:
    """Whether all that is said of a day is said there."""
    weekday = held.weekday
    if weekday is None and held.year and held.month and held.day:
        weekday = _weekday(held.year, held.month, held.day)
    pairs = ((said.year, held.year), (said.month, held.month), (said.day, held.day), (said.weekday, weekday))
    return all(mine is None or mine == theirs for mine, theirs in pairs)


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


def _name_lacking(said: Reading, held: Iterable[Reading], known: frozenset[str]) -> str | None:
    have = {form for one in held for form in _forms(one.words)}
    for word in _names(said, known):
        if _CONTRAST.search(said.plain, 0, word.start):
            continue
        if not any(_same_name(form, other) for form in _forms([word]) for other in have):
            return f"the name {word.text} is not in its quotes"
    return None


def _names(said: Reading, known: frozenset[str]) -> list[Word]:
    """Words with a capital; a sentence's first word is one when it is known or stands before another name."""
    starts = {said.words_in(sentence)[0].start for sentence in said.sentences if said.words_in(sentence)}
    found = []
    for place, word in enumerate(said.words):
        follower = said.words[place + 1].text if place + 1 < len(said.words) else ""
        is_first = word.start in starts and word.text not in known and not word.text[1:].isupper()
        capital = word.text[:1].isupper() and word.folded not in _NO_NAMES and word.folded not in STOP_WORDS
        if capital and not (is_first and not follower[:1].isupper()):
            found.append(word)
    return found


def _forms(among: Iterable[Word]) -> set[str]:
    """The words, and what their initials or a people's name stand for."""
    folded = [word.folded for word in among]
    written_out = [part for word in folded for part in (_INITIALS | _PEOPLES).get(word, "").split()]
    return {*folded, *written_out}


def _same_name(one: str, other: str) -> bool:
    """Equal, or a country and its people: China and Chinese, Russia and Russian."""
    if one == other:
        return True
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    endings = (one[shared:], other[shared:])
    return shared >= _STEM_OF_NAME and all(_PEOPLE_ENDING.fullmatch(ending) for ending in endings)


def _words_lacking(said: Reading, held: Iterable[Reading]) -> str | None:
    held = tuple(held)
    # What is said with a number, "exceeded 20", was compared with it.
    plain = (word for word in said.words if not any(n.start <= word.start < n.end for n in said.numbers))
    wanted = {word.stem: word for word in content_words(plain)}
    have = {word.stem for one in held for word in one.words}
    names = {form for one in held for form in _forms(one.words)}
    found = [word for word in wanted.values() if word.stem in have or _is_name_of(word, names)]
    if not wanted or len(found) / len(wanted) >= LEAST_RECALL:
        return None
    return f"of its {len(wanted)} content words {len(found)} are in its quotes"


def _is_name_of(word: Word, names: Iterable[str]) -> bool:
    forms = _forms([word])
    return word.text[:1].isupper() and any(_same_name(form, name) for form in forms for name in names)
