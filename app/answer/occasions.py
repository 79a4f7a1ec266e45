"""Whether a claim's dates belong, in the evidence, to what the claim says happened on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.language.clauses import Clause, clauses
from app.language.dates import Date, compatible_dates
from app.language.figures import figures

_ANOTHER_DAY = frozenset({"before", "after"})


@dataclass(frozen=True, slots=True)
class Dated:
    """What a clause of the evidence says, by its content words, and the dates that it says it of."""

    stems: frozenset[str]
    dates: tuple[Date, ...]
    published_at: date | None


def dates_belong(claim: str, evidence: Sequence[tuple[str, date | None]]) -> bool:
    """False when a clause with another date says more of the claim than any with the date that it states."""
    known = [one for text, published_at in evidence for one in dated(text, published_at)]
    return all(
        _belongs(clause, wanted, known)
        for clause in clauses(claim)
        for wanted in figures(claim)[0]
        if clause.start <= wanted.start < clause.end and not (wanted.relative or "").startswith("event")
    )


def dated(text: str, published_at: date | None) -> list[Dated]:
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
