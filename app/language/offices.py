"""Who holds which office, rank or part: "Ada Brook is the mayor of Tarn", "Tarn's mayor, Ada Brook"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.language.clause_tokens import Token
from app.language.clauses import Clause, clauses
from app.language.name_words import TITLES
from app.language.names import Name
from app.language.slots import OBJECT, SUBJECT
from app.language.verbs import ARTICLES, BE, is_finite
from app.language.words import stem

_OF = frozenset({"of", "for", "at", "in"})
_BECOMING = frozenset(stem(word) for word in ("is", "are", "was", "were", "be", "become", "remain"))
_MADE = frozenset(stem(word) for word in ("elect", "appoint", "name", "make", "crown"))  # "was elected mayor"
_TITLES = frozenset(stem(word) for word in TITLES)
_CACHED_TEXTS = 2048


@dataclass(frozen=True, slots=True)
class Office:
    """An office by its noun, what is said of it ("finance"), of what it is, and whose it is."""

    noun: str
    kind: frozenset[str]
    places: tuple[Name, ...]
    holders: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The words of an office in its clause: `tokens[start:end]`, with its noun at `noun`."""

    tokens: Sequence[Token]
    start: int
    noun: int
    end: int

    def names(self) -> tuple[Name, ...]:
        return _distinct(self.tokens[self.start : self.end])

    def kind(self) -> frozenset[str]:
        before = self.tokens[self.start : self.noun]
        return frozenset(token.key for token in before if token.key and not token.name)


def claimed_nouns(text: str) -> frozenset[str]:
    """The nouns that a text uses as offices: titles, and what it says that someone is."""
    found = set()
    for clause in clauses(text):
        for place, token in enumerate(clause.tokens):
            if token.key and (token.key in _TITLES or _is_said(clause, place)):
                found.add(token.key)
    return frozenset(found)


@lru_cache(maxsize=_CACHED_TEXTS)
def offices(text: str, nouns: frozenset[str]) -> tuple[Office, ...]:
    """Where a text ties these nouns to a name."""
    return tuple(
        Office(clause.tokens[place].key or "", phrase.kind(), phrase.names(), holders)
        for clause in clauses(text)
        for place, token in enumerate(clause.tokens)
        if token.key in nouns and not token.name
        for phrase in [_phrase(clause.tokens, place)]
        for holders in [_holders(clause, phrase)]
        if holders
    )


def _is_said(clause: Clause, place: int) -> bool:
    """Whether the noun ends what "is the …" says of a name."""
    phrase = _phrase(clause.tokens, place)
    before = clause.tokens[max(0, phrase.start - 1) : phrase.noun]
    is_noun = any(token.folded in ARTICLES or token.name for token in before)
    return is_noun and clause.verb in _BECOMING and _is_after_verb(clause, phrase)


def _is_after_verb(clause: Clause, phrase: _Phrase) -> bool:
    lead = clause.tokens[max(0, phrase.start - 1) : phrase.start]
    return any(token.folded in BE or stem(token.folded) in _BECOMING | _MADE for token in lead)


def _phrase(tokens: Sequence[Token], noun: int) -> _Phrase:
    start = noun
    while start and not tokens[start].gap.strip() and _is_nominal(tokens, start - 1):
        start -= 1
        if tokens[start].folded in ARTICLES:
            break
    end = noun + 1
    if end < len(tokens) and tokens[end].folded in _OF and not tokens[end].gap.strip():
        end += 1
        while end < len(tokens) and not tokens[end].gap.strip() and _is_nominal(tokens, end):
            end += 1
    return _Phrase(tokens, start, noun, end)


def _is_nominal(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    is_verb = is_finite([one.word for one in tokens], place) or stem(token.folded) in _BECOMING
    return not is_verb and (token.key is not None or token.folded in ARTICLES)


def _holders(clause: Clause, phrase: _Phrase) -> tuple[Name, ...]:
    """The names beside the words of an office, or those that its verb ties it to."""
    tokens = phrase.tokens
    following, preceding = (
        tokens[phrase.end : phrase.end + 1],
        tokens[max(0, phrase.start - 1) : phrase.start],
    )
    if phrase.end == phrase.noun + 1 and (beside := _distinct(following)) and not following[0].gap.strip():
        return beside  # "President Brook"
    if preceding and preceding[0].name and "," in tokens[phrase.start].gap:
        return _distinct(preceding)  # "Brook, the mayor of Tarn"
    if following and following[0].name and "," in following[0].gap:
        return _distinct(following)  # "the mayor of Tarn, Brook,"
    if following and following[0].folded in BE:
        return clause.names(OBJECT)  # "the mayor of Tarn is Brook"
    if preceding and preceding[0].folded == "as":
        return (*clause.names(SUBJECT), *clause.names(OBJECT))  # "Brook took over as mayor"
    if not _is_after_verb(clause, phrase):
        return ()
    is_made = preceding[-1:] and stem(preceding[0].folded) in _MADE
    return clause.names(clause.subject_role if is_made else SUBJECT)


def _distinct(tokens: Sequence[Token]) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(token.name for token in tokens if token.name))
