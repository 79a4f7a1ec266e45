"""Plain ways to judge a claim, which a verifier should be better than."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from app.language.words import STOP_WORDS

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d[\d.,]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z]\w+")  # a capital inside a sentence

Embed = Callable[[Sequence[str]], np.ndarray[tuple[int, ...], np.dtype[np.float32]]]


def words_in_page(claim: str, sentences: Sequence[str]) -> float:
    """The share of a claim's content words that stand anywhere."""
    return _share(_content(claim), _content(" ".join(sentences)))


def words_in_sentence(claim: str, sentences: Sequence[str]) -> float:
    """The share of a claim's content words in the sentence that has most of them."""
    wanted = _content(claim)
    return max(_share(wanted, _content(sentence)) for sentence in sentences)


def words_numbers_names(claim: str, sentences: Sequence[str]) -> float:
    """The share of words, numbers and names that stand anywhere, each counting a third."""
    page = " ".join(sentences)
    numbers = _share(set(_NUMBER.findall(claim)), set(_NUMBER.findall(page)))
    names = _share(set(_NAME.findall(claim)), set(_WORD.findall(page)))
    return (words_in_page(claim, sentences) + numbers + names) / 3


PLAIN: Final[Mapping[str, Callable[[str, Sequence[str]], float]]] = {
    "words found in the page": words_in_page,
    "words found in one sentence": words_in_sentence,
    "words, numbers and names found": words_numbers_names,
}
COSINE = "MiniLM, nearest sentence"
_NEAREST = 10  # sentences by shared words, that are embedded: a page may have a thousand


def nearest_cosine(claim: str, sentences: Sequence[str], embed: Embed) -> float:
    """The cosine of a claim's vector and the nearest sentence's, of those that share most words."""
    wanted = _content(claim)
    likest = sorted(sentences, key=lambda one: -_share(wanted, _content(one)))[:_NEAREST]
    vectors = embed([claim, *likest])
    return float(np.max(vectors[1:] @ vectors[0]))


def _content(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word not in STOP_WORDS}


def _share(wanted: set[str], found: set[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 1.0
