"""What a question asks for: its kind of answer, what is counted, and what it takes for granted."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.language.dates import Date, dates
from app.language.names import Name, names
from app.language.numbers import Number, quantities
from app.language.words import Word, stem, words


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    COUNT = "count"
    AMOUNT = "amount"
    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    OTHER = "other"


_KINDS = (
    (Kind.COUNT, re.compile(r"\bhow many\b|\bwhat (?:was|is|were|are)? ?the number of\b", re.I)),
    (
        Kind.AMOUNT,
        re.compile(
            r"\bhow much\b|\bhow (?:high|tall|large|big|far|old|deep|heavy|fast)\b|"
            r"\b(?:what|which) (?:percent|percentage|proportion|share|rate|price|cost|level|tariff rate)\b",
            re.I,
        ),
    ),
    (Kind.DURATION, re.compile(r"\bhow long\b|\bhow many (?:days|weeks|months|years|hours|minutes)\b", re.I)),
    (
        Kind.DATE,
        re.compile(
            r"\bwhen\b|\b(?:what|which|on what|on which) (?:day|date|year|month|weekday|century)\b", re.I
        ),
    ),
    (Kind.PERSON, re.compile(r"\bwho(?:m|se)?\b", re.I)),
    (
        Kind.PLACE,
        re.compile(r"\bwhere\b|\b(?:what|which) (?:city|country|town|place|state|region|capital)\b", re.I),
    ),
    (Kind.REASON, re.compile(r"\bwhy\b|\bfor what reason\b", re.I)),
)
# Of a duration asked with "how many days", the first pattern that stands earliest wins; this one is stricter.
_STRICTER = (Kind.DURATION, Kind.AMOUNT)
_COUNTED = re.compile(
    r"\b(?:how many|the number of) (?:of )?(?:the |its |his |her |their )?(?P<noun>.+?)"
    r"(?= (?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|may|might|of|in|on|at|by|"
    r"from|for|to|with|that|who|which|there)\b|[?.,]|$)",
    re.I,
)
_ASKING = re.compile(
    r"\b(?:(?:what|which) (?:day|date|year|month|percent|percentage|city|country|place)|"
    r"how (?:many|much|long|high|tall|large|big|far|old|deep|heavy|fast)|what|which|who|whom|whose|"
    r"when|where|why|how|number of)\b",
    re.I,
)
_ORDER = re.compile(
    r"^\s*(?:please )?(?:compare|describe|explain|find|give|identify|list|mention|name|show|state|"
    r"summari[sz]e|tell)\b(?: me\b| us\b)?",
    re.I,
)
# Verbs and nouns that a question uses to ask, and that its answer need not repeat.
_LIGHT_WORDS = """
say said tell told state stated mention describe call called name named term known give given use used
happen happened occur occurred take took place do did done make made mean
last lasted type kind sort thing things way ways people person event main
"""
_LIGHT = frozenset(stem(word) for word in _LIGHT_WORDS.split())
_SEVERAL = re.compile(
    r"\b(?:what|which) (?:are|were|(?!(?:is|was|does|has)\b)\w+s\b|(?:two|three|four|five|six) )|"
    r"\blist\b|\bname (?:all|the)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read once.

    `content` are the words that an answering sentence should share, `light` the stems of those that it need
    not; `counted` is the stem of what is counted; `names`, `numbers` and `dates` are taken for granted.
    """

    text: str
    kind: Kind
    content: tuple[Word, ...]
    light: frozenset[str]
    counted: str | None
    names: tuple[Name, ...]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    wants_several: bool


def read_question(text: str) -> Question:
    """Reads a question by its words; one that fits no pattern is of kind OTHER."""
    kind = _kind(text)
    found = dates(text)
    # "Describe" and "Tell" would pass for names; blanks keep the places of the rest.
    asked = _ORDER.sub(lambda order: " " * len(order[0]), text)
    # A date is matched by value, not by its words.
    skipped = [match.span() for match in _ASKING.finditer(text)] + [(day.start, day.end) for day in found]
    content = tuple(
        word
        for word in words(asked)
        if not word.is_stop and not any(start <= word.start < end for start, end in skipped)
    )
    return Question(
        text=text,
        kind=kind,
        content=content,
        light=_LIGHT & {word.stem for word in content},
        counted=_counted(text) if kind is Kind.COUNT else None,
        names=tuple(name for name in names(asked) if not _is_asking(name.text)),
        numbers=tuple(quantities(text)),
        dates=tuple(found),
        wants_several=bool(_SEVERAL.search(text)),
    )


def _kind(text: str) -> Kind:
    for kind in _STRICTER:
        if dict(_KINDS)[kind].search(text):
            return kind
    places = {kind: match.start() for kind, pattern in _KINDS if (match := pattern.search(text))}
    return min(places, key=lambda kind: places[kind], default=Kind.OTHER)


def _counted(text: str) -> str | None:
    match = _COUNTED.search(text)
    nouns = [word for word in words(match["noun"]) if not word.is_stop] if match else []
    return nouns[-1].stem if nouns else None


def _is_asking(name: str) -> bool:
    return bool(_ASKING.fullmatch(name))
