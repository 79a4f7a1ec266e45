"""Passages: exact slices of whole sentences, each of which the embedding model reads to its end."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from app.ingest.sentences import sentence_spans
from app.language.told_days import days_within, told_days
from app.models import PackedPassage, Span
from app.ports import Embedder

MAX_PIECES = 240  # of a slice
MAX_INPUT_PIECES = 254  # of heading and slice: the model reads 256 with its CLS and SEP
MAX_HEADING_PIECES = 60  # a long title still leaves 194 to the slice
OVERLAP_PIECES = 48  # one or two sentences: enough that a pronoun's name comes along, a fifth more to embed
MIN_LAST_PIECES = 40  # a shorter last passage takes in more of the one before, so that it can be found

# A "word" of over 100 letters is one unknown piece, and white space is none: by pieces alone, a passage of
# them would have no bound. Text runs at 4 to 5 characters a piece.
CHARACTERS_PER_PIECE = 16

_LAST_SPACE = re.compile(r"(?s:.*)\s")
_LAST_MARK = re.compile(r"(?s:.*)[\W_]")


@dataclass(frozen=True, slots=True)
class _Units:
    """Sentences, or parts of over-long ones, and their piece counts as running sums."""

    spans: tuple[Span, ...]
    sums: tuple[int, ...]

    def weight(self, first: int, end: int) -> int:
        """Pieces of units `first` to `end`, or their length in characters when that is the tighter bound."""
        characters = self.spans[end - 1].end - self.spans[first].start
        return max(self.sums[end] - self.sums[first], -(-characters // CHARACTERS_PER_PIECE))


def pack_passages(
    article_text: str,
    *,
    heading: str,
    article_id: str,
    model_id: str,
    embedder: Embedder,
    published_at: date | None = None,
) -> list[PackedPassage]:
    """The passages of an article, in order; every sentence is in at least one, and none is all overlap.

    `heading` goes before each slice in what is embedded, cut to MAX_HEADING_PIECES. A sentence over the
    budget is cut at white space, else between word pieces, and its parts stand as sentences.
    """
    heading, heading_pieces = _cut_heading(heading, embedder)
    budget = min(MAX_PIECES, MAX_INPUT_PIECES - heading_pieces)
    units = _units(article_text, budget, embedder)
    prefix = f"{heading}\n" if heading else ""
    ranges = _checked(article_text, units, _ranges(units, budget), budget, embedder)
    days = told_days(article_text, units.spans, published_at)
    seen: Counter[str] = Counter()
    passages: list[PackedPassage] = []
    for ordinal, (first, end) in enumerate(ranges):
        span = Span(units.spans[first].start, units.spans[end - 1].end)
        embedded_text = prefix + span.of(article_text)
        passages.append(
            PackedPassage(
                passage_id=_passage_id(article_id, embedded_text, seen[embedded_text]),
                ordinal=ordinal,
                span=span,
                sentences=units.spans[first:end],
                embedded_text=embedded_text,
                text_hash=text_hash(model_id, embedded_text),
                days=days_within(days, span),
            )
        )
        seen[embedded_text] += 1
    return passages


def text_hash(model_id: str, embedded_text: str) -> str:
    """The key of a text's vector: another for each model."""
    return hashlib.sha256(f"{model_id}\0{embedded_text}".encode()).hexdigest()


def _passage_id(article_id: str, embedded_text: str, occurrence: int) -> str:
    """The same for the same text of an article, whatever changes around it."""
    digest = hashlib.sha256(f"{article_id}\0{embedded_text}\0{occurrence}".encode()).hexdigest()
    return f"psg_{digest[:20]}"


def _cut_heading(heading: str, embedder: Embedder) -> tuple[str, int]:
    heading = " ".join(heading.split())[: MAX_HEADING_PIECES * CHARACTERS_PER_PIECE]
    pieces = embedder.piece_spans(heading)
    keep = MAX_HEADING_PIECES
    while len(pieces) > MAX_HEADING_PIECES:  # again when the cut word falls into more pieces than it had
        heading = heading[: pieces[keep - 1].end].rstrip()
        pieces = embedder.piece_spans(heading)
        keep -= 1
    return heading, len(pieces)


