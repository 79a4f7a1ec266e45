"""What the embedded engine's summaries say, beside plain ways in as many words, and what faults they have."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
from rich.markup import escape
from rich.table import Table

from evals.bench.errors import NotMeasured
from evals.bench.quality.data import FITTED
from evals.bench.quality.plain_summaries import CEILING, PLAIN, Piece, ceiling, fill, pieces_of
from evals.bench.quality.summary_faults import FAULTS, Section, Summarized, faults_of
from evals.bench.quality.summary_tasks import Suite, Task, focused_tasks, grouped, seed_tasks, squad_tasks
from evals.bench.tables import EXAMPLES, console, progress_bar
from evals.seeds import Seeds, load_seeds
from evals.targets import Target, open_target

SERVICE = "the service"
WAYS = (SERVICE, *PLAIN, CEILING)


@dataclass(frozen=True, slots=True)
class Measured:
    """A task with its summary and its time, and the weight that each way to summarize covers."""

    task: Task
    summary: Summarized
    milliseconds: float
    covered: Mapping[str, float]
    faults: tuple[str, ...]

    @property
    def weight(self) -> float:
        """All that could be covered."""
        return sum(goal.weight for goal in self.task.goals)


def run_summaries(folder: Path, *, half: int = FITTED, shown: bool = False) -> None:
    """Measures and prints; `shown` prints every summary too. Raises NotMeasured."""
    seeds = load_seeds()
    suites = [seed_tasks(seeds), squad_tasks(folder, half), focused_tasks(folder, half)]
    measured = asyncio.run(_measure(suites, seeds))
    if shown:
        _print_summaries(measured)
    _print_covered(measured)
    _print_articles(measured)
    _print_faults(measured)


async def _measure(suites: Sequence[Suite], seeds: Seeds) -> list[Measured]:
    articles = {article_id: one for suite in suites for article_id, one in suite.articles.items()}
    tasks = [task for suite in suites for task in suite.tasks]
    with progress_bar() as progress:
        bar = progress.add_task("summaries", total=len(articles) + len(tasks))
        async with open_target(Target()) as client:
            texts = {
                seed.article_id: await _text(client, seed.article_id) for seed in seeds.articles.values()
            }
            measured = []
            for task in suites[0].tasks:
                measured.append(await _task(client, task, texts))
                progress.advance(bar)
            for article_id, (title, text) in articles.items():
                await _put(client, article_id, title, text)
                texts[article_id] = await _text(client, article_id)
                progress.advance(bar)
            for task in tasks[len(measured) :]:
                measured.append(await _task(client, task, texts))
                progress.advance(bar)
    return measured


async def _task(client: httpx2.AsyncClient, task: Task, texts: Mapping[str, str]) -> Measured:
    summary, milliseconds = await _ask(client, task.body)
    named = task.body.get("article_ids") or list(texts)
    faults = faults_of(summary, {one: texts[one] for one in named}, max_words=task.max_words)
    if "query" in task.body:  # of what a search finds only the relevant part is summarized
        faults = [fault for fault in faults if not fault.startswith("coverage")]
    return Measured(task, summary, milliseconds, _covered(task, summary), tuple(faults))


def _covered(task: Task, summary: Summarized) -> dict[str, float]:
    pieces = pieces_of(task.texts)
    gains = [_gain(task, piece) for piece in pieces]
    weights = {number: goal.weight for number, goal in enumerate(task.goals)}
    ways = {SERVICE: summary.sentences}
    ways |= {name: fill(pieces, rank(pieces, task.focus), task.max_words) for name, rank in PLAIN.items()}
    ways[CEILING] = ceiling(pieces, gains, task.max_words)
    known = {piece.text: gain for piece, gain in zip(pieces, gains, strict=True)}
    return {
        name: sum(weights[goal] for goal in _goals_in(task, sentences, known))
        for name, sentences in ways.items()
    }


def _goals_in(task: Task, sentences: Sequence[str], known: Mapping[str, Mapping[int, float]]) -> set[int]:
    gains = (known.get(text) or _gain(task, Piece(text, opens=False)) for text in sentences)
    return {goal for gain in gains for goal in gain}


def _gain(task: Task, piece: Piece) -> dict[int, float]:
    return {number: goal.weight for number, goal in enumerate(task.goals) if goal.is_in(piece.text)}


async def _ask(client: httpx2.AsyncClient, body: dict[str, Any]) -> tuple[Summarized, float]:
    started = time.perf_counter()
    response = await client.post("/v1/summaries", json={**body, "engine": "extractive", "stream": True})
    milliseconds = (time.perf_counter() - started) * 1000
    events = read_events(response.text)
    if response.status_code != 200 or "done" not in events:
        raise NotMeasured(f"/v1/summaries answers {response.status_code}: {response.text[:300]}")
    sections = tuple(Section(one["article_id"], one["start"], one["end"]) for one in events["passages"])
    return Summarized(events["done"], sections), milliseconds


def read_events(text: str) -> dict[str, Any]:
    """The data of the last event of each name in a stream."""
    found: dict[str, Any] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            found[name] = json.loads(line.removeprefix("data:"))
    return found


async def _put(client: httpx2.AsyncClient, article_id: str, title: str, text: str) -> None:
    response = await client.put(f"/v1/articles/{article_id}", json={"title": title, "text": text})
    if response.is_error:
        raise NotMeasured(f"an article is refused with {response.status_code}: {response.text[:300]}")


async def _text(client: httpx2.AsyncClient, article_id: str) -> str:
    return (await client.get(f"/v1/articles/{article_id}/text")).text


def share(measured: Sequence[Measured], way: str) -> float:
    """What a way covers of the weight of all tasks."""
    return sum(one.covered[way] for one in measured) / (sum(one.weight for one in measured) or 1.0)


def _print_covered(measured: Sequence[Measured]) -> None:
    table = Table(
        "covered, by weight", *WAYS, "tasks", "goals", "p50", title="Summaries", title_justify="left"
    )
    by_task = {id(one.task): one for one in measured}
    for group, tasks in grouped([one.task for one in measured]).items():
        some = [by_task[id(task)] for task in tasks]
        goals = sum(len(task.goals) for task in tasks)
        time_ms = f"{median(one.milliseconds for one in some):.0f} ms"
        table.add_row(
            group, *(f"{share(some, way):.3f}" for way in WAYS), str(len(some)), str(goals), time_ms
        )
    console.print(table)


def _print_articles(measured: Sequence[Measured]) -> None:
    groups = grouped([one.task for one in measured])
    seeds = [group for group in groups if group.startswith("one seed")]
    table = Table("seed", *seeds, title="The service, by seed", title_justify="left")
    of = {(one.task.group, one.task.name): one for one in measured}
    for task in groups[seeds[0]]:
        table.add_row(task.name, *(f"{share([of[group, task.name]], SERVICE):.2f}" for group in seeds))
    console.print(table)


def _print_faults(measured: Sequence[Measured]) -> None:
    faults = [fault for one in measured for fault in one.faults]
    counts = Counter(fault.partition(":")[0] for fault in faults)
    sentences = sum(len(one.summary.sentences) for one in measured)
    table = Table(
        "fault",
        "count",
        title=f"Faults in {len(measured)} summaries, {sentences} sentences",
        title_justify="left",
    )
    for name in FAULTS:
        table.add_row(name, str(counts[name]))
    console.print(table)
    for name in FAULTS:
        for fault in [one for one in faults if one.startswith(name)][:EXAMPLES]:
            console.print(escape(fault), highlight=False)


def _print_summaries(measured: Sequence[Measured]) -> None:
    for one in measured:
        console.print(f"[bold]{escape(one.task.group)}: {escape(one.task.name)}[/]")
        console.print(escape(str(one.summary.body["summary"])), highlight=False)
