"""The application in this process, with the seeds: the one part of the harness that loads the product.

Its index compares with every vector: exact, the same each time, and no other process. What Chroma does in
its place is measured against a running service (`url`), and by the tests of the service.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from fastapi import FastAPI

from app.adapters.memory_vectors import MemoryVectors
from app.errors import ConfigurationError
from app.main import Parts, create_app
from app.seeding import article_files, post_file
from app.settings import load_settings
from evals.errors import NotMeasured
from evals.seeds import FOLDER


@asynccontextmanager
async def application(
    settings: dict[str, object], *, parts: Parts | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application with these settings. Raises NotMeasured when it can't serve."""
    with tempfile.TemporaryDirectory(prefix="footnote-evals-") as folder:
        app = create_app(load_settings({}, data_dir=Path(folder), **settings), _parts(parts))
        async with _started(app), _inside(app) as client:
            await _load_seeds(client)
            yield client


def _parts(parts: Parts | None) -> Parts:
    given = parts or Parts()
    return Parts(given.store, given.embedder, given.index or MemoryVectors(), given.chat)


@asynccontextmanager
async def _started(app: FastAPI) -> AsyncIterator[None]:
    try:
        async with app.router.lifespan_context(app):
            yield
    except ConfigurationError as error:
        raise NotMeasured(f"the application does not start: {error}") from error


@asynccontextmanager
async def _inside(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client:
        yield client


async def _load_seeds(client: httpx2.AsyncClient) -> None:
    results = await asyncio.gather(*(post_file(client, file) for file in article_files([FOLDER])))
    if refused := [result.problem for result in results if result.problem]:
        raise NotMeasured(f"the application refuses a seed: {refused[0]}")
