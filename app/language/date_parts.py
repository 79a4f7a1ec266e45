"""What a stated date is made of, and the names of months and weekdays."""

from dataclasses import dataclass

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905

MONTH_OF = {month.lower(): number for number, month in enumerate(MONTHS, 1)}
MONTH_OF |= {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)} | {"sept": 9}
WEEKDAY_OF = {weekday.lower(): number for number, weekday in enumerate(WEEKDAYS)}
WEEKDAY_OF |= {weekday[:3].lower(): number for number, weekday in enumerate(WEEKDAYS)}
WEEKDAY_OF |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

FIRST_YEAR, LAST_YEAR = 1000, 2100  # a number outside of them isn't read as a year


@dataclass(frozen=True, slots=True)
class Date:
    """A date at `text[start:end]`; what isn't stated is None. `weekday` counts from Monday, 0.

    `relative` is None for an absolute date and for a weekday with nothing else. Otherwise it says where to
    count from and how far: "day-3" from the day of publication; "week-1", "month+1", "year-1" the period
    beside the one of publication, with a weekday that day of it; "weekday-1" the last such weekday before
    publication, "weekday+1" the next, "weekday+0" the one of its week; "event+1" the day after another event,
    "event" some such weekday before or after one.
    """

    start: int
    end: int
    text: str
    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    relative: str | None


def date_at(
    text: str,
    span: tuple[int, int],
    *,
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    weekday: int | None = None,
    relative: str | None = None,
) -> Date:
    """The date that a span of a text states, of the parts given."""
    start, end = span
    return Date(start, end, text[start:end], year, month, day, weekday, relative)
