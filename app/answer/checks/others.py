"""Whether the evidence says what a claim says, but of another: another subject, another object."""

from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from app.language.clauses import Clause, clauses
from app.language.slots import OBJECT, SUBJECT
from app.language.verbs import LIGHT, MUTUAL, PLAIN_SPEECH
from app.language.words import content_stems

COPULA = frozenset({"is", "are", "was", "were", "be"})
_SO_DID = frozenset({("so", "did"), ("so", "do"), ("so", "does")})  # "and so did the miners"


def is_said_of_another(claim: str, evidence: Sequence[str]) -> bool:
    """True when the evidence has another subject of the claim's kind, and the claim's somewhere else.

    A name beside a description may mean the same one: "the firm" beside "Acme".
    """
    known = [clause for text in evidence for clause in clauses(text)]
    named = named_stems((*known, *clauses(claim)))
    return any(
        is_anothers(clause, [other for other in known if _is_of_a_kind(clause, other, named)])
        for clause in clauses(claim)
    )


def _is_of_a_kind(clause: Clause, other: Clause, named: Set[str]) -> bool:
    """True unless the two say the same, one of a name and one of a description."""
    return clause.verb != other.verb or bool(_subject(clause) - named) == bool(_subject(other) - named)


def named_stems(found: Iterable[Clause]) -> frozenset[str]:
    """The words of all names in some clauses."""
    return frozenset(stem for one in found for name in one.all_names() for stem in content_stems(name.text))


def is_anothers(clause: Clause, known: Sequence[Clause]) -> bool:
    """The evidence says this of another subject, and of the claim's subject it says something else."""
    subject = _subject(clause)
    if clause.verb is None or clause.verb in MUTUAL | COPULA | PLAIN_SPEECH or not subject:
        return False
    same = [stems for other in known if other.verb == clause.verb and (stems := _subject(other))]
    elsewhere = [stems for other in known if other.verb != clause.verb and (stems := _subject(other))]
    elsewhere += [other.stems for other in known if _SO_DID & set(pairwise(_folded(other)))]
    named = named_stems((clause, *known))
    # "Rebels from Koria" are not Koria.
    origins = [other.stems_in({"from"}) for other in known if other.verb == clause.verb]
    return (
        bool(same)
        and not any(_is_alike(subject, stems, named) for stems in same)
        and any(subject <= stems for stems in (*elsewhere, *origins))
    )


def _is_alike(one: frozenset[str], other: frozenset[str], named: Set[str]) -> bool:
    """Whether two subjects share a word; "Norland's voters" share none with "Norland's miners"."""
    plain, others = one - named, other - named
    return bool(plain & others if plain and others else one & other)


def is_of_another(clause: Clause, texts: Sequence[Sequence[Clause]]) -> bool:
    """The evidence says this about another thing, and of the claim's thing something else."""
    target = _things(clause)
    if clause.verb is None or clause.verb in MUTUAL | COPULA | PLAIN_SPEECH | LIGHT or not target:
        return False
    same = [
        (stems, [one for one in text if one.sentence == other.sentence and (one.goes_on or other.goes_on)])
        for text in texts
        for other in text
        if other.verb == clause.verb and (stems := _things(other))
    ]
    return bool(same) and all(
        not target & stems and any(_is_elsewhere(target, one) for one in beside if one.verb != clause.verb)
        for stems, beside in same
    )


def _is_elsewhere(target: frozenset[str], clause: Clause) -> bool:
    """Whether a clause with a verb of its own has these words, not as its subject."""
    return clause.verb is not None and target <= clause.stems_in(
        {slot.role for slot in clause.slots} - {SUBJECT}
    )


def _things(clause: Clause) -> frozenset[str]:
    """The words of an object, none when a pronoun may stand for it; numbers are checked apart."""
    stems = clause.stems_in({OBJECT})
    is_open = any(stem.startswith("<") for stem in stems)
    return frozenset() if is_open else frozenset(stem for stem in stems if not stem.startswith("#"))


def _subject(clause: Clause) -> frozenset[str]:
    """The words of a subject, none when a pronoun may stand for it."""
    stems = clause.stems_in({SUBJECT})
    return frozenset() if any(stem.startswith("<") for stem in stems) else stems


def _folded(clause: Clause) -> list[str]:
    return [token.folded for token in clause.tokens]
