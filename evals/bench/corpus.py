"""Made-up text with the word frequencies of real text, and made-up vectors with clusters.

Words follow Zipf and Mandelbrot's law, p(rank) ~ 1 / (rank + 2.7), over 60,000 made-up words led by English
function words, so that a lexical index meets posting lists as long as those of real articles. Vectors
are unit vectors around 1,000 centres: an index walks them as it does real ones and not as it does noise.
"""

import random
from bisect import bisect
from itertools import accumulate

import numpy as np

from app.models import Source
from app.ports import Matrix

VOCABULARY = 60_000
CENTRES = 1_000
NOISE = 0.35  # of a vector, beside its centre
_FUNCTION_WORDS = (
    *("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "by", "at"),
    *("from", "his", "he", "be", "an", "are", "this", "which", "or", "had", "not", "but", "have", "were"),
    *("their", "they", "its", "one", "all", "has", "been", "there", "who", "would", "will", "more", "when"),
)
_ONSETS: tuple[str, ...] = (*"bcdfghjklmnprstvw", "br", "cr", "dr", "fr", "gr", "pl", "st", "tr")
_VOWELS: tuple[str, ...] = (*"aeiou", "ai", "ea", "ou")
_CODAS: tuple[str, ...] = ("", "n", "r", "s", "l", "t", "nd", "st", "rk", "m")


class Corpus:
    """A source of articles and queries that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = [*_FUNCTION_WORDS, *self._made_up(VOCABULARY - len(_FUNCTION_WORDS))]
        self._cumulative = list(accumulate(1 / (rank + 2.7) for rank in range(1, VOCABULARY + 1)))

    def article(self, *, words: int) -> Source:
        """An article of about so many words."""
        sentences: list[str] = []
        written = 0
        while written < words:
            length = self._random.randint(8, 30)
            sentences.append(" ".join(self._draw() for _ in range(length)).capitalize() + ".")
            written += length
        title = " ".join(self._draw() for _ in range(6)).capitalize()
        return Source(title=title, text=" ".join(sentences))

    def query(self) -> str:
        """A question of four to eight words: common and rare as they come in text, and a rather rare one."""
        chosen = [self._draw() for _ in range(self._random.randint(2, 6))]
        rare = self._words[self._random.randint(len(_FUNCTION_WORDS), 5_000)]
        return " ".join(["which", *chosen, rare])

    def _draw(self) -> str:
        return self._words[bisect(self._cumulative, self._random.random() * self._cumulative[-1])]

    def _made_up(self, count: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < count:
            syllables = range(self._random.randint(2, 4))
            made["".join(self._syllable() for _ in syllables)] = None
        return list(made)

    def _syllable(self) -> str:
        draw = self._random
        return draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS)


def clustered_vectors(count: int, *, dimension: int, seed: int) -> Matrix:
    """Unit vectors around CENTRES centres, float32 [count, dimension]."""
    generator = np.random.default_rng(seed)
    # The centres are the same whatever the seed: batches of one corpus belong together.
    centres = np.random.default_rng(0).standard_normal((CENTRES, dimension)).astype(np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = generator.standard_normal((count, dimension)).astype(np.float32) / np.sqrt(dimension)
    vectors = centres[generator.integers(CENTRES, size=count)] + NOISE * noise
    unit: Matrix = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit
