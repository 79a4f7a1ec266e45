"""Whether a claim is no more certain than its evidence: "has extended" isn't borne out by "may extend"."""

from collections.abc import Sequence

from app.language.clauses import Clause, clauses
from app.language.hedges import is_hedged, led, says_can, uses, verb_of
from app.language.quantifiers import Extent, quantified

_LEAST_SHARE = 0.5  # of a clause's other content, that a clause of the evidence must have to say the same


def certainty_holds(claim: str, evidence: Sequence[str]) -> bool:
    """False when what says most of a claim's clause leaves its verb open, and the claim doesn't."""
    if is_hedged(claim):
        return True
    is_of_all = any(one.extent is Extent.ALL for one in quantified(claim)) and not says_can(claim)
    return not any(_is_left_open(clause, evidence, is_of_all=is_of_all) for clause in clauses(claim))


def _is_left_open(clause: Clause, evidence: Sequence[str], *, is_of_all: bool) -> bool:
    verb = verb_of(clause)
    if verb is not None:
        return _is_verb_open(verb, clause, evidence, is_of_all=is_of_all)
    # No verb was read in the claim: any word of it that is a verb to the evidence.
    opened = clause.stems & frozenset[str]().union(*(led(text) for text in evidence))
    return any(_is_verb_open(one, clause, evidence, is_of_all=is_of_all) for one in opened)


def _is_verb_open(verb: str, clause: Clause, evidence: Sequence[str], *, is_of_all: bool) -> bool:
    said = clause.stems - {verb, clause.verb or verb}
    found = [
        (len(said & one.stems), is_open)
        for text in evidence
        for one, is_open in uses(text, verb, can_is_open=is_of_all)
    ]
    most = max((shared for shared, _ in found), default=0)
    if not found or most < max(1, _LEAST_SHARE * len(said)):
        return False
    return all(is_open for shared, is_open in found if shared == most)
