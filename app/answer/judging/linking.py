"""Whether two sentences may carry one claim together, and whether a third says otherwise."""

from app.answer.judging.judge import content
from app.language.clauses import Clause, clauses
from app.language.names import names
from app.language.verbs import LIGHT
from app.language.words import content_stems

_LEAST_CLAUSE = 0.8  # of a clause's words, that a sentence which carries it has
_LEAST_WORDS = 2  # of a clause, beside its names


def is_linked(claim: str, first: str, other: str) -> bool:
    """Whether both speak of the same thing of the claim, or the other has a whole clause of it.

    Names and figures link nothing: a person's visit and the same person's office are two matters.
    """
    named = {stem for name in names(claim) for stem in content_stems(name.text)}
    shared = frozenset(content(claim)).intersection(content(first), content(other))
    return bool(shared - named - LIGHT) or any(_has(clause, other, named) for clause in clauses(claim)[1:])


def _has(clause: Clause, sentence: str, named: set[str]) -> bool:
    wanted = frozenset(stem for stem in clause.stems - LIGHT if not stem.startswith("#"))
    held = wanted.intersection(content(sentence))
    return len(held - named) >= _LEAST_WORDS and len(held) >= _LEAST_CLAUSE * len(wanted)
