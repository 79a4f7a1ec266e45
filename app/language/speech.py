"""Who says each clause of a text: "Brook said that …", "…, Brook said", "according to Brook"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from app.language.clauses import Clause, clauses
from app.language.names import Name
from app.language.slots import OBJECT, OWNER, SUBJECT
from app.language.verbs import PRONOUNS, SPEECH, VOICING
from app.language.words import content_stems

_VIEWS = frozenset({"view", "opinion", "judgement", "judgment", "assessment", "reading", "verdict", "belief"})
_PARENTHETIC = frozenset({"hold", "add", "continu"})  # verbs of speech only when nothing follows them
_LONGEST_PARENTHESIS = 6  # words
_PARTS = frozenset({"and", "but", "while", "whereas"})
_CACHED_TEXTS = 2048


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of a clause: by name, or by a description; with neither, a pronoun that names nobody."""

    names: tuple[Name, ...]
    words: frozenset[str]  # stems of the description, or of the names
    is_theirs: bool  # whether it is so by their word alone: what is "said", not what is "announced"

    @property
    def is_known(self) -> bool:
        """Whether the text itself says who speaks."""
        return bool(self.names or self.words)


@dataclass(frozen=True, slots=True)
class Told:
    """A clause with who says it, None when the text itself does."""

    clause: Clause
    speaker: Attribution | None


@lru_cache(maxsize=_CACHED_TEXTS)
def told(text: str) -> tuple[Told, ...]:
    """The clauses of a text with their speakers."""
    return tuple(
        one
        for _, sentence in groupby(clauses(text), key=lambda clause: clause.sentence)
        for one in _sentence(list(sentence))
    )


def _sentence(found: Sequence[Clause]) -> list[Told]:
    whole = next((said for said in map(_by_phrase, found) if said), None)
    result: list[Told] = []
    current: Attribution | None = None
    for clause in found:
        own = _by_verb(clause)
        if own is not None:
            if all(one.speaker is None for one in result) and _is_parenthesis(clause):
                result = [replace(one, speaker=own) for one in result]
            current = own
        elif _breaks_off(clause):
            current = None
        result.append(Told(clause, own or current or whole))
    return result


def _by_verb(clause: Clause) -> Attribution | None:
    """The subject of a verb of speech; the object of one that opens its clause ("…, said Brook")."""
    if clause.verb not in SPEECH and not (clause.verb in _PARENTHETIC and _is_parenthesis(clause)):
        return _by_view(clause)
    subject = [slot for slot in clause.slots if slot.role == SUBJECT]
    names = clause.names(SUBJECT)
    if not subject:
        subject = [slot for slot in clause.slots if slot.role == OBJECT]
        names = clause.names(OBJECT)
    words = frozenset(stem for slot in subject for stem in slot.stems if not stem.startswith(("<", "#")))
    return _attribution(names, words, clause.verb in VOICING or clause.verb in _PARENTHETIC)


def _by_view(clause: Clause) -> Attribution | None:
    """ "The view of this paper is that …"."""
    if clause.verb not in ("is", "was", "be"):
        return None
    if not any(slot.role == SUBJECT and slot.stems & _VIEWS for slot in clause.slots):
        return None
    holders = [slot for slot in clause.slots if slot.role in ("of", OWNER)]
    words = frozenset(stem for slot in holders for stem in slot.stems)
    return _attribution(tuple(name for slot in holders for name in slot.names), words | _VIEWS, True)


def _by_phrase(clause: Clause) -> Attribution | None:
    """ "According to Brook", "in the view of Brook"."""
    words = [token.folded for token in clause.tokens]
    for place in range(len(words) - 2):  # "according to" may end a text that was cut off
        if words[place : place + 2] == ["according", "to"]:
            return _of_tokens(clause, place + 2, is_theirs=False)
        if words[place] == "in" and _VIEWS.intersection(words[place : place + 5]):
            return _of_tokens(clause, place + 1, is_theirs=True)
    return None


def _of_tokens(clause: Clause, first: int, *, is_theirs: bool) -> Attribution:
    phrase = [clause.tokens[first]]
    for token in clause.tokens[first + 1 : first + 8]:
        if "," in token.gap:
            break
        phrase.append(token)
    names = tuple(dict.fromkeys(token.name for token in phrase if token.name))
    words = frozenset(token.key for token in phrase if token.key and token.folded not in PRONOUNS)
    return _attribution(names, words, is_theirs)


def _attribution(names: tuple[Name, ...], words: frozenset[str], is_theirs: bool) -> Attribution:
    named = frozenset(stem for name in names for stem in content_stems(name.text))
    return Attribution(names, named or words, is_theirs)


def _is_parenthesis(clause: Clause) -> bool:
    return (
        len(clause.tokens) <= _LONGEST_PARENTHESIS
        and clause.tokens[0].folded not in _PARTS
        and ("," in clause.tokens[0].gap or any(mark in clause.tokens[0].gap for mark in "\"”’'"))
    )


def _breaks_off(clause: Clause) -> bool:
    """Whether a new main clause begins, which the speaker before it doesn't say."""
    return (
        clause.opening in _PARTS
        and clause.tokens[1:2] != ()
        and (
            clause.tokens[1].folded != "that" and "," in clause.tokens[0].gap and bool(clause.names(SUBJECT))
        )
    )
