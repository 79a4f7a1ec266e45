"""The best of a ranking in a better order: by what the question's words do in a passage, not only how often.

Words that stand together in one sentence tell more than the same words strewn over a passage, and words side
by side as in the question tell most; a source or a day that the question names tells where to look. Each is
read by rules, in microseconds a passage, and is a share, 0 to 1, that is added to the score by its weight.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import log

from app.language.words import STOP_WORDS, Word, words
from app.models import Hit, Passage
from app.retrieve.named import Named

# Beside the fused score's 1. Chosen on the fitted halves of SQuAD 2.0 and MultiHop-RAG; DECISIONS.md has the
# figures.
SENTENCE_WEIGHT = 0.2  # how much of the question one sentence has, by rarity of the words
PAIRS_WEIGHT = 0.3  # how much of it stands side by side as in the question
SOURCE_WEIGHT = 0.15  # it is of a source that the question names
DAY_WEIGHT = 0.1  # it was published on a day that the question names
TOLD_WEIGHT = 0.3  # instead, when it tells of that day, in whatever words
_WEIGHTS = 1 + SENTENCE_WEIGHT + PAIRS_WEIGHT + SOURCE_WEIGHT + TOLD_WEIGHT
MOST_WORDS = 24  # looked for; of a longer question the rarest, and each costs time
LONGEST_WORD = 64  # characters: a longer run of letters is none, and would fill the cache
LONGEST_GAP = 16  # characters between neighbours: a function word or two
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for: its words' share of meaning by stem, its neighbours, sources and days."""

    shares: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]
    pattern: re.Pattern[str]
    named: Named


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the question in a lower-case text."""

    stem: str
    start: int
    end: int


def wanted(query: str, *, passages: int, frequencies: Mapping[str, int]) -> Wanted:
    """A question, read once; `frequencies` says how many of the `passages` hold each of its words."""
    content = [word for word in words(query) if not word.is_stop]
    rarity = {
        word.stem: log(1 + (passages - count + 0.5) / (count + 0.5))
        for word in content
        if (count := frequencies.get(word.text))  # none of the store's passages can have the others
    }
    rarest = sorted(rarity, key=lambda stem: -rarity[stem])[:MOST_WORDS]
    total = sum(rarity[stem] for stem in rarest) or 1.0
    return Wanted(
        shares={stem: rarity[stem] / total for stem in rarest},
        pairs=frozenset((one.stem, after.stem) for one, after in pairwise(content)),
        pattern=_pattern([word for word in content if word.stem in rarest]),
        named=Named.by(query),
    )


def rerank(hits: Sequence[Hit], asked: Wanted, *, first: int) -> list[Hit]:
    """The `first` hits in a better order, the others after them; scores are 0 to 1."""
    scored = [replace(hit, score=_score(hit, asked)) for hit in hits[:first]]
    others = [replace(hit, score=hit.score / _WEIGHTS) for hit in hits[first:]]
    return [*sorted(scored, key=lambda hit: (-hit.score, hit.passage.passage_id)), *others]


def _score(hit: Hit, asked: Wanted) -> float:
    passage, lowered = hit.passage, hit.passage.text.lower()
    found = _find(asked, lowered)
    score = (
        hit.score
        + SENTENCE_WEIGHT * _sentence_share(asked, passage, found)
        + PAIRS_WEIGHT * _pairs_share(asked, lowered, found)
        + SOURCE_WEIGHT * asked.named.has_source(passage.source)
        + _day_weight(asked, passage)
    )
    return score / _WEIGHTS


def _day_weight(asked: Wanted, passage: Passage) -> float:
    if asked.named.is_told(passage.days):
        return TOLD_WEIGHT
    return DAY_WEIGHT if asked.named.has_day(passage.published_at) else 0.0


def _pattern(content: Sequence[Word]) -> re.Pattern[str]:
    """Words that may be one of the question's: those that begin as it does."""
    beginnings = {beginning for word in content for beginning in _beginnings(word)}
    joined = "|".join(re.escape(one) for one in sorted(beginnings, key=lambda one: (-len(one), one)))
    return re.compile(rf"\b(?:{joined})\w*" if joined else r"(?!)")


def _beginnings(word: Word) -> set[str]:
    """What all forms of a word begin with: its own letters as far as its stem has them, else both."""
    lowered = word.text.lower()
    alike = next(
        (at for at, (one, other) in enumerate(zip(lowered, word.stem, strict=False)) if one != other),
        min(len(lowered), len(word.stem)),
    )
    return {lowered[:alike]} if alike >= min(3, len(word.stem)) else {lowered, word.stem}


def _find(asked: Wanted, lowered: str) -> list[_Found]:
    return [
        _Found(stem, match.start(), match.end())
        for match in asked.pattern.finditer(lowered)
        if match.end() - match.start() <= LONGEST_WORD and (stem := _stem(match[0])) in asked.shares
    ]


@lru_cache(maxsize=65_536)
def _stem(token: str) -> str:
    return next((word.stem for word in words(token)), "")


def _sentence_share(asked: Wanted, passage: Passage, found: Sequence[_Found]) -> float:
    """The most that one sentence holds of the question, with the title's words in each."""
    title = {one.stem for one in _find(asked, passage.title.lower())}
    starts = [sentence.start - passage.start for sentence in passage.sentences]
    held: dict[int, set[str]] = {}
    for one in found:
        held.setdefault(bisect_right(starts, one.start), set()).add(one.stem)
    return max((sum(asked.shares[stem] for stem in stems | title) for stems in held.values()), default=0.0)


def _pairs_share(asked: Wanted, lowered: str, found: Sequence[_Found]) -> float:
    """How much of the question's neighbours stands side by side."""
    there = {
        (one.stem, after.stem)
        for one, after in pairwise(found)
        if (one.stem, after.stem) in asked.pairs and _are_neighbours(lowered, one, after)
    }
    return sum(asked.shares[one] + asked.shares[after] for one, after in there) / 2


def _are_neighbours(lowered: str, one: _Found, after: _Found) -> bool:
    between = lowered[one.end : after.start]
    return len(between) <= LONGEST_GAP and all(word in STOP_WORDS for word in _TOKEN.findall(between))
