"""Whether a claim gives an office to the one who holds it in the evidence: "Brook is the mayor of Tarn"."""

from collections.abc import Sequence

from app.answer.checks.relations import names_meet
from app.language.names import Name, name_supported
from app.language.offices import Office, claimed_nouns, offices


def offices_hold(claim: str, evidence: Sequence[str]) -> bool:
    """False when the evidence has others in a claimed office, or its holder in that office elsewhere."""
    nouns = claimed_nouns(claim)
    known = [one for text in evidence for one in offices(text, nouns)]
    everything = " \n".join(evidence)
    return all(
        _holds(wanted, known)
        for wanted in offices(claim, nouns)
        if any(name_supported(name, everything) for name in wanted.holders)  # else it is the name that fails
    )


def _holds(wanted: Office, known: Sequence[Office]) -> bool:
    same = [one for one in known if one.noun == wanted.noun]
    own = [one for one in same if names_meet(wanted.holders, one.holders)]
    kinds = {stem for one in same for stem in one.kind}
    return not same or any(
        _all_meet(wanted.places, one) and not wanted.kind & kinds - one.kind for one in own
    )


def _all_meet(places: Sequence[Name], one: Office) -> bool:
    if one.kind and not one.places:
        return True  # "the club's third coach": of what, the words before say
    known = " ; ".join(name.text for name in one.places)
    return all(name_supported(name, known) for name in places if not names_meet([name], one.holders))
