"""Whether a claim is a sentence of its evidence with the opposite in the place of one word.

In a long sentence one turned word is a small share of a clause, and clauses are cut where a verb is read. So
the words of both are laid side by side, and only a word decides that stands alone between words that are the
same: "the [eastern] coast had been found" beside "the [western] coast had been found".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from app.language.negation import negations
from app.language.opposites import opposite_among
from app.language.words import Word, words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LEAST_SHARE = 0.6  # of a claim's other content that stands in the same order in the sentence
_LEAST_WORDS = 2
_SCOPE = 4  # words before a word, in which a negator reaches it
_CACHED_TEXTS = 2048  # sentences of a few requests


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence to lay beside another: its words, and what they are compared by."""

    text: str
    words: tuple[Word, ...]
    keys: tuple[str, ...]

    def is_inside(self, place: int) -> bool:
        """Whether no mark stands right before or after a word of it."""
        start = self.words[place - 1].end if place else 0
        end = self.words[place + 1].start if place + 1 < len(self.words) else self.words[place].end
        around = self.text[start : self.words[place].start] + self.text[self.words[place].end : end]
        return not around.strip()

    def is_negated(self, place: int) -> bool:
        """Whether a negator stands shortly before a word."""
        start = self.words[max(0, place - _SCOPE)].start
        return any(start <= at < self.words[place].start for at, _ in negations(self.text))


def has_opposite_in_place(claim: str, evidence: Sequence[str]) -> bool:
    """True when the sentence that says most of a claim has the opposite of one of its words in its place."""
    line = _line(claim)
    laid = [_laid(line, other) for text in evidence for other in _lines(text)]
    most = max(laid, default=(0.0, True))  # what says as much and not the opposite comes later
    return most[0] >= _LEAST_SHARE and not most[1]


@lru_cache(maxsize=_CACHED_TEXTS)
def _laid(claim: _Line, other: _Line) -> tuple[float, bool]:
    """The share of a claim's content that a sentence has in the same order, and whether no word is turned."""
    blocks = SequenceMatcher(None, claim.keys, other.keys, autojunk=False).get_opcodes()
    same = [place for kind, start, end, *_ in blocks if kind == "equal" for place in range(start, end)]
    shared = sum(not claim.words[place].is_stop for place in same)
    turned = list(_turned(claim, other, blocks))
    content = sum(not word.is_stop for word in claim.words) - len(turned)
    if shared < _LEAST_WORDS:
        return 0.0, True
    return shared / content, not turned


def _turned(claim: _Line, other: _Line, blocks: Sequence[tuple[str, int, int, int, int]]) -> Iterator[int]:
    """The places of a claim's words that have their opposite in the sentence's place."""
    for kind, start, end, first, last in blocks:
        if kind == "replace" and end - start == last - first == 1 and _is_turned(claim, start, other, first):
            yield start


def _is_turned(claim: _Line, place: int, other: _Line, beside: int) -> bool:
    word, opposite = claim.keys[place], other.keys[beside]
    if not opposite_among(word, frozenset({opposite})) or claim.keys[place + 1 : place + 2] == ("than",):
        return False  # "more than 20" is a bound, which the numbers are compared by
    if claim.is_negated(place) != other.is_negated(beside):
        return False  # "not fully accepted" beside "fully rejected"
    is_new = claim.keys.count(word) > other.keys.count(word)
    return is_new or (claim.is_inside(place) and other.is_inside(beside))


def _lines(text: str) -> Iterator[_Line]:
    return (_line(part) for part in _SENTENCE_END.split(text) if part)


@lru_cache(maxsize=_CACHED_TEXTS)
def _line(text: str) -> _Line:
    found = tuple(words(text))
    return _Line(text, found, tuple(word.stem for word in found))
