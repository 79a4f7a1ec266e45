"""Whether a sentence holds the kind of answer that is asked for: a number of that thing, a date, a place."""

import re
from collections.abc import Callable, Mapping

from app.answer.asking import is_plural
from app.answer.question import Kind, Question
from app.language.dates import dates
from app.language.names import names
from app.language.numbers import Number, quantities
from app.language.units import SHARES
from app.language.words import Word, words

COUNTED_WITHIN = 6  # words after a number in which the counted thing stands ("20 bilateral trade documents")
MEASURED_WITHIN = 7  # words between a length of time and what lasts so long
# Between a number and what it counts: "20 of the documents"; any other function word begins another phrase.
_WITHIN_PHRASE = frozenset("of the other more such its his her their our these those and or".split())  # noqa: SIM905
_LENGTHS = frozenset(  # of time, and of bridges and rivers
    "second minute hour day week month year decade century km m cm mm mile foot inch yard".split()  # noqa: SIM905
)
# After a length of time: it is a distance, a date or an age, not how long something lasted.
_NO_LENGTH = re.compile(
    r"\W*(?:ago|earlier|later|before|after|previously|afterwards|from now|hence|in a row|"
    r"running|old|since)\b",
    re.I,
)
# What comes before a length that something lasts, with up to three words between ("lasted for more than").
_LASTS = re.compile(
    r"\b(?:for|of|last(?:s|ed|ing)?|takes?|took|taken|taking|spen[dt]|within|over|in|is|was|were|are|be|been|ran|"
    r"runs?|stay(?:s|ed)?|wait(?:s|ed)?|span(?:s|ned)?|exceed(?:s|ed)?|measures?|measured)\s+(?:[\w-]+\s+){0,3}$",
    re.I,
)
_CLAUSE = re.compile(r"[,;:.!?—–]|\b(?:but|while|whereas|although|so)\b", re.I)
_SINCE = re.compile(r"\b(?:since|until|till)\b", re.I)
_PRONOUN = re.compile(r"\W*(?:it|this|that|they|these|he|she)\b", re.I)
_CENTURY = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:th|first|second|third))[ -]centur(?:y|ies)\b", re.I
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|on|near|from|to|into|of|beside|outside|through|across|around)\s+(?:the\s+)?$", re.I
)
_PLACE_PHRASE = re.compile(
    r"\b(?:in|at|near|beside|inside|outside|under|behind)\s+(?:(?:the|a|an|its|his|her|their)\s+)?(?P<noun>[a-z]+)"
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|so as to|in order|as a result|therefore|thanks to|"
    r"on account of|marks?|marked|reasons?|caused?|led to|leads? to|in response|response to|in reply|"
    r"in return|in protest|"
    r"resulted?|answers? to|answer(?:ed|s) (?:those|these|the|with)|"
    r"(?:over|for|after) (?:the|a|an|its|his|her|their|fear|not|having|being)|"
    r"(?<!up )to (?!the\b|an?\b|its\b|their\b)[a-z]+|so)\b",
    re.I,
)


def holds_kind(question: Question, sentence: str) -> bool:
    """True when the sentence could answer a question of this kind."""
    check = _CHECKS.get(question.kind)
    return check is None or check(question, sentence)


def _holds_count(question: Question, sentence: str) -> bool:
    found = words(sentence)
    return any(
        not number.ordinal and number.unit not in SHARES and _counts(question.counted, number, found)
        for number in quantities(sentence)
    )


def _counts(counted: str | None, number: Number, found: list[Word]) -> bool:
    if counted is None or counted in {word.stem for word in words(number.text)}:
        return True
    if number.unit is not None:
        return False  # "20 km of roads" is no number of roads
    another = False  # the thing that the number counts, when it isn't part of the name of what is asked for
    for word in [word for word in found if word.start >= number.end][:COUNTED_WITHIN]:
        if word.stem == counted:
            return True
        if another or (word.is_stop and word.text.lower() not in _WITHIN_PHRASE):
            break
        another = is_plural(word)
    before = [word.stem for word in found if word.end <= number.start][-COUNTED_WITHIN:]
    return "number" in before and counted in before


def _holds_amount(_question: Question, sentence: str) -> bool:
    return any(not number.ordinal for number in quantities(sentence))


def _holds_share(_question: Question, sentence: str) -> bool:
    return any(number.unit in SHARES or 0 < number.value < 1 for number in quantities(sentence))


def _holds_duration(question: Question, sentence: str) -> bool:
    found = words(sentence)
    asked = {word.stem for word in question.content} - question.light - question.name_stems
    places = [place for place, word in enumerate(found) if word.stem in asked]
    if not asked or _PRONOUN.match(sentence):
        places = list(range(len(found)))
    if places and any(_SINCE.search(sentence, max(0, day.start - 30), day.start) for day in dates(sentence)):
        return True
    for number in quantities(sentence):
        if number.unit not in _LENGTHS or number.ordinal or _NO_LENGTH.match(sentence, number.end):
            continue
        adjective = "-" in number.text  # "a four-day visit"
        if question.counted is None and not adjective and not _LASTS.search(sentence, 0, number.start):
            continue
        if any(_measures(number, found[place], sentence) for place in places):
            return True
    return False


def _measures(number: Number, word: Word, sentence: str) -> bool:
    """Whether a length stands near a word, in the same clause."""
    start, end = min(number.end, word.end), max(number.start, word.start)
    between = sentence[start:end] if start < end else ""
    return len(between.split()) <= MEASURED_WITHIN and not _CLAUSE.search(between)


def _holds_date(_question: Question, sentence: str) -> bool:
    return bool(dates(sentence)) or _CENTURY.search(sentence) is not None


def _holds_person(question: Question, sentence: str) -> bool:
    return bool(_new_names(question, sentence))


def _holds_place(question: Question, sentence: str) -> bool:
    if any(_PLACE_BEFORE.search(sentence, 0, start) for start in _new_names(question, sentence)):
        return True
    asked = {word.stem for word in question.content}
    days = [(day.start, day.end) for day in dates(sentence)]
    return any(
        word.stem not in asked and not word.is_stop
        for match in _PLACE_PHRASE.finditer(sentence)
        if not any(start <= match.start("noun") < end for start, end in days)
        for word in words(match["noun"])
    )


def _new_names(question: Question, sentence: str) -> list[int]:
    """Where names stand that the question doesn't have."""
    asked = {part.casefold() for name in question.names for part in name.words}
    return [name.start for name in names(sentence) if not {part.casefold() for part in name.words} <= asked]


def _holds_reason(_question: Question, sentence: str) -> bool:
    return bool(_REASON.search(sentence))


_CHECKS: Mapping[Kind, Callable[[Question, str], bool]] = {
    Kind.COUNT: _holds_count,
    Kind.AMOUNT: _holds_amount,
    Kind.SHARE: _holds_share,
    Kind.DURATION: _holds_duration,
    Kind.DATE: _holds_date,
    Kind.PERSON: _holds_person,
    Kind.PLACE: _holds_place,
    Kind.NAMED_PLACE: _holds_person,
    Kind.REASON: _holds_reason,
}
