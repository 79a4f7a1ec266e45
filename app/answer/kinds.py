"""Whether a sentence holds the kind of answer that is asked for: a number of that thing, a date, a place."""

import re
from collections.abc import Callable, Mapping

from app.answer.question import Kind, Question
from app.language.dates import dates
from app.language.names import names
from app.language.numbers import quantities
from app.language.words import words

COUNTED_WITHIN = 6  # words after a number in which the counted thing stands ("20 bilateral trade documents")
_DURATION = re.compile(
    r"\b(?:second|minute|hour|day|week|month|year|decade|centur)(?:s|y|ies)?\b|\b(?:since|until)\b", re.I
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|on|near|from|to|into|of|beside|outside|through|across|around)\s+(?:the\s+)?$", re.I
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|as a result|therefore|thanks to|over|for|to|"
    r"after|marks?|marked|reasons?|caused?|led to|leads? to|answers?|answered|response)\b",
    re.I,
)


def holds_kind(question: Question, sentence: str) -> bool:
    """True when the sentence could answer a question of this kind."""
    check = _CHECKS.get(question.kind)
    return check is None or check(question, sentence)


def _holds_count(question: Question, sentence: str) -> bool:
    found = words(sentence)
    for number in quantities(sentence):
        if number.ordinal or number.unit == "percent":
            continue
        after = [word.stem for word in found if word.start >= number.end][:COUNTED_WITHIN]
        if question.counted is None or question.counted in after:
            return True
    return False


def _holds_amount(_question: Question, sentence: str) -> bool:
    return any(not number.ordinal for number in quantities(sentence))


def _holds_duration(_question: Question, sentence: str) -> bool:
    return bool(_DURATION.search(sentence))


def _holds_date(_question: Question, sentence: str) -> bool:
    return bool(dates(sentence))


def _holds_person(question: Question, sentence: str) -> bool:
    asked = {part.casefold() for name in question.names for part in name.words}
    return any(not {part.casefold() for part in name.words} <= asked for name in names(sentence))


def _holds_place(question: Question, sentence: str) -> bool:
    asked = {part.casefold() for name in question.names for part in name.words}
    return any(
        _PLACE_BEFORE.search(sentence, 0, name.start)
        for name in names(sentence)
        if not {part.casefold() for part in name.words} <= asked
    )


def _holds_reason(_question: Question, sentence: str) -> bool:
    return bool(_REASON.search(sentence))


_CHECKS: Mapping[Kind, Callable[[Question, str], bool]] = {
    Kind.COUNT: _holds_count,
    Kind.AMOUNT: _holds_amount,
    Kind.DURATION: _holds_duration,
    Kind.DATE: _holds_date,
    Kind.PERSON: _holds_person,
    Kind.PLACE: _holds_place,
    Kind.REASON: _holds_reason,
}
