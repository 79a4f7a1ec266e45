"""Make the pairs of a question and a sentence that the reader learns to score.

    pip install numpy onnx
    python make_pairs.py DATA pairs.jsonl

DATA holds `squad_wiki_articles.jsonl.gz` (490 Wikipedia articles), `squad2_dev_paragraphs.jsonl` (whose
articles are left out, since answers are measured on them) and `quotesum_dev.jsonl` (questions with their
sources); all three CC BY-SA 4.0. The questions of QuoteSum are paired with the sentences of their sources.
Most questions are made: a clause of a sentence, a few words of it left out, a question word in front, some
words replaced by likes of them or by others of the article. Whether a pair fits needn't be known here: the
teacher scores it.

Nothing depends on the machine: the same data and seed give the same pairs.
"""

import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx  # type: ignore[import-not-found, unused-ignore]
from onnx import numpy_helper

SEED = 20
ASSETS = Path(__file__).parent.parent / "minilm"
QUESTIONS_AN_ARTICLE = 25
RIVALS = 2  # sentences of the same article that share most words with the question
SHORTEST, LONGEST = 5, 14  # words of a question
SENTENCE = range(30, 320)  # characters
LIKE = 0.42  # cosine of two words' vectors, from which one may stand for the other
LIKES = 5
REWORDED, SWAPPED = 0.25, 0.35  # share of words, and of questions

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\"\]][.!?])\s+(?=[A-Z\"])")
_CLAUSE_END = re.compile(r"[,;:]\s|\s(?:and|but|which|who|while|because|although|where)\s")
_STOP_WORDS = """
a an the of in on at to for from by with and or but as that which who whom what when where why how is are was
were be been being has have had do does did will would can could may might must not no it its he she they his
her their this these those there then than also such into over under after before during between about
"""
_STOP = frozenset(_STOP_WORDS.split())

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Likes:
    """Words of the vocabulary by the vectors that the embedding model has for them."""

    words: Sequence[str]
    places: dict[str, int]
    vectors: npt.NDArray[np.float32]

    def of(self, word: str) -> list[str]:
        """Those that mean nearly the same, the likest first."""
        place = self.places.get(word)
        if place is None:
            return []
        cosines = self.vectors @ self.vectors[place]
        best = np.argsort(-cosines)[: LIKES * 4]
        found = [self.words[other] for other in best if cosines[other] >= LIKE]
        return [one for one in found if one[:4] != word[:4] and one not in _STOP][:LIKES]


