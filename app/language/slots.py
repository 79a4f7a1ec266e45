"""The places of one clause and what fills them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.language.clause_tokens import Token
from app.language.names import Name
from app.language.verbs import MAKING, PREPOSITIONS, PRONOUNS, is_past, verb_key

SUBJECT, OBJECT, OWNER = "subject", "object", "owner"
AGENT = "agent"  # of a participle that is no verb of the clause: "a train operated by the city"
_OPENERS = frozenset({"since", "after", "before", "until", "as"})
_BOUNDS = frozenset({"to", "over", "under", "about", "around", "above", "below", "near"})
_HEADS = 4  # content words before a preposition that it may belong to ("tariffs of 125 percent on …")
# Where, when and with whom: said in too many ways for a difference to mean anything.
_LOOSE = frozenset(
    """in at near with between among during since after before until beside around within inside outside off
    per along behind beyond across through throughout about as""".split()  # noqa: SIM905
)
_SAME = {"against": "on", "upon": "on", "towards": "to", "toward": "to", "onto": "on", "into": "to"}
_NESTED = frozenset({"of", "from"})  # "products of the US" after "on" is on the US as well


@dataclass(frozen=True, slots=True)
class Slot:
    """A place: `keys` are the words that it belongs to, any of which names the same place elsewhere."""

    role: str
    keys: frozenset[str]
    stems: frozenset[str]
    names: tuple[Name, ...]


@dataclass(slots=True)
class _Open:
    role: str
    keys: frozenset[str]
    stems: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)

    def close(self) -> Slot:
        return Slot(self.role, self.keys, frozenset(self.stems), tuple(dict.fromkeys(self.names)))


@dataclass(slots=True)
class Reader:
    """Reads a clause from left to right, with the places that are open at each word."""

    verb: str | None
    passive: bool
    slots: list[_Open] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    participle: str | None = None  # the verb that the word before is a participle of
    antecedent: list[str] = field(default_factory=list)  # what "which" stands for

    @classmethod
    def read(
        cls,
        tokens: Sequence[Token],
        *,
        verb: int | None,
        finite: int | None,
        passive: bool,
        antecedent: Sequence[str] = (),
    ) -> tuple[Slot, ...]:
        """The places of a clause whose verb group is `tokens[finite:verb + 1]`."""
        reader = cls(None if verb is None else verb_key(tokens[verb].word), passive)
        reader.antecedent = list(antecedent)
        reader._begin(OBJECT if passive else SUBJECT)
        for place, token in enumerate(tokens):
            if place == 0 and finite and token.folded in _OPENERS and "," not in tokens[1].gap:
                continue  # "since the war began"
            if (
                token.folded in _BOUNDS
                and place + 1 < len(tokens)
                and (tokens[place + 1].key or "").startswith("#")
            ):
                continue  # "up to 145 percent"
            if verb is not None and finite is not None and finite <= place <= verb:
                if place == verb:
                    reader._past_verb()
            else:
                reader._take(token, before_verb=finite is not None and place < finite)
        found = [one.close() for one in reader.slots]
        found += _owners(tokens, verb)
        found += reader._made()
        return tuple(slot for slot in found if slot.stems or slot.names)

    def _begin(self, role: str, keys: frozenset[str] | None = None, *, nested: bool = False) -> None:
        if keys is None:
            keys = frozenset({self.verb} if self.verb else ())
        one = _Open(role, keys)
        self.slots.append(one)
        self.open = [*self.open, one] if nested else [one]

    def _past_verb(self) -> None:
        if self.verb:
            self.heads = [*self.antecedent, self.verb]
        self.participle = None
        self._begin("after" if self.passive else OBJECT)

    def _take(self, token: Token, *, before_verb: bool) -> None:
        if token.in_date:
            return
        if "," in token.gap and before_verb and self.open[0].role not in (SUBJECT, OBJECT):
            self._begin(OBJECT if self.passive else SUBJECT)
        if token.folded in PREPOSITIONS:
            self._preposition(token.folded)
            self.participle = None
            return
        for one in self.open:
            if token.name:
                one.names.append(token.name)
            if token.folded in PRONOUNS and one.role in (SUBJECT, OBJECT):
                one.stems.append(f"<{token.folded}>")
            elif token.key and not is_past(token.word):
                one.stems.append(token.key)
        self.participle = verb_key(token.word) if is_past(token.word) else None
        if token.key:
            self.heads.append(token.key)

    def _preposition(self, word: str) -> None:
        role = _SAME.get(word, word)
        if role == "by" and self.participle:
            self._begin(AGENT, frozenset({self.participle}))
            return
        if role == "by" and (self.passive or self.heads[-1:] != self.heads[:1]):
            role = SUBJECT if self.passive else "by"
            keys = frozenset({self.verb} if self.verb and self.passive else self.heads[-_HEADS:])
            self._begin(role, keys)
            return
        nested = role in _NESTED and self.open[0].role not in (SUBJECT, OBJECT, "after")
        self._begin(role, frozenset(self.heads[-_HEADS:]), nested=nested)

    def _made(self) -> list[Slot]:
        """Who sets, puts or wages something has it: "the US set tariffs" and "US tariffs" say one thing."""
        if self.verb not in MAKING or self.passive:
            return []
        subject = next((one for one in self.slots if one.role == SUBJECT), None)
        made = [one for one in self.slots if one.role == OBJECT and one.stems and not one.names]
        if subject is None or not subject.names:
            return []
        return [Slot(OWNER, frozenset(one.stems), frozenset(), tuple(subject.names)) for one in made]


def _owners(tokens: Sequence[Token], verb: int | None) -> list[Slot]:
    """The names that stand right before a thing: "US tariffs", "Putin's visit"."""
    found = []
    for place, token in enumerate(tokens[:-1]):
        after = tokens[place + 1]
        if (
            token.name
            and not after.name
            and after.key
            and not after.folded.endswith("ly")
            and place + 1 != verb
            and after.gap in (" ", "-")
        ):
            things = [after.key]
            if place + 2 < len(tokens) and place + 2 != verb and tokens[place + 2].gap == " ":
                things += [tokens[place + 2].key or ""]
            keys = frozenset(filter(None, things))
            if not after.word.text[0].isupper():
                found.append(Slot(OWNER, keys, frozenset(), (token.name,)))
    return found


def is_told(role: str) -> bool:
    """Whether a difference in this place means something."""
    return role not in _LOOSE and role != "after"
