"""Answers with no model: SQuAD 2.0 questions, half of them with no answer, beside plain ways."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from evals.bench.quality.answer_scores import Given, Worth, worth_of
from evals.bench.quality.data import FITTED, OTHER, Document, Question, squad_documents, squad_questions
from evals.bench.quality.in_process import application_with, post
from evals.bench.quality.plain_answers import plain_answers
from evals.bench.tables import console, progress_bar

LEAST_GOLD, MOST_QUOTES, LEAST_ABSTAINED, MOST_REFUSED = 0.75, 1.5, 0.6, 0.2
OURS = "footnote, no model"
HALVES: Mapping[str, Sequence[int]] = {"fitted": (FITTED,), "other": (OTHER,), "both": (FITTED, OTHER)}


def run_answers(folder: Path, *, others: int) -> None:
    """Asks over the 8 articles, then again with others beside them, and prints a table of each.

    Raises NotMeasured.
    """
    questions = squad_questions(folder)
    for count in (0, others) if others else (0,):
        documents = squad_documents(folder, others=count)
        ours = asyncio.run(answers_to(questions, documents))
        given = {OURS: ours, **plain_answers(questions, documents)}
        title = f"Answers over {len(documents)} articles, {len(questions)} questions of SQuAD 2.0"
        console.print(table_of(title, given))


async def answers_to(questions: Sequence[Question], documents: Sequence[Document]) -> list[Given]:
    """What the application quotes in answer to each question."""
    given = []
    with progress_bar() as bar:
        stored = bar.add_task("articles", total=len(documents))
        async with application_with(documents, advance=lambda: bar.advance(stored)) as client:
            for question in bar.track(questions, description="questions"):
                body: dict[str, object] = {"question": question.text, "engine": "extractive"}
                reply = await post(client, "/v1/answers", body)
                given.append(Given(question, tuple(one["quote"] for one in reply["citations"])))
    return given


def table_of(title: str, given: Mapping[str, Sequence[Given]]) -> Table:
    """A row for each way and half; of ours, what misses its target is marked.

    `gold`: of the answerable, those with an answer in a quote; `quotes`: per answer; `abstained`: of the
    impossible; `refused`: of the answerable.
    """
    table = Table(
        "way",
        "half",
        f"gold\n>= {LEAST_GOLD}",
        f"quotes\n<= {MOST_QUOTES}",
        f"abstained\n>= {LEAST_ABSTAINED}",
        f"refused\n<= {MOST_REFUSED}",
        title=title,
        title_justify="left",
    )
    for way, answers in given.items():
        for half, places in HALVES.items():
            worth = worth_of([one for one in answers if one.question.half in places])
            table.add_row(escape(way), half, *_cells(worth, is_judged=way == OURS))
    return table


def _cells(worth: Worth, *, is_judged: bool) -> list[str]:
    figures = (
        (worth.gold, worth.gold is not None and worth.gold >= LEAST_GOLD),
        (worth.quotes, worth.quotes is not None and worth.quotes <= MOST_QUOTES),
        (worth.abstained, worth.abstained is not None and worth.abstained >= LEAST_ABSTAINED),
        (worth.refused, worth.refused is not None and worth.refused <= MOST_REFUSED),
    )
    return [_cell(value, is_met=is_met, is_judged=is_judged) for value, is_met in figures]


def _cell(value: float | None, *, is_met: bool, is_judged: bool) -> str:
    shown = "-" if value is None else f"{value:.3f}"
    if not is_judged or value is None:
        return shown
    return f"[green]{shown}[/]" if is_met else f"[bold red]{shown} ![/]"
