"""How often, and what a number is counted over: "twice a day", "19 euros an hour", "two trains each week"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.language.verbs import AUXILIARIES, PREPOSITIONS, PRONOUNS

_PERIODS = "second minute hour day night week fortnight month quarter year season decade century"
_HEADS = "person head capita pupil student patient passenger household"
_ADVERBS = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annually": "year",
}  # fmt: skip
_OVER = "|".join((*_PERIODS.split(), *_HEADS.split()))
_NOT_BETWEEN = "|".join(sorted({*PREPOSITIONS, *AUXILIARIES, *PRONOUNS, "and", "or", "but", "than"}))
_RATE = re.compile(
    rf"(?:\s+(?!(?:{_NOT_BETWEEN})\b)[^\W\d_]+){{0,3}}?"
    rf"(?:(?:\s+(?:an?|per|each|every)\s+|\s?/\s?)(?P<over>{_OVER})"
    rf"(?![-‐‑\w]|\s+(?:later|ago|earlier|before|after|old|or|and)\b)|\s+(?P<adverb>{'|'.join(_ADVERBS)})\b)",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    rf"\b(?:twice|thrice|once(?=\s+(?:(?:an?|per|each|every)\s+(?:{_OVER})|{'|'.join(_ADVERBS)})\b))\b",
    re.IGNORECASE,
)
_TIMES = {"once": Decimal(1), "twice": Decimal(2), "thrice": Decimal(3)}


@dataclass(frozen=True, slots=True)
class Often:
    """A word for how many times at `text[start:end]`."""

    value: Decimal
    start: int
    end: int


def rate_after(text: str, end: int) -> str | None:
    """What the number that ends there is counted over; "in a year" and "a year later" are no rates."""
    match = _RATE.match(text, end)
    if match is None:
        return None
    return match["over"].lower() if match["over"] else _ADVERBS[match["adverb"].lower()]


def frequencies(text: str) -> Iterator[Often]:
    """ "Twice", and "once" where a period follows it: alone it may mean "formerly"."""
    return (Often(_TIMES[match[0].lower()], match.start(), match.end()) for match in _OFTEN.finditer(text))
