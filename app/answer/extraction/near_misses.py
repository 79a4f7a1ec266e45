"""Sentences that share words with a question but tell of another thing: another office or event."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.answer.extraction.candidates import Candidate, cached_words
from app.answer.questions.question import Kind, Question
from app.language.name_words import TITLES
from app.language.names import name_supported, names
from app.language.offices import offices
from app.language.synonyms import synonyms
from app.language.words import stem

_HOLDER = re.compile(
    r"\bwho (?:is|was|are|were) (?:[\w'’-]+ ){0,4}?(?P<office>[\w-]+)(?: (?:of|for) .*|\W*)$", re.I
)
_BESIDE = 10  # characters between an office and its place: "mayor of the Tarn"
_OTHER = re.compile(r"\b(?:what|which) other (?P<noun>(?-i:[a-z]+))\b", re.I)
_ANOTHER = re.compile(
    r"\b(?:(?<!each )others?|also|too|as well|together with|along with|alongside|joined)\b", re.I
)
_EVENT = re.compile(r"\bwho\b.*\b(?:at|during) the (?:[^\W_]+ )?(?P<event>(?-i:[a-z]+))\W*$", re.I)
# "Who was at the fair?" is told by who came to it, not by what else a sentence says of the fair.
_PRESENT = re.compile(
    r"\bwho (?:is|was|are|were) (?:also |present |there )*(?:at|present at) the (?:[^\W_]+ )*?"
    r"(?P<event>(?-i:[a-z]+))\W*$",
    re.I,
)
_THERE = (
    r"\b(?:at|to|in|attend\w*|watch\w*|witness\w*|join\w*|visit\w*|saw|guests?|spectators?|"
    r"participa\w+|part in)\b(?: (?!of\b)[^\W_]+){0,4}? "
)
_SEEN = re.compile(r"\bwho \w+(?:ed|s) the (?:[^\W_]+ )?(?P<event>(?-i:[a-z]+))\W*$", re.I)
_POINTS_THERE = re.compile(r"\b(?:there|it|he|she|they|this|that|these|those)\b", re.I)
_HOLDERS_OF_OFFICE = frozenset(stem(word) for word in ("leader", "politician", "official", "head"))
_TITLES = frozenset(stem(word) for word in TITLES)


def is_near_miss(question: Question, candidate: Candidate) -> bool:
    """True when the sentence has words of the question, but not those that make it an answer."""
    return (
        _lacks_another(question, candidate)
        or _lacks_the_event(question, candidate)
        or _is_of_another_office(question, candidate)
    )


def _is_of_another_office(question: Question, candidate: Candidate) -> bool:
    """Whether the holder of an office is asked for, and the sentence ties none to its place."""
    match = _HOLDER.search(question.text)
    office = stem(match["office"].lower()) if match else ""
    place = next(iter(question.names), None)
    if office not in _TITLES or place is None:
        return False
    held = offices(candidate.text, frozenset({office}))
    tied = [name.text for one in held for name in (*one.places, *one.holders)]
    return not any(name_supported(place, text) for text in tied or _beside(office, candidate.text))


def office_is_open(question: Question, found: Sequence[Candidate]) -> bool:
    """Whether the holder of an office is asked for, not of what, and the sentences have several holders."""
    match = _HOLDER.search(question.text)
    office = stem(match["office"].lower()) if match else ""
    if office not in _TITLES or question.names:
        return False
    holders = [
        name
        for candidate in found
        for one in offices(candidate.text, frozenset({office}))
        for name in one.holders
    ]
    return any(
        not name_supported(one, other.text) and not name_supported(other, one.text)
        for one, other in pairwise(holders)
    )


def _beside(office: str, text: str) -> list[str]:
    """The names that stand right before or after an office: "the mayor of Tarn is called Brook"."""
    return [
        name.text
        for word in cached_words(text)
        if word.stem == office
        for name in names(text)
        if name.start <= word.end + _BESIDE and name.end >= word.start - _BESIDE
    ]


def _lacks_another(question: Question, candidate: Candidate) -> bool:
    """Whether "which other leaders" are asked for, and the sentence has none but the known."""
    match = _OTHER.search(question.text)
    if not match:
        return False
    noun = stem(match["noun"])
    found = {word.stem for word in cached_words(candidate.text)}
    kinds = {noun, *synonyms(noun), *(_TITLES if noun in _HOLDERS_OF_OFFICE else ())}
    known = " ; ".join(name.text for name in question.names)
    new = any(not name_supported(name, known) for name in names(candidate.text))
    return found.isdisjoint(kinds) or not (new or _ANOTHER.search(candidate.text))


def _lacks_the_event(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence doesn't say that it was at the event at which "who" is asked for."""
    if question.kind is not Kind.PERSON:
        return False
    present = _PRESENT.search(question.text)
    if present and not re.search(_THERE + present["event"], candidate.text, re.I):
        return True
    match = _EVENT.search(question.text) or _SEEN.search(question.text)
    return match is not None and not _has(stem(match["event"]), candidate)


def _has(wanted: str, candidate: Candidate) -> bool:
    """Whether the sentence has a word or one of its meaning, or points back to a sentence that has it."""
    before = candidate.before if _POINTS_THERE.search(candidate.text) else ""
    found = {word.stem for word in (*cached_words(candidate.text), *cached_words(before))}
    return wanted in candidate.covered or not found.isdisjoint({wanted, *synonyms(wanted)})
