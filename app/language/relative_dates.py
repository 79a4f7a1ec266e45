"""Dates counted from publication or from another event: "yesterday", "last Friday", "a day later"."""

import re
from collections.abc import Iterator

from app.language.date_parts import WEEKDAY_OF, WEEKDAYS, Date, date_at
from app.language.number_words import spelled

_BEFORE = 24  # characters looked at before a weekday or a count of days
_PERIODS = "week|weekend|month|quarter|year|decade|century"
_STEPS = {"last": -1, "this": 0, "next": 1}

_NAMED = {
    r"the day before yesterday": "day-2",
    r"the day after tomorrow": "day+2",
    r"yesterday|last night": "day-1",
    r"tomorrow": "day+1",
    r"today(?!['’]s\s+(?:world|society|age|era|economy|standards))": "day+0",
    r"tonight|this (?:morning|afternoon|evening)": "day+0",
    r"the (?:following|next) day|the day after|the next morning": "event+1",
    r"the (?:previous|preceding) day|the day before|the day earlier": "event-1",
}
_PHRASES = re.compile(
    r"\b(?:" + "|".join(f"({phrase})" for phrase in _NAMED).replace(" ", r"\s+") + r")\b", re.IGNORECASE
)
_RELATIVE_OF = dict(enumerate(_NAMED.values(), 1))

_PERIOD = re.compile(
    rf"(?<!\bthe )(?<!\bthe\n)\b(?P<step>last|this|next)\s+(?P<period>{_PERIODS})\b", re.IGNORECASE
)
_DAYS_AWAY = re.compile(
    r"\bdays?\s+(?P<way>ago|earlier|before|previously|later|after|afterwards|from\s+now|hence)\b",
    re.IGNORECASE,
)
_WAYS = {"ago": ("day", -1), "from now": ("day", 1), "hence": ("day", 1)}
_EARLIER = frozenset({"earlier", "before", "previously"})
_COUNT = re.compile(r"(?<![\w.,])(?P<count>\d{1,3}|[^\W\d_]+(?:[-‐‑][^\W\d_]+)?)\s+$")

_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
_LEAD = re.compile(
    r"\b(?:(?P<last>last|this\s+past|past)|(?P<next>next|(?:this|the)\s+coming)|(?P<this>this)"
    r"|(?P<event>(?:the\s+)?(?:following|previous|preceding))"
    r"|(?P<none>every|each|an?|some|(?-i:Good|Black|Ash|Palm|Easter|Super|Cyber|Bloody|Holy|Maundy|Shrove|Fat|Whit)))\s+$",
    re.IGNORECASE,
)
_LEADS = {"last": "weekday-1", "next": "weekday+1", "this": "weekday+0", "event": "event"}
_OF_WEEK = re.compile(r",?\s+(?:of\s+)?(?P<step>last|this|next)\s+week\b", re.IGNORECASE)


def relative_dates(text: str) -> Iterator[Date]:
    """The relative dates and the weekdays of a text; one can overlap the next, the longer first."""
    for match in _DAYS_AWAY.finditer(text):
        yield from _days_away(text, match)
    for match in _PHRASES.finditer(text):
        yield date_at(text, match.span(), relative=_RELATIVE_OF[match.lastindex or 1])
    for match in _WEEKDAY.finditer(text):
        yield from _weekday(text, match)
    for match in _PERIOD.finditer(text):
        relative = f"{match['period'].lower()}{_STEPS[match['step'].lower()]:+d}"
        yield date_at(text, match.span(), relative=relative)


def _days_away(text: str, match: re.Match[str]) -> Iterator[Date]:
    """A counted distance: "three days ago" from publication, "two days earlier" from another event."""
    said = _COUNT.search(text, max(0, match.start() - _BEFORE), match.start())
    count = _count(said["count"]) if said else None
    if said is None or count is None:
        return
    way = " ".join(match["way"].lower().split())
    origin, sign = _WAYS.get(way, ("event", -1 if way in _EARLIER else 1))
    yield date_at(text, (said.start("count"), match.end()), relative=f"{origin}{sign * count:+d}")


def _count(word: str) -> int | None:
    """The number that a word states, or None; an article is one."""
    if word.isdigit():
        return int(word)
    if word.lower() in ("a", "an", "one"):
        return 1
    found = spelled(word)
    return int(found[0].value) if len(found) == 1 and not found[0].ordinal else None


def _weekday(text: str, match: re.Match[str]) -> Iterator[Date]:
    """A weekday with the word or the week beside it that says which one is meant; none for a feast."""
    weekday = WEEKDAY_OF[match[0].lower()]
    of_week = _OF_WEEK.match(text, match.end())
    if of_week is not None:
        relative = f"week{_STEPS[of_week['step'].lower()]:+d}"
        yield date_at(text, (match.start(), of_week.end()), weekday=weekday, relative=relative)
        return
    lead = _LEAD.search(text, max(0, match.start() - _BEFORE), match.start())
    kind = lead.lastgroup if lead else None
    if lead is None or kind is None:
        yield date_at(text, match.span(), weekday=weekday)
    elif kind != "none":
        yield date_at(text, (lead.start(), match.end()), weekday=weekday, relative=_LEADS[kind])
