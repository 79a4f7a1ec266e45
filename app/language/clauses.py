"""Clauses of English prose and the places in them: subject, object, what follows a preposition, whose thing.

A reading by word order, with no parser. What it can't tell it leaves out, so that a check built on it stays
silent rather than wrong: a place that was not read is neither confirmed nor denied.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.language.clause_tokens import Token, clause_tokens, cut
from app.language.names import Name
from app.language.slots import OBJECT, SUBJECT, Reader, Slot
from app.language.verbs import ARTICLES, AUXILIARIES, BE, SPEECH, is_finite, is_past, verb_key

_SENTENCE_ENDS = re.compile(r"[.!?\n]")
_CLAUSE_ENDS = re.compile(r"[;:—–()]")
_SUBORDINATORS = frozenset(
    """while whereas although though because but which who whom when where if as that so since after
    before""".split()  # noqa: SIM905
)
_JOINING = frozenset({"and", "or", "but"})
_RELATIVE = frozenset({"which", "that", "who"})
_ANTECEDENT = 3  # words
_GROUP = 3  # words that may stand between an auxiliary and its verb
_CACHED_TEXTS = 2048  # sentences of a few requests


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence round one verb at `text[start:end]`; `opening` is its first word, folded."""

    start: int
    end: int
    sentence: int
    opening: str
    verb: str | None
    stems: frozenset[str]
    slots: tuple[Slot, ...]
    subject_role: str  # the place of what stands before the verb: the object, in the passive
    tokens: tuple[Token, ...]

    @property
    def goes_on(self) -> bool:
        """Whether it begins with its verb, after a conjunction or a comma, with no subject of its own."""
        found = [token.word for token in self.tokens]
        if self.opening in _JOINING:
            return len(found) > 1 and is_finite(found, 1)
        return self.tokens[0].gap.strip() == "," and self.verb not in SPEECH and is_finite(found, 0)

    def names(self, role: str) -> tuple[Name, ...]:
        """The names in one place of the clause."""
        return tuple(name for slot in self.slots if slot.role == role for name in slot.names)

    def all_names(self) -> list[Name]:
        """The names in any place of the clause."""
        return [name for slot in self.slots for name in slot.names]

    def stems_in(self, roles: Collection[str]) -> frozenset[str]:
        """The content words in some places of the clause; of a pronoun, "<he>"."""
        return frozenset(stem for slot in self.slots if slot.role in roles for stem in slot.stems)


