"""Whether a sentence holds the kind of answer that is asked for: a number of that thing, a date, a place."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from app.answer.extraction.sizes import may_be_size
from app.answer.extraction.times import holds_date, holds_duration
from app.answer.questions.asking import is_plural
from app.answer.questions.deeds import fills
from app.answer.questions.question import Kind, Question
from app.language.dates import dates
from app.language.names import names
from app.language.nothing import none_of
from app.language.numbers import Number, quantities
from app.language.units import DISTANCES, SHARES, TIMES
from app.language.words import Word, are_kin, words

COUNTED_WITHIN = 6  # words after a number in which the counted thing stands ("20 bilateral trade documents")
# Between a number and what it counts: "20 of the documents"; any other function word begins another phrase.
_WITHIN_PHRASE = frozenset("of the other more such its his her their our these those and or".split())  # noqa: SIM905
_NOBODY = re.compile(
    r"\b(?:nobody|no one|none of|no (?:\w+ )?(?:party|parties|country|countries|person|people|state))\b", re.I
)
_OTHERS = re.compile(r"\b(?:(?<!each )others?|also|too|as well|together with|along with|joined)\b", re.I)
_HOW_OLD = re.compile(r"\bhow old\b", re.I)
# "900 votes more than the other" is no number of votes, unless by how many is asked.
_IS_DIFFERENCE = re.compile(r"(?: [^\W\d_]+){0,2}? (?:more|fewer|less|higher|lower) than\b", re.I)
# Of anything else it isn't told by hours.
_HOW_MUCH = re.compile(r"\bhow much (?!time\b|longer\b|older\b|later\b|earlier\b|younger\b)", re.I)
_HOW_FAR = re.compile(r"\bhow far (?:is|are|was|were|away|from)\b", re.I)
_MORE_THAN = re.compile(r"\b(?:more|fewer|less|than|by how|lead|margin|majority|difference)\b", re.I)
_SORT_OF = re.compile(r"\b(?:sort|kind|type) of (?P<noun>\w+)", re.I)
_ELSE = re.compile(r"\b(?:who|whom|what|which) (?:else|other)\b", re.I)
_AGED = re.compile(
    r"\b(?:aged?|born|years? old|years? of age|year[s-]*old|birthday|dates? (?:back|from|to))\b", re.I
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|on|near|from|to|into|of|beside|outside|through|across|around)\s+(?:the\s+)?$", re.I
)
_PLACE_PHRASE = re.compile(
    r"\b(?:in|at|near|beside|inside|outside|under|behind)\s+(?:(?:the|a|an|its|his|her|their)\s+)?(?P<noun>[a-z]+)"
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|so as to|in order|as a result|therefore|thanks to|"
    r"on account of|reasons?|caused?|led to|leads? to|in response|response to|in reply|"
    r"in return|in protest|"
    r"resulted?|"
    r"(?:over|for|after) (?:the|a|an|its|his|her|their|fear|not|having|being)|"
    r"(?<!up )to (?!the\b|an?\b|its\b|their\b)[a-z]+|so)\b",
    re.I,
)


def holds_kind(question: Question, sentence: str) -> bool:
    """True when the sentence could answer a question of this kind."""
    check = _CHECKS.get(question.kind)
    return check is None or check(question, sentence)


def counts_none(question: Question, sentence: str) -> bool:
    """True when the sentence has none of what is counted: "no boats", "no arrests" of "how many arrested"."""
    denied = none_of(sentence)
    wanted = question.needed | {question.counted}
    return any(
        question.kin.get(stem) in wanted or any(one is not None and are_kin(stem, one) for one in wanted)
        for stem in denied
    )


def _holds_count(question: Question, sentence: str) -> bool:
    if question.counted and counts_none(question, sentence):
        return True
    found = words(sentence)
    return any(
        not number.ordinal
        and number.unit not in SHARES
        and _counts(question.counted, number, found)
        and (_MORE_THAN.search(question.text) or not _IS_DIFFERENCE.match(sentence, number.end))
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


def _holds_amount(question: Question, sentence: str) -> bool:
    if _HOW_MUCH.search(question.text) and not any(
        number.unit not in TIMES and not number.ordinal for number in quantities(sentence)
    ):
        return False
    if _HOW_OLD.search(question.text) and not _AGED.search(sentence):
        return False
    found = [
        number
        for number in quantities(sentence)
        if not number.ordinal and may_be_size(question.text, number, sentence)
    ]
    if _HOW_FAR.search(question.text):
        return any(number.unit in DISTANCES for number in found)
    return bool(found)


def _holds_share(_question: Question, sentence: str) -> bool:
    return any(number.unit in SHARES or 0 < number.value < 1 for number in quantities(sentence))


def _holds_person(question: Question, sentence: str) -> bool:
    if _ELSE.search(question.text):
        return _OTHERS.search(sentence) is not None
    return (
        bool(_new_names(question, sentence))
        or _NOBODY.search(sentence) is not None
        or _holds_doer(question, sentence)
    )


def _holds_doer(question: Question, sentence: str) -> bool:
    """Whether a sentence with all that is asked has one at the place asked for: "the owners"."""
    asked = {word.stem for word in question.content}
    found = {question.kin.get(word.stem, word.stem) for word in words(sentence)}
    return question.deed is not None and asked <= found and fills(question.deed, sentence, asked)


def _holds_name(question: Question, sentence: str) -> bool:
    return bool(_new_names(question, sentence))


def _holds_sort(question: Question, sentence: str) -> bool:
    """Whether the thing whose sort is asked for has a word before it that the question lacks."""
    match = _SORT_OF.search(question.text)
    noun = words(match["noun"])[-1:] if match else []
    asked = {word.stem for word in words(question.text)}
    found = words(sentence)
    return (
        not noun
        or any(
            word.stem == noun[0].stem
            and not before.is_stop
            and before.stem not in asked
            and sentence[before.end : word.start] in (" ", "-")
            for before, word in pairwise(found)
        )
        or not any(word.stem == noun[0].stem for word in found)
    )


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
    Kind.DURATION: holds_duration,
    Kind.DATE: holds_date,
    Kind.PERSON: _holds_person,
    Kind.PLACE: _holds_place,
    Kind.NAMED_PLACE: _holds_name,
    Kind.SORT: _holds_sort,
    Kind.REASON: _holds_reason,
}
