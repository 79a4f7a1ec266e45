"""Whether the names of a claim stand in the places in which its evidence has them.

All words of "Brook taxed Dean" can stand in a sentence that says the opposite. So the places in the claim's
clauses are compared with the same places in the evidence: subject, object, what follows a preposition, whose
thing it is. A check fails only when the evidence fills the same place with something else; what isn't read
on either side fails nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.language.clauses import Clause, clauses
from app.language.names import Name, name_supported
from app.language.slots import AGENT, OBJECT, OWNER, SUBJECT, Slot, is_told
from app.language.verbs import MUTUAL, PLAIN_SPEECH

_NUMBER_WEIGHT = 2  # of a shared number beside a shared word, when places are matched
_TARGETS = frozenset({OBJECT, "on", "to", "over"})
_SAME_AS = {SUBJECT: (SUBJECT, AGENT), "by": ("by", AGENT)}
_COPULA = frozenset({"is", "are", "was", "were", "be"})


def roles_hold(claim: str, evidence: Sequence[str], context: str) -> bool:
    """False when a place of the claim holds another name in the evidence, or two have changed places."""
    known = [clause for text in evidence for clause in clauses(text)]
    everything = " \n".join((*evidence, context))
    return not any(
        _is_swapped(clause, known)
        or _is_anothers(clause, known)
        or _is_inverted(clause, known)
        or any(_clashes(slot, clause, known, everything) for slot in clause.slots)
        for clause in clauses(claim)
    )


def overlap(one: Clause, other: Clause) -> int:
    """How much two clauses share, by their content words and numbers."""
    return sum(_NUMBER_WEIGHT if stem.startswith("#") else 1 for stem in one.stems & other.stems)


def names_meet(wanted: Iterable[Name], found: Iterable[Name]) -> bool:
    """Whether any of the wanted names is among the found ones, in whatever form."""
    text = " ; ".join(name.text for name in found)
    return any(name_supported(name, text) or name_supported(_untitled(name), text) for name in wanted)


def _untitled(name: Name) -> Name:
    """A name of three words or more without its first, which may be an office: "Director Ada Brook"."""
    return name if len(name.words) < 3 else replace(name, words=name.words[1:])


def _clashes(slot: Slot, clause: Clause, known: Sequence[Clause], everything: str) -> bool:
    if not slot.names or not slot.keys or not is_told(slot.role):
        return False
    if slot.role == SUBJECT and slot.keys & (PLAIN_SPEECH | _COPULA):
        return False  # who speaks is checked apart
    same = [
        (overlap(clause, other), other, found)
        for other in known
        for found in other.slots
        if found.role in _SAME_AS.get(slot.role, (slot.role,)) and found.keys & slot.keys and found.names
    ]
    if not same or not all(name_supported(name, everything) for name in slot.names):
        return _is_turned_round(slot, clause, known)
    most = max(shared for shared, *_ in same)
    best = [(other, found) for shared, other, found in same if shared == most]
    return not any(names_meet(slot.names, (*found.names, *_others(slot, other))) for other, found in best)


def _others(slot: Slot, clause: Clause) -> list[Name]:
    """What else may stand for the names of a place: whom one meets with, who is behind "US tariffs"."""
    if slot.role == OWNER:
        return [name for role in ("under", "by") for name in clause.names(role)]
    if slot.role not in (SUBJECT, OBJECT):
        return []
    return _all_names(clause) if slot.keys & MUTUAL else list(clause.names("with"))


def _is_turned_round(slot: Slot, clause: Clause, known: Sequence[Clause]) -> bool:
    """The claim's subject is the evidence's object, and the claim's object isn't: "he addressed Brook"."""
    if slot.role != SUBJECT or slot.keys & (MUTUAL | _COPULA):
        return False
    target = [name for role in _TARGETS for name in clause.names(role)]
    same = [other for other in known if other.verb in slot.keys]
    for other in same:
        found = [name for role in _TARGETS for name in other.names(role)]
        if found and target and names_meet(slot.names, found) and not names_meet(target, found):
            return True
    return False


def _is_inverted(clause: Clause, known: Sequence[Clause]) -> bool:
    """A noun says the opposite of the claim's verb: "Brook beat Dean" beside "Dean's victory over Brook"."""
    subject, target = clause.names(SUBJECT), clause.names(OBJECT)
    if not subject or not target or clause.verb in MUTUAL | _COPULA:
        return False
    return any(
        owner.keys & over.keys and names_meet(subject, over.names) and names_meet(target, owner.names)
        for other in known
        for owner in other.slots
        for over in other.slots
        if owner.role in (OWNER, "of") and over.role in ("over", "on") and owner.names and over.names
    ) and not any(names_meet(subject, other.names(SUBJECT)) for other in known if other.verb == clause.verb)


def _is_swapped(clause: Clause, known: Sequence[Clause]) -> bool:
    """Subject and object have changed places round the same verb: "the man bit the dog"."""
    if clause.verb is None or clause.verb in MUTUAL | _COPULA:
        return False
    subject, target = _stems(clause, {SUBJECT}), _stems(clause, _TARGETS)
    same = [other for other in known if other.verb == clause.verb]
    if not same or not subject or not target:
        return False
    return all(
        subject & _stems(other, _TARGETS) - target
        and target & _stems(other, {SUBJECT}) - subject
        and not subject & _stems(other, {SUBJECT})
        and not target & _stems(other, _TARGETS)
        for other in same
    )


def _is_anothers(clause: Clause, known: Sequence[Clause]) -> bool:
    """The evidence says this of another subject, and of the claim's subject it says something else."""
    subject = _subject(clause)
    if clause.verb is None or clause.verb in MUTUAL | _COPULA | PLAIN_SPEECH or not subject:
        return False
    same = [stems for other in known if other.verb == clause.verb and (stems := _subject(other))]
    elsewhere = [stems for other in known if other.verb != clause.verb and (stems := _subject(other))]
    return (
        bool(same)
        and not any(subject & stems for stems in same)
        and any(subject <= stems for stems in elsewhere)
    )


def _subject(clause: Clause) -> frozenset[str]:
    """The words of a subject, none when a pronoun may stand for it."""
    stems = _stems(clause, {SUBJECT})
    return frozenset() if any(stem.startswith("<") for stem in stems) else stems


def _stems(clause: Clause, roles: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(roles)
    return frozenset(stem for slot in clause.slots if slot.role in wanted for stem in slot.stems)


def _all_names(clause: Clause) -> list[Name]:
    return [name for slot in clause.slots for name in slot.names]
