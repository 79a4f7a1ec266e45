"""The application in this process over articles of a public set, with an exact index, asked over its API."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Running:
    """An application that runs: its API, and its parts for what is measured beside it."""

    client: httpx2.AsyncClient
    service: Service


@asynccontextmanager
async def application_with(
    documents: Sequence[Document], *, advance: Callable[[], None] = lambda: None
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application, which holds the articles. Raises NotMeasured when one is refused."""
    async with empty_application() as running:
        for one in documents:
            await post(running.client, "/v1/articles", {"title": one.title, "text": one.text})
            advance()
        yield running.client


@asynccontextmanager
async def service_with(documents: Sequence[Document]) -> AsyncIterator[Service]:
    """The pipelines of such an application, to look inside."""
    async with empty_application() as running:
        for one in documents:
            await post(running.client, "/v1/articles", {"title": one.title, "text": one.text})
        yield running.service


@asynccontextmanager
async def empty_application() -> AsyncIterator[Running]:
    """The application with nothing in it."""
    with tempfile.TemporaryDirectory(prefix="footnote-quality-") as folder:
        settings = load_settings({}, data_dir=Path(folder))
        app = create_app(settings, Parts(index=MemoryVectors()))
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
        ):
            yield Running(client, app.state.service)


async def post(client: httpx2.AsyncClient, path: str, body: dict[str, object]) -> Any:
    """What the application replies. Raises NotMeasured when that is an error."""
    response = await client.post(path, json=body)
    if response.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise NotMeasured(f"{path} answers {response.status_code}: {response.text[:200]}")
    return response.json()
