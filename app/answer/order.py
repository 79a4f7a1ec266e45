"""What a text says came before what: "the talks were held one day before the parade"."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.language.clause_tokens import Token
from app.language.clauses import clauses

_ORDER = {"before": False, "after": True}
_LIGHT = frozenset(
    {"take", "took", "place", "hold", "held", "come", "came", "happen", "occur", "day", "later", "earlier"}
)
_REACH = 8  # words on either side of "before" or "after"


@dataclass(frozen=True, slots=True)
class Sequel:
    """Two things by their content words, the earlier and the later."""

    earlier: frozenset[str]
    later: frozenset[str]


def order_holds(claim: str, evidence: Sequence[str]) -> bool:
    """False when what is earlier in the claim is only later in the evidence, or the other way round."""
    known = [one for text in evidence for one in sequels(text)]
    for wanted in sequels(claim):
        agrees = [one for one in known if one.earlier & wanted.earlier and one.later & wanted.later]
        turned = [one for one in known if one.later & wanted.earlier or one.earlier & wanted.later]
        if turned and not agrees:
            return False
    return True


def sequels(text: str) -> list[Sequel]:
    """The pairs of a text, in order."""
    found = []
    for _, parts in groupby(clauses(text), key=lambda clause: clause.sentence):
        sentence = [token for clause in parts for token in clause.tokens]
        for place, token in enumerate(sentence):
            if token.folded in _ORDER:
                before = _stems(sentence[max(0, place - _REACH) : place])
                after = _stems(_phrase(sentence[place + 1 : place + 1 + _REACH]))
                if before and after:
                    found.append(Sequel(after, before) if _ORDER[token.folded] else Sequel(before, after))
    return found


def _phrase(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words up to the first mark, or an "and" that something stands before."""
    for place, token in enumerate(tokens):
        ends = token.gap.strip() or token.folded == "and"
        if place and ends and _stems(tokens[:place]):
            return tokens[:place]
    return tokens


def _stems(tokens: Sequence[Token]) -> frozenset[str]:
    """The content words that are neither names nor numbers: those stand on both sides too often."""
    return frozenset(
        token.key
        for token in tokens
        if token.key and not token.name and not token.key.startswith("#") and token.folded not in _LIGHT
    )
