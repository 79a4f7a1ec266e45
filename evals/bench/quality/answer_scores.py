"""What the answers to questions are worth when some of the questions have none.

A quote holds an answer when it has the characters of a gold one, whatever their case and white space.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.bench.quality.data import Question


@dataclass(frozen=True, slots=True)
class Given:
    """What was quoted in answer to a question; nothing is an abstention."""

    question: Question
    quotes: tuple[str, ...]

    @property
    def holds_gold(self) -> bool:
        """Whether a quote holds an answer."""
        quoted = [_plain(quote) for quote in self.quotes]
        return any(_plain(gold) in quote for gold in self.question.answers for quote in quoted)


@dataclass(frozen=True, slots=True)
class Worth:
    """Shares of the questions; None where there are none that it could be a share of."""

    gold: float | None  # of the answerable, those with an answer in a quote
    quotes: float | None  # per answer that was given
    abstained: float | None  # of the impossible
    refused: float | None  # of the answerable


def worth_of(given: Sequence[Given]) -> Worth:
    """The figures of some answers."""
    answerable = [one for one in given if not one.question.is_impossible]
    impossible = [one for one in given if one.question.is_impossible]
    return Worth(
        gold=_mean([one.holds_gold for one in answerable]),
        quotes=_mean([len(one.quotes) for one in given if one.quotes]),
        abstained=_mean([not one.quotes for one in impossible]),
        refused=_mean([not one.quotes for one in answerable]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
