"""Whether two figures of a vote stand the right way round, and on the right side: "27 to 14 for" a motion."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.language.figures import figures

_JOINT = re.compile(r"(?:\s+votes?)?\s+(?:to|against)\s+|\s?[-‐‑–—]\s?", re.IGNORECASE)
_SIDE = re.compile(
    r"(?:\s+votes?)?,?\s+(?:(?P<for>for|in\s+favou?r(?:\s+of)?)|(?P<against>against))\b", re.IGNORECASE
)
_LOST = re.compile(
    r"\b(?:los[et]s?|losing|defeated|beaten|rejected|failed|fell|trail\w*|down)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Tally:
    first: Decimal
    second: Decimal
    side: str | None
    is_lost: bool  # whether the sentence tells it from the side that lost


def tallies_hold(claim: str, evidence: Sequence[str]) -> bool:
    """False when the evidence has a claim's two figures only the other way round, or for the other side."""
    known = [one for text in evidence for one in _tallies(text)]
    return not any(_is_turned(one, known) for one in _tallies(claim))


def _is_turned(one: _Tally, known: Sequence[_Tally]) -> bool:
    alike = [other for other in known if {other.first, other.second} == {one.first, one.second}]
    return bool(alike) and not any(_agrees(one, other) for other in alike)


def _agrees(one: _Tally, other: _Tally) -> bool:
    if one.is_lost != other.is_lost:
        return True  # "lost by 14 to 27" may be "won by 27 to 14"
    is_turned = one.first != other.first
    is_other_side = bool(one.side and other.side and one.side != other.side)
    return is_turned == is_other_side


def _tallies(text: str) -> list[_Tally]:
    found = [one for one in figures(text)[1] if not one.ordinal]
    return [
        _Tally(left.value, right.value, _side(text, right.end), _LOST.search(text) is not None)
        for left, right in pairwise(found)
        if left.unit is None
        and right.unit is None
        and left.bound == right.bound == "="
        and left.value != right.value
        and _JOINT.fullmatch(text, left.end, right.start)
        and not text[: left.start].rstrip().endswith("from")
    ]


def _side(text: str, end: int) -> str | None:
    match = _SIDE.match(text, end)
    return None if match is None else match.lastgroup
