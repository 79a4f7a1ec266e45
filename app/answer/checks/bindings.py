"""Whether a claim's numbers stand beside the words that they stand beside in the evidence.

"12 kilometres long and 90 metres deep" has every word of "12 kilometres deep". So the places round a number
are read by word order alone: what follows it at once ("deep", "women"), what follows each preposition after
it ("for adults"), what stands before its "of" ("a height of"). A number fails only when the evidence fills
the same place of it with something else, and has the claim's word in that place of another number, or when
both name a dimension and not the same one. What isn't read on either side fails nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.language.clause_tokens import Token, clause_tokens
from app.language.clauses import Clause, clauses
from app.language.figures import figures
from app.language.measures import dimensions_of
from app.language.numbers import Number, compatible
from app.language.verbs import ARTICLES, BE, PREPOSITIONS, is_finite

_AT_ONCE, _BEFORE_OF = "", "before of"
_BORDERS = frozenset({"and", "or", "but", "while", "whereas", "plus", "than"})
_BORDER_MARKS = frozenset('.,;:—–()!?\n"“”')
# Between "a height of" and its number.
_BOUNDS = frozenset(
    """more less fewer than about around nearly almost over under up to at least most some approximately
    roughly only just exactly""".split()  # noqa: SIM905
)
_CACHED_TEXTS = 2048  # sentences of a few requests


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with the words in each place round it, in order, and the dimensions that it may measure."""

    number: Number
    places: Mapping[str, tuple[str, ...]]
    dimensions: frozenset[str]
    verb: str | None
    is_whole: bool  # what another number is part of: "5 of the 12 plans"


def bindings_hold(claim: str, evidence: Sequence[str]) -> bool:
    """False when a number of the claim stands in the evidence beside something else than in the claim."""
    known = [one for text in evidence for one in _bound(text)]
    return all(_holds(wanted, known) for wanted in _bound(claim))


def _holds(wanted: Bound, known: Sequence[Bound]) -> bool:
    same = [one for one in known if compatible(wanted.number, one.number)]
    others = [
        one
        for one in known
        if one.number.unit == wanted.number.unit and one.number.value != wanted.number.value
    ]
    return not same or not all(
        _measures_otherwise(wanted, one)
        or _is_part_taken_for_whole(wanted, one)
        or any(_is_beside_other(wanted, one, other) for other in others)
        for one in same
    )


def _measures_otherwise(wanted: Bound, one: Bound) -> bool:
    return bool(wanted.dimensions and one.dimensions) and not wanted.dimensions & one.dimensions


def _is_part_taken_for_whole(wanted: Bound, one: Bound) -> bool:
    """ "Approved 12 plans" for "approved 5 of the 12 plans"."""
    return one.is_whole and not wanted.is_whole and wanted.verb is not None and wanted.verb == one.verb


def _is_beside_other(wanted: Bound, one: Bound, other: Bound) -> bool:
    """Whether the claim has beside its number what the evidence has beside another in the same place."""
    return any(
        _is_from_other(words, one.places[place], other.places[place])
        for place, words in wanted.places.items()
        if place in one.places and place in other.places
    )


def _is_from_other(wanted: Sequence[str], own: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a claim's words are another number's, and leave out what is this one's alone."""
    only_others, only_own = set(others) - set(own), set(own) - set(others)
    return bool(only_others & set(wanted) and only_own - set(wanted))


@lru_cache(maxsize=_CACHED_TEXTS)
def _bound(text: str) -> tuple[Bound, ...]:
    tokens = clause_tokens(text)
    return tuple(_read(text, number, tokens) for number in figures(text)[1] if not number.ordinal)


def _read(text: str, number: Number, tokens: Sequence[Token]) -> Bound:
    places = _after(number, tokens)
    before = _before(number, tokens)
    if before:
        places[_BEFORE_OF] = before
    named = (*places.get(_AT_ONCE, ()), *before, *places.get("in", ()))
    measured = number.unit is not None or before
    dimensions = dimensions_of(named) if measured else frozenset()
    clause = next((one for one in clauses(text) if one.start <= number.start < one.end), None)
    return Bound(
        number=number,
        places=places,
        dimensions=dimensions or _subject_dimensions(clause, number),
        verb=clause.verb if clause else None,
        is_whole=_is_whole(number, tokens),
    )


def _after(number: Number, tokens: Sequence[Token]) -> dict[str, tuple[str, ...]]:
    """What follows a number at once, and after each preposition, up to a border."""
    places: dict[str, tuple[str, ...]] = {}
    place: str | None = _AT_ONCE
    following = [token for token in tokens if token.word.start >= number.end]
    for token in _to_border(following):
        if token.folded in PREPOSITIONS:
            place = token.folded if token.folded not in places else None
        elif token.key and place is not None:
            places[place] = (*places.get(place, ()), token.key)
        elif place == _AT_ONCE:
            place = None  # "12 that were white"
    return places


def _to_border(following: Sequence[Token]) -> Iterator[Token]:
    """The words up to a mark, a conjunction, another number or a verb."""
    found = [token.word for token in following]
    for place, token in enumerate(following):
        is_verb = place > 0 and is_finite(found, place)
        if _BORDER_MARKS & set(token.gap) or token.folded in _BORDERS or is_verb or _is_number(token):
            return
        yield token


def _before(number: Number, tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words before "of" and the number: "a maximum depth of more than"."""
    preceding = [token for token in tokens if token.word.end <= number.start]
    while preceding and preceding[-1].folded in _BOUNDS:
        preceding.pop()
    if not preceding or preceding.pop().folded != "of":
        return ()
    found: list[str] = []
    for token in reversed(preceding):
        if token.key is None or _is_number(token):
            break
        found.append(token.key)
        if _BORDER_MARKS & set(token.gap):
            break
    return tuple(reversed(found))


def _is_whole(number: Number, tokens: Sequence[Token]) -> bool:
    """Whether another number's "of the" leads it in."""
    preceding = [token for token in tokens if token.word.end <= number.start][-3:]
    if len(preceding) < 3 or preceding[-2].folded != "of" or preceding[-1].folded not in ARTICLES:
        return False
    return _is_number(preceding[0])


def _subject_dimensions(clause: Clause | None, number: Number) -> frozenset[str]:
    """Of "the depth of the lake is 12 metres": a number right after a form of "be"."""
    if clause is None or clause.verb not in BE:
        return frozenset()
    between = [token for token in clause.tokens if token.word.end <= number.start]
    while between and between[-1].folded in _BOUNDS:
        between.pop()
    if not between or between[-1].folded not in BE:
        return frozenset()
    return dimensions_of(_head(between[:-1]))


def _head(subject: Sequence[Token]) -> list[str]:
    """The words of a subject up to its first preposition, the last one first: "the depth of the lake"."""
    end = next((place for place, one in enumerate(subject) if one.folded in PREPOSITIONS), len(subject))
    return [token.key for token in reversed(subject[:end]) if token.key][:1]


def _is_number(token: Token) -> bool:
    return (token.key or "").startswith("#")
