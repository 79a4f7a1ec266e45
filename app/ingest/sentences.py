"""Sentences with exact offsets.

One regex finds the places where a sentence may end; a decision on each looks only at the sentence so far and
at the start of what follows. So a slice cut at sentence borders splits as it did in the whole text, in linear
time.

Lines: a blank line always ends a sentence; headings, list items, quoted lines, table rows and fences stand
alone. A single newline ends one too, unless it only wraps: the next line starts in lower case, or this one
breaks off on a comma, a dash or a word that nothing ends on, or is as long as wrapped lines are and the next
isn't longer. (A heading of that length with no blank line after it is taken along: nothing tells it apart.)
"""

import re

from app.ingest.full_stops import MONTH_WORDS, OPENERS, WINDOW, full_stop_ends, opens_with_particle
from app.models import Span

_LATIN_STOPS = ".!?…‽؟۔।॥։።"
_WIDE_STOPS = "。！？｡"
_CLOSERS = re.escape("\"'”’»)]}」』“‘«*_`¹²³⁴⁵⁶⁷⁸⁹⁰")
_WIDE_CLOSERS = re.escape("\"'”’)]}」』）】〉》")

# Every repeat is possessive: nothing is tried twice. The lookbehinds look at the first character.
_PLACE = re.compile(
    rf"[{_LATIN_STOPS}{_WIDE_STOPS}\n]"
    rf"(?:(?<=\n)|(?<=[{_WIDE_STOPS}])[{_WIDE_STOPS}!?…{_WIDE_CLOSERS}]*+"
    rf"|(?:[{_LATIN_STOPS}{_CLOSERS}]|\[[\w ]{{1,20}}\]|[ \xa0\u202f]»(?!\w))*+)"
)
_SPACE = re.compile(r"\s*+")
_OPENING = re.compile(OPENERS)
_LAST_WORD = re.compile(r"[^\W\d_]+\.?\Z")
_SPEECH = re.compile(
    r"(?:\w++ ){1,3}(?:said|says|asked|asks|added|told|tells|replied|wrote|wondered|shouted|cried|answered)\b"
)
_WHOLE_LINE = re.compile(r"#{1,6}(?!\S)|\||```|~~~")
_BLOCK = re.compile(r"#{1,6}(?!\S)|\||```|~~~|>|[-=*_]{3}|[-*+•‣◦▪●](?!\S)|\(?[0-9]{1,3}[.)](?!\S)")
_COMPANY = re.compile(r"(?:Inc|Corp|Co|Ltd|LLC|PLC|plc|GmbH)\b")  # "Yahoo! Inc."
_WRAPPED_LEAST, _WRAPPED_MOST = 45, 100  # lengths of a line that was wrapped; headings tend to be shorter

# No heading and no line of a list ends on one of these.
_LEADING_WORDS = """
a an the of to in on at by for with from into onto upon as and or but nor than that which who whom whose
is are was were be been being has have had will would shall should can could may might must not its his
her their our your my this these those about after against among around because before between during
since through toward towards under until when where while without within if also both either neither each
every president premier minister chairman secretary mr mrs ms dr
"""
_GOES_ON = frozenset(_LEADING_WORDS.split())
_NOT_AFTER_QUOTE = frozenset("とって、，,;")  # what a quoted sentence in CJK text goes on with


def sentence_spans(text: str) -> list[Span]:
    """The sentences, ordered and trimmed: each character that isn't white space is in exactly one."""
    spans: list[Span] = []
    start = _skip_space(text, 0)
    position = start
    while start < len(text):
        if position == start and _WHOLE_LINE.match(text, start):
            position = _line_end(text, start)
        place = _PLACE.search(text, position)
        if place is None:
            break
        following = _skip_space(text, place.end())
        if _is_end(text, start, place, following):
            end = place.start() if place[0] == "\n" else place.end()
            spans.append(Span(start, start + len(text[start:end].rstrip())))
            start = following
        position = following
    if start < len(text):
        spans.append(Span(start, start + len(text[start:].rstrip())))
    return spans


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _line_end(text: str, position: int) -> int:
    newline = text.find("\n", position)
    return len(text) if newline < 0 else newline


def _is_end(text: str, start: int, place: re.Match[str], following: int) -> bool:
    mark, end = place[0], place.end()
    if following >= len(text):
        return True
    newlines = text.count("\n", place.start(), following)
    if newlines > 1:
        return True
    if (
        newlines
        and _BLOCK.match(text, following)
        and not _splits_a_date(text, start, place.start(), following)
    ):
        return True
    if mark == "\n":
        return not _wraps(text, start, place.start(), following)
    if mark[0] in _WIDE_STOPS:
        return not (mark[-1] not in _WIDE_STOPS and text[end] in _NOT_AFTER_QUOTE)
    return following > end and _ends_here(text, start, place, following)


def _ends_here(text: str, start: int, place: re.Match[str], following: int) -> bool:
    """Whether a sentence ends at a stop that white space follows."""
    mark, stop = place[0], place.start()
    small = _goes_on_lower(text, following) and not (mark == "." and opens_with_particle(text, following))
    if small or text[following] in ",;:)]}.?!…”»":
        return False
    before = text[max(start, stop - WINDOW) : stop]
    if before.endswith(("(", "[")) and mark[-1] in ")]":  # "(!)", "[...]"
        return False
    if mark != "." and not mark.strip(".…"):
        return not before[-1:].isspace()  # a spaced ellipsis stands for words left out
    if "!" in mark or "?" in mark:
        return not (_COMPANY if mark[-1] in _LATIN_STOPS else _SPEECH).match(text, following)
    if mark != ".":
        return True
    if before.endswith(". "):  # ". . ."
        return False
    return full_stop_ends(text, start, stop, following)


def _goes_on_lower(text: str, following: int) -> bool:
    opening = _OPENING.match(text, following)
    first = opening.end() if opening else following
    return (
        text[first : first + 1].islower() and not text[first + 1 : first + 2].isupper()
    )  # "iPhone" may open


def _splits_a_date(text: str, start: int, newline: int, following: int) -> bool:
    word = _LAST_WORD.search(text[max(start, newline - WINDOW) : newline].rstrip())
    return word is not None and word[0].lower().rstrip(".") in MONTH_WORDS and text[following].isdigit()


def _wraps(text: str, start: int, newline: int, following: int) -> bool:
    """Whether a sentence goes on after a single newline that no stop stands before."""
    if _WHOLE_LINE.match(text, start):
        return False
    if _goes_on_lower(text, following) or _splits_a_date(text, start, newline, following):
        return True
    before = text[max(start, newline - WINDOW) : newline].rstrip()
    if before.endswith((",", ";", "-", "–", "—", "&", "/", "(")):
        return True
    word = _LAST_WORD.search(before)
    if word is not None and word[0].lower().rstrip(".") in _GOES_ON:
        return True
    return not before.endswith(":") and _is_as_long_as_wrapped(text, start, newline, following)


def _is_as_long_as_wrapped(text: str, start: int, newline: int, following: int) -> bool:
    window = max(start, newline - _WRAPPED_MOST - 1)
    line = text[max(window, text.rfind("\n", window, newline) + 1) : newline].strip()
    place = _PLACE.search(text, following, following + _WRAPPED_MOST + 1)
    upto = place.start() if place else following + _WRAPPED_MOST + 1
    return (
        _WRAPPED_LEAST <= len(line) <= _WRAPPED_MOST and len(text[following:upto].rstrip()) <= _WRAPPED_MOST
    )
