"""Names of people, places, peoples and organisations, and whether a text has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.language.name_tokens import Token, is_acronym, parts, runs, tokens
from app.language.name_words import TITLES
from app.language.peoples import PHRASES, related
from app.language.words import STOP_WORDS, fold, stem


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `text[start:end]`; `words` are its capitalised words, without connectors such as "of"."""

    text: str
    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a text offers to names: folded words, acronyms, and the initials of capitalised phrases."""

    words: frozenset[str]
    stems: frozenset[str]
    capitalised: frozenset[str]
    acronyms: frozenset[str]
    initials: frozenset[str]
    joined: str


_CACHED_TEXTS = 4096  # sentences and passages of some dozen requests
_LONGEST_ACRONYM = 6  # words
_NUMERALS = {"i": "first", "ii": "second", "iii": "third"}  # World War II, the Second World War
_NUMERALS |= {ordinal: numeral for numeral, ordinal in _NUMERALS.items()}


def names(text: str) -> list[Name]:
    """The names of a text, in order.

    A word that opens a sentence counts as a name unless it is a function word, or it looks like an ordinary
    word (see `name_words`) and isn't capitalised elsewhere inside a sentence.
    """
    found = tokens(text)
    named = frozenset(token.folded for token in found if token.capitalised and not token.opens)
    lower = frozenset(token.folded for token in found if not token.capitalised)
    return [
        _name(text, part)
        for run in runs(text, found)
        for part in parts(run, named=named)
        if not (len(part) == 1 and part[0].opens and part[0].folded in lower - named)
    ]


def name_supported(name: Name, evidence: str) -> bool:
    """Whether every word of a name is in the evidence, be it as an acronym, spelled out or as a people's."""
    known = _evidence(evidence)
    words = [word for word in name.words if fold(word) not in TITLES and fold(word) not in STOP_WORDS]
    folded = [_bare(word) for word in (words or name.words)]
    position = 0
    while position < len(folded):
        step = _supported_words(folded[position:], (words or name.words)[position], known)
        if step == 0:
            return False
        position += step
    return True


def _name(text: str, part: list[Token]) -> Name:
    start, end = part[0].start, part[-1].end
    return Name(text[start:end], start, end, tuple(token.text for token in part if token.capitalised))


def _supported_words(folded: list[str], written: str, known: _Evidence) -> int:
    """How many of the next words of a name the evidence bears out together; 0 when it lacks the first."""
    for count in range(min(len(folded), _LONGEST_ACRONYM), 1, -1):
        if "".join(word[0] for word in folded[:count]) in known.acronyms:
            return count
    for phrase, group in PHRASES:
        phrase_words = phrase.split()
        if folded[: len(phrase_words)] == phrase_words and _has_related(group, known):
            return len(phrase_words)
    return int(_has_word(folded[0], written, known))


def _has_word(folded: str, written: str, known: _Evidence) -> bool:
    if is_acronym(written) and folded in STOP_WORDS:  # US, not the pronoun
        return folded in known.acronyms or folded in known.initials or _has_related(folded, known)
    if folded in known.words or _NUMERALS.get(folded) in known.words:
        return True
    if is_acronym(written) and folded in known.initials:
        return True
    return stem(folded) in known.stems or _has_related(folded, known)


def _has_related(folded: str, known: _Evidence) -> bool:
    if any(related(folded, word) for word in known.capitalised):
        return True
    return any(f" {phrase} " in known.joined and related(folded, group) for phrase, group in PHRASES)


@lru_cache(maxsize=_CACHED_TEXTS)
def _evidence(text: str) -> _Evidence:
    found = tokens(text)
    folded = [_bare(token.text) for token in found]
    capitalised = frozenset(
        word
        for word, token in zip(folded, found, strict=True)
        if token.capitalised and (word not in STOP_WORDS or is_acronym(token.text))
    )
    return _Evidence(
        words=frozenset(folded),
        stems=frozenset(stem(word) for word in capitalised),
        capitalised=capitalised,
        acronyms=frozenset(_bare(token.text) for token in found if is_acronym(token.text)),
        initials=frozenset(_initials(runs(text, found))),
        joined=f" {' '.join(folded)} ",
    )


def _initials(phrases: Iterable[list[Token]]) -> Iterable[str]:
    """The initials of each stretch of two to six words of the phrases; an acronym in one counts whole."""
    for phrase in phrases:
        letters = [
            _bare(token.text) if is_acronym(token.text) else _bare(token.text)[:1]
            for token in phrase
            if token.capitalised
        ]
        for start in range(len(letters)):
            for end in range(start + 2, min(len(letters), start + _LONGEST_ACRONYM) + 1):
                yield "".join(letters[start:end])


def _bare(word: str) -> str:
    return fold(word).replace(".", "")
