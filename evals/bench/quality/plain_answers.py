"""Plain ways to answer, that ours has to beat: they rank paragraphs by BM25 and quote one sentence."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.ingest.sentences import sentence_spans
from app.language.words import words
from evals.bench.quality.answer_scores import Given, worth_of
from evals.bench.quality.data import FITTED, Document, Question

K1, B = 1.2, 0.75  # as Robertson and Zaragoza 2009 have them
PASSAGES = 4  # whose sentences are looked at
MOST_REFUSED = 0.2  # of the fitted half's answerable questions: the threshold is the highest that keeps to it


@dataclass(frozen=True, slots=True)
class Ranking:
    """BM25 over the paragraphs of some articles."""

    paragraphs: Sequence[str]
    counts: Sequence[Counter[str]]
    rarity: dict[str, float]
    mean_length: float

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "Ranking":
        """Reads each paragraph once."""
        paragraphs = [text for one in documents for text in (one.paragraphs or one.text.split("\n")) if text]
        counts = [Counter(content(text)) for text in paragraphs]
        holders = Counter(stem for count in counts for stem in count)
        rarity = {
            stem: math.log(1 + (len(counts) - held + 0.5) / (held + 0.5)) for stem, held in holders.items()
        }
        mean = sum(count.total() for count in counts) / max(1, len(counts))
        return cls(paragraphs, counts, rarity, mean or 1.0)

    def best(self, question: str, limit: int) -> list[str]:
        """The paragraphs that fit a question best."""
        asked = set(content(question))
        scored = sorted(range(len(self.counts)), key=lambda place: -self._score(asked, self.counts[place]))
        return [self.paragraphs[place] for place in scored[:limit]]

    def _score(self, asked: set[str], count: Counter[str]) -> float:
        norm = K1 * (1 - B + B * count.total() / self.mean_length)
        return sum(
            self.rarity[stem] * count[stem] * (K1 + 1) / (count[stem] + norm)
            for stem in sorted(asked & count.keys())
        )


@dataclass(frozen=True, slots=True)
class Likest:
    """The sentence with most of a question's words among the top passages, and their share."""

    question: Question
    sentence: str
    share: float


def plain_answers(questions: Sequence[Question], documents: Sequence[Document]) -> dict[str, list[Given]]:
    """The answers of each plain way, by what it is called."""
    ranking = Ranking.of(documents)
    first, likest = list[Given](), list[Likest]()
    for question in questions:
        passages = ranking.best(question.text, PASSAGES)
        first.append(Given(question, tuple(_sentences(passages[0])[:1]) if passages else ()))
        likest.append(_likest(question, [one for text in passages for one in _sentences(text)]))
    least = _threshold([one for one in likest if one.question.half == FITTED])
    return {
        "first sentence, BM25": first,
        "most question words": [_given(one, 0.0) for one in likest],
        f"the same, >= {least:.0%}": [_given(one, least) for one in likest],
        "always abstains": [Given(question, ()) for question in questions],
    }


def content(text: str) -> list[str]:
    """The stems of a text's content words."""
    return [word.stem for word in words(text) if not word.is_stop]


def _likest(question: Question, sentences: Sequence[str]) -> Likest:
    asked = set(content(question.text))
    shares = [len(asked & set(content(one))) / max(1, len(asked)) for one in sentences]
    best = max(range(len(shares)), key=lambda place: shares[place], default=None)
    return Likest(question, "", 0.0) if best is None else Likest(question, sentences[best], shares[best])


def _given(one: Likest, least: float) -> Given:
    return Given(one.question, (one.sentence,) if one.sentence and one.share >= least else ())


def _threshold(likest: Sequence[Likest]) -> float:
    """The highest share of words at which not too many answerable questions are refused."""
    kept = [
        least
        for least in {one.share for one in likest}
        if (worth_of([_given(one, least) for one in likest]).refused or 0.0) <= MOST_REFUSED
    ]
    return max(kept, default=0.0)


def _sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]
