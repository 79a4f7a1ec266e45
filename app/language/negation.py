"""Words that negate, and whether a claim says the opposite of its evidence."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from app.language.contrasts import Contrast, contrasts
from app.language.words import Word, words

_GRAMMATICAL = (
    r"not|never|no|none|neither|nor|nobody|nothing|nowhere|without|cannot|hardly|scarcely|rarely|seldom"
    r"|rather\s+than|instead\s+of|no\s+longer|no\s+one"
)
# Verbs that negate what follows them: "denied taking part", "failed to agree".
_LEXICAL = (
    r"den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|declin(?:e|es|ed|ing)\s+to"
    r"|fail(?:s|ed|ing)?\s+to|unable\s+to|lack(?:s|ed|ing)?|ruled\s+out|stopped\s+short\s+of"
)
_NEGATOR = re.compile(
    rf"\b(?:(?P<lexical>{_LEXICAL})|(?P<grammatical>{_GRAMMATICAL}))\b|(?<=\w)(?P<contracted>n['’]t)\b",
    re.IGNORECASE,
)
# Bounds, emphasis and idioms that only look negative.
_NOT_NEGATIVE = re.compile(
    r"(?:no|not)\s+(?:less|fewer|more|later|earlier|higher|longer\s+than|doubt|matter|sooner|least|only|just|merely"
    r"|simply|to\s+mention|surprisingly)\b|no\.\s*\d|nothing\s+but\b|without\s+(?:doubt|question)\b",
    re.IGNORECASE,
)
_OR_NOT = re.compile(r"\b(?:or|if|why)\s+$", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[.;:!?—–]|,|\b(?:but|although|though|while|whereas|because|however)\b", re.IGNORECASE
)
WEIGHTY = frozenset({"same", "alone"})  # function words that a negation can turn round: "not the same"
_SCOPE = 4  # words after a negator that it can negate; more joins it to the next phrase


@dataclass(frozen=True, slots=True)
class _Scope:
    """The words that one negator reaches, and whether it is a verb: "did not deny" is no denial."""

    lexical: bool
    positions: frozenset[int]
    place: int  # of the word after the negator

    def verb(self, found: list[Word], negated: frozenset[int]) -> frozenset[str]:
        """The verb, marked: "rejected by the rebels" agrees with "the rebels rejected it"."""
        own = self.place - 1
        return frozenset([f"<{found[own].stem}>"] if self.lexical and own not in negated else ())


def negations(text: str) -> list[tuple[int, int]]:
    """The spans of the words that negate, in order; of a contraction, its ending."""
    return [match.span() for match in _negators(text)]


def polarity_conflict(claim: str, evidence: str) -> bool:
    """Whether something that both texts speak of is negated in one and stated in the other.

    A negator reaches the content among the four words after it, up to the end of its clause. It conflicts
    when the other text has that content only outside of any such reach, and no negation of its own that
    shares content with this one ("aimed at no party" agrees with "not aimed at any party").
    """
    claimed, known = _reading(claim), _reading(evidence)
    return _contradicts(claimed, known) or _contradicts(known, claimed)


def is_contrasted(claim: str, evidence: str) -> bool:
    """Whether a claim has what the evidence denies in a contrast, and not what is said in its place.

    The evidence may speak of it again elsewhere: "blames warming, not phosphorus; the phosphorus has fallen".
    """
    stated = frozenset(word.stem for word in words(claim) if not word.is_stop)
    return not negations(claim) and any(_takes_denied(stated, one) for one in contrasts(evidence))


def _takes_denied(stated: frozenset[str], one: Contrast) -> bool:
    if one.denied not in stated or one.said in stated:
        return False
    others = stated - {one.denied}
    return len(others & one.rest) * 2 >= max(1, len(others))


@dataclass(frozen=True, slots=True)
class _Reading:
    stated: frozenset[str]
    negated: frozenset[str]
    scopes: frozenset[frozenset[str]]


def _contradicts(negative: _Reading, positive: _Reading) -> bool:
    for scope in negative.scopes:
        if any(not scope.isdisjoint(other) for other in positive.scopes):
            continue
        if not (scope & negative.negated - negative.stated).isdisjoint(positive.stated - positive.negated):
            return True
    return False


def _reading(text: str) -> _Reading:
    """The content stems of a text: which are stated, which negated, and which each negator reaches."""
    found = words(text)
    scopes = [_scope(text, found, match) for match in _negators(text)]
    grammatical = {position for scope in scopes if not scope.lexical for position in scope.positions}
    lexical = {position for scope in scopes if scope.lexical for position in scope.positions}
    negated = grammatical ^ lexical  # "did not deny" states
    content = [
        position for position, word in enumerate(found) if not word.is_stop or word.text.lower() in WEIGHTY
    ]
    weighty = frozenset(content)
    return _Reading(
        stated=frozenset(found[position].stem for position in content if position not in negated),
        negated=frozenset(found[position].stem for position in content if position in negated),
        scopes=frozenset(
            scope.verb(found, frozenset(grammatical))
            | {found[position].stem for position in scope.positions & negated if position in weighty}
            for scope in scopes
        ),
    )


def _scope(text: str, found: list[Word], negator: re.Match[str]) -> _Scope:
    first = bisect_left(found, negator.end(), key=lambda word: word.start)
    after = found[first : first + _SCOPE]
    end = _CLAUSE_END.search(text, negator.end(), after[-1].end) if after else None
    reached = (first + step for step, word in enumerate(after) if end is None or word.end <= end.start())
    return _Scope(negator["lexical"] is not None, frozenset(reached), first)


def _negators(text: str) -> list[re.Match[str]]:
    return [
        match
        for match in _NEGATOR.finditer(text)
        if not _NOT_NEGATIVE.match(text, match.start())
        and not (match[0].lower() == "not" and _OR_NOT.search(text, max(0, match.start() - 8), match.start()))
    ]
