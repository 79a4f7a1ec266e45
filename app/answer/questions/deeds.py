"""The deed that a question with "who" asks about: its verb, and who does it or to whom it is done.

"Who bought Acme?" asks for one who does, and has Acme as what it is done to: a sentence in which Acme buys
something tells of another deed. Read by word order, as clauses are; a question of another form has no deed.
"""

import re
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import dropwhile

from app.language.clause_tokens import Token, clause_tokens
from app.language.clauses import Clause, clauses
from app.language.names import Name, name_supported
from app.language.slots import AGENT, OBJECT, OWNER, SUBJECT
from app.language.verbs import (
    ARTICLES,
    AUXILIARIES,
    BE,
    MUTUAL,
    NAMING,
    PLAIN_SPEECH,
    PREPOSITIONS,
    is_base,
    is_past,
    verb_key,
)

_WHO = re.compile(r"^\W*(?:(?P<by>by)|to|from|for|with|against|of|on)? ?(?P<who>whom?) ", re.I)
_DO = frozenset({"do", "does", "did"})
_HAVE = frozenset({"has", "have", "had"})
_NOT_READ = frozenset({"not", "never", "n't", "besides", "else"})
_ENDS_A_PARTY = frozenset("and or that who which when while after before if because".split())  # noqa: SIM905
_RELATIVE = frozenset({"that", "which", "who", "whom", "whose"})
_BESIDE_DOING = frozenset({AGENT, SUBJECT, OWNER})
_AS_SPOKEN = PLAIN_SPEECH - NAMING  # "said Ada" has its subject after it


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part in a deed: the stems of the words, and the names among them."""

    stems: frozenset[str] = frozenset()
    names: tuple[Name, ...] = ()

    def is_in(self, clause: Clause, roles: Collection[str]) -> bool:
        """Whether it stands in one of these places of a clause."""
        if self.names:
            known = [name for role in roles for name in clause.names(role)]
            return any(name_supported(name, one.text) for name in self.names for one in known)
        return bool(self.stems) and self.stems <= clause.stems_in(roles)


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb, by the stem of its base form, and what the question has at a place: its subject or object."""

    verb: str
    role: str
    party: Party


def deed_of(text: str) -> Deed | None:
    """The deed that a question asks about; None when it has another form, or none is told by its order."""
    asks = _WHO.match(text)
    tokens = [token for token in clause_tokens(text) if asks and token.word.start >= asks.end()]
    if asks is None or not tokens or any(token.folded in _NOT_READ for token in tokens):
        return None
    leading, rest = tokens[0].folded, _without_adverbs(tokens[1:])
    if leading not in AUXILIARIES:
        return _done(_without_adverbs(tokens))
    if asks["who"].lower() == "whom" or leading in _DO or (rest and rest[0].name):
        return _asked_of(leading, rest, is_doer=bool(asks["by"]))
    return _led(leading, rest)


def is_turned_round(deed: Deed, text: str) -> bool:
    """Whether a sentence tells of such deeds, but in each the party has another's place, or is another."""
    if deed.verb in MUTUAL | _AS_SPOKEN or not deed.party.stems:
        return False
    told = [clause for clause in clauses(text) if clause.verb == deed.verb]
    return bool(told) and all(_is_of_others(deed, clause) for clause in told)


def fills(deed: Deed, text: str, known: Set[str]) -> bool:
    """Whether a sentence tells of such a deed, with words at the place asked for that aren't `known`."""
    asked = OBJECT if deed.role == SUBJECT else SUBJECT
    return any(
        any(not stem.startswith(("<", "#")) for stem in clause.stems_in({asked}) - known)
        for clause in clauses(text)
        if clause.verb == deed.verb
    )


def _is_of_others(deed: Deed, clause: Clause) -> bool:
    roles = {slot.role for slot in clause.slots}
    if any(token.folded in _RELATIVE for token in clause.tokens):
        return False  # "the tariffs that Ada set"
    own = {SUBJECT} if deed.role == SUBJECT else roles - _BESIDE_DOING
    if deed.party.is_in(clause, own):
        return False
    if deed.party.is_in(clause, roles):
        return deed.party.is_in(clause, {SUBJECT, OBJECT})
    return bool(deed.party.names and clause.names(deed.role))


def _done(tokens: Sequence[Token]) -> Deed | None:
    """Of "bought Acme": the verb, and what follows it as its object."""
    if not tokens or tokens[0].name or tokens[0].key is None:
        return None
    return Deed(verb_key(tokens[0].word), OBJECT, _party(tokens[1:]))


def _led(leading: str, rest: Sequence[Token]) -> Deed | None:
    """Of "has bought Acme", "will buy Acme", "is buying Acme", "was bought by Acme"."""
    place = next((place for place, token in enumerate(rest) if token.folded not in AUXILIARIES), None)
    if place is None:
        return None
    verb, after = rest[place], rest[place + 1 :]
    before = {leading, *(token.folded for token in rest[:place])}
    if before & BE and not verb.folded.endswith("ing"):
        agent = after[1:] if after and after[0].folded == "by" else ()
        return Deed(verb_key(verb.word), SUBJECT, _party(agent)) if is_past(verb.word) else None
    if before & _HAVE and not (before & BE or is_past(verb.word)):
        return None  # "who has time"
    return _done(rest[place:])


def _asked_of(leading: str, rest: Sequence[Token], *, is_doer: bool) -> Deed | None:
    """Of "did Ada buy", "has Ada thanked", "was Acme bought": the verb, and the party before it."""
    first = next((place for place, token in enumerate(rest) if token.key or token.name), len(rest))
    verbs = [place for place in range(first + 1, len(rest)) if _is_asked_verb(leading, rest, place)]
    if not verbs:
        return None
    is_passive = leading in BE
    if is_passive and not (is_doer or rest[-1].folded == "by"):
        return None
    return Deed(
        verb_key(rest[verbs[0]].word), OBJECT if is_passive else SUBJECT, _party(rest[first : verbs[0]])
    )


def _is_asked_verb(leading: str, rest: Sequence[Token], place: int) -> bool:
    token = rest[place]
    if token.name or token.key is None:
        return False
    if leading in BE | _HAVE:
        return is_past(token.word)
    after = rest[place + 1].folded if place + 1 < len(rest) else ""
    return is_base(token.word) or not after or (after in PREPOSITIONS and after != "of")


def _party(tokens: Sequence[Token]) -> Party:
    found = list(_first_party(tokens))
    return Party(
        frozenset(token.key for token in found if token.key),
        tuple(dict.fromkeys(token.name for token in found if token.name)),
    )


def _first_party(tokens: Sequence[Token]) -> Iterator[Token]:
    """The words of the first thing that is named: up to a preposition, a comma, or another article."""
    begun = False
    for token in tokens:
        stops = token.folded in PREPOSITIONS | _ENDS_A_PARTY or token.in_date
        begins_another = begun and ("," in token.gap or token.folded in ARTICLES)
        if (stops and not token.name) or begins_another:
            return
        begun = begun or bool(token.key)
        yield token


def _without_adverbs(tokens: Sequence[Token]) -> Sequence[Token]:
    return list(dropwhile(lambda token: token.folded.endswith("ly") and not token.name, tokens))
