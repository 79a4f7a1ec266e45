"""What a text denies beside what it says in its place: "of wood, not stone", "not the mayor but a clerk"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.language.verbs import PREPOSITIONS
from app.language.words import Word, words

_DENIED_AFTER = re.compile(
    r"(?:,\s+(?:and\s+)?|\s+and\s+)not\s+|,?\s+(?:rather\s+than|instead\s+of)\s+", re.IGNORECASE
)
_DENIED_FIRST = re.compile(r"\bnot\s+(?P<no>[^,;:.]{1,60}?),?\s+but\s+(?!also\b)", re.IGNORECASE)
_STRETCH_END = re.compile(r"[;:.!?\n]\s|[\n]")
_NOT_A_THING = frozenset("only just because when if to all yet least".split())  # noqa: SIM905
_CACHED_TEXTS = 2048


@dataclass(frozen=True, slots=True)
class Contrast:
    """The last word of what is said and of what is denied, and the rest of their stretch of a sentence."""

    said: str
    denied: str
    rest: frozenset[str]


@lru_cache(maxsize=_CACHED_TEXTS)
def contrasts(text: str) -> tuple[Contrast, ...]:
    """The contrasts of a text, in order."""
    return tuple(one for stretch in _STRETCH_END.split(text) for one in _of(stretch))


def _of(stretch: str) -> Iterator[Contrast]:
    found = words(stretch)
    for match in _DENIED_AFTER.finditer(stretch):
        before = [word for word in found if word.end <= match.start()]
        after = [word for word in found if word.start >= match.end()]
        yield from _contrast(_last(before), _thing(stretch, after), found)
    for match in _DENIED_FIRST.finditer(stretch):
        no = [word for word in found if match.start("no") <= word.start < match.end("no")]
        after = [word for word in found if word.start >= match.end()]
        yield from _contrast(_thing(stretch, after), _thing(stretch, no), found)


def _contrast(said: Word | None, denied: Word | None, found: Sequence[Word]) -> Iterator[Contrast]:
    if said is None or denied is None or said.stem == denied.stem:
        return
    rest = {word.stem for word in found if not word.is_stop} - {said.stem, denied.stem}
    yield Contrast(said.stem, denied.stem, frozenset(rest))


def _last(before: Sequence[Word]) -> Word | None:
    return before[-1] if before and not before[-1].is_stop else None


def _thing(stretch: str, after: Sequence[Word]) -> Word | None:
    """The last content word before a mark, a preposition or another function word; none of "not because"."""
    last: Word | None = None
    for place, word in enumerate(after):
        folded = word.text.lower()
        if place == 0 and folded in _NOT_A_THING:
            return None
        if last is not None and (stretch[last.end : word.start].strip() or word.is_stop):
            break
        if word.is_stop and not (
            folded in PREPOSITIONS or folded in ("the", "a", "an", "its", "their", "his", "her")
        ):
            return None
        last = None if word.is_stop else word
    return last
