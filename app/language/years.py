"""Years that stand alone ("in 1945", "the 1990s", "44 BC"), told from quantities ("2000 soldiers")."""

import re
from collections.abc import Iterator

from app.language.bounds import bound_before
from app.language.date_parts import FIRST_YEAR, LAST_YEAR, Date, date_at
from app.language.number_words import SCALES
from app.language.units import unit_after

_ERA = re.compile(r"(?<![\w.,])(?:AD\s(?P<after>\d{1,4})|(?P<year>\d{1,4})\s?(?P<era>BCE?|AD|CE))(?!\w)")
_YEAR = re.compile(
    r"(?<![\w.,:/$€£¥#+−])(?P<year>[12]\d{3})(?:(?P<decade>['’]?s)|(?P<season>[-‐‑–/]\d\d))?(?![\w%]|[.,:]\d|-\d\d-)"
)
_SECOND_OF_PAIR = re.compile(
    r"(?<=\d{4}[-‐‑–/])(?P<year>[12]\d{3})(?P<decade>['’]?s)?(?P<season>(?!))?(?![\w%]|[.,:]\d)"
)

_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|until|till|during|year|early|late|mid|circa|c\.|spring|summer|autumn|fall|winter"
    r"|the|its|his|her|their|this|between \d{4} and|from \d{4} to|[^\W\d_]+['’]s)[\s-]+$",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(
    r"\b(?:no\.?|number|page|flight|room|route|highway|gate|section)\s+$", re.IGNORECASE
)
_COUNTED_AFTER = re.compile(
    r"\s+(?:(?:people|men|women|children|soldiers|police|staff|personnel|dead|victims)\b"
    r"|(?!(?:was|is|has|as|its|this|his|does|plus|across|versus|towards|besides|unless|perhaps|always)\b)"
    r"(?:[a-z]+\s+)?[a-z]{2,}[^\Wsui0-9_]s\b)"
)
_SCALE_AFTER = re.compile(rf"[\s-](?:{'|'.join(SCALES)})\b")
_BEFORE = 24  # characters looked at before a year
_APPROXIMATE = frozenset({"~", None})


def bare_years(text: str) -> Iterator[Date]:
    """The years and decades of a text that have no month, as dates of year precision."""
    for match in _ERA.finditer(text):
        year = int(match["after"] or match["year"])
        yield date_at(text, match.span(), year=-year if (match["era"] or "").startswith("BC") else year)
    for pattern in (_YEAR, _SECOND_OF_PAIR):
        for match in pattern.finditer(text):
            if FIRST_YEAR <= int(match["year"]) <= LAST_YEAR and _is_year(text, match):
                yield date_at(text, match.span(), year=int(match["year"]))


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Whether four digits are a year, by what stands on either side of them."""
    start, end, year = match.start(), match.end(), int(match["year"])
    if match["decade"]:
        return year % 10 == 0
    if unit_after(text, end) is not None or _SCALE_AFTER.match(text, end):
        return False
    before = max(0, start - _BEFORE)
    if _YEAR_BEFORE.search(text, before, start):
        return True
    if bound_before(text, start) not in _APPROXIMATE or _LABEL_BEFORE.search(text, before, start):
        return False
    is_round_or_old = year % 50 == 0 or year < 1900
    return not (is_round_or_old and _COUNTED_AFTER.match(text, end))
