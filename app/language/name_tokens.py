"""Capitalised words of a text, and the runs of them that make a name."""

import re
from dataclasses import dataclass

from app.language.name_words import (
    ABBREVIATIONS,
    CONNECTORS,
    DAYS_AND_MONTHS,
    MONTHS_THAT_ARE_NAMES,
    TITLE_MODIFIERS,
    TITLES,
    begins_name,
    is_ordinary,
)
from app.language.words import STOP_WORDS, fold


@dataclass(frozen=True, slots=True)
class Token:
    """A word at `text[start:end]` without its possessive ending, and how it can take part in a name."""

    text: str
    folded: str
    start: int
    end: int
    capitalised: bool
    opens: bool  # first of its sentence, or of a quotation
    possessive: bool


_LETTERS = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_TOKEN = re.compile(rf"[^\W\d_](?:\.[^\W\d_])+\b\.?|{_LETTERS}(?:['’&]{_LETTERS})*")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_OPENING = re.compile(r"[.!?:;…]|\n|[\"“‘«]$|(?:^|\s)['(]$|[•*]\s")
_JOINING = re.compile(r"[ \t\u00a0\u202f]|[-‐‑]|\.[ \u00a0]?| & |\s?/\s?")
_LIKE_STOP_WORDS = frozenset({"US", "WHO"})  # acronyms, though their lower case is a stop word


def tokens(text: str) -> list[Token]:
    """The words of a text; a possessive ending is no part of its word."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match[0]) or match[0]
        end = match.start() + len(word)
        capitalised = word != word.lower() and (word[0].isupper() or word[0].islower())
        opens = capitalised and _opens(text, found[-1] if found else None, match.start())
        folded = fold(word).replace(".", "")
        found.append(Token(word, folded, match.start(), end, capitalised, opens, end < match.end()))
    return found


def runs(text: str, found: list[Token]) -> list[list[Token]]:
    """The runs of capitalised words, with the connectors between them; a possessive ends its run."""
    gathered: list[list[Token]] = []
    run: list[Token] = []
    for position, token in enumerate(found):
        if run and not _joins(text, found[position - 1], token):
            gathered, run = _closed(gathered, run), []
        if token.capitalised or (run and token.folded in CONNECTORS):
            run.append(token)
        elif run:
            gathered, run = _closed(gathered, run), []
    return _closed(gathered, run)


def parts(run: list[Token], *, named: frozenset[str]) -> list[list[Token]]:
    """A run without the titles, days, months and ordinary words that aren't part of a name; they part it."""
    split: list[list[Token]] = [[]]
    for position, token in enumerate(run):
        after = run[position + 1] if position + 1 < len(run) else None
        before = run[position - 1] if position else None
        if _parts_names(token, before, after, named):
            split.append([])
        else:
            split[-1].append(token)
    trimmed = (_trimmed(part) for part in split)
    return [part for part in trimmed if part]


def _parts_names(token: Token, before: Token | None, after: Token | None, named: frozenset[str]) -> bool:
    if not token.capitalised:
        return False
    folded = token.folded
    if folded in DAYS_AND_MONTHS:
        named_so = folded in MONTHS_THAT_ARE_NAMES and before is not None and before.folded not in STOP_WORDS
        return not named_so
    if folded in TITLES or (folded in TITLE_MODIFIERS and after and after.folded in TITLES):
        return True
    if is_acronym(token.text):
        return False
    if folded in STOP_WORDS or len(folded) == 1:
        return folded in STOP_WORDS and not (len(folded) == 1 and after is not None)
    if after is not None and begins_name(folded, after.folded):
        return False
    return token.opens and folded not in named and is_ordinary(folded)


def is_acronym(word: str) -> bool:
    """Whether a word is initials: UN, NATO, U.S."""
    letters = word.replace(".", "")
    if len(letters) < 2 or not (letters.isupper() and letters.isalpha()):
        return False
    return letters != word or letters in _LIKE_STOP_WORDS or letters.lower() not in STOP_WORDS


def _trimmed(part: list[Token]) -> list[Token]:
    """A part without connectors at its ends."""
    while part and not part[-1].capitalised:
        part = part[:-1]
    while part and not part[0].capitalised:
        part = part[1:]
    return part


def _closed(gathered: list[list[Token]], run: list[Token]) -> list[list[Token]]:
    trimmed = _trimmed(run)
    return [*gathered, trimmed] if trimmed else gathered


def _joins(text: str, before: Token, token: Token) -> bool:
    """Whether nothing but a space, a hyphen or the stop of an initial is between two words."""
    if before.possessive:
        return False
    gap = text[before.end : token.start]
    if gap.startswith(".") and not (len(before.folded) == 1 or before.folded in ABBREVIATIONS):
        return False
    return _JOINING.fullmatch(gap) is not None


def _opens(text: str, before: Token | None, start: int) -> bool:
    if before is None:
        return True
    gap = text[before.end : start].removeprefix("'s").removeprefix("’s")
    if (
        gap.startswith(".")
        and (before.folded in ABBREVIATIONS or len(before.folded) == 1)
        and "\n" not in gap
    ):
        return False
    return _OPENING.search(gap) is not None
