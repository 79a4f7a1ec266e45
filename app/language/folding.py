"""Finds words in a text whatever quotation marks, dashes and spaces they are written with."""

import unicodedata
from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from app.models import Span

# What app/answer/composing/marking.py puts in the place of < > [ : on the way to a model.
PLAIN_FOR_MARKED: Mapping[str, str] = {"‹": "<", "›": ">", "［": "[", "：": ":"}
_FOLDED = {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘－", "-"),
    # Forms that marking reads as those four, too.
    **dict.fromkeys("＜﹤", "<"),
    **dict.fromkeys("＞﹥", ">"),
    **dict.fromkeys("﹕∶꞉", ":"),
    **PLAIN_FOR_MARKED,
}
# Signs of other categories than "format" that show nothing: joiners, fillers, variation selectors, a blank.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_LONGEST_CLUSTER = (
    64  # characters; ordering the marks of one letter takes time with the square of their number
)
_CACHED_CHARACTERS = 1_000_000  # of passages, about 15 MB folded


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text, and for each of its characters where it begins and ends in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The original place of a range of folded characters."""
        return Span(self.starts[start], self.ends[end - 1])


class FoldedTexts:
    """Folded passages: one is searched once for each quote that isn't in it word for word."""

    def __init__(self, most_characters: int) -> None:
        self._most = most_characters
        self._held: OrderedDict[str, FoldedText] = OrderedDict()
        self._lock = Lock()
        self.characters = 0

    def get(self, text: str) -> FoldedText:
        """The text folded; those used last are kept, up to so many characters in all."""
        with self._lock:
            if text in self._held:
                self._held.move_to_end(text)
                return self._held[text]
        folded = fold(text)
        with self._lock:
            if text not in self._held:
                self._held[text] = folded
                self.characters += len(text)
            while self.characters > self._most:
                self.characters -= len(self._held.popitem(last=False)[0])
        return folded


_passages = FoldedTexts(_CACHED_CHARACTERS)


def is_invisible(character: str) -> bool:
    """True for a character that shows nothing and takes no place, such as a soft hyphen."""
    if character < "\u00ad":
        return False
    return (
        character in _UNSEEN
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0000" <= character <= "\U000e0fff"
        or (unicodedata.category(character) == "Cf" and character not in _SEEN)
    )


def fold(text: str) -> FoldedText:
    """The text composed (NFC), quotation marks, dashes and white space made alike, invisible signs gone."""
    characters: list[str] = []
    starts, ends = array("I"), array("I")
    for start, end in _clusters(text):
        seen = "".join(one for one in text[start:end] if not is_invisible(one))
        for character in unicodedata.normalize("NFC", seen):
            folded = " " if character.isspace() else _FOLDED.get(character, character)
            if folded == " " and characters and characters[-1] == " ":
                ends[-1] = end
                continue
            characters.append(folded)
            starts.append(start)
            ends.append(end)
    return FoldedText("".join(characters), starts, ends)


def visible_length(folded: str) -> int:
    """How many characters of a folded text are seen apart: none round it, no marks on others."""
    return sum(not unicodedata.combining(character) for character in folded.strip())


def places(needle: str, text: str, *, folded_needle: str | None = None) -> list[Span]:
    """Every place of the needle in the text, word for word where there is one, else folded."""
    exact = [Span(at, at + len(needle)) for at in _finds(needle, text)]
    if exact:
        return exact
    folded = _passages.get(text)
    wanted = (fold(needle).text if folded_needle is None else folded_needle).strip()
    return [folded.span(at, at + len(wanted)) for at in _finds(wanted, folded.text)]


def cuts_word(span: Span, text: str) -> bool:
    """True when a span begins or ends inside a word or a number: "25" of "125", "5" of "1.5"."""
    return _joined(text, span.start) or _joined(text, span.end)


def _joined(text: str, at: int) -> bool:
    before_at, at = _seen_before(text, at), _seen_from(text, at)
    if before_at < 0 or at >= len(text):
        return False
    before, after = text[before_at], text[at]
    if (before.isalnum() or unicodedata.combining(before)) and after.isalnum():
        return True
    if unicodedata.combining(after):
        return True
    # A separator between two digits belongs to their number.
    if before in ".,:" and after.isdigit():
        first = _seen_before(text, before_at)
        return first >= 0 and text[first].isdigit()
    if after in ".,:" and before.isdigit():
        last = _seen_from(text, at + 1)
        return last < len(text) and text[last].isdigit()
    return False


def _seen_before(text: str, at: int) -> int:
    at -= 1
    while at >= 0 and is_invisible(text[at]):
        at -= 1
    return at


def _seen_from(text: str, at: int) -> int:
    while at < len(text) and is_invisible(text[at]):
        at += 1
    return at


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
        composes = (
            unicodedata.combining(character) or "\u1160" <= character <= "\u11ff" or is_invisible(character)
        )
        if clusters and composes and at - clusters[-1][0] < _LONGEST_CLUSTER:
            clusters[-1] = (clusters[-1][0], at + 1)
        else:
            clusters.append((at, at + 1))
    return clusters
