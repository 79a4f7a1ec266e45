"""Whether a claim's dates and numbers belong, in the evidence, to what the claim says they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.answer.relations import names_meet
from app.language.clauses import Clause, clauses
from app.language.dates import Date, compatible_dates
from app.language.figures import figures
from app.language.names import Name
from app.language.numbers import Number, compatible
from app.language.verbs import verb_key

_ANOTHER_DAY = frozenset({"before", "after"})
_COUNTED = 3  # content words after a number, one of which it counts


@dataclass(frozen=True, slots=True)
class Dated:
    """What a clause of the evidence says, by its content words, and the dates that it says it of."""

    stems: frozenset[str]
    dates: tuple[Date, ...]
    published_at: date | None


def dates_belong(claim: str, evidence: Sequence[tuple[str, date | None]]) -> bool:
    """False when a clause with another date says more of the claim than any with the date that it states."""
    known = [one for text, published_at in evidence for one in _dated(text, published_at)]
    return all(
        _belongs(clause, wanted, known)
        for clause in clauses(claim)
        for wanted in figures(claim)[0]
        if clause.start <= wanted.start < clause.end and not (wanted.relative or "").startswith("event")
    )


def counts_hold(claim: str, evidence: Sequence[str]) -> bool:
    """False when a number of the claim counts one thing of the evidence where the evidence counts another."""
    known = [(number, _counted(text, number)) for text in evidence for number in figures(text)[1]]
    stems = {stem for text in evidence for clause in clauses(text) for stem in clause.stems}
    tied = [(number, _tied(text, number)) for text in evidence for number in figures(text)[1]]
    for wanted in figures(claim)[1]:
        if _is_anothers(wanted, _tied(claim, wanted), tied):
            return False
        things = _counted(claim, wanted)
        same = [counted for number, counted in known if compatible(wanted, number)]
        can_tell = wanted.unit is None and things and things <= stems and same
        if can_tell and all(counted and not counted & things for counted in same):
            return False
    return True


def _is_anothers(
    wanted: Number, names: Sequence[Name], known: Sequence[tuple[Number, Sequence[Name]]]
) -> bool:
    """Whether the name after a number stands, in the evidence, after another number of its kind only."""
    same = [found for number, found in known if compatible(wanted, number)]
    other = [found for number, found in known if number.unit == wanted.unit and number.value != wanted.value]
    return (
        bool(names)
        and any(same)
        and not any(names_meet(names, found) for found in same)
        and any(names_meet(names, found) for found in other)
    )


def _tied(text: str, number: Number) -> list[Name]:
    """The names between a number and the next number or the end of its clause."""
    for clause in clauses(text):
        if clause.start <= number.start < clause.end:
            after = [token for token in clause.tokens if token.word.start >= number.end]
            ends = (place for place, token in enumerate(after) if (token.key or "").startswith("#"))
            return [token.name for token in after[: next(ends, None)] if token.name]
    return []


def _dated(text: str, published_at: date | None) -> list[Dated]:
    """The clauses with a date: their own, or the one of their sentence when only one clause has any."""
    found = figures(text)[0]
    own = [
        (clause, tuple(one for one in found if clause.start <= one.start < clause.end))
        for clause in clauses(text)
    ]
    result = []
    for clause, days in own:
        lent = [others for other, others in own if others and other.sentence == clause.sentence]
        days = days or (lent[0] if len(lent) == 1 else ())
        if days:
            there = _on_the_day(clause)
            result += [Dated(there, days, published_at), Dated(clause.stems - there, (), published_at)]
    return result


def _on_the_day(clause: Clause) -> frozenset[str]:
    """The content words of a clause but for what stands after "before" or "after", which is another day."""
    held: set[str] = set()
    counts = True
    for token in clause.tokens:
        counts = token.folded not in _ANOTHER_DAY and (counts or token.folded == "and" or "," in token.gap)
        if not counts and token.key:
            held.add(token.key)
    return clause.stems - held


def _belongs(clause: Clause, wanted: Date, known: Sequence[Dated]) -> bool:
    named = {stem for token in clause.tokens if token.name and (stem := token.key)}
    said = {stem for stem in _on_the_day(clause) if not stem.startswith("#")}
    right, wrong = [0], [0]
    for one in known:
        shared = said & one.stems
        fits = any(compatible_dates(wanted, found, one.published_at) for found in one.dates)
        (right if fits else wrong).append(len(shared) + len(shared - named))
    return max(right) >= max(wrong)


def _counted(text: str, number: Number) -> frozenset[str]:
    """The content words right after a number, up to the first function word or verb."""
    for clause in clauses(text):
        if clause.start <= number.start < clause.end:
            after = [token for token in clause.tokens if token.word.start >= number.end][: _COUNTED + 1]
            stems = []
            for token in after:
                if token.key is None or token.gap.strip() or token.key.startswith("#"):
                    break
                if verb_key(token.word) == clause.verb:
                    break
                stems.append(token.key)
            return frozenset(stems[:_COUNTED])
    return frozenset()
