"""Whether the evidence has another name in the place of a claim's: "diverted to Burgas" for "to Constanta".

A name that the evidence lacks may be what a pronoun or a description there stands for. It isn't when the same
place holds another name, by the words around it or by the verb and the preposition that it follows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from app.language.clauses import Clause, clauses
from app.language.names import Name, name_supported, names
from app.language.slots import OBJECT, SUBJECT, Slot
from app.language.verbs import BE, PREPOSITIONS, verb_key
from app.language.words import content_stems, words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LEAST_SHARE = 0.6  # of a claim's other content that stands in the same order in the sentence
_LEAST_WORDS = 2
_PLACES = PREPOSITIONS - {"by", "during", "since", "until", "through", "per", "as"}
_CACHED_TEXTS = 2048


@dataclass(frozen=True, slots=True)
class _Part:
    """A word to lay beside another, or a whole name as one."""

    key: str
    name: Name | None
    is_stop: bool


def has_another_name(claim: str, evidence: Sequence[str], context: str) -> bool:
    """True when a name of the claim that is nowhere in the evidence has another one in its place there."""
    known = " \n".join((*evidence, context))
    missing = frozenset(name.text for name in names(claim) if not name_supported(name, known))
    if not missing:
        return False
    return _is_in_place(claim, evidence, missing) or _is_in_slot(claim, evidence, missing)


def is_put_elsewhere(claim: str, evidence: Sequence[str]) -> bool:
    """True when another name follows the preposition in all that tells the same: "died in Lodz"."""
    known = [clause for text in evidence for clause in clauses(text)]
    return any(
        slot.role in _PLACES and bool(slot.names) and _is_filled_otherwise(slot, clause, known)
        for clause in clauses(claim)
        for slot in clause.slots
    )


def _is_in_place(claim: str, evidence: Sequence[str], missing: frozenset[str]) -> bool:
    line = _line(claim)
    laid = [_laid(line, other, missing) for text in evidence for other in _lines(text)]
    most = max(laid, default=(0.0, True))
    return most[0] >= _LEAST_SHARE and not most[1]


def _laid(claim: Sequence[_Part], other: Sequence[_Part], missing: frozenset[str]) -> tuple[float, bool]:
    """The share of a claim's content that a sentence has in order, and whether no name is another's place."""
    keys = [part.key for part in claim], [part.key for part in other]
    blocks = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
    same = [place for kind, start, end, *_ in blocks if kind == "equal" for place in range(start, end)]
    renamed = any(
        kind == "replace" and _is_renamed(claim[start:end], other[first:last], missing)
        for kind, start, end, first, last in blocks
    )
    shared = sum(not claim[place].is_stop for place in same)
    content = sum(not part.is_stop for part in claim if part.name is None or part.name.text not in missing)
    if shared < min(_LEAST_WORDS, content) or not shared:
        return 0.0, True
    return shared / content, not renamed


def _is_renamed(claim: Sequence[_Part], other: Sequence[_Part], missing: frozenset[str]) -> bool:
    """Whether a stretch of names alone stands in the place of one."""
    own = [part.name for part in claim if not part.is_stop]
    found = [part.name for part in other if not part.is_stop]
    if not own or not found or None in own or None in found:
        return False
    return any(name is not None and name.text in missing for name in own) and _are_apart(own, found)


def _is_in_slot(claim: str, evidence: Sequence[str], missing: frozenset[str]) -> bool:
    known = [clause for text in evidence for clause in clauses(text)]
    return any(
        _is_filled_otherwise(slot, clause, known)
        for clause in clauses(claim)
        for slot in clause.slots
        if slot.names and all(name.text in missing for name in slot.names)
    )


def _is_filled_otherwise(slot: Slot, clause: Clause, known: Sequence[Clause]) -> bool:
    if clause.verb is None or clause.verb in BE or slot.role not in {SUBJECT, OBJECT} | _PLACES:
        return False
    named = {stem for name in clause.all_names() for stem in content_stems(name.text)}
    said = clause.stems - {clause.verb} - slot.stems - named
    same = [
        found
        for other in known
        if other.verb == clause.verb
        and len(said & other.stems) * 2 >= len(said)
        and (slot.role == SUBJECT or not _has_other_subject(clause, other))
        for found in other.slots
        if found.role == slot.role and found.names and (found.keys & slot.keys)
    ]
    return bool(same) and all(_are_apart(slot.names, found.names) for found in same)


def _has_other_subject(clause: Clause, other: Clause) -> bool:
    own, found = clause.names(SUBJECT), other.names(SUBJECT)
    return bool(own and found) and _are_apart(own, found)


def _are_apart(some: Sequence[Name | None], others: Sequence[Name | None]) -> bool:
    """Whether no word of one name is in the other: "Lena Koleva" is "Koleva"."""
    text = " ; ".join(name.text for name in others if name)
    own = {word.lower() for name in some if name for word in name.words}
    return not any(word.lower() in own for name in others if name for word in name.words) and not any(
        name_supported(name, text) for name in some if name
    )


def _lines(text: str) -> Iterator[tuple[_Part, ...]]:
    return (_line(part) for part in _SENTENCE_END.split(text) if part)


@lru_cache(maxsize=_CACHED_TEXTS)
def _line(text: str) -> tuple[_Part, ...]:
    """The words of a sentence, each name as one."""
    named = names(text)
    parts: list[_Part] = []
    for word in words(text):
        name = next((one for one in named if one.start < word.end and word.start < one.end), None)
        if name is None:
            parts.append(_Part(verb_key(word), None, word.is_stop))
        elif not parts or parts[-1].name != name:
            parts.append(_Part(f"<{name.text.lower()}>", name, False))
    return tuple(parts)
