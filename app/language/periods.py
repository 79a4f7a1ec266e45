"""The days that a period counted from publication takes in: "last week", "this weekend", "next month"."""

import re
from datetime import date, timedelta

from app.language.date_parts import Date

_STEPS = re.compile(r"(?P<period>week|weekend|month|quarter|year|decade)(?P<steps>[+-]\d+)")
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_DAY = timedelta(days=1)


def period_of(found: Date, published_at: date) -> tuple[date, date] | None:
    """The first and the last day of a period; None for what is none, or outside of the calendar."""
    match = _STEPS.fullmatch(found.relative or "") if found.weekday is None else None
    if match is None:
        return None
    try:
        return _span(match["period"], int(match["steps"]), published_at)
    except (OverflowError, ValueError):  # before the first year, or after the last
        return None


def _span(period: str, steps: int, published_at: date) -> tuple[date, date]:
    monday = published_at - timedelta(days=published_at.weekday()) + timedelta(weeks=steps)
    if period == "week":
        return monday, monday + 6 * _DAY
    if period == "weekend":
        return monday + 5 * _DAY, monday + 6 * _DAY
    length = _MONTHS[period]
    months = published_at.year * 12 + published_at.month - 1  # since year 0
    months = months - months % length + steps * length
    return _first_of(months), _first_of(months + length) - _DAY


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