def read_likes(assets: Path = ASSETS) -> Likes:
    """The whole words of four letters and more, their vectors about the mean and of length 1."""
    vocabulary = json.loads((assets / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    stored = {one.name: one for one in onnx.load(assets / "minilm_w8.onnx").graph.initializer}
    codes, scales = (numpy_helper.to_array(stored[name]) for name in ("word_emb_q", "word_emb_s"))
    table = codes.astype(np.float32) * scales
    words = [word for word in vocabulary if len(word) > 3 and word.isascii() and word.isalpha()]
    vectors = table[[vocabulary[word] for word in words]]
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Likes(words, {word: place for place, word in enumerate(words)}, vectors)


def make_pairs(folder: Path, likes: Likes, rng: random.Random) -> Iterator[Pair]:
    """All pairs, those of QuoteSum first."""
    for line in (folder / "quotesum_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        texts = dict.fromkeys(row.get(f"source{number}") or "" for number in range(1, 9))
        for text in texts:
            yield from ((row["question"], sentence) for sentence in sentences_of(text))
    for text in read_articles(folder):
        yield from pairs_of(sentences_of(text), likes, rng)


def read_articles(folder: Path) -> list[str]:
    """The articles that no question of the development set is about."""
    paragraphs = (folder / "squad2_dev_paragraphs.jsonl").read_text("utf-8").splitlines()
    asked = {json.loads(line)["title"] for line in paragraphs}
    with gzip.open(folder / "squad_wiki_articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [one["text"] for one in articles if one["title"] not in asked]


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, but for very short and very long ones."""
    parts = (part.strip() for line in text.splitlines() for part in _SENTENCE_END.split(line))
    return [part for part in parts if len(part) in SENTENCE]


def pairs_of(sentences: Sequence[str], likes: Likes, rng: random.Random) -> Iterator[Pair]:
    """Made questions of an article, each with its own sentence and with its rivals."""
    bags = [content_of(one) for one in sentences]
    others = sorted(set().union(*bags)) if bags else []
    for place in rng.sample(range(len(sentences)), min(len(sentences), QUESTIONS_AN_ARTICLE)):
        question = made_question(sentences[place], others, likes, rng)
        if question is None:
            continue
        asked = content_of(question)
        order = sorted(range(len(bags)), key=lambda one: -len(asked & bags[one]) / (4 + len(bags[one])))
        yield question, sentences[place]
        for rival in [one for one in order if one != place][:RIVALS]:
            yield question, sentences[rival]


def content_of(text: str) -> set[str]:
    """The words that carry meaning, in small letters."""
    return {word for word in re.findall(r"\w+", text.lower()) if word not in _STOP}


def made_question(sentence: str, others: Sequence[str], likes: Likes, rng: random.Random) -> str | None:
    """A question that the sentence answers, or nearly does; None when no clause is long enough."""
    clauses = [clause.split() for clause in _CLAUSE_END.split(sentence.rstrip(" .!?"))]
    clauses = [clause for clause in clauses if len(clause) >= SHORTEST + 1]
    if not clauses:
        return None
    words = rng.choice(clauses)[: LONGEST + 2]
    start, end = left_out(words, rng)
    asked = question_word(words[start:end], rng)
    rest = [reworded(word, likes, rng) for word in words[:start] + words[end:]]
    if rng.random() < SWAPPED:
        swap_one(rest, others, rng)
    return " ".join([asked, *rest]).rstrip(" ,.;") + "?"


def left_out(words: Sequence[str], rng: random.Random) -> tuple[int, int]:
    """Where the answer stood: from a figure or a name if there is one, else anywhere; one to three words."""
    telling = [
        place for place, word in enumerate(words) if word[0].isdigit() or (place and word[0].isupper())
    ]
    start = rng.choice(telling) if telling and rng.random() < 0.7 else rng.randrange(len(words))
    return start, min(len(words), start + rng.randint(1, 3))


def question_word(answer: Sequence[str], rng: random.Random) -> str:
    """One that asks for what was left out, by its look."""
    if any(re.fullmatch(r"1\d{3}|20\d\d", word.strip(",.")) for word in answer):
        return rng.choice(["When", "In what year", "What year"])
    if any(word[0].isdigit() for word in answer):
        return rng.choice(["How many", "How much", "What number of", "When"])
    if any(word[0].isupper() for word in answer):
        return rng.choice(["Who", "Where", "Which", "What", "In which place"])
    return rng.choice(["What", "What", "Why", "How", "Which"])


def reworded(word: str, likes: Likes, rng: random.Random) -> str:
    """The word, or sometimes one like it."""
    if rng.random() >= REWORDED:
        return word
    return rng.choice(likes.of(word) or [word])


def swap_one(words: list[str], others: Sequence[str], rng: random.Random) -> None:
    """Puts another word of the article in a word's place, so that the sentence may answer no more."""
    places = [place for place, word in enumerate(words) if word.lower() not in _STOP]
    if places:
        words[rng.choice(places)] = rng.choice(others)


def main() -> None:
    """Writes a JSON array of two strings a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("pairs", type=Path)
    options = parser.parse_args()
    rng = random.Random(SEED)
    pairs = list(dict.fromkeys(make_pairs(options.data, read_likes(), rng)))
    rng.shuffle(pairs)
    options.pairs.write_text("".join(json.dumps(pair) + "\n" for pair in pairs), "utf-8")
    sys.stdout.write(f"{len(pairs):,} pairs\n")


if __name__ == "__main__":
    main()
