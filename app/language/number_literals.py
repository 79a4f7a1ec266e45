"""Numbers written in digits: "1,234,567", "US$1.2bn", "80th", "3½", "9:30 a.m."; identifiers are left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import numeric

from app.language.number_words import SCALES
from app.language.units import PREFIXES, unit_after


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at `text[start:end]` before its bound is known; `value` includes the scale.

    `measured_end` is where its unit ends, `bare_one` marks a lone "one".
    """

    value: Decimal
    scale: int
    unit: str | None
    ordinal: bool
    start: int
    end: int
    measured_end: int = -1
    bare_one: bool = False

    def __post_init__(self) -> None:
        if self.measured_end < 0:
            object.__setattr__(self, "measured_end", self.end)


_LONGEST_DIGITS = 30  # a longer run of digits is an identifier
_SCALES = (
    SCALES
    | {f"{scale}s": size for scale, size in SCALES.items()}
    | {"hundred": 100, "dozen": 12, "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6}
    | {"bn": 10**9, "b": 10**9, "tn": 10**12}
)
_PREFIX_OF = {prefix.lower(): unit for prefix, unit in PREFIXES.items()}
_CURRENCY = "|".join(re.escape(prefix) for prefix in sorted(PREFIXES, key=len, reverse=True))
_SCALE_WORDS = "|".join(sorted((scale for scale in _SCALES if len(scale) > 3), key=len, reverse=True))

_LITERAL = re.compile(
    rf"(?:(?<!\w)(?P<currency>{_CURRENCY})\s?|(?<![\w])(?<!\d\.))"
    r"(?>(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)|\d+)"
    r"(?P<decimals>\.\d+)?)(?P<vulgar>[¼-¾⅐-⅞])?(?!\.\d)"
    r"(?:(?P<ordinal>st|nd|rd|th)\b|(?P<attached>k|mn|mln|m|bn|b|tn)(?![\w²³/])"
    rf"|[\s‐‑-]?(?P<scale>{_SCALE_WORDS}|bn|mn|tn)\b)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\w.,:])(?P<hour>[01]?\d|2[0-3])(?:(?P<colon>[:.])(?P<minute>[0-5]\d))?(?![.,:]?\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_NAME_AND_HYPHEN = re.compile(r"\w*[^\W\d_a-z]\w*[-‐‑]$")  # COVID-19, F-16
_WORD_BEFORE = 16  # characters looked at before a hyphen
_TRAILING_LETTERS = re.compile(r"[^\W\d_]+")


def figures(text: str) -> list[Figure]:
    """The numbers in digits of a text, in order."""
    clocks = list(_clocks(text))
    found = [
        figure
        for match in _LITERAL.finditer(text)
        if not _is_identifier(text, match)
        and not any(clock.start < match.end() and match.start() < clock.end for clock in clocks)
        for figure in (_figure(text, match),)
    ]
    return sorted((*clocks, *found), key=lambda figure: figure.start)


def _figure(text: str, match: re.Match[str]) -> Figure:
    digits = re.sub(r"\D", "", match["digits"])
    value = Decimal(digits + (match["decimals"] or ""))
    if match["vulgar"]:
        value += Decimal(str(round(numeric(match["vulgar"]), 4)))
    scale = _SCALES.get((match["scale"] or match["attached"] or "").lower(), 1)
    start = match.start() - _has_minus(text, match.start())
    value *= -scale if start < match.start() else scale
    unit = _PREFIX_OF[match["currency"].lower()] if match["currency"] else None
    return Figure(value, scale, unit, match["ordinal"] is not None, start, match.end())


def _has_minus(text: str, start: int) -> bool:
    """Whether the character before `start` is a minus: a hyphen only counts after a space or a bracket."""
    sign, before = text[max(0, start - 1) : start], text[max(0, start - 2) : max(0, start - 1)]
    return (sign == "−" and not before.isalnum()) or (sign == "-" and before in (" ", "("))


def _is_identifier(text: str, match: re.Match[str]) -> bool:
    """Whether digits name a thing rather than count: COVID-19, 5G, a version, a citation marker [12]."""
    start, end = match.start(), match.end()
    if len(match["digits"]) > _LONGEST_DIGITS or len(match["decimals"] or "") > _LONGEST_DIGITS:
        return True
    if text[max(0, start - 1) : start] == "[" and text[end : end + 1] == "]":
        return True
    if _NAME_AND_HYPHEN.search(text, max(0, start - _WORD_BEFORE), start):
        return True
    letters = _TRAILING_LETTERS.match(text, end)
    if letters is None or match["ordinal"] or match["scale"] or match["attached"]:
        return False
    return letters[0] != "s" and (unit_after(text, end) is None or letters[0] in ("C", "F", "G", "M"))


def _clocks(text: str) -> Iterator[Figure]:
    """Times of day: with a colon, or with a.m. or p.m. after them."""
    for match in _CLOCK.finditer(text):
        if match["colon"] != ":" and not match["half"]:
            continue
        hour = int(match["hour"])
        if match["half"] and hour <= 12:
            hour = hour % 12 + (12 if match["half"] in "pP" else 0)
        value = Decimal(hour * 60 + int(match["minute"] or 0))
        yield Figure(value, 1, "clock", False, match.start(), match.end())
