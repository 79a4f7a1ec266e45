"""The sources and days that a question names, to know the articles it means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.language.absolute_dates import absolute_dates
from app.language.dates import Date, resolve
from app.language.words import words
from app.models import ToldDay

_ANY_DAY = date(2000, 1, 1)  # a date with its year needs none to count from
_SECTION = re.compile(r"\s+[-–—|]\s+|:\s+")  # feeds call themselves "Name - Section" or "Name | Slogan"


@dataclass(frozen=True, slots=True)
class Named:
    """A question's words as written, with a space around each, and the calendar days in it."""

    written: str
    days: frozenset[date]

    @staticmethod
    def by(query: str) -> "Named":
        """What a question names."""
        return Named(_spaced(query), frozenset(named_days(query)))

    def has_source(self, source: str | None) -> bool:
        """Whether it names the source, whole or without its section; case counts in a name of one word.

        "What does fortune mean?" doesn't ask for what Fortune wrote.
        """
        return any(
            name in self.written if name.count(" ") == 2 else name.lower() in self.written.lower()
            for name in _names(source or "")
        )

    def has_day(self, day: date | None) -> bool:
        """Whether it names the day."""
        return day in self.days

    def is_told(self, days: Iterable[ToldDay]) -> bool:
        """Whether it names one of the days that a passage tells of."""
        return any(told.date in self.days for told in days)


def named_days(query: str) -> set[date]:
    """The days that a question names with their year."""
    return {day for _, day in _full_dates(query)}


def without_days(query: str) -> str:
    """A question without the words of the days that it names."""
    for one, _ in _full_dates(query):
        query = f"{query[: one.start]}{' ' * (one.end - one.start)}{query[one.end :]}"
    return query


def _full_dates(query: str) -> list[tuple[Date, date]]:
    full = (one for one in absolute_dates(query) if one.year is not None and one.day is not None)
    return [(one, day) for one in full if (day := resolve(one, _ANY_DAY)) is not None]


@lru_cache(maxsize=4096)
def _names(source: str) -> tuple[str, ...]:
    spaced = (_spaced(source), _spaced(_SECTION.split(source)[0]))
    return tuple(dict.fromkeys(name for name in spaced if name.strip()))


def _spaced(text: str) -> str:
    return f" {' '.join(word.text for word in words(text))} "