@lru_cache(maxsize=_CACHED_TEXTS)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text, in order."""
    found: list[Clause] = []
    for number, sentence in enumerate(cut(clause_tokens(text), _SENTENCE_ENDS)):
        for stretch in cut(sentence, _CLAUSE_ENDS):
            for part in _split(stretch):
                clause = _clause(number, part, found[-1] if found else None)
                found.append(_inherited(clause, found[-1] if found else None))
    return tuple(found)


def _inherited(clause: Clause, before: Clause | None) -> Clause:
    """A clause that goes on with the subject before it: "…, which stood empty, burned and collapsed"."""
    if before is None or before.sentence != clause.sentence or clause.verb is None or not clause.goes_on:
        return clause
    if not before.slots or before.slots[0].role not in (SUBJECT, OBJECT):
        return clause
    lent = replace(before.slots[0], role=clause.subject_role, keys=frozenset({clause.verb}))
    return replace(clause, slots=(lent, *clause.slots))


def _split(stretch: list[Token]) -> Iterator[list[Token]]:
    """A stretch cut before each further verb, where a conjunction or a comma stands between the two."""
    found = [token.word for token in stretch]
    start, last = 0, None
    for place in range(len(stretch)):
        if not is_finite(found, place):
            continue
        if last is not None and not _is_one_group(stretch, last, place):
            cut = _boundary(stretch, last + 1, place)
            yield stretch[start:cut]
            start = cut
        last = place
    yield stretch[start:]


def _is_one_group(stretch: Sequence[Token], first: int, second: int) -> bool:
    between = stretch[first + 1 : second]
    return (
        stretch[first].folded in AUXILIARIES
        and len(between) <= _GROUP
        and all(token.folded.endswith("ly") or token.word.is_stop for token in between)
        and not any("," in token.gap or token.folded in _SUBORDINATORS for token in between)
    )


def _boundary(stretch: Sequence[Token], low: int, high: int) -> int:
    """Where the clause of the verb at `high` begins, after the verb before `low`."""
    places = range(low, high + 1)
    if stretch[high - 1].folded in _JOINING and high > low:
        return high - 1  # "and described": the same subject goes on
    for place in places:
        after = stretch[min(place + 1, high)]
        is_like = stretch[place].folded == "as" and (after.folded in ARTICLES or after.gap.strip())
        if stretch[place].folded in _SUBORDINATORS and not is_like:  # "described as a friend"
            return _before_date(stretch, place, low)
    joined = [place for place in places if stretch[place].folded in _JOINING]
    commas = [place for place in places if "," in stretch[place].gap]
    both = [place for place in joined if place in commas]
    inverted = low < 2 or stretch[low - 1].gap.strip()  # "…," said Brook
    said = verb_key(stretch[low - 1].word) in SPEECH and not inverted  # "said the bridge had opened"
    return next(iter(both or commas or joined), low if said else high)


def _clause(sentence: int, tokens: Sequence[Token], before: Clause | None) -> Clause:
    found = [token.word for token in tokens]
    finite = next((place for place in range(len(found)) if is_finite(found, place)), None)
    verb = None if finite is None else _main_verb(tokens, finite)
    antecedent = _antecedent(tokens, before)
    slots = Reader.read(
        tokens,
        verb=verb,
        finite=finite,
        passive=_is_passive(tokens, finite, verb),
        antecedent=antecedent,
    )
    return Clause(
        start=found[0].start,
        end=found[-1].end,
        sentence=sentence,
        opening=tokens[0].folded,
        verb=None if verb is None else verb_key(found[verb]),
        stems=frozenset(
            verb_key(token.word) if place == verb else token.key
            for place, token in enumerate(tokens)
            if token.key
        ).union(antecedent),
        slots=slots,
        subject_role=OBJECT if _is_passive(tokens, finite, verb) else SUBJECT,
        tokens=tuple(tokens),
    )


def _before_date(stretch: Sequence[Token], place: int, low: int) -> int:
    """Where "a day" begins when "before" is part of the same date; else the place itself."""
    while (
        place > low
        and stretch[place].in_date
        and stretch[place - 1].in_date
        and not stretch[place].gap.strip()
    ):
        place -= 1
    return place


def _antecedent(tokens: Sequence[Token], before: Clause | None) -> list[str]:
    """The last content words before "which": one of them is what it stands for."""
    if before is None or tokens[0].folded not in _RELATIVE:
        return []
    return [token.key for token in before.tokens if token.key][-_ANTECEDENT:]


def _main_verb(tokens: Sequence[Token], finite: int) -> int:
    """The last of the verbs that an auxiliary leads in: "had been tightened"."""
    place = finite
    if tokens[finite].folded in AUXILIARIES:
        for step in range(finite + 1, min(len(tokens), finite + _GROUP + 2)):
            folded = tokens[step].folded
            if folded in AUXILIARIES or folded.endswith("ly") or folded in ("not", "also", "never", "only"):
                continue
            if folded.endswith("ing") or is_past(tokens[step].word):
                return step
            can_follow = tokens[finite].folded not in BE | {"has", "have", "had"}
            return step if can_follow else place
    return place


def _is_passive(tokens: Sequence[Token], finite: int | None, verb: int | None) -> bool:
    if finite is None or verb is None:
        return False
    if verb == finite:  # "… and rejected by the rebels"
        followed = tokens[verb + 1].folded if verb + 1 < len(tokens) else ""
        return followed == "by" and is_past(tokens[verb].word)
    led = any(token.folded in BE for token in tokens[finite:verb])
    return led and not tokens[verb].folded.endswith("ing")
