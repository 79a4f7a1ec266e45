"""How a date that counts from another event does so: "the next day", "two days after talks broke down"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.language.date_parts import Date
from app.language.verbs import verb_key
from app.language.words import words

EVENT = "event"
_DAYS = re.compile(r"event(?P<steps>[+-]\d+)")
_TAKES_OBJECT = re.compile(r"(?:before|after)$", re.IGNORECASE)
# What follows "the day before" when nothing is named that it counts from.
_NO_OBJECT = re.compile(
    r"\s*(?:$|[^\w\s\"“'‘]|(?:by|in|at|on|with|to|for|from|near|under|during|and|but|or|as|when|while|"
    r"because|was|were|had|has|is|did)\b)",
    re.IGNORECASE,
)
_OBJECT_ENDS = re.compile(
    r"[,;:.!?()–—\"“”\n]|\s(?:by|in|at|on|with|from|of|that|which|who|when|where|while)\b"
)
_MOST_OBJECT = 60  # characters of what it counts from that are read
_OF_OBJECT = re.compile(r"\s+(?:[\w’'-]+\s+){0,4}(?:(?:on|of)\s+)?(?:the\s+)?$")  # "the vote on | 4 April"
# Between a day and what is set beside it: "on 4 June, two days after …", with a few words and no other mark.
_BESIDE = re.compile(r"\s+|(?!.*\bthat\b)(?:\s+[\w’'-]+){0,8}\s*(?:,|\s[–—-]|\s?\()\s*")
_SET_OFF = re.compile(r"\s*[,(]\s*(?:on\s+)?")  # "On Friday, a day later," and "a day earlier, on Wednesday"
_FOLLOWS_COMMA = re.compile(r"[,–—(]\s*$")


@dataclass(frozen=True, slots=True)
class EventPhrase:
    """A date that counts from an event: the days between; the event's own words, none for "the next day".

    `dated_by` is the place, among the dates of its sentence, of the day that its event has beside it ("the
    vote on 4 April"), `same_as` of another date for the same day ("on 4 June, two days after …", "a day
    later, on Friday"). `after_comma` says that it tells when the words before it happened.
    """

    steps: int
    stems: frozenset[str]
    has_event: bool
    dated_by: int | None
    same_as: int | None
    after_comma: bool


def counts_from_event(date: Date) -> bool:
    """Whether a date counts from an event that stands elsewhere."""
    return (date.relative or "").startswith(EVENT)


def event_steps(date: Date) -> int | None:
    """How many days after its event a date is, before it when negative; None for any other date."""
    match = _DAYS.fullmatch(date.relative or "")
    return int(match["steps"]) if match else None


def event_phrase(sentence: str, found: Sequence[Date], place: int) -> EventPhrase | None:
    """The date of a sentence at `place` among all that were found, None when it counts no days."""
    date = found[place]
    steps = event_steps(date)
    if steps is None:
        return None
    has_event = bool(_TAKES_OBJECT.search(date.text)) and names_event(sentence, date.end)
    if not has_event:
        return EventPhrase(steps, frozenset(), False, None, _set_off(sentence, found, place), False)
    event = sentence[date.end : _object_end(sentence, date.end)]
    return EventPhrase(
        steps=steps,
        stems=content_stems(event) if _has_plain_word(event) else frozenset(),
        has_event=True,
        dated_by=_dated_by(sentence, found, place),
        same_as=_same_as(sentence, found, place),
        after_comma=_FOLLOWS_COMMA.search(sentence, 0, date.start) is not None,
    )


def names_event(text: str, end: int) -> bool:
    """Whether the "before" or "after" that ends at `end` is followed by what it counts from."""
    return _NO_OBJECT.match(text, end) is None


@lru_cache(maxsize=512)  # the sentences of a text in which an event is looked for again and again
def content_stems(text: str) -> frozenset[str]:
    """The content words of a text by their verbs' base forms."""
    return frozenset(verb_key(word) for word in words(text) if not word.is_stop)


def _has_plain_word(event: str) -> bool:
    """Whether an event is told by more than names, which stand in too many sentences."""
    return any(not word.is_stop and word.text[0].islower() for word in words(event))


def _object_end(sentence: str, start: int) -> int:
    limit = min(len(sentence), start + _MOST_OBJECT)
    match = _OBJECT_ENDS.search(sentence, start, limit)
    return match.start() if match else limit


def _dated_by(sentence: str, found: Sequence[Date], place: int) -> int | None:
    after = place + 1
    if after < len(found) and _OF_OBJECT.fullmatch(sentence, found[place].end, found[after].start):
        return after
    return None


def _set_off(sentence: str, found: Sequence[Date], place: int) -> int | None:
    """The neighbouring date that says the same day."""
    for other in (place - 1, place + 1):
        first, second = sorted((other, place))
        if 0 <= other < len(found) and _SET_OFF.fullmatch(sentence, found[first].end, found[second].start):
            return other
    return None


def _same_as(sentence: str, found: Sequence[Date], place: int) -> int | None:
    if place and _BESIDE.fullmatch(sentence, found[place - 1].end, found[place].start):
        return place - 1
    return None
