"""Whether a claim's numbers count and measure what its evidence has them count and measure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.answer.checks.relations import names_meet
from app.language.clause_tokens import Token
from app.language.clauses import Clause, clauses
from app.language.dates import Date, compatible_dates
from app.language.figures import figures
from app.language.names import Name
from app.language.numbers import Number, compatible
from app.language.slots import SUBJECT
from app.language.verbs import verb_key

_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
_COUNTED = 3  # content words after a number, one of which it counts
_DIRECTION = re.compile(r"(?<!\bup )\b(from|to)\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
_BEFORE = 32  # characters looked at before a number


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it is tied to: the verb of its clause, what it counts, what follows it."""

    number: Number
    verb: str | None
    things: frozenset[str]
    names: tuple[Name, ...]
    days: tuple[Date, ...]
    said: frozenset[str]
    subject: frozenset[str]
    direction: str | None  # "from" or "to": where a change begins or ends
    published_at: date | None


def counts_hold(claim: str, evidence: Sequence[tuple[str, date | None]]) -> bool:
    """False when what a number of the claim is tied to is tied, in the evidence, to another number."""
    known = [one for text, published_at in evidence for one in _figures(text, published_at)]
    stems = {stem for text, _ in evidence for clause in clauses(text) for stem in clause.stems}
    return all(_holds(wanted, known, stems) for wanted in _figures(claim, None))


def is_count_of_another(claim: str, evidence: Sequence[str]) -> bool:
    """True when the evidence has another number of a claim's subject, and the claim's number of another."""
    known = [one for text in evidence for one in _figures(text, None)]
    return any(_is_anothers(wanted, known) for wanted in _figures(claim, None))


def _is_anothers(wanted: Figure, known: Sequence[Figure]) -> bool:
    if not wanted.subject or not wanted.verb:
        return False
    alike = [one for one in known if one.subject and _counts_the_same(wanted, one)]
    own = [one.number for one in alike if wanted.subject <= one.subject]
    others = [one.number for one in alike if not wanted.subject <= one.subject]
    return (
        bool(own)
        and not any(compatible(wanted.number, number) for number in own)
        and any(compatible(wanted.number, number) for number in others)
    )


def _counts_the_same(wanted: Figure, one: Figure) -> bool:
    if one.verb != wanted.verb or one.number.unit != wanted.number.unit:
        return False
    return wanted.number.unit is not None or bool(wanted.things & one.things)


def _holds(wanted: Figure, known: Sequence[Figure], stems: set[str]) -> bool:
    same = [one for one in known if compatible(wanted.number, one.number)]
    other = [
        one
        for one in known
        if one.number.unit == wanted.number.unit and one.number.value != wanted.number.value
    ]
    return not (
        (same and _counts_something_else(wanted, same, stems))
        or _is_moved([_has_names(wanted, one) for one in same], [_has_names(wanted, one) for one in other])
        or _is_moved([_has_days(wanted, one) for one in same], [_has_days(wanted, one) for one in other])
        or _is_moved([_has_verb(wanted, one) for one in same], [_has_verb(wanted, one) for one in other])
        or _lasts_otherwise(wanted, same, other)
        or (same and all(_is_opposite(wanted.direction, one.direction) for one in same))
    )


def _is_moved(same: Sequence[bool | None], other: Sequence[bool | None]) -> bool:
    """Whether what the claim ties to its number is never there with that number, and is with another."""
    told = [found for found in same if found is not None]
    return bool(told) and not any(told) and any(other)


def _has_names(wanted: Figure, one: Figure) -> bool | None:
    return names_meet(wanted.names, one.names) if wanted.names and one.names else None


def _has_days(wanted: Figure, one: Figure) -> bool | None:
    if not wanted.days or not one.days:
        return None
    return any(compatible_dates(day, other, one.published_at) for day in wanted.days for other in one.days)


def _has_verb(wanted: Figure, one: Figure) -> bool | None:
    return wanted.verb == one.verb if wanted.verb and one.verb else None


def _lasts_otherwise(wanted: Figure, same: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Whether a clause with another length of time says more of the claim than any with the one it states."""
    if wanted.number.unit not in _TIMES:
        return False

    def shared(found: Sequence[Figure]) -> int:
        alike = (len(wanted.said & one.said) + (wanted.verb in one.said) for one in found)
        return max(alike, default=0)

    return bool(same) and shared(other) > shared(same)


def _is_opposite(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _counts_something_else(wanted: Figure, same: Sequence[Figure], stems: set[str]) -> bool:
    if wanted.number.unit is not None or not wanted.things or not wanted.things <= stems:
        return False
    return all(one.things and not one.things & wanted.things for one in same)


def _figures(text: str, published_at: date | None) -> list[Figure]:
    days, numbers = figures(text)
    found = []
    for number in numbers:
        clause = next((one for one in clauses(text) if one.start <= number.start < one.end), None)
        if clause is not None:
            found.append(_figure(text, number, clause, days, published_at))
    return found


def _figure(
    text: str, number: Number, clause: Clause, days: Sequence[Date], published_at: date | None
) -> Figure:
    after = [token for token in clause.tokens if token.word.start >= number.end]
    ends = (place for place, token in enumerate(after) if (token.key or "").startswith("#"))
    after = after[: next(ends, None)]
    last = after[-1].word.end if after else number.end
    direction = _DIRECTION.search(text, max(0, number.start - _BEFORE), number.start)
    return Figure(
        number=number,
        verb=clause.verb,
        things=_things(after, clause.verb),
        names=tuple(token.name for token in after if token.name),
        said=frozenset(stem for stem in clause.stems if not stem.startswith("#")),
        subject=clause.stems_in({SUBJECT}),
        days=tuple(day for day in days if number.end <= day.start < last),
        direction=direction[1].lower() if direction else None,
        published_at=published_at,
    )


def _things(after: Sequence[Token], verb: str | None) -> frozenset[str]:
    """The content words right after a number, up to the first function word, mark or verb."""
    stems: list[str] = []
    for token in after[:_COUNTED]:
        if token.key is None or token.gap.strip() or verb_key(token.word) == verb:
            break
        stems.append(token.key)
    return frozenset(stems)
