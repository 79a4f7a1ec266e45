"""The sources and days that a question names, to know the articles it means."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.language.absolute_dates import absolute_dates
from app.language.words import words

_SECTION = re.compile(r"\s+[-–—|]\s+|:\s+")  # feeds call themselves "Name - Section" or "Name | Slogan"


@dataclass(frozen=True, slots=True)
class Named:
    """A question's words as written, with a space around each, and the full dates in it."""

    written: str
    days: frozenset[tuple[int, int, int]]

    @staticmethod
    def by(query: str) -> "Named":
        """What a question names."""
        days = {
            (one.year, one.month, one.day)
            for one in absolute_dates(query)
            if one.year is not None and one.month is not None and one.day is not None
        }
        return Named(_spaced(query), frozenset(days))

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
        return day is not None and (day.year, day.month, day.day) in self.days


@lru_cache(maxsize=4096)
def _names(source: str) -> tuple[str, ...]:
    spaced = (_spaced(source), _spaced(_SECTION.split(source)[0]))
    return tuple(dict.fromkeys(name for name in spaced if name.strip()))


def _spaced(text: str) -> str:
    return f" {' '.join(word.text for word in words(text))} "
