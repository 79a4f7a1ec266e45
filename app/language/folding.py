"""Finds words in a text whatever quotation marks, dashes and spaces they are written with."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.models import Span

_FOLDED = {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘－", "-"),
    # What app/answer/marking.py puts in the place of < > [ : on the way to a model.
    "‹": "<",
    "›": ">",
    "［": "[",
    "：": ":",
}
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text, and for each of its characters where it begins and ends in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original place of a range of folded characters."""
        return Span(self.starts[start], self.ends[end - 1])


@lru_cache(maxsize=512)  # a passage is searched once for each quote that isn't in it word for word
def fold(text: str) -> FoldedText:
    """The text composed (NFC), quotation marks, dashes and white space made alike, invisible signs gone."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        for character in piece:
            folded = " " if character.isspace() else _FOLDED.get(character, character)
            if folded in _INVISIBLE:
                continue
            if folded == " " and characters and characters[-1] == " ":
                ends[-1] = end
                continue
            characters.append(folded)
            starts.append(start)
            ends.append(end)
    return FoldedText("".join(characters), tuple(starts), tuple(ends))


def places(needle: str, text: str) -> list[Span]:
    """Every place of the needle in the text, word for word where there is one, else folded."""
    exact = [Span(at, at + len(needle)) for at in _finds(needle, text)]
    if exact:
        return exact
    folded, wanted = fold(text), fold(needle).text.strip()
    return [folded.span(at, at + len(wanted)) for at in _finds(wanted, folded.text)]


def cuts_word(span: Span, text: str) -> bool:
    """True when a span begins or ends inside a word or a number: "25" of "125", "5" of "1.5"."""
    return _joined(text, span.start) or _joined(text, span.end)


def _joined(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if (before.isalnum() or unicodedata.combining(before)) and after.isalnum():
        return True
    if unicodedata.combining(after):
        return True
    # A separator between two digits belongs to their number.
    return (before in ".,:" and after.isdigit() and at > 1 and text[at - 2].isdigit()) or (
        after in ".,:" and before.isdigit() and at + 1 < len(text) and text[at + 1].isdigit()
    )


def _finds(needle: str, text: str) -> list[int]:
    found, at = [], text.find(needle) if needle else -1
    while at >= 0:
        found.append(at)
        at = text.find(needle, at + 1)
    return found


def _clusters(text: str) -> list[tuple[int, int]]:
    """Ranges that compose as one: a character with its marks, or the letters of a Hangul syllable."""
    clusters: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        composes = unicodedata.combining(character) or "\u1160" <= character <= "\u11ff"
        if clusters and composes:
            clusters[-1] = (clusters[-1][0], at + 1)
        else:
            clusters.append((at, at + 1))
    return clusters
