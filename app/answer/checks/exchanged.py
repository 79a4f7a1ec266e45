"""Whether two words of a claim stand round the same verb in its evidence, but the other way round.

Clauses that can't be read as subject and object ("The valve controls the pump", where a relative clause parts
the two, where a verb is unknown) still have their words in an order: what stands between the two is the same
on both sides, and has a verb in it that can't be turned round.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.language.verbs import ARTICLES, MUTUAL, is_finite, is_past, verb_key
from app.language.words import Word, words

_BETWEEN = 7  # words that may stand between the two, without articles
_EVEN = frozenset("and or but with near beside alongside between than as like".split())  # noqa: SIM905
_CACHED_TEXTS = 2048  # sentences of a few requests

Turn = tuple[str, tuple[str, ...], str]


def are_exchanged(claim: str, evidence: Sequence[str]) -> bool:
    """True when the evidence has a claim's "A … B" as "B … A" alone."""
    known = frozenset(turn for text in evidence for turn in _turns(text))
    return any((last, between, first) in known for first, between, last in _turns(claim) - known)


@lru_cache(maxsize=_CACHED_TEXTS)
def _turns(text: str) -> frozenset[Turn]:
    """Each two content words of a text with the words between them, if those have a verb of one direction."""
    return frozenset(_found(words(text)))


def _found(told: Sequence[Word]) -> Iterator[Turn]:
    kept = [place for place, word in enumerate(told) if word.text.lower() not in ARTICLES]
    for at, first in enumerate(kept):
        if told[first].is_stop:
            continue
        for end in range(at + 2, min(len(kept), at + 2 + _BETWEEN)):
            between = kept[at + 1 : end]
            last = told[kept[end]]
            if told[between[-1]].text.lower() in _EVEN:
                break
            if not last.is_stop and last.stem != told[first].stem and _is_directed(told, between):
                yield told[first].stem, tuple(told[place].stem for place in between), last.stem


def _is_directed(told: Sequence[Word], between: Sequence[int]) -> bool:
    """Whether the last content word between two is a verb, and one that can't be turned round."""
    content = [place for place in between if not told[place].is_stop]
    return bool(content) and verb_key(told[content[-1]]) not in MUTUAL and _is_verb(told, content[-1])


def _is_verb(told: Sequence[Word], place: int) -> bool:
    after = told[place + 1].text.lower() if place + 1 < len(told) else ""
    is_present = told[place].text.endswith("s") and after in ARTICLES  # "controls the pump"
    return is_present or is_past(told[place]) or is_finite(told, place)
