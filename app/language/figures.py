"""The dates and numbers of a text, read once: judging asks for the same sentence again and again."""

from functools import lru_cache

from app.language.dates import Date, dates
from app.language.numbers import Number, numbers

_CACHED_TEXTS = 8192  # sentences of a 1 MB source; about 4 MB


@lru_cache(maxsize=_CACHED_TEXTS)
def figures(text: str) -> tuple[tuple[Date, ...], tuple[Number, ...]]:
    """The dates of a text, and its numbers that are no part of a date."""
    days = tuple(dates(text))
    return days, tuple(numbers(text, [(day.start, day.end) for day in days]))


def spans_of_figures(text: str) -> list[tuple[int, int]]:
    """Where the dates and the numbers stand."""
    days, counts = figures(text)
    return [*((day.start, day.end) for day in days), *((count.start, count.end) for count in counts)]
