"""Dates of a text, the days they stand for, and whether one date bears out another."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.language.absolute_dates import absolute_dates
from app.language.date_parts import Date
from app.language.event_phrases import counts_from_event
from app.language.periods import period_of
from app.language.relative_dates import relative_dates
from app.language.years import bare_years
from app.models import ToldDay

__all__ = ["Date", "ResolvedDay", "compatible_dates", "dates", "resolve", "resolved_days", "with_told"]


@dataclass(frozen=True, slots=True)
class ResolvedDay:
    """A relative day at `text[start:end]` and the calendar date it stands for."""

    text: str
    date: datetime.date
    start: int
    end: int


_RELATIVE = re.compile(r"(?P<origin>[a-z]+)(?P<steps>[+-]\d+)")
_ANY_DAY = datetime.date(2000, 1, 1)  # to resolve what has its calendar day
_WEEK = datetime.timedelta(days=7)


def dates(text: str) -> list[Date]:
    """The dates that a text states, in order; of two that overlap, the calendar date, then the longer."""
    found: list[Date] = []
    for candidates in (absolute_dates(text), relative_dates(text), bare_years(text)):
        for date in sorted(candidates, key=lambda date: date.start - date.end):
            if not any(other.start < date.end and date.start < other.end for other in found):
                found.append(date)
    return sorted(found, key=lambda date: date.start)


def resolve(found: Date, published_at: datetime.date) -> datetime.date | None:
    """The day a date stands for in an article of `published_at`; None when that settles no one day."""
    try:
        if found.day is not None and found.month is not None:
            return _calendar_day(found.year, found.month, found.day, published_at)
        if found.weekday is not None:
            return _weekday(found.weekday, found.relative, published_at)
        origin, steps = _counted(found)
        return published_at + datetime.timedelta(days=steps) if origin == "day" else None
    except (OverflowError, ValueError):  # 31 June, or before the first year
        return None


def with_told(found: Sequence[Date], days: Sequence[ToldDay]) -> list[Date]:
    """The dates of a text, of which those that count from an event have their calendar day if it is told."""
    known = {day.start: day.date for day in days if not day.of_event}
    return [
        replace(one, year=day.year, month=day.month, day=day.day)
        if counts_from_event(one) and (day := known.get(one.start)) is not None
        else one
        for one in found
    ]


def resolved_days(
    text: str, published_at: datetime.date | None, days: Sequence[ToldDay] = ()
) -> list[ResolvedDay]:
    """The relative days of a text (weekdays, "yesterday", "three days ago") with their calendar dates.

    `days` are those that the text tells of, for "the day before": what that counts from may stand before it.
    """
    found = []
    for date in with_told(dates(text), days):
        if counts_from_event(date):
            day = resolve(date, published_at or _ANY_DAY)
        else:
            day = resolve(date, published_at) if published_at and date.day is None else None
        if day is not None:
            found.append(ResolvedDay(date.text, day, date.start, date.end))
    return found


def compatible_dates(claim: Date, evidence: Date, published_at: datetime.date | None) -> bool:
    """Whether the evidence bears out the claimed date: no part that the claim states is missing or different.

    Relative days and omitted years are first filled in from `published_at`, on both sides.
    """
    if claim.relative is not None and (claim.relative, claim.weekday) == (
        evidence.relative,
        evidence.weekday,
    ):
        return True
    if claim.relative is None and claim.weekday is not None and _same_weekday(claim, evidence):
        return True
    period = period_of(claim, published_at) if published_at else None
    if published_at and period is not None:
        return _is_in(period, evidence, published_at)
    stated = _filled(claim, published_at) if claim.relative or _is_weekday_only(claim) else claim
    known = _filled(evidence, published_at)
    parts = [(stated.month, known.month), (stated.day, known.day), (stated.weekday, _weekday_of(known))]
    if all(part is None for part in (stated.year, stated.month, stated.day, stated.weekday)):
        return False
    return _year_agrees(stated, known) and all(part is None or part == other for part, other in parts)


def _is_in(period: tuple[datetime.date, datetime.date], evidence: Date, published_at: datetime.date) -> bool:
    """Whether the day, the month or the year of the evidence lies in a period."""
    known = _filled(evidence, published_at)
    if known.year is None or known.relative == "event" or _is_decade(known):
        return False
    inner = period_of(evidence, published_at)
    if inner is None:
        try:
            first = datetime.date(known.year, known.month or 1, known.day or 1)
            end = datetime.date(known.year, known.month or 12, known.day or 28)
        except ValueError:
            return False
        inner = first, end
    return period[0] <= inner[0] and inner[1] <= period[1]


def _is_weekday_only(date: Date) -> bool:
    return date.weekday is not None and date.day is None


def _same_weekday(claim: Date, evidence: Date) -> bool:
    return (
        _is_weekday_only(claim)
        and _is_weekday_only(evidence)
        and claim == replace(evidence, start=claim.start, end=claim.end, text=claim.text)
    )


def _year_agrees(stated: Date, known: Date) -> bool:
    """Whether the years agree; a decade takes in its ten years, a year isn't borne out by its decade."""
    if stated.year is None or known.year is None:
        return stated.year is None
    if _is_decade(stated):
        return stated.year <= known.year < stated.year + 10
    return stated.year == known.year and not _is_decade(known)


