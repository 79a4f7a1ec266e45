"""Fits when the embedded engine is sure enough to answer, and says what that does on articles unseen.

The sentences that were read and "none of these" are the alternatives of a question; for one that has no
answer the last is right. How far a sentence must be ahead of it is then set by the share of refusals that
is borne.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from app.adapters.reader import load_reader
from app.answer.extraction.candidates import candidates, word_weights
from app.answer.extraction.extract import LEAST_COVERAGE, readings
from app.answer.extraction.neighbours import with_neighbours
from app.answer.extraction.sureness import NONE_OF_THESE, WEIGHTS, Evidence
from app.answer.questions.question import read_question
from app.api.service import Service
from app.models import Filters
from app.retrieve.search import query_terms
from evals.bench.errors import NotMeasured
from evals.bench.quality.answer_scores import Given
from evals.bench.quality.conditional_logit import Choice, Vector, fit
from evals.bench.quality.data import FITTED, Question, squad_documents, squad_questions
from evals.bench.quality.fit_ranking import TOP_K
from evals.bench.quality.in_process import service_with
from evals.bench.tables import console, progress_bar

REFUSED = (0.14, 0.16, 0.18, 0.2)  # of the answerable: what may be borne
IN_USE = 0.165  # what NONE_OF_THESE is set by
RIDGE = 0.05  # of the squared weights; the passages' shares lie close together, and weigh much
NEVER = -99.0  # the sureness of a question with no sentence to read


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the evidence for each sentence read, which hold a gold answer, and whether any could."""

    article: str
    evidence: Vector
    is_gold: NDArray[np.bool_]
    is_impossible: bool

    @property
    def choice(self) -> Choice:
        """The same with "none of these" at the end, marked by a column of its own."""
        size = len(Evidence._fields)
        rows = np.zeros((len(self.evidence) + 1, size + 1))
        rows[:-1, :size] = self.evidence
        rows[-1, -1] = 1.0
        return Choice(self.article, rows, np.append(self.is_gold, self.is_impossible))

    def surest(self, weights: Vector) -> tuple[float, bool]:
        """How far the surest sentence is ahead of none of these, and whether it holds an answer."""
        if not len(self.evidence):
            return NEVER, False
        ahead = self.evidence @ weights[:-1] - weights[-1]
        return float(ahead.max()), bool(self.is_gold[ahead.argmax()])


def run_fit_sureness(folder: Path) -> None:
    """Prints the weights in use beside those that fit, and what they do, an article left out in turn.

    Raises NotMeasured.
    """
    questions = [one for one in squad_questions(folder) if one.half == FITTED]
    if len({one.is_impossible for one in questions}) < 2:
        raise NotMeasured("the fitted half needs questions with an answer and without")
    asked = asyncio.run(_asked(questions, folder))
    fitted = fit([one.choice for one in asked], ridge=RIDGE)
    limit = float(np.quantile([one.surest(fitted)[0] for one in asked if not one.is_impossible], IN_USE))
    used = (*WEIGHTS, NONE_OF_THESE)
    fits = (*fitted[:-1], fitted[-1] + limit)
    table = Table("weight", "in use", "fits")
    for name, one, other in zip((*Evidence._fields, "none of these"), used, fits, strict=True):
        table.add_row(name, f"{one:.2f}", f"{other:.2f}")
    console.print(table)
    console.print(_by_refusals(asked))


def _by_refusals(asked: Sequence[Asked]) -> Table:
    surest: list[tuple[float, bool]] = []
    for left_out in sorted({one.article for one in asked}):
        weights = fit([one.choice for one in asked if one.article != left_out], ridge=RIDGE)
        surest += [one.surest(weights) for one in asked if one.article == left_out]
    order = sorted(asked, key=lambda one: one.article)
    impossible = np.array([one.is_impossible for one in order])
    ahead, right = (np.array(column) for column in zip(*surest, strict=True))
    table = Table("refused", "first right", "abstained", title="Each article by the others")
    for share in REFUSED:
        limit = np.quantile(ahead[~impossible], share)
        given = ahead >= limit
        shares = (~given[~impossible], (given & right)[~impossible], ~given[impossible])
        table.add_row(*(f"{one.mean():.3f}" for one in shares))
    return table


async def _asked(questions: Sequence[Question], folder: Path) -> list[Asked]:
    async with service_with(squad_documents(folder)) as service:
        with progress_bar() as bar:
            return [await _ask(one, service) for one in bar.track(questions, description="questions")]


async def _ask(question: Question, service: Service) -> Asked:
    retrieved = await service.retriever.search(question.text, top_k=TOP_K, filters=Filters())
    retrieved = await with_neighbours(retrieved, service.store)
    passages, frequencies = await service.store.document_frequencies(query_terms(question.text))
    asked = read_question(question.text)
    weights = word_weights(asked, passages=passages, frequencies=frequencies)
    found = list(candidates(asked, retrieved.hits, weights, least=LEAST_COVERAGE))
    unknown = frozenset(word.text for word in asked.content if not frequencies.get(word.text))
    read = readings(asked, found, unknown, load_reader())
    return Asked(
        article=question.title,
        evidence=np.array([one.evidence for one in read], dtype=float).reshape(-1, len(Evidence._fields)),
        is_gold=np.array([Given(question, (one.candidate.text,)).holds_gold for one in read], dtype=bool),
        is_impossible=question.is_impossible,
    )
