"""Whether a number is the size that is asked for: "How wide?" isn't told by a depth, nor by how many."""

import re
from collections.abc import Mapping

from app.language.numbers import Number
from app.language.units import LENGTHS, SHARES, SPEEDS, TIMES, WEIGHTS
from app.language.verbs import is_past
from app.language.words import words

_SIZE_OF: Mapping[str, str] = {
    word: written.split()[0]
    for written in (
        "depth deep",
        "width wide broad breadth",
        "thickness thick",
        "height tall high altitude elevation",
        "length long far",
        "weight heavy weigh",
        "speed fast velocity",
        "age old",
    )
    for word in written.split()
}
# What a size is measured in; a height isn't here, since rates, prices and heat are high as well.
_UNITS: Mapping[str, frozenset[str]] = {
    "deep": LENGTHS,
    "wide": LENGTHS,
    "broad": LENGTHS,
    "thick": LENGTHS,
    "tall": LENGTHS,
    "heavy": WEIGHTS,
    "weigh": WEIGHTS,
    "fast": SPEEDS | SHARES | TIMES,
    "old": TIMES,
}
_WORDS = "|".join(_SIZE_OF)
_ASKED = re.compile(
    r"\bhow (?P<how>deep|wide|broad|thick|tall|high|long|far|heavy|fast|old)\b|"
    r"\bhow much (?:do|does|did) .+ (?P<weigh>weigh)\b",
    re.I,
)
_TOLD_AFTER = re.compile(rf"(?:\s+in|-)?\s*(?P<size>{_WORDS})\b", re.I)
_TOLD_BEFORE = re.compile(
    rf"\b(?P<size>{_WORDS})(?: of| is| was| are| were|:)(?: [a-z]+){{0,2}} $",  # "a depth of more than"
    re.I,
)
_A_RATE = re.compile(r"(?:\s?/\s?|\s+(?:an?|per|each|every)\s+)(?:second|minute|hour|h|s)\b", re.I)
_AGED = re.compile(r"\b(?:aged?|age of|turned) $", re.I)
_POUNDS = re.compile(r"\bpounds?$", re.I)
_FLOORS = re.compile(r"[\s-]*(?:storeys?|stor(?:y|ies)|floors)\b", re.I)
_ADDED = re.compile(r"\b(?:adds?|added|adding|extra|another|additional) $", re.I)
_OF_A_THING = re.compile(r"\bhow long (?:is|was|are|were) .*?(?P<last>[\w'’-]+)\W*$", re.I)


def may_be_size(question: str, number: Number, text: str) -> bool:
    """True unless a size is asked for, and the number is in another unit, or said to be another."""
    asked = _asked(question)
    if asked is None:
        return True
    if _told(number, text) not in (None, _SIZE_OF[asked]):
        return False
    return not _ADDED.search(text, 0, number.start) and _is_measured(asked, number, text)


def is_said_to_be(question: str, number: Number, text: str) -> bool:
    """Whether a sentence says that a number is the size that is asked for: "12 kilometres long"."""
    asked = _asked(question)
    return asked is not None and _told(number, text) == _SIZE_OF[asked]


def is_of_a_thing(question: str) -> bool:
    """Whether it is asked how long a thing is ("the bridge"), not how long something has been done to it."""
    match = _OF_A_THING.search(question)
    return match is not None and not any(is_past(word) for word in words(match["last"]))


def _asked(question: str) -> str | None:
    match = _ASKED.search(question)
    return (match["how"] or match["weigh"]).lower() if match else None


def _told(number: Number, text: str) -> str | None:
    match = _TOLD_AFTER.match(text, number.end) or _TOLD_BEFORE.search(text, 0, number.start)
    return _SIZE_OF[match["size"].lower()] if match else None


def _is_measured(asked: str, number: Number, text: str) -> bool:
    units = _UNITS.get(asked)
    if units is None or number.unit in units:
        return True
    return (
        (asked == "fast" and number.unit in LENGTHS and _A_RATE.match(text, number.end) is not None)
        or (asked == "old" and _AGED.search(text, 0, number.start) is not None)
        or (asked == "tall" and _FLOORS.match(text, number.end) is not None)
        or (units is WEIGHTS and _POUNDS.search(number.text) is not None)
    )
