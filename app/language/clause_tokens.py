"""The words of a text as its clauses are made of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.language.figures import figures
from app.language.names import Name, names
from app.language.words import Word, fold, words

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, the punctuation before it, and the name, number or date that it is part of."""

    word: Word
    gap: str
    name: Name | None
    key: str | None  # what it counts as among the content: its stem, its number, or nothing
    in_date: bool

    @property
    def folded(self) -> str:
        """The word to compare by."""
        return fold(self.word.text)


def clause_tokens(text: str) -> list[Token]:
    """The words of a text, in order."""
    named = [(one.start, one.end, one) for one in names(text)]
    counted = [
        (one.start, one.end, f"#{one.value.normalize():f}{one.unit or ''}") for one in figures(text)[1]
    ]
    dated = [(one.start, one.end, True) for one in figures(text)[0]]
    found, at = [], 0
    for word in words(text):
        number, date = _over(word, counted), _over(word, dated)
        key = number or (None if word.is_stop or date is not None else word.stem)
        found.append(Token(word, text[at : word.start], _over(word, named), key, date is not None))
        at = word.end
    return found


def _over(word: Word, spans: Sequence[tuple[int, int, Value]]) -> Value | None:
    return next((value for start, end, value in spans if start < word.end and word.start < end), None)


def cut(found: Sequence[Token], mark: re.Pattern[str]) -> Iterator[list[Token]]:
    """The words in stretches, parted where a mark stands between two; not after an initial ("J. Brook")."""
    part: list[Token] = []
    for token in found:
        initial = part and len(part[-1].word.text) == 1 and part[-1].word.text.isupper()
        if part and mark.search(token.gap) and not (initial and "\n" not in token.gap):
            yield part
            part = []
        part.append(token)
    if part:
        yield part
