"""What `footnote serve` stores before it is ready: the files it is told to, and seeds into a new store."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
from fastapi import FastAPI
from rich.console import Console
from rich.markup import escape

from app.api.lifecycle import from_inside
from app.ports import ArticleStore
from app.seeding import post_file
from app.settings import Settings

AT_ONCE = 8  # so that embedding has work for each of its threads
SEEDED = "seeded"  # in the store's memory: "begun", then "done"


@dataclass(frozen=True, slots=True)
class Load:
    """Files to store at each start, and seeds to store into a store that has never held anything."""

    files: Sequence[Path] = ()
    seeds: Sequence[Path] = ()


async def load_articles(app: FastAPI, settings: Settings, load: Load, console: Console) -> None:
    """Stores the files, and the seeds where they are due; callers are told how far it is meanwhile."""
    store: ArticleStore = app.state.service.store
    seeds = load.seeds if load.seeds and await _wants_seeds(store) else ()
    if seeds:
        await store.remember(SEEDED, "begun")
    if files := [*load.files, *seeds]:
        await _post(app, settings, files, console)
    if seeds:
        await store.remember(SEEDED, "done")


async def _wants_seeds(store: ArticleStore) -> bool:
    """True for a store that was never seeded and is empty, and after a seeding that was cut short.

    So that what was edited or deleted of the seeds stays so, though nothing be left of them.
    """
    seeded = await store.recall(SEEDED)
    articles, _ = await store.counts()
    return seeded == "begun" or (seeded is None and articles == 0)


async def _post(app: FastAPI, settings: Settings, files: Sequence[Path], console: Console) -> None:
    headers = {"Authorization": f"Bearer {settings.api_keys[0]}"} if settings.api_keys else {}
    transport = httpx2.ASGITransport(app=from_inside(app))
    counts: Counter[str] = Counter()
    async with httpx2.AsyncClient(transport=transport, base_url="http://footnote", headers=headers) as client:
        for start in range(0, len(files), AT_ONCE):
            app.state.lifecycle.starting = f"loading articles, {start} of {len(files)} done"
            some = files[start : start + AT_ONCE]
            results = await asyncio.gather(*(post_file(client, file) for file in some))
            for file, result in zip(some, results, strict=True):
                counts[result.outcome] += 1
                if result.problem:
                    refusal = f"[red]refused[/] {escape(str(file))}: {escape(result.problem)}"
                    console.print(refusal, highlight=False, soft_wrap=True)
    console.print("Articles: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
