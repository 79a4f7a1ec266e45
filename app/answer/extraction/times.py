"""Whether a sentence holds the date or the length of time that is asked for."""

import re

from app.answer.extraction.sizes import is_of_a_thing, is_said_to_be, may_be_size
from app.answer.questions.question import Question
from app.language.date_parts import Date
from app.language.dates import dates
from app.language.numbers import Number, quantities
from app.language.words import Word, words

MEASURED_WITHIN = 7  # words between a length of time and what lasts so long
_LENGTHS = frozenset(  # of time, and of bridges and rivers
    "second minute hour day week month year decade century km m cm mm mile foot inch yard".split()  # noqa: SIM905
)
# After a length of time: it is a distance, a date or an age, not how long something lasted.
_NO_LENGTH = re.compile(
    r"\W*(?:ago|earlier|later|before|after|previously|afterwards|from now|hence|in a row|"
    r"running|old|since)\b",
    re.I,
)
_HOW_FAR_APART = re.compile(r"\bhow (?:long|many \w+) (?:before|after|earlier|later)\b", re.I)
_APART = re.compile(
    r"\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|several|some|few|\d+)[ -]"
    r"(?P<unit>second|minute|hour|day|week|month|year|decade)s? (?:earlier|later|before|after|previously)\b",
    re.I,
)
# What comes before a length that something lasts, with up to three words between ("lasted for more than").
_TIME_PASSED = re.compile(r"\b(?:since|gone by|passed|elapsed)\b", re.I)
_PASSED = re.compile(r"\W*(?:ago|since)\b", re.I)
_LASTS = re.compile(
    r"\b(?:for|of|last(?:s|ed|ing)?|takes?|took|taken|taking|spen[dt]|within|over|in|is|was|were|are|be|been|ran|"
    r"runs?|stay(?:s|ed)?|wait(?:s|ed)?|span(?:s|ned)?|exceed(?:s|ed)?|measures?|measured)\s+(?:[\w-]+\s+){0,3}$",
    re.I,
)
_WITHIN = re.compile(r"\b(?:in|within) (?:(?:about|just|only|the) )?$", re.I)  # not how long a thing is
_CLAUSE = re.compile(r"[,;:.!?—–]|\b(?:but|while|whereas|although|so)\b", re.I)
_SINCE = re.compile(r"\b(?:since|until|till)\b", re.I)
_PRONOUN = re.compile(r"\W*(?:it|this|that|they|these|he|she)\b", re.I)
_CENTURY = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:th|first|second|third))[ -]centur(?:y|ies)\b", re.I
)
# A time told by what it came after: "Immediately after the vote".
_RIGHT_AFTER = re.compile(
    r"\b(?:immediately|shortly|soon|directly|right|just|moments?|straight) (?:after|before|following)\b", re.I
)
_DATED_THING = re.compile(r"\b(?P<thing>(?-i:[a-z]+)) of (?:the )?$", re.I)
_OF_TIME = re.compile(
    r"mornings?|evenings?|nights?|afternoons?|springs?|summers?|autumns?|falls?|winters?|ends?|beginning|start|"
    r"middle|hours?|days?|weeks?|months?|years?|halves|half|quarters?|seasons?|dates?|eve|dawn|late|early|as|course",
    re.I,
)
_WHEN = re.compile(r"\W*when\b", re.I)
_ASKS_FOR_DAY = re.compile(
    r"\b(?:what|which) (?:calendar |exact )?(?:day|date|weekday)\b|\bthe (?:calendar |exact )?date of\b", re.I
)


def holds_duration(question: Question, sentence: str) -> bool:
    """Whether a sentence holds a length of time of what is asked about, or between two things."""
    if _HOW_FAR_APART.search(question.text):
        apart = [words(match["unit"])[0].stem for match in _APART.finditer(sentence)]
        return bool(apart) and question.counted in (None, *apart)
    found = words(sentence)
    asked = {word.stem for word in question.content} - question.light - question.name_stems
    places = [place for place, word in enumerate(found) if question.kin.get(word.stem, word.stem) in asked]
    if not asked or _PRONOUN.match(sentence):
        places = list(range(len(found)))
    if (
        places
        and not is_of_a_thing(question.text)
        and any(_SINCE.search(sentence, max(0, day.start - 30), day.start) for day in dates(sentence))
    ):
        return True
    return any(
        _measures(number, found[place], sentence)
        for number in quantities(sentence)
        if _is_length(question, number, sentence)
        for place in places
    )


def _is_length(question: Question, number: Number, sentence: str) -> bool:
    """Whether a number says how long something lasted, or how long ago it was when that is asked."""
    if number.unit not in _LENGTHS or number.ordinal or not may_be_size(question.text, number, sentence):
        return False
    if _NO_LENGTH.match(sentence, number.end):
        return bool(_TIME_PASSED.search(question.text) and _PASSED.match(sentence, number.end))
    if is_of_a_thing(question.text) and _WITHIN.search(sentence, 0, number.start):
        return False
    # "a four-day visit", "12 kilometres long"
    adjective = "-" in number.text or is_said_to_be(question.text, number, sentence)
    return question.counted is not None or adjective or bool(_LASTS.search(sentence, 0, number.start))


def _measures(number: Number, word: Word, sentence: str) -> bool:
    """Whether a length stands near a word, in the same clause."""
    start, end = min(number.end, word.end), max(number.start, word.start)
    between = sentence[start:end] if start < end else ""
    return len(between.split()) <= MEASURED_WITHIN and not _CLAUSE.search(between)


def holds_date(question: Question, sentence: str) -> bool:
    """Whether a sentence holds a date, to the day when a day is asked for."""
    known = [day for day in dates(sentence) if not _is_of_another(question, sentence, day)]
    if _ASKS_FOR_DAY.search(question.text):
        return any(
            day.day or day.weekday is not None or (day.relative or "").startswith("day") for day in known
        )
    return (
        any(not (day.relative or "").startswith("event") for day in known)
        or _CENTURY.search(sentence) is not None
        or (_WHEN.match(question.text) is not None and _RIGHT_AFTER.search(sentence) is not None)
    )


def _is_of_another(question: Question, sentence: str, day: Date) -> bool:
    """Whether a date belongs to a thing that isn't asked about: "the fair of 8 May", when rain is."""
    match = _DATED_THING.search(sentence, 0, day.start)
    if match is None or _OF_TIME.fullmatch(match["thing"]):
        return False
    asked = {word.stem for word in question.content}
    return all(question.kin.get(word.stem, word.stem) not in asked for word in words(match["thing"]))