def _units(text: str, budget: int, embedder: Embedder) -> _Units:
    longest = budget * CHARACTERS_PER_PIECE
    spans = [part for span in sentence_spans(text) for part in _within_length(text, span, longest)]
    fitted = _fitted(text, spans, budget, embedder)
    sums = accumulate((count for _, count in fitted), initial=0)
    return _Units(tuple(span for span, _ in fitted), tuple(sums))


def _fitted(text: str, spans: list[Span], budget: int, embedder: Embedder) -> list[tuple[Span, int]]:
    """The spans with their piece counts, those over the budget cut until their parts fit."""
    if not spans:
        return []
    counts = embedder.count_pieces([span.of(text) for span in spans])
    fitting: list[tuple[Span, int]] = []
    parts: list[Span] = []
    for span, count in zip(spans, counts, strict=True):
        if count <= budget:
            fitting.append((span, count))
        else:
            parts += _within_pieces(text, span, budget, embedder)
    # Parts are counted anew: a word cut in two has other pieces than it had.
    return sorted(fitting + _fitted(text, parts, budget, embedder), key=lambda item: item[0].start)


def _within_length(text: str, span: Span, longest: int) -> list[Span]:
    """A span cut into parts of at most `longest` characters: at white space, else at a mark, else anywhere.

    Anywhere is only inside a run of letters longer than a passage, which is one unknown piece.
    """
    parts: list[Span] = []
    start = span.start
    while span.end - start > longest:
        last = start + longest
        match = _LAST_SPACE.match(text, start + 1, last + 1) or _LAST_MARK.match(text, start + 1, last)
        cut = match.end() if match else last
        parts.append(_trimmed(text, start, cut))
        start = cut
    parts.append(_trimmed(text, start, span.end))
    return parts


def _within_pieces(text: str, span: Span, budget: int, embedder: Embedder) -> list[Span]:
    """A span cut into parts of at most `budget` pieces: at white space, else between two pieces."""
    starts = [span.start + piece.start for piece in embedder.piece_spans(span.of(text))]
    parts: list[Span] = []
    start, first = span.start, 0
    while len(starts) - first > budget:
        end = first + budget
        end = next((i for i in range(end, first, -1) if text[starts[i] - 1].isspace()), end)
        parts.append(_trimmed(text, start, starts[end]))
        start, first = starts[end], end
    parts.append(_trimmed(text, start, span.end))
    return parts


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return Span(end - len(part.lstrip()), start + len(part.rstrip()))


def _ranges(units: _Units, budget: int) -> list[tuple[int, int]]:
    """First and end unit of each passage, filled greedily."""
    ranges: list[tuple[int, int]] = []
    first = end = 0
    while end < len(units.spans):
        first = _overlap_start(units, first, end, budget) if ranges else 0
        while end < len(units.spans) and units.weight(first, end + 1) <= budget:
            end += 1
        ranges.append((first, end))
    return ranges


def _overlap_start(units: _Units, previous: int, end: int, budget: int) -> int:
    """Where the passage that is to hold unit `end` starts: after `previous`, and with room for that unit."""
    first, last = end, len(units.spans)
    while (
        first - 1 > previous
        and units.weight(first - 1, end + 1) <= budget
        and (units.weight(first - 1, end) <= OVERLAP_PIECES or units.weight(first, last) < MIN_LAST_PIECES)
    ):
        first -= 1
    return first


def _checked(
    text: str, units: _Units, ranges: list[tuple[int, int]], budget: int, embedder: Embedder
) -> list[tuple[int, int]]:
    """The ranges, those halved whose slice has more pieces than its sentences have together.

    That happens only where two parts of one word meet.
    """
    slices = [text[units.spans[first].start : units.spans[end - 1].end] for first, end in ranges]
    checked: list[tuple[int, int]] = []
    for (first, end), count in zip(ranges, embedder.count_pieces(slices) if slices else [], strict=True):
        if count <= budget or end - first == 1:
            checked.append((first, end))
        else:
            middle = (first + end) // 2
            checked += _checked(text, units, [(first, middle), (middle, end)], budget, embedder)
    ends = [0, *(end for _, end in checked)]
    return [item for item, before in zip(checked, ends, strict=False) if item[1] > before]
