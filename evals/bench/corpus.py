"""Text to measure on: made-up articles whose posting lists look like those of real text.

Made-up: function words come at the rates they have in written English (together 43 of 100 words). The other
words follow Zipf and Mandelbrot's law over a vocabulary of 60,000: first the whole words of the embedding
model's own vocabulary, which stand in order of frequency, so that a passage has as many words and word pieces
as a real one, then made-up pronounceable ones. Sentences have 8 to 30 words, and a part of each article's
words are of its topic, so that words come in bunches.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.adapters.word_pieces import ASSETS
from app.language.words import STOP_WORDS
from app.models import Source

VOCABULARY = 60_000
# Fitted to written English: the commonest content word is 2 of 1,000, the thousandth 1 of 12,000.
ZIPF_EXPONENT, ZIPF_OFFSET = 1.1, 60.0
SENTENCE_WORDS = (8, 30)
COMMA_FROM_WORDS = 15
PARAGRAPH_SENTENCES = 5
TOPIC_WORDS, TOPIC_SHARE = 30, 0.12
QUERY_WORDS = (3, 9)
FEW, THIRD, REST = "Few", "Third", "Rest"  # sources: of 1 article in 200, of 1 in 3, of the others
_FEW_EVERY, _THIRD_EVERY = 200, 3

# Per thousand words of written English; any other function word counts RARE_RATE.
_RATES = (
    *(("the", 62), ("of", 30), ("and", 28), ("to", 26), ("a", 22), ("in", 21), ("that", 10), ("is", 10)),
    *(("for", 9.5), ("was", 9), ("it", 8), ("with", 7), ("as", 7), ("on", 6.7), ("he", 6), ("by", 5.2)),
    *(("be", 5), ("at", 5), ("this", 4.5), ("are", 4.4), ("not", 4.4), ("from", 4.3), ("his", 4)),
    *(("have", 3.9), ("but", 3.8), ("or", 3.5), ("had", 3.5), ("an", 3.4), ("they", 3.3), ("which", 3)),
    *(("were", 3), ("one", 2.8), ("their", 2.6), ("has", 2.5), ("will", 2.4), ("been", 2.3), ("who", 2.2)),
)
RARE_RATE = 0.4
_ONSETS = (*"bcdfghklmnprstv", "br", "dr", "gr", "st", "tr")
_VOWELS = (*"aeiou", "ai", "ea", "ou")
_CODAS = ("", "n", "r", "s", "l", "t", "nd", "st", "m")

SentenceWriter = Callable[[np.random.Generator, int], list[str]]


class Vocabulary:
    """Words, and how often each is drawn."""

    def __init__(self, words: Sequence[str], weights: Sequence[float] | NDArray[np.floating]) -> None:
        self.words = tuple(words)
        self._cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))

    def draw(self, generator: np.random.Generator, count: int) -> list[str]:
        """So many words, each drawn by its frequency."""
        drawn = np.searchsorted(
            self._cumulative, generator.random(count) * self._cumulative[-1], side="right"
        )
        return [self.words[number] for number in drawn]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles and queries that are the same for the same seed, each article by its number alone."""

    vocabulary: Vocabulary
    write: SentenceWriter
    seed: int = 1

    def article(self, number: int, *, words: tuple[int, int]) -> Source:
        """An article with a number of words between the two."""
        generator = np.random.default_rng((self.seed, number))
        sentences = self.write(generator, int(generator.integers(words[0], words[1] + 1)))
        paragraphs = [
            " ".join(sentences[start : start + PARAGRAPH_SENTENCES])
            for start in range(0, len(sentences), PARAGRAPH_SENTENCES)
        ]
        return Source(
            article_id=f"bench-{number}",
            title=" ".join(self.vocabulary.draw(generator, 6)).capitalize(),
            text="\n\n".join(paragraphs),
            source=_source(number),
            published_at=date(2015, 1, 1) + timedelta(days=int(generator.integers(3650))),
        )

    def queries(self, count: int, *, seed: int) -> list[str]:
        """Distinct queries of 3 to 9 words as they come in the text, not all of them function words."""
        generator = np.random.default_rng((self.seed, seed))
        queries: dict[str, None] = {}
        while len(queries) < count:
            length = int(generator.integers(QUERY_WORDS[0], QUERY_WORDS[1] + 1))
            words = self.vocabulary.draw(generator, length)
            if not STOP_WORDS.issuperset(words):
                queries[" ".join(words)] = None
        return list(queries)


def made_up_corpus(*, seed: int = 1) -> Corpus:
    """Articles of made-up text."""
    content = _content_words(VOCABULARY)
    ranks = np.arange(1, len(content) + 1)
    zipf = (ranks + ZIPF_OFFSET) ** -ZIPF_EXPONENT
    rates = dict.fromkeys(sorted(STOP_WORDS), RARE_RATE) | dict(_RATES)
    total = sum(rates.values())
    content_vocabulary = Vocabulary(content, zipf)
    vocabulary = Vocabulary(
        [*rates, *content], np.concatenate([list(rates.values()), zipf * ((1000 - total) / zipf.sum())])
    )

    def write(generator: np.random.Generator, words: int) -> list[str]:
        topic = content_vocabulary.draw(generator, TOPIC_WORDS)
        drawn = vocabulary.draw(generator, words + SENTENCE_WORDS[1])
        for place in np.flatnonzero(generator.random(len(drawn)) < TOPIC_SHARE):
            if drawn[place] not in STOP_WORDS:
                drawn[place] = topic[int(generator.integers(TOPIC_WORDS))]
        return _sentences(generator, drawn, words)

    return Corpus(vocabulary, write, seed)


def _sentences(generator: np.random.Generator, words: list[str], count: int) -> list[str]:
    sentences, at = list[str](), 0
    while at < count:
        length = int(generator.integers(SENTENCE_WORDS[0], SENTENCE_WORDS[1] + 1))
        chosen = words[at : at + length]
        if len(chosen) >= COMMA_FROM_WORDS:
            chosen[len(chosen) // 2] += ","
        sentences.append(" ".join(chosen).capitalize() + ".")
        at += length
    return sentences


def _content_words(count: int) -> list[str]:
    """The model's whole words in order of frequency, then made-up ones."""
    pieces = Tokenizer.from_file(str(ASSETS / "tokenizer.json")).get_vocab(with_added_tokens=False)
    words = dict.fromkeys(
        piece
        for piece in sorted(pieces, key=pieces.__getitem__)
        if len(piece) > 2 and piece.isascii() and piece.isalpha() and piece not in STOP_WORDS
    )
    generator = np.random.default_rng(0)  # the vocabulary is one, whatever the articles drawn from it
    while len(words) < count:
        syllables = range(int(generator.integers(2, 5)))
        words["".join(_syllable(generator) for _ in syllables)] = None
    return list(words)[:count]


def _syllable(generator: np.random.Generator) -> str:
    parts = (_ONSETS, _VOWELS, _CODAS)
    return "".join(part[int(generator.integers(len(part)))] for part in parts)


def _source(number: int) -> str:
    if number % _FEW_EVERY == 1:
        return FEW
    return THIRD if number % _THIRD_EVERY == 0 else REST