def _is_decade(date: Date) -> bool:
    return date.month is None and date.day is None and date.text.endswith("s") and date.relative is None


def _weekday_of(date: Date) -> int | None:
    """The weekday of a date: computed where all of it is known, otherwise as stated."""
    if date.year is None or date.month is None or date.day is None:
        return date.weekday
    try:
        return datetime.date(date.year, date.month, date.day).weekday()
    except ValueError:
        return None


def _filled(date: Date, published_at: datetime.date | None) -> Date:
    """The date with all the parts that the day of publication settles."""
    if published_at is None:
        return date
    day = resolve(date, published_at)
    if day is not None:
        return replace(date, year=day.year, month=day.month, day=day.day, weekday=day.weekday())
    period = period_of(date, published_at)
    if period is not None:
        return _within(date, *period)
    if date.month is not None and date.year is None and date.day is None:
        return replace(date, year=_nearest_year_of_month(date.month, published_at))
    return date


def _within(date: Date, first: datetime.date, last: datetime.date) -> Date:
    """A period with the year and the month that all of its days share."""
    if first.year != last.year:
        return date
    return replace(date, year=first.year, month=first.month if first.month == last.month else None)


def _nearest_year_of_month(month: int, published_at: datetime.date) -> int:
    """The year of the nearest such month; of two as near, the past one."""
    ahead = month - published_at.month
    return published_at.year + (-1 if ahead >= 6 else 1 if ahead < -6 else 0)


def _counted(date: Date) -> tuple[str, int]:
    """Where a relative date counts from and how many steps; an empty origin for an absolute one."""
    match = _RELATIVE.fullmatch(date.relative or "")
    return (match["origin"], int(match["steps"])) if match else ("", 0)


def _calendar_day(
    year: int | None, month: int, day: int, published_at: datetime.date
) -> datetime.date | None:
    """A day and month in their year, or in the year that brings them nearest to publication."""
    if year is not None:
        return datetime.date(year, month, day)
    near = list(_in_years_around(month, day, published_at.year))
    return min(near, key=lambda candidate: abs(candidate - published_at), default=None)


def _in_years_around(month: int, day: int, year: int) -> Iterator[datetime.date]:
    for candidate in (year - 1, year, year + 1):
        try:
            yield datetime.date(candidate, month, day)
        except ValueError:  # 29 February, or a year that no calendar has
            continue


def _weekday(weekday: int, relative: str | None, published_at: datetime.date) -> datetime.date | None:
    """A weekday counted from publication: with nothing else, the latest one that isn't after it."""
    since = (published_at.weekday() - weekday) % 7  # days since the latest such weekday
    latest = published_at - datetime.timedelta(days=since)
    of_this_week = published_at + datetime.timedelta(days=weekday - published_at.weekday())
    return {
        None: latest,
        "weekday-1": latest if since else latest - _WEEK,
        "weekday+0": of_this_week,
        "weekday+1": latest + _WEEK,
        "week-1": of_this_week - _WEEK,
        "week+0": of_this_week,
        "week+1": of_this_week + _WEEK,
    }.get(relative)
