"""The side of a thing on which something stands: "behind" or "in front of" it, "for" or "against" it."""

import re
from collections import defaultdict
from collections.abc import Mapping

from app.language.words import words

_OPPOSITE_SIDES = (
    ("before", "after"),
    ("behind", "in front of"),
    ("above", "below"),
    ("inside", "outside"),
    ("within", "outside"),
    ("against", "for"),
    ("against", "in favour of"),
    ("against", "in favor of"),
    ("against", "in support of"),
)
_OTHERS: Mapping[str, frozenset[str]] = {
    side: frozenset(other for pair in _OPPOSITE_SIDES for one, other in (pair, pair[::-1]) if one == side)
    for pair in _OPPOSITE_SIDES
    for side in pair
}
_SIDE_OF = re.compile(
    rf"\b(?P<side>{'|'.join(_OTHERS)})\b (?:(?:the|an?|its|his|her|their|this|that)\b )?"
    r"(?P<thing>(?:[^\W_]+ ?){1,2})",
    re.I,
)


def on_other_side(asked: str, told: str) -> bool:
    """Whether a text has a thing that the other has too, on its opposite side alone."""
    wanted = _sides(asked)
    known = _sides(told) if wanted else {}
    return any(
        known[thing] & _OTHERS[side] and side not in known[thing]
        for thing, sides in wanted.items()
        for side in sides
        if thing in known
    )


def _sides(text: str) -> Mapping[str, set[str]]:
    """The stems of things with the prepositions that stand right before them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in _SIDE_OF.finditer(text):
        for word in words(match["thing"]):
            if not word.is_stop:
                found[word.stem].add(match["side"].lower())
    return found
