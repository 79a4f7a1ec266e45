"""Whether a figure or day of a claim is, in its evidence, that of a second subject whose verb is left out.

"The train travels at 90 km/h and the bus at 60 km/h": each of the two is bound to its own subject, so that 60
is not the train's, though the train, the verb and 60 stand in one sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.language.clause_tokens import Token, clause_tokens
from app.language.dates import Date, compatible_dates
from app.language.figures import figures
from app.language.numbers import Number
from app.language.verbs import ARTICLES, AUXILIARIES, is_finite, is_past

_JOINS = frozenset({"and", "but", "while", "whereas"})
_OWNERS = ARTICLES | {"its", "his", "her", "their", "our"}
_CACHED_TEXTS = 2048  # sentences of a few requests
_MOST_WORDS = 6  # from what joins the second subject to its figure
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
Figure = Date | Number


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of a sentence with the content of their subjects, as far as only one of the two has it."""

    first: Figure
    first_subject: frozenset[str]
    second: Figure
    second_subject: frozenset[str]


def figures_are_of_their_own(claim: str, evidence: Sequence[str]) -> tuple[bool, bool]:
    """Whether no number, and no date, of the claim is that of the other of two subjects."""
    pairs: list[Pair] = []
    alone: list[Figure] = []  # what stands in no pair may be anyone's
    for text in evidence:
        found = _pairs(text)
        paired = {figure.start for pair in found for figure in (pair.first, pair.second)}
        pairs += found
        alone += [one for kind in figures(text) for one in kind if one.start not in paired]
    if not pairs:
        return True, True
    said = frozenset(token.key for token in clause_tokens(claim) if token.key)
    days, numbers = figures(claim)
    return (
        not any(_is_of_the_other(number, said, pairs, alone) for number in numbers),
        not any(_is_of_the_other(day, said, pairs, alone) for day in days),
    )


def _is_of_the_other(
    wanted: Figure, said: frozenset[str], pairs: Sequence[Pair], alone: Sequence[Figure]
) -> bool:
    right, wrong = any(_is_same(wanted, one) for one in alone), False
    for pair in pairs:
        for figure, own, other in (
            (pair.first, pair.first_subject, pair.second_subject),
            (pair.second, pair.second_subject, pair.first_subject),
        ):
            if _is_same(wanted, figure):
                right = right or not own.isdisjoint(said)
                wrong = wrong or (own.isdisjoint(said) and not other.isdisjoint(said))
    return wrong and not right


@lru_cache(maxsize=_CACHED_TEXTS)
def _pairs(text: str) -> tuple[Pair, ...]:
    return tuple(_found_pairs(text))


def _found_pairs(text: str) -> Iterator[Pair]:
    days, numbers = figures(text)
    neighbours: list[tuple[Figure, Figure]] = [*pairwise(days), *pairwise(numbers)]
    tokens = clause_tokens(text) if neighbours else []
    for first, second in neighbours:
        if _SENTENCE_END.search(text, first.end, second.start) or not _are_alike(first, second):
            continue
        subject = _second_subject([one for one in tokens if first.end <= one.word.start < second.start])
        own = _first_subject([one for one in tokens if one.word.end <= first.start])
        if subject and own - subject:
            yield Pair(first, own - subject, second, subject - own)


def _are_alike(first: Figure, second: Figure) -> bool:
    if isinstance(first, Number) and isinstance(second, Number):
        return first.unit == second.unit and first.unit is not None and first.value != second.value
    return True


def _is_same(one: Figure, other: Figure) -> bool:
    if isinstance(one, Number) and isinstance(other, Number):
        return (one.value, one.unit) == (other.value, other.unit)
    return isinstance(one, Date) and isinstance(other, Date) and compatible_dates(one, other, None)


def _second_subject(gap: Sequence[Token]) -> frozenset[str]:
    """The content of "and the bus at": what joins, a noun, no verb; what stands before it is the first's."""
    starts = [
        place
        for place, token in enumerate(gap)
        if token.folded in _OWNERS
        and (token.gap.strip() == "," or (place and gap[place - 1].folded in _JOINS))
    ]
    segment = gap[starts[-1] + 1 :] if starts else []
    told = [token.word for token in segment]
    if not segment or len(segment) > _MOST_WORDS or any(token.folded in AUXILIARIES for token in segment):
        return frozenset()
    if any(is_past(word) or is_finite(told, place) for place, word in enumerate(told)):
        return frozenset()
    return frozenset(token.key for token in segment if token.key)


def _first_subject(before: Sequence[Token]) -> frozenset[str]:
    """The content before the first verb of a sentence's beginning; one that isn't known is its last word."""
    told = [token.word for token in before]
    verb = next(
        (
            place
            for place, token in enumerate(before)
            if token.folded in AUXILIARIES or is_past(told[place]) or is_finite(told, place)
        ),
        None,
    )
    found = [token.key for token in before[:verb] if token.key]
    return frozenset(found if verb is not None else found[:-1])
