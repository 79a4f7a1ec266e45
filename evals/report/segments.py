"""Text in pieces for the page: marked facts, a quote at its place, and the difference of two answers."""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from evals.model import Finding, Value

AROUND = 220  # characters of the article before and after a quote
_WORDS = re.compile(r"\s+|[^\s]+")


class Segment(Value):
    """A piece of text and how it is shown: met, forbidden, quote, removed, added, evidence, or plain ("")."""

    text: str
    style: str = ""
    title: str = ""


def marked_answer(answer: str, facts: Sequence[Finding], forbidden: Sequence[Finding]) -> tuple[Segment, ...]:
    """The answer with what was found in it; what is forbidden wins where both are."""
    spans = [(*one.span, "met", one.what) for one in facts if one.met and one.span]
    spans += [(*one.span, "forbidden", one.what) for one in forbidden if one.met and one.span]
    return tuple(_cut(answer, spans))


def excerpt(text: str, quotes: Sequence[str]) -> tuple[Segment, ...]:
    """A passage's beginning, or what stands around the quotes that it holds, with them marked."""
    found = [(at, at + len(quote)) for quote in quotes if quote and (at := text.find(quote)) >= 0]
    if not found:
        end = text.find(" ", AROUND) if len(text) > AROUND else -1
        return (Segment(text=text if end < 0 else text[:end] + " …"),)
    return in_place(text, min(start for start, _ in found), max(end for _, end in found), style="evidence")


def in_place(text: str, start: int, end: int, *, style: str = "quote") -> tuple[Segment, ...]:
    """The characters from `start` to `end` with what stands around them, from word to word."""
    first = text.find(" ", max(0, start - AROUND), start) if start > AROUND else 0
    last = text.rfind(" ", end, end + AROUND) if len(text) - end > AROUND else len(text)
    first, last = max(first, 0), max(last, end)
    pieces = (
        Segment(text=("… " if first else "") + text[first:start].lstrip()),
        Segment(text=text[start:end], style=style),
        Segment(text=text[end:last].rstrip() + (" …" if last < len(text) else "")),
    )
    return tuple(piece for piece in pieces if piece.text)


def difference(before: str, now: str) -> tuple[Segment, ...]:
    """The words that were removed and added; nothing when there is no difference."""
    if before == now:
        return ()
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    pieces = list[Segment]()
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Segment(text="".join(old[i1:i2])))
            continue
        pieces += [Segment(text="".join(old[i1:i2]), style="removed")] if i1 < i2 else []
        pieces += [Segment(text="".join(new[j1:j2]), style="added")] if j1 < j2 else []
    return tuple(pieces)


def _cut(text: str, spans: Sequence[tuple[int, int, str, str]]) -> Iterator[Segment]:
    """Cuts at every edge; of spans that overlap the last one is shown, with the titles of all."""
    edges = sorted({0, len(text), *(edge for start, end, _, _ in spans for edge in (start, end))})
    for start, end in pairwise(edges):
        over = [span for span in spans if span[0] <= start and end <= span[1]]
        titles = " · ".join(dict.fromkeys(span[3] for span in over if span[3]))
        yield Segment(text=text[start:end], style=over[-1][2] if over else "", title=titles)
