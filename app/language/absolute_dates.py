"""Calendar dates: with a month in words ("Friday, 9 May 2025", "in January") or in digits alone."""

import re
from collections.abc import Iterator

from app.language.date_parts import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTH_OF,
    MONTHS,
    WEEKDAY_OF,
    WEEKDAYS,
    Date,
    date_at,
)
from app.language.units import unit_after

_FULL = "|".join([*MONTHS, *(month.upper() for month in MONTHS)])
_MONTH = re.compile(
    rf"\b(?:(?P<full>{_FULL})|(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)(?!\w)"
)

_TH = r"(?:st|nd|rd|th)?"
_DAY_BEFORE = re.compile(
    rf"(?:(?<![\w.,:/$€£])(?P<first>\d{{1,2}}){_TH}\s?(?:[-‐‑–—]|to|and)\s?)?"
    rf"(?<![\w.,:/$€£])(?P<day>\d{{1,2}}){_TH}(?:\s+(?:of\s+)?|-)$"
)
_DAY_AFTER = re.compile(
    rf"\s+(?P<first>\d{{1,2}}){_TH}(?![\w:%]|[.,]\d)"
    rf"(?:\s?(?:[-‐‑–—]|to|through)\s?(?P<last>\d{{1,2}}){_TH}(?![\w:%]|[.,]\d|\s+(?:{_FULL})))?"
)
_YEAR_AFTER = re.compile(r"(?:,?\s+(?:of\s+)?|-)(?P<year>\d{4})(?![\w]|[.,]\d)")
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)"
_WEEKDAY_BEFORE = re.compile(rf"\b(?P<weekday>{_WEEKDAY})\b\.?(?:\s?[,(]\s?|\s+)(?:the\s+)?$")
_WEEKDAY_AFTER = re.compile(rf"(?:\s?\(|,\s+a\s+)(?P<weekday>{_WEEKDAY})\b\)?")
_BEFORE = 32  # characters looked at before a month or a day

_ALONE = re.compile(
    r"\b(?:in|since|until|till|during|from|by|last|next|this|early|late|mid|through|throughout"
    r"|(?:end|start) of)"
    r"[\s-]+$",
    re.IGNORECASE,
)
_ALSO_A_WORD = frozenset(
    {3, 4, 5, 6, 8}
)  # March, April, May, June and August are verbs, adjectives and people
_NAME_AFTER = re.compile(r"\s+[A-Z][a-z]")

_ISO = re.compile(r"(?<![\w/-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_SLASHED = re.compile(
    r"(?<![\w/.-])(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\w/-])"
)


def absolute_dates(text: str) -> Iterator[Date]:
    """The calendar dates of a text, of day or month precision; one can overlap the next."""
    for month in _MONTH.finditer(text):
        yield from _around_month(text, month)
    for match in _ISO.finditer(text):
        yield from _in_digits(text, match, int(match["month"]), int(match["day"]))
    for match in _SLASHED.finditer(text):
        one, two = int(match["one"]), int(match["two"])
        if one > 12 or one == two:
            yield from _in_digits(text, match, two, one)
        elif two > 12:  # otherwise day and month can't be told apart
            yield from _in_digits(text, match, one, two)


def _in_digits(text: str, match: re.Match[str], month: int, day: int) -> Iterator[Date]:
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield date_at(text, match.span(), year=int(match["year"]), month=month, day=day)


def _around_month(text: str, name: re.Match[str]) -> Iterator[Date]:
    """The dates that a month's name is part of: two for a range of days, none when the name isn't a month."""
    month = MONTH_OF[name[0].rstrip(".").lower()]
    before = _DAY_BEFORE.search(text, max(0, name.start() - _BEFORE), name.start())
    if before is not None and _is_day(before["day"]):
        year, end = _year_after(text, name.end())
        first = before["first"] if _is_day(before["first"]) else None
        split = (before.end("first"), before.start("day")) if first else None
        start = before.start("first") if first else before.start("day")
        yield from _days(text, (start, end), split, month, year, (first or before["day"], before["day"]))
        return
    after = _DAY_AFTER.match(text, name.end())
    if after is not None and _is_day(after["first"]):
        yield from _after_month(text, name, month, after)
        return
    year, end = _year_after(text, name.end())
    if year is not None or _stands_alone(text, name, month):
        yield date_at(text, (name.start(), end), year=year, month=month)


def _after_month(text: str, name: re.Match[str], month: int, after: re.Match[str]) -> Iterator[Date]:
    last = after["last"] if _is_day(after["last"]) else None
    days_end = after.end("last") if last else after.end("first")
    ordinal_end = after.end() if last or not after["last"] else days_end
    year, end = _year_after(text, ordinal_end)
    if year is None and unit_after(text, ordinal_end) is not None:
        return  # "March 20 km"
    split = (after.end("first"), after.start("last")) if last else None
    yield from _days(text, (name.start(), end), split, month, year, (after["first"], last or after["first"]))


def _days(
    text: str,
    span: tuple[int, int],
    split: tuple[int, int] | None,
    month: int,
    year: int | None,
    days: tuple[str, str],
) -> Iterator[Date]:
    """One date with its weekday, or the first and last day of a range, each with its half of the span."""
    first, last = int(days[0]), int(days[1])
    if split is not None:
        yield date_at(text, (span[0], split[0]), year=year, month=month, day=first)
        yield date_at(text, (split[1], span[1]), year=year, month=month, day=last)
        return
    start, end = span
    before = _WEEKDAY_BEFORE.search(text, max(0, start - _BEFORE), start)
    after = None if before else _WEEKDAY_AFTER.match(text, end)
    start = before.start() if before else start
    end = after.end() if after else end
    beside = before or after
    weekday = WEEKDAY_OF[beside["weekday"].lower()] if beside else None
    yield date_at(text, (start, end), year=year, month=month, day=first, weekday=weekday)


def _is_day(digits: str | None) -> bool:
    return digits is not None and 1 <= int(digits) <= 31


def _year_after(text: str, position: int) -> tuple[int | None, int]:
    """The year right after `position` and where it ends, or None and the position."""
    match = _YEAR_AFTER.match(text, position)
    if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return None, position
    return int(match["year"]), match.end()


def _stands_alone(text: str, name: re.Match[str], month: int) -> bool:
    """Whether a month's name with neither day nor year is the month: "in May", not "May said"."""
    if name["full"] is None:
        return False
    if _ALONE.search(text, max(0, name.start() - _BEFORE), name.start()):
        return True
    return month not in _ALSO_A_WORD and _NAME_AFTER.match(text, name.end()) is None
