"""Whether the names of a claim stand in the places in which its evidence has them.

All words of "Brook taxed Dean" can stand in a sentence that says the opposite. So the places in the claim's
clauses are compared with the same places in the evidence: subject, object, what follows a preposition, whose
thing it is. A check fails only when the evidence fills the same place with something else; what isn't read
on either side fails nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from app.answer.checks.others import COPULA, is_anothers, is_of_another, named_stems
from app.language.clauses import Clause, clauses
from app.language.names import Name, name_supported
from app.language.slots import AGENT, OBJECT, OWNER, SUBJECT, Slot, is_told
from app.language.verbs import HANDING, MUTUAL, NAMING, PLAIN_SPEECH

_NUMBER_WEIGHT = 2  # of a shared number beside a shared word, when places are matched
_TARGETS = frozenset({OBJECT, "on", "to", "over"})
_SAME_AS = {SUBJECT: (SUBJECT, AGENT), "by": ("by", AGENT)}


def roles_hold(claim: str, evidence: Sequence[str], context: str) -> bool:
    """False when a place of the claim holds another name in the evidence, or two have changed places."""
    texts = [clauses(text) for text in evidence]
    known = [clause for text in texts for clause in text]
    everything = " \n".join((*evidence, context))
    return not any(
        _is_swapped(clause, known)
        or is_anothers(clause, known)
        or is_of_another(clause, texts)
        or _has_other_parties(clause, known)
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
    if slot.role == SUBJECT and slot.keys & (PLAIN_SPEECH | COPULA):
        return clause.verb in NAMING and _is_turned_round(slot, clause, known)  # who speaks is checked apart
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
    return clause.all_names() if slot.keys & MUTUAL else list(clause.names("with"))


def _is_turned_round(slot: Slot, clause: Clause, known: Sequence[Clause]) -> bool:
    """The claim's subject is the evidence's object, and the claim's object isn't: "he addressed Brook"."""
    if slot.role != SUBJECT or slot.keys & (MUTUAL | COPULA):
        return False
    target = [name for role in _TARGETS for name in clause.names(role)]
    for other in known:
        if other.verb not in slot.keys and not _names_alike(clause, other):
            continue
        found = [name for role in _TARGETS for name in other.names(role)]
        if found and target and names_meet(slot.names, found) and not names_meet(target, found):
            return True
    return False


def _has_other_parties(clause: Clause, known: Sequence[Clause]) -> bool:
    """The evidence has the same with others: the places of "A works with B" may change, not A and B."""
    if clause.verb not in MUTUAL - COPULA:
        return False
    parties = _parties(clause)
    same = [other for other in known if other.verb == clause.verb and len(_parties(other)) > 1]
    return bool(same) and not any(
        all(names_meet([name], other.all_names()) for name in parties) for other in same
    )


def _parties(clause: Clause) -> list[Name]:
    return [name for role in (SUBJECT, OBJECT, "with") for name in clause.names(role)]


def _names_alike(clause: Clause, other: Clause) -> bool:
    """Whether both call someone the same: "addressed him as a friend", "called him a friend"."""
    if clause.verb not in NAMING or other.verb not in NAMING:
        return False
    return bool((clause.stems & other.stems) - NAMING - named_stems([clause, other]))


def _is_inverted(clause: Clause, known: Sequence[Clause]) -> bool:
    """A noun says the opposite of the claim's verb: "Brook beat Dean" beside "Dean's victory over Brook"."""
    subject, target = clause.names(SUBJECT), clause.names(OBJECT)
    if not subject or not target or clause.verb in MUTUAL | COPULA:
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
    if clause.verb is None or (clause.verb in MUTUAL | COPULA and not _is_handed_over(clause)):
        return False
    same = [other for other in known if other.verb == clause.verb]
    return bool(same) and any(
        all(_is_exchanged(clause, other, targets) for other in same) for targets in (_TARGETS, {OBJECT})
    )


def _is_handed_over(clause: Clause) -> bool:
    """Of "A traded B to C": "A trades with B" may be turned round, that may not."""
    return clause.verb in HANDING and bool(clause.stems_in({OBJECT}) and clause.stems_in({"to"}))


def _is_exchanged(clause: Clause, other: Clause, targets: Collection[str]) -> bool:
    subject, target = clause.stems_in({SUBJECT}), clause.stems_in(targets)
    agents, patients = other.stems_in({SUBJECT}), other.stems_in(targets)
    return bool(
        subject & patients - target
        and target & agents - subject
        and not subject & agents
        and not target & patients
    )
