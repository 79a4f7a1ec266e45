"""Fits the weights by which the embedded engine ranks sentences, and says what they do on articles unseen.

A multinomial regression: of the sentences found for a question, those that hold a gold answer should be the
likeliest. Nothing is drawn at random, so that two runs give the same weights.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from app.answer.extraction.candidates import candidates, word_weights
from app.answer.extraction.extract import LEAST_COVERAGE
from app.answer.extraction.neighbours import with_neighbours
from app.answer.extraction.ranking import WEIGHTS, Features
from app.answer.questions.question import read_question
from app.api.service import Service
from app.models import Filters
from app.retrieve.search import query_terms
from evals.bench.quality.answer_scores import Given
from evals.bench.quality.conditional_logit import Choice, Vector, fit
from evals.bench.quality.data import FITTED, Question, squad_documents, squad_questions
from evals.bench.quality.in_process import service_with
from evals.bench.tables import console, progress_bar

TOP_K = 8  # passages, as answers have them


def run_fit(folder: Path) -> None:
    """Prints the weights in use beside those that fit, and the share of first sentences that are right.

    Raises NotMeasured.
    """
    questions = [one for one in squad_questions(folder) if one.half == FITTED and not one.is_impossible]
    choices = asyncio.run(_choices(questions, folder))
    articles = sorted({one.article for one in choices})
    folds = [fit([one for one in choices if one.article != left_out]) for left_out in articles]
    unseen = [
        is_right(one, weights)
        for left_out, weights in zip(articles, folds, strict=True)
        for one in choices
        if one.article == left_out
    ]
    table = Table("feature", "in use", "fits", "least, most of the folds")
    fitted = fit(choices)
    for place, name in enumerate(Features._fields):
        ends = [fold[place] for fold in folds]
        table.add_row(
            name, f"{WEIGHTS[place]:.1f}", f"{fitted[place]:.2f}", f"{min(ends):.2f}, {max(ends):.2f}"
        )
    console.print(table)
    used = [is_right(one, np.array(WEIGHTS)) for one in choices]
    console.print(f"first sentence right, of {len(choices)}: in use {np.mean(used):.3f}")
    console.print(f"fitted, each article by the others: {np.mean(unseen):.3f}")


def is_right(choice: Choice, weights: Vector) -> bool:
    """Whether the likeliest sentence holds a gold answer."""
    scores: Vector = choice.features @ weights
    return bool(choice.is_gold[scores.argmax()])


async def _choices(questions: Sequence[Question], folder: Path) -> list[Choice]:
    async with service_with(squad_documents(folder)) as service:
        with progress_bar() as bar:
            found = [await _choice(one, service) for one in bar.track(questions, description="questions")]
    return [one for one in found if one is not None]


async def _choice(question: Question, service: Service) -> Choice | None:
    retrieved = await service.retriever.search(question.text, top_k=TOP_K, filters=Filters())
    retrieved = await with_neighbours(retrieved, service.store)
    passages, frequencies = await service.store.document_frequencies(query_terms(question.text))
    asked = read_question(question.text)
    weights = word_weights(asked, passages=passages, frequencies=frequencies)
    rows: list[Any] = []
    gold: list[bool] = []
    for one in candidates(asked, retrieved.hits, weights, least=LEAST_COVERAGE):
        if one.features is not None:
            rows.append(one.features)
            gold.append(Given(question, (one.text,)).holds_gold)
    return Choice(question.title, np.array(rows, dtype=float), np.array(gold)) if rows else None
