"""Which passages search finds, on public sets, beside plain rankings of the same passages."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from app.models import Filters
from app.ports import Ranked
from app.retrieve.search import query_terms
from evals.bench.errors import NotMeasured
from evals.bench.quality.answers import HALVES
from evals.bench.quality.in_process import Running, empty_application, post
from evals.bench.quality.ranking import (
    DEEP,
    Asked,
    Figures,
    Place,
    Ranking,
    figures_of,
    reciprocal_rank_fusion,
)
from evals.bench.quality.retrieval_sets import RetrievalSet, SetName, load_set
from evals.bench.tables import console, progress_bar

DEPTH = 50  # of each plain ranking that is fused
AT_ONCE = 8  # articles on their way, so that the model has full batches
OURS = "footnote"
# What the product should reach, by column: hits@4, hits@10, MRR@10, recall@10.
TARGETS: Mapping[SetName, Mapping[str, float]] = {
    SetName.SQUAD: {"hits_at_4": 0.91, "hits_at_10": 0.96, "mrr_at_10": 0.82},
    SetName.NEWS: {"recall_at_10": 0.87},
    SetName.WICE: {},
}
COLUMNS = {"hits_at_4": "hits@4", "hits_at_10": "hits@10", "mrr_at_10": "MRR@10", "recall_at_10": "recall@10"}


def run_retrieval(folder: Path, *, names: Sequence[SetName]) -> None:
    """Stores each set, asks every query of it, and prints a table of each. Raises NotMeasured."""
    for name, chosen in [(name, load_set(name, folder)) for name in names]:
        rankings = asyncio.run(rankings_of(chosen))
        console.print(table_of(chosen.title, rankings, TARGETS[name]))


async def rankings_of(chosen: RetrievalSet) -> dict[str, list[Ranking]]:
    """What each way to search finds for each query, by the name of the way."""
    rankings: dict[str, list[Ranking]] = {}
    with progress_bar() as bar:
        async with empty_application() as running:
            stored = bar.add_task("articles", total=len(chosen.articles))
            turns = asyncio.Semaphore(AT_ONCE)

            async def store(article_id: str, body: Mapping[str, object]) -> None:
                async with turns:
                    await _put(running, article_id, body)
                bar.advance(stored)

            storing = [asyncio.create_task(store(*article)) for article in chosen.articles.items()]
            try:
                await asyncio.gather(*storing)
            finally:  # when one isn't kept, the others end before the application does
                for one in storing:
                    one.cancel()
                await asyncio.gather(*storing, return_exceptions=True)
            for asked in bar.track(chosen.asked, description="queries"):
                for way, found in (await _found(running, asked)).items():
                    rankings.setdefault(way, []).append(Ranking(asked, found))
    return rankings


def table_of(
    title: str, rankings: Mapping[str, Sequence[Ranking]], targets: Mapping[str, float] | None = None
) -> Table:
    """A row for each way and half; of ours, what misses its target is marked."""
    targets = targets or {}
    heads = [
        f"{head}\n>= {targets[name]}" if name in targets else f"{head}\n" for name, head in COLUMNS.items()
    ]
    table = Table("way", "half", "queries", *heads, title=title, title_justify="left")
    for way, ranked in rankings.items():
        for half, places in HALVES.items():
            figures = figures_of([one for one in ranked if one.asked.half in places])
            judged = targets if way == OURS else {}
            table.add_row(escape(way), half, str(figures.queries), *_cells(figures, judged))
    return table


def _cells(figures: Figures, targets: Mapping[str, float]) -> list[str]:
    cells = []
    for name in COLUMNS:
        value = getattr(figures, name)
        if name not in targets:
            cells.append(f"{value:.3f}")
        else:
            cells.append(
                f"[green]{value:.3f}[/]" if value >= targets[name] else f"[bold red]{value:.3f} ![/]"
            )
    return cells


async def _put(running: Running, article_id: str, body: Mapping[str, object]) -> None:
    """Stores an article; its text must be kept as it is, since the places to be found count in it."""
    reply = await running.client.put(f"/v1/articles/{article_id}", json=body)
    if reply.is_error:
        raise NotMeasured(f"the application refuses {article_id}: {reply.text[:200]}")
    kept = await running.client.get(f"/v1/articles/{article_id}/text")
    if kept.text != body["text"]:
        raise NotMeasured(f"the text of {article_id} isn't kept as it is")


async def _found(running: Running, asked: Asked) -> dict[str, tuple[Place, ...]]:
    store, retriever = running.service.store, running.service.retriever
    lexical = _ids(await store.lexical(query_terms(asked.query), limit=DEPTH, filters=Filters()))
    dense = _ids(await running.service.index.query(await retriever.embedder.embed_query(asked.query), DEPTH))
    fused = reciprocal_rank_fusion(lexical, dense)
    return {
        "BM25": await _places(running, lexical),
        "MiniLM": await _places(running, dense),
        "rank fusion": await _places(running, fused),
        OURS: await _searched(running, asked.query),
    }


async def _searched(running: Running, query: str) -> tuple[Place, ...]:
    reply = await post(running.client, "/v1/search", {"query": query, "top_k": DEEP})
    return tuple(Place(one["article_id"], one["start"], one["end"]) for one in reply["passages"])


async def _places(running: Running, passage_ids: Sequence[str]) -> tuple[Place, ...]:
    passages = await running.service.store.passages(passage_ids[:DEEP])
    ordered = [passages[name] for name in passage_ids[:DEEP] if name in passages]
    return tuple(Place(one.article_id, one.start, one.end) for one in ordered)


def _ids(ranked: Sequence[Ranked]) -> list[str]:
    return [one.passage_id for one in ranked]
