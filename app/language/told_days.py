"""The calendar days that a text tells of: stated, counted from publication, or from a day named before.

"The next day" counts from the day named last in its paragraph, "the day before the vote" from the day of the
one sentence before that tells of the vote. Where nothing settles it, there is no day: a wrong one is worse.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.language.date_parts import MONTHS, Date, date_at
from app.language.dates import dates, resolve
from app.language.event_phrases import EventPhrase, content_stems, counts_from_event, event_phrase
from app.models import Span, ToldDay

_BREAK = re.compile(r"\n\s*\n")
_BOUND = re.compile(r"\b(?:since|until|till|by|before|after|from)\s+(?:the\s+)?$", re.IGNORECASE)
_BEFORE = 16  # characters looked at before a date
_AHEAD = re.compile(r"\b(?:will|shall|would|plan\w*|expect\w*|due|scheduled|tomorrow)\b", re.IGNORECASE)
# Most sentences have none of these, and no date: reading all of them would take a second for 1 MB of text.
_MAY_HAVE_DATE = re.compile(
    r"\d{4}|\d[/.]\d|day\b|(?:last|this|next|previous|following) |\b(?:yesterday|tonight|tomorrow)\b|"
    rf"\b(?:{'|'.join(month[:3] for month in MONTHS)})|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|"
    r"\bdays (?:ago|earlier|before|previously|later|after|from|hence)|Yesterday|Tomorrow|Tonight|Last |Next "
)
_REMEMBERED = 50  # sentences with a day, in which "the vote" is looked for
_LEAST_KIN = 4  # letters that "closure" and "closed" share
_ANY_DAY = date(2000, 1, 1)  # to resolve a full date, which needs no day of publication


def told_days(text: str, sentences: Sequence[Span], published_at: date | None) -> list[ToldDay]:
    """The days of a text in order; `sentences` are its sentences in order, offsets count in the text."""
    reading = _Reading(published_at)
    found: list[ToldDay] = []
    end = 0
    for span in sentences:
        if _BREAK.search(text, end, span.start):
            reading.new_paragraph()
        found += (
            replace(day, start=day.start + span.start, end=day.end + span.start)
            for day in reading.days(span.of(text))
        )
        end = max(end, span.end)
    return found


def days_within(days: Sequence[ToldDay], span: Span) -> tuple[ToldDay, ...]:
    """Those of a text's days, which are in order, that stand in a part of it."""
    first = bisect_left(days, span.start, key=_start)
    end = bisect_left(days, span.end, lo=first, key=_start)
    return tuple(day for day in days[first:end] if day.end <= span.end)


def days_from(days: Sequence[ToldDay], start: int) -> tuple[ToldDay, ...]:
    """The days with their places counted from `start`."""
    return tuple(replace(day, start=day.start - start, end=day.end - start) for day in days)


def event_dates(text: str, days: Sequence[ToldDay]) -> list[Date]:
    """The calendar dates of the events from which the dates of a text count, at the places of those."""
    return [
        date_at(text, (one.start, one.end), year=one.date.year, month=one.date.month, day=one.date.day)
        for one in days
        if one.of_event
    ]


class _Reading:
    """A text as far as it is read: the day named last in its paragraph, and what was told of which day."""

    def __init__(self, published_at: date | None) -> None:
        self._published_at = published_at
        self._last: date | None = None
        self._last_sentence = ""  # that named the last day
        self._told = deque[tuple[str, frozenset[date]]](maxlen=_REMEMBERED)

    def new_paragraph(self) -> None:
        """Forgets the day named last."""
        self._last = None

    def days(self, sentence: str) -> Iterator[ToldDay]:
        """The days of the next sentence."""
        found = dates(sentence) if _MAY_HAVE_DATE.search(sentence) else []
        if not found:
            return
        days: list[date | None] = []
        for place, one in enumerate(found):
            phrase = event_phrase(sentence, found, place)
            day, event = self._counted(sentence, found, place, phrase, days) if phrase else (None, None)
            if phrase is None:
                day = self._plain(one)
            days.append(day)
            if day is not None:
                yield ToldDay(day, one.start, one.end)
            if event is not None:
                yield ToldDay(event, one.start, one.end, of_event=True)
            bounds = _BOUND.search(sentence, max(0, one.start - _BEFORE), one.start)
            self._last = None if bounds else day
        self._told.append((sentence, frozenset(day for day in days if day is not None)))
        self._last_sentence = sentence

    def _plain(self, one: Date) -> date | None:
        if counts_from_event(one):
            return _weekday_from(one, self._last)
        if self._published_at is None:
            is_full = one.year is not None and one.month is not None and one.day is not None
            return resolve(one, _ANY_DAY) if is_full else None
        return resolve(one, self._published_at)

    def _counted(
        self,
        sentence: str,
        found: Sequence[Date],
        place: int,
        phrase: EventPhrase,
        days: Sequence[date | None],
    ) -> tuple[date | None, date | None]:
        """The day that a phrase stands for, and the day of the event that it counts from, if one is named."""
        apart = timedelta(days=phrase.steps)
        if not phrase.has_event:
            if phrase.same_as is not None:
                return self._plain(found[phrase.same_as]), None
            day = _moved(self._last, apart)
            return (None if self._is_too_late(day, sentence) else day), None
        event = None
        if phrase.dated_by is not None:
            event = self._plain(found[phrase.dated_by])
        elif phrase.same_as is not None:
            event = _moved(days[phrase.same_as], -apart)
        else:
            event = self._day_of(phrase.stems)
            if event is None and phrase.after_comma and self._goes_on(sentence[: found[place].start]):
                event = _moved(self._last, -apart)
        return _moved(event, apart), event

    def _day_of(self, stems: frozenset[str]) -> date | None:
        """The only day of the sentences before that tell of an event by all of its words."""
        if not stems:
            return None
        days = {day for told, known in self._told if stems <= content_stems(told) for day in known}
        return days.pop() if len(days) == 1 else None

    def _goes_on(self, words_before: str) -> bool:
        """Whether what is told before a phrase is what the sentence with the last day told of."""
        told = content_stems(" ".join(word for word in words_before.split() if word[0].islower()))
        return any(_is_kin(one, other) for one in told for other in content_stems(self._last_sentence))

    def _is_too_late(self, day: date | None, sentence: str) -> bool:
        """Whether a day would be after publication, though the sentence doesn't look ahead."""
        is_later = day is not None and self._published_at is not None and day > self._published_at
        return is_later and _AHEAD.search(sentence) is None


def _start(day: ToldDay) -> int:
    return day.start


def _weekday_from(one: Date, last: date | None) -> date | None:
    """ "The following Monday", "the previous Monday", from the day named last."""
    if last is None or one.weekday is None:
        return None
    if "following" in one.text.lower():
        return _moved(last, timedelta(days=(one.weekday - last.weekday() - 1) % 7 + 1))
    return _moved(last, -timedelta(days=(last.weekday() - one.weekday - 1) % 7 + 1))


def _moved(day: date | None, apart: timedelta) -> date | None:
    try:
        return None if day is None else day + apart
    except OverflowError:
        return None


def _is_kin(one: str, other: str) -> bool:
    shared = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= max(_LEAST_KIN, min(len(one), len(other)) - 1)
