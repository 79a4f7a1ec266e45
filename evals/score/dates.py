"""Dates as values: what a text names of a day, and which day a bare weekday is in an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from evals.score.text import Span

_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
MONTHS = tuple(_MONTHS.split())
WEEKDAYS = tuple(_WEEKDAYS.split())
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
)
_MONTH += r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)\b(?![.,]\d)"
_OTHER_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_JOINED = rf"(?P<others>(?:{_OTHER_DAY}\s*(?:,|-|–|\bto\b|\band\b|\bor\b)\s*)*)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?\b",
        r"(?<![\w.,])(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<number>0?[1-9]|1[0-2])\.\s?(?P<year>(?:1[5-9]|20)\d\d)\b",
        rf"\b(?:{_WEEKDAY},?\s+(?:the\s+)?)?(?<![\d.,]){_JOINED}{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b(?:{_WEEKDAY},?\s+)?{_MONTH}\s+(?:the\s+)?{_DAY}\b(?!\s*%|\s+per)(?P<more>(?:\s*(?:,|-|–|\bto\b|\band\b|"
        rf"\bor\b)\s*{_OTHER_DAY}(?!\d))*)(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}",
    )
)
# "May", "March" and the like alone are a month only where a word says so.
_MONTH_ALONE = re.compile(
    rf"\b(?:in|since|last|early|late|mid|until|from|during|of|by|the month of)[\s-]+{_MONTH}", re.I
)
_WEEKDAY_ALONE = re.compile(rf"\b{_WEEKDAY}s?\b", re.IGNORECASE)
_YEAR_ALONE = re.compile(rf"(?<![\w.,-]){_YEAR}(?!-\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says of a day at `start` to `end`; None for what it leaves out. `weekday`: Monday is 0."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    start: int
    end: int

    @property
    def is_bare_weekday(self) -> bool:
        """Only the name of a weekday."""
        return self.weekday is not None and self.month is None and self.year is None

    @property
    def has_month(self) -> bool:
        """More than a year or a weekday."""
        return self.month is not None

    def agrees(self, year: int, month: int | None, day: int | None) -> bool:
        """Whether both name the same, as far as both speak of it."""
        if month is None:
            return self.year == year
        same = self.month == month and self.year in (None, year) and (day is None or self.day == day)
        return same and (day is None or self.weekday in (None, date(year, month, day).weekday()))


def find_days(text: str) -> tuple[Day, ...]:
    """Dates in order, each day of "7 and 8 May" with its month; bare months, weekdays and years too."""
    found: list[Day] = []
    for day in _all_forms(text):
        if not any(
            Span(one.start, one.end).holds(day.start, day.start + 1) and not _siblings(one, day)
            for one in found
        ):
            found.append(day)
    return tuple(sorted(found, key=lambda day: (day.start, day.day or 0)))


def resolve(day: Day, published_at: date | None) -> Day:
    """A bare weekday as the day that an article of that date means: the same day or the last before it."""
    if not day.is_bare_weekday or published_at is None or day.weekday is None:
        return day
    meant = published_at - timedelta(days=(published_at.weekday() - day.weekday) % 7)
    return replace(day, year=meant.year, month=meant.month, day=meant.day)


def _siblings(one: Day, other: Day) -> bool:
    return (one.start, one.end) == (other.start, other.end) and one.day != other.day


def _all_forms(text: str) -> Iterator[Day]:
    for form in (*_FORMS, _MONTH_ALONE, _WEEKDAY_ALONE, _YEAR_ALONE):
        for match in form.finditer(text):
            yield from _days_of(match)


def _days_of(match: re.Match[str]) -> Iterator[Day]:
    named = match.groupdict()
    start = match.start("month") if match.re is _MONTH_ALONE else match.start()
    month = int(named["number"]) if named.get("number") else _month(named.get("month"))
    year = int(named["year"]) if named.get("year") else None
    weekday = WEEKDAYS.index(named["weekday"].lower()) if named.get("weekday") else None
    others = [
        int(number) for number in re.findall(r"\d+", (named.get("others") or "") + (named.get("more") or ""))
    ]
    day = int(named["day"]) if named.get("day") else None
    for each in (day, *others):
        # A weekday goes with the day beside it, which is the only one when there is one.
        yield Day(year, month, each, weekday if not others else None, start, match.end())


def _month(name: str | None) -> int | None:
    return next(
        (place for place, full in enumerate(MONTHS, 1) if name and full.startswith(name.lower()[:3])), None
    )
