"""How much of a thing a text speaks of: all, almost all, most, many, some, few, or so many of so many."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache

from app.language.figures import figures
from app.language.verbs import ARTICLES, PREPOSITIONS, is_finite
from app.language.words import Word, words


class Extent(IntEnum):
    """How much is meant, the least first; PART is "nine of the ten"."""

    FEW = 0
    SOME = 1
    PART = 2
    MANY = 3
    MOST = 4
    ALMOST = 5
    ALL = 6


_EXTENTS = {
    Extent.ALMOST: r"(?:almost|nearly|virtually|practically)\s+(?:all|every|everyone|everybody|everything)"
    r"|all\s+but\s+(?:an?\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|few|handful|\d+)",
    Extent.SOME: r"not\s+(?:all|every|everyone|everybody|everything)|some(?!\s+\d)|several|a\s+few|half"
    r"|a\s+number\s+of",
    Extent.ALL: r"all(?!\s+(?:but|over|along|around|about|round|right|alone|too|the\s+(?:time|way))\b|-)"
    r"|every(?!\s+other\b)|each(?!\s+other\b)|everyone|everybody|everything|the\s+entire|the\s+whole",
    Extent.MOST: r"(?:the\s+(?:vast\s+)?|a\s+(?:large\s+|vast\s+)?)?majority|most",
    Extent.MANY: r"(?<!as\s)(?<!how\s)(?:many|much)(?!\s+(?:more|less|as)\b)|numerous|lots|a\s+lot",
    Extent.FEW: r"(?<!a\s)few(?!\s+more\b)|only\s+some",
}
_FOUND = re.compile(
    "|".join(rf"\b(?P<{extent.name}>{pattern})\b" for extent, pattern in _EXTENTS.items()), re.IGNORECASE
)
_IDIOM_BEFORE = re.compile(r"\b(?:at|above|after|in|of|the|than|once\s+and\s+for)\s+$", re.IGNORECASE)
_BARE_ONE_OF = re.compile(r"\bone(?=\s+of\s+)", re.IGNORECASE)
_PART_OF = re.compile(r"(?:\s+\w+){0,2}?\s+of\s+(?P<known>the|its|their|his|her|our|these|those|them|all)?\b")
_PEOPLE = frozenset({"everyone", "everybody", "everything"})
_PRONOUNS = frozenset({"them", "these", "those", "us", "which", "whom", "it", "this"})
_PERIODS = frozenset(
    {"time", "year", "month", "week", "day", "hour", "minut", "second", "season", "morn", "night"}
)
_PLURALS = frozenset({"people", "men", "women", "children"})
_LONGEST = 5  # words of a thing that is quantified
_CACHED_TEXTS = 2048


@dataclass(frozen=True, slots=True)
class Quantified:
    """A thing at `start` of a text with how much of it is meant; `head` is None for "most of them"."""

    extent: Extent
    head: str | None
    start: int


@lru_cache(maxsize=_CACHED_TEXTS)
def quantified(text: str) -> tuple[Quantified, ...]:
    """The things of a text that a word or number says how much of, in order."""
    found = words(text)
    read = [*_by_word(text, found), *_by_number(text, found)]
    return tuple(sorted(read, key=lambda one: one.start))


def _by_word(text: str, found: Sequence[Word]) -> Iterator[Quantified]:
    for match in _FOUND.finditer(text):
        extent = Extent[match.lastgroup or "ALL"]
        before = text[max(0, match.start() - 16) : match.start()]
        if extent in (Extent.ALL, Extent.MOST) and _IDIOM_BEFORE.search(before):
            continue
        if match[0].lower() == "most" and not _is_determiner(found, match.end()):
            continue
        said = match[0].lower().split()[-1]
        head = "<all>" if said in _PEOPLE else _head(text, found, match.end())
        if head not in _PERIODS and head != "":
            yield Quantified(extent, None if head in ("<all>", "<it>") else head, match.start())


def _by_number(text: str, found: Sequence[Word]) -> Iterator[Quantified]:
    """ "Nine of the ten paintings", "80 percent of visitors", "one of the paintings"."""
    numbers = [one for one in figures(text)[1] if not one.ordinal and one.unit in (None, "percent")]
    places: list[tuple[int, int, Decimal, str | None]] = [
        (one.start, one.end, one.value, one.unit) for one in numbers
    ]
    places += [(match.start(), match.end(), Decimal(1), None) for match in _BARE_ONE_OF.finditer(text)]
    for start, end, value, unit in places:
        match = _PART_OF.match(text, end)
        if match is None or not (match["known"] or unit):
            continue
        whole = next((one for one in numbers if match.end() <= one.start <= match.end() + 1), None)
        is_all = (whole is not None and whole.value == value) or (unit is not None and value == 100)
        head = _head(text, found, match.start("known") if match["known"] else match.end())
        if head != "":
            yield Quantified(Extent.ALL if is_all else Extent.PART, None if head == "<it>" else head, start)


def _is_determiner(found: Sequence[Word], end: int) -> bool:
    """Whether "most" says how much, and not how: "most visitors", "most of", but "most likely"."""
    after = [word.text.lower() for word in found if word.start >= end][:2]
    if not after or after[0] == "of":
        return bool(after)
    return any(
        word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "ous"))) for word in after
    )


def _head(text: str, found: Sequence[Word], end: int) -> str:
    """The stem of what a quantifier belongs to: the last word before a verb, a mark or a preposition.

    "<it>" when a pronoun stands for it, "" when there is none.
    """
    head, at = "", end
    after = [place for place, word in enumerate(found) if word.start >= end]
    for place in after[:_LONGEST]:
        word, folded = found[place], found[place].text.lower()
        if text[at : word.start].strip(" -‐‑\n") or (head and is_finite(found, place)):
            break
        at = word.end
        if folded in _PRONOUNS and not head and folded not in ("these", "those", "this"):
            return "<it>"
        if folded in PREPOSITIONS and folded != "of" and not head:
            break
        if folded == "of" or folded in ARTICLES:
            if head:
                break
            continue
        if folded == "one":
            continue  # "every one-eyed cat"
        if word.is_stop:
            if head:
                break
            return "<it>" if is_finite(found, place) else ""
        head = word.stem
    return head
