"""Whether a claim's dates belong, in the evidence, to what the claim says happened on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.language.clause_tokens import Token
from app.language.clauses import Clause, clauses
from app.language.dates import Date, compatible_dates, with_told
from app.language.event_phrases import names_event
from app.language.figures import figures
from app.language.told_days import event_dates
from app.models import ToldDay

_ANOTHER_DAY = frozenset({"before", "after"})


@dataclass(frozen=True, slots=True)
class Dated:
    """What a clause of the evidence says, by its content words, and the dates that it says it of."""

    stems: frozenset[str]
    dates: tuple[Date, ...]
    published_at: date | None


def dates_belong(claim: str, evidence: Sequence[tuple[str, date | None, Sequence[ToldDay]]]) -> bool:
    """False when a clause with another date says more of the claim than any with the date that it states."""
    known = [one for text, published_at, days in evidence for one in dated(text, published_at, days)]
    return all(
        _belongs(clause, _on_the_day(clause, claim), wanted, known)
        for clause in clauses(claim)
        for wanted in figures(claim)[0]
        if clause.start <= wanted.start < clause.end and not (wanted.relative or "").startswith("event")
    )


def dated(text: str, published_at: date | None, told: Sequence[ToldDay] = ()) -> list[Dated]:
    """The clauses with a date: their own, or the one of their sentence when only one clause has any.

    What "the day before" or "two days after" is followed by has the day of that event, if it is `told`.
    """
    found = with_told(figures(text)[0], told)
    events = event_dates(text, told)
    own = [
        (clause, tuple(one for one in found if clause.start <= one.start < clause.end))
        for clause in clauses(text)
    ]
    result = []
    for clause, days in own:
        lent = [others for other, others in own if others and other.sentence == clause.sentence]
        days = days or (lent[0] if len(lent) == 1 else ())
        if days:
            elsewhere = list(_of_another_day(clause, text))
            places = {token.word.start for token in elsewhere}
            there = clause.stems - {token.key for token in elsewhere if token.key}
            other = tuple(one for one in events if clause.start <= one.start < clause.end)
            held = tuple(one for one in days if one.start in places and len(days) > 1)
            here = tuple(one for one in days if one not in held)
            result += [
                Dated(there, here, published_at),
                Dated(clause.stems - there, (*other, *held), published_at),
            ]
    return result


def _on_the_day(clause: Clause, text: str) -> frozenset[str]:
    """The content words of a clause but for what stands after "before" or "after", which is another day."""
    return clause.stems - {token.key for token in _of_another_day(clause, text) if token.key}


def _of_another_day(clause: Clause, text: str) -> Iterator[Token]:
    """The words of a clause that are of another day: "a day after the speech on Tuesday"."""
    counts = True
    for token in clause.tokens:
        if token.folded in _ANOTHER_DAY:
            counts = token.in_date and not names_event(text, token.word.end)  # "signed the day before by …"
        else:
            counts = counts or token.folded == "and" or "," in token.gap
        if not counts:
            yield token


def _belongs(clause: Clause, said: frozenset[str], wanted: Date, known: Sequence[Dated]) -> bool:
    named = {stem for token in clause.tokens if token.name and (stem := token.key)}
    said = frozenset(stem for stem in said if not stem.startswith("#"))
    right, wrong = [0], [0]
    for one in known:
        shared = said & one.stems
        fits = any(compatible_dates(wanted, found, one.published_at) for found in one.dates)
        (right if fits else wrong).append(len(shared) + len(shared - named))
    return max(right) >= max(wrong)
