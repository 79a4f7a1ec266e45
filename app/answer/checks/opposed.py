"""Whether the evidence has the opposite word in the place of a claim's: "eased sanctions" for "tightened"."""

from collections.abc import Sequence
from dataclasses import replace

from app.language.clauses import Clause, clauses
from app.language.negation import negations
from app.language.opposites import opposites_of
from app.language.slots import SUBJECT

_LENDING = 2  # clauses: the subject that was cut off, and who says it


def is_opposed(claim: str, evidence: Sequence[str]) -> bool:
    """True when the clauses with the opposite of a word say more of the claim than those with the word."""
    if negations(claim):
        return False  # "did not oppose" is compared by its negation
    known = [_whole(other, text) for text in evidence if not negations(text) for other in clauses(text)]
    return any(
        _stands_for(word, clause, known)
        for clause in (_whole(one, claim) for one in clauses(claim))
        for word in clause.stems
        if _has_one_side(word, clause)
    )


def _whole(clause: Clause, text: str) -> Clause:
    """A clause of a verb alone with what stands right before it: "she said orders | had doubled"."""
    if clause.stems != {clause.verb}:
        return clause
    before = [one for one in clauses(text) if one.sentence == clause.sentence and one.start < clause.start]
    return replace(clause, stems=clause.stems.union(*(one.stems for one in before[-_LENDING:])))


def _has_one_side(word: str, clause: Clause) -> bool:
    opposites = opposites_of(word)
    return bool(opposites) and opposites.isdisjoint(clause.stems)


def _stands_for(word: str, clause: Clause, known: Sequence[Clause]) -> bool:
    subject = _subject(clause)
    rest = clause.stems - {word} - subject or subject - {word}
    same = [len(rest & _said(other)) for other in known if word in other.stems]
    opposite = [
        len(rest & _said(other))
        for other in known
        if word not in other.stems and opposites_of(word) & other.stems
    ]
    return max(opposite, default=0) > max(same, default=0)


def _subject(clause: Clause) -> frozenset[str]:
    return frozenset(stem for slot in clause.slots if slot.role == SUBJECT for stem in slot.stems)


def _said(clause: Clause) -> frozenset[str]:
    """The content of a clause, with a subject that it goes on with."""
    return clause.stems | _subject(clause)
