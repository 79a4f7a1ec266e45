"""The application in this process over articles of a public set, with an exact index, asked over its API."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2

from app.adapters.memory_vectors import MemoryVectors
from app.api.service import Service
from app.main import Parts, create_app
from app.settings import load_settings
from evals.bench.errors import NotMeasured
from evals.bench.quality.data import Document


@asynccontextmanager
async def application_with(
    documents: Sequence[Document], *, advance: Callable[[], None] = lambda: None
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application, which holds the articles. Raises NotMeasured when one is refused."""
    async with _started(documents, advance) as (_, client):
        yield client


@asynccontextmanager
async def service_with(documents: Sequence[Document]) -> AsyncIterator[Service]:
    """The pipelines of such an application, to look inside."""
    async with _started(documents, lambda: None) as (service, _):
        yield service


@asynccontextmanager
async def _started(
    documents: Sequence[Document], advance: Callable[[], None]
) -> AsyncIterator[tuple[Service, httpx2.AsyncClient]]:
    with tempfile.TemporaryDirectory(prefix="footnote-quality-") as folder:
        settings = load_settings({}, data_dir=Path(folder))
        app = create_app(settings, Parts(index=MemoryVectors()))
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
        ):
            for one in documents:
                await post(client, "/v1/articles", {"title": one.title, "text": one.text})
                advance()
            yield app.state.service, client


async def post(client: httpx2.AsyncClient, path: str, body: dict[str, object]) -> Any:
    """What the application replies. Raises NotMeasured when that is an error."""
    response = await client.post(path, json=body)
    if response.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise NotMeasured(f"{path} answers {response.status_code}: {response.text[:200]}")
    return response.json()
