"""Which sentences of a passage state something: no headings, captions, comments, questions or orders."""

import re
from collections.abc import Sequence

from app.language.orders import is_order, orders_machine
from app.models import Passage, Span

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|\A(?:(?!<!--).)*?-->", re.S)
_NOT_PROSE = re.compile(
    r"^(?:#|\[?(?:photo(?:graph)?|image|picture|caption|figure|credit|source|video)\b[^.:]{0,20}:|!\[|\||</?\w)|"
    r"!\[[^\]]*\]\(|</?\w+>$|\?$",
    re.I,
)
PARAGRAPH = re.compile(r"\n\s*\n")


def states(passage: Passage, place: int) -> bool:
    """Whether the sentence at `place` of a passage states something to its reader."""
    text = _text(passage, passage.sentences[place])
    return (
        not _NOT_PROSE.search(text.strip())
        and not is_order(text)
        and not _in_comment(passage, passage.sentences[place])
        and not _beside_order_to_machine(passage, place)
    )


def _in_comment(passage: Passage, span: Span) -> bool:
    if "<!--" not in passage.text and "-->" not in passage.text:
        return False
    start, end = span.start - passage.start, span.end - passage.start
    return any(match.start() < end and start < match.end() for match in _COMMENT.finditer(passage.text))


def _beside_order_to_machine(passage: Passage, place: int) -> bool:
    """Whether its paragraph speaks to what answers from it: what stands there is meant to be repeated."""
    return any(orders_machine(_text(passage, span)) for span in _paragraph(passage, place))


def _paragraph(passage: Passage, place: int) -> Sequence[Span]:
    first = last = place
    while first > 0 and not _parted(passage, first - 1):
        first -= 1
    while last + 1 < len(passage.sentences) and not _parted(passage, last):
        last += 1
    return passage.sentences[first : last + 1]


def _parted(passage: Passage, place: int) -> bool:
    """Whether a blank line stands between a sentence and the next one."""
    start, end = passage.sentences[place].end, passage.sentences[place + 1].start
    return PARAGRAPH.search(passage.text, start - passage.start, end - passage.start) is not None


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]
