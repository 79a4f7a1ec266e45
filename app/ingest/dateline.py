"""The date that a plain text opens with, when it opens with one."""

import re
from datetime import date

from app.language.date_parts import MONTH_OF, WEEKDAY_OF

_OPENING = 160  # a dateline and its label; what comes later is the story

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_OF, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>\d{4})"
_DATES = tuple(
    re.compile(rf"(?<![\w-]){form}(?![\d-])", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        r"(?P<year>\d{4})年(?P<number>\d{1,2})月(?P<day>\d{1,2})日",
    )
)

# "12 June 1891 - 3 March 1974" is a span of time.
_TO_ANOTHER = re.compile(rf"[ \t*_]*[-–—][ \t]*(?:\d|(?:{'|'.join(MONTH_OF)})\b|\))", re.IGNORECASE)

_HEADING = re.compile(r"\s*#{1,6}[ \t][^\n]*\n")
_AGENCY = re.compile(r"\([^()]{1,40}\)")
_LABEL = re.compile(
    r"(?:date|dateline|published|posted|issued|released|first published|publication date)"
    r"(?: on| at)?\s*:?\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_PLACE = re.compile(r"[\s\w.,:;/'’()\[\]*_–—-]*")  # between label and date: names and marks, nothing said
_MOST_WORDS = 5  # of a place: "ST. PETERSBURG, Russia"
_NO_PLACES = re.compile(
    r"(?:a|about|after|around|as|at|before|by|during|for|from|in|it|on|since|the|until|updated|modified)\b",
    re.IGNORECASE,
)
_CAPITAL_PLACE = re.compile(r"\s+[^\W\d_a-z]{3,}[^a-z\n]{0,40}[—–-]")


def resolve_published_at(given: date | None, text: str) -> date | None:
    """The date that was given, else the one that the text opens with."""
    return given or published_at_from_text(text)


def published_at_from_text(text: str) -> date | None:
    """The date before the story begins: "BEIJING, May 9, 2025 —", "Published: 2025-05-09", "(9 May 2025)".

    None when the year is not stated, when there is no such day, and when the date is part of the first
    sentence. A Markdown heading before it is passed over.
    """
    heading = _HEADING.match(text)
    head = text[heading.end() if heading else 0 :][: _OPENING * 2].lstrip()[:_OPENING]
    matches = [match for form in _DATES if (match := form.search(head))]
    if not matches:
        return None
    first = min(matches, key=lambda match: match.start())
    if _TO_ANOTHER.match(head, first.end()) or not _stands_before_the_story(head, first):
        return None
    return _date(first)


def _stands_before_the_story(head: str, match: re.Match[str]) -> bool:
    before, after = head[: match.start()].lstrip("([*_ "), head[match.end() :].lstrip(" \t*_")
    label = _LABEL.match(before)
    place = _AGENCY.sub(" ", before[label.end() :] if label else before)
    words = [word for word in _WORD.findall(place) if word.lower().rstrip(".") not in WEEKDAY_OF]
    if not _PLACE.fullmatch(place) or len(words) > _MOST_WORDS or re.search(r"\d", place):
        return False
    if all(word.isupper() and len(word) > 1 for word in words):
        return bool(label) or "month" not in match.re.groupindex or _may_open(after)
    # A place in small letters may as well be the story: only a dateline's own ending tells.
    return _is_place(words) and (not after or after[0] in "\n)—–-(")


def _is_place(words: list[str]) -> bool:
    return all(word[0].isupper() for word in words) and not _NO_PLACES.match(words[0])


def _may_open(after: str) -> bool:
    """Whether what follows a date lets it stand alone: "May 9, 2025, was" and "9 May 2025 was" don't."""
    if after.startswith(","):
        return bool(_CAPITAL_PLACE.match(after[1:]))
    return not after[:1].islower()


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = int(parts["number"]) if "number" in parts else MONTH_OF[parts["month"].lower()]
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
