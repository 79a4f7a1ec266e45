"""Plain ways to summarize, by which the service's are judged: each takes whole sentences while they fit.

`CEILING` isn't a way to summarize: it sees what will be asked, and says how much of it fits at most, nearly.
"""

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from evals.score.summary import word_count
from evals.score.text import content_words, sentences, words

_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[-*#])")
_SEED = 1
_DAMPING, _ROUNDS = 0.85, 30  # as TextRank has them (Mihalcea and Tarau 2004)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a source, and whether its paragraph opens with it."""

    text: str
    opens: bool


Ranking = Callable[[Sequence[Piece], str], list[int]]
"""Places of the pieces, the one to take first first; the text is the focus."""


def pieces_of(texts: Sequence[str]) -> list[Piece]:
    """The sentences of texts in order; headings are none."""
    return [
        Piece(" ".join(paragraph[span.start : span.end].split()), opens=place == 0)
        for text in texts
        for paragraph in _PARAGRAPH.split(text)
        if not paragraph.lstrip().startswith("#")
        for place, span in enumerate(sentences(paragraph))
    ]


def fill(pieces: Sequence[Piece], ranking: Sequence[int], max_words: int) -> list[str]:
    """Those that fit, one after the other as they are ranked, in the order of their sources."""
    taken: list[int] = []
    left = max_words
    for place in ranking:
        count = word_count(pieces[place].text)
        if count <= left:
            taken.append(place)
            left -= count
    return [pieces[place].text for place in sorted(taken)]


def by_place(pieces: Sequence[Piece], _focus: str) -> list[int]:
    """The first sentences."""
    return list(range(len(pieces)))


def by_paragraph(pieces: Sequence[Piece], _focus: str) -> list[int]:
    """The first sentence of each paragraph in turn, then the rest."""
    return sorted(range(len(pieces)), key=lambda place: not pieces[place].opens)


def by_chance(pieces: Sequence[Piece], _focus: str) -> list[int]:
    """Any sentences, the same each time."""
    ranking = list(range(len(pieces)))
    random.Random(_SEED).shuffle(ranking)
    return ranking


def by_centrality(pieces: Sequence[Piece], _focus: str) -> list[int]:
    """The sentences that share most words with those that share most: TextRank with its own likeness."""
    stems = [{word.stem for word in content_words(words(piece.text))} for piece in pieces]
    links = np.array([[_likeness(one, other) for other in stems] for one in stems])
    np.fill_diagonal(links, 0.0)
    sums = links.sum(axis=1)
    links /= np.where(sums > 0, sums, 1.0)
    ranks = np.ones(len(pieces))
    for _ in range(_ROUNDS):
        ranks = 1 - _DAMPING + _DAMPING * links @ ranks
    return sorted(range(len(pieces)), key=lambda place: -ranks[place])


def by_focus(pieces: Sequence[Piece], focus: str) -> list[int]:
    """The sentences with the rarest words of the focus; without a focus, the first."""
    stems = [{word.stem for word in words(piece.text)} for piece in pieces]
    spread = Counter(stem for found in stems for stem in found)
    wanted = {word.stem for word in content_words(words(focus))}
    scores = [math.fsum(math.log(1 + len(pieces) / spread[stem]) for stem in wanted & one) for one in stems]
    return sorted(range(len(pieces)), key=lambda place: -scores[place])


def ceiling(pieces: Sequence[Piece], gains: Sequence[Mapping[int, float]], max_words: int) -> list[str]:
    """The sentences that cover most for their words, each for what those before it lack.

    `gains` has for each piece the weights of the goals that it covers.
    """
    taken: list[int] = []
    covered = set[int]()
    left = max_words
    costs = [word_count(piece.text) or 1 for piece in pieces]
    while True:
        worth = {
            place: math.fsum(weight for goal, weight in gain.items() if goal not in covered) / costs[place]
            for place, gain in enumerate(gains)
            if costs[place] <= left and place not in taken
        }
        best = max(worth, key=lambda place: worth[place], default=None)
        if best is None or not worth[best]:
            return [pieces[place].text for place in sorted(taken)]
        taken.append(best)
        covered |= gains[best].keys()
        left -= costs[best]


def _likeness(one: set[str], other: set[str]) -> float:
    if len(one) < 2 or len(other) < 2:
        return 0.0
    return len(one & other) / (math.log(len(one)) + math.log(len(other)))


CEILING: Final = "ceiling"
PLAIN: Final[Mapping[str, Ranking]] = {
    "first sentences": by_place,
    "paragraph openers": by_paragraph,
    "any sentences": by_chance,
    "centrality": by_centrality,
    "words of the focus": by_focus,
}
