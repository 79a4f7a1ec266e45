"""What is asked: the application in this process, with or without a live model, or any running service.

In this process the index compares with every vector: exact, the same each time, and no other process. What
Chroma does in its place is measured against a running service (`url`), and by the tests of the service.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx2
from fastapi import FastAPI

from app.adapters.memory_vectors import MemoryVectors
from app.errors import ConfigurationError
from app.main import Parts, create_app
from app.seeding import article_files, post_file
from app.settings import load_settings
from evals.errors import NotMeasured

SEEDS = Path(__file__).parent.parent / "seeds" / "articles"
# A connection that takes longer isn't there; a long summary of a slow model takes ten minutes, and with no
# model a second.
CONNECT_SECONDS, REPLY_SECONDS, OFFLINE_SECONDS = 10.0, 660.0, 60.0


class Kind(StrEnum):
    """The three kinds of target."""

    OFFLINE = "offline"
    URL = "url"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask; `url` is the service's, `base_url` the model server's, `key` for whichever is asked."""

    kind: Kind = Kind.OFFLINE
    url: str | None = None
    base_url: str | None = None
    model: str | None = None
    key: str | None = None

    @property
    def engine(self) -> str:
        """The engine that is asked for by name, so that nothing else answers unnoticed."""
        return {Kind.OFFLINE: "extractive", Kind.LIVE: "llm"}.get(self.kind, "auto")

    @property
    def reply_seconds(self) -> float:
        """How long to wait for a reply."""
        return OFFLINE_SECONDS if self.kind is Kind.OFFLINE else REPLY_SECONDS


@asynccontextmanager
async def open_target(target: Target, *, parts: Parts | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the target, which holds the seeds as they are in the files.

    `parts` replace those of an application in this process. Raises NotMeasured when it can't serve.
    """
    if target.kind is Kind.URL:
        async with _service(target) as client:
            yield client
        return
    with tempfile.TemporaryDirectory(prefix="footnote-evals-") as folder:
        app = create_app(load_settings({}, **_settings(target, Path(folder))), _parts(parts))
        async with _started(app), _inside(app) as client:
            await _load_seeds(client)
            yield client


def _settings(target: Target, data_dir: Path) -> dict[str, object]:
    if target.kind is Kind.OFFLINE:
        return {"data_dir": data_dir}
    model = {"llm_model": target.model, "openai_base_url": target.base_url, "openai_api_key": target.key}
    return {"data_dir": data_dir, **{name: value for name, value in model.items() if value is not None}}


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


@asynccontextmanager
async def _service(target: Target) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {target.key}"} if target.key else {}
    timeout = httpx2.Timeout(REPLY_SECONDS, connect=CONNECT_SECONDS)
    async with httpx2.AsyncClient(
        base_url=target.url or "", headers=headers, timeout=timeout, trust_env=False
    ) as client:
        await _require_ready(client)
        await _require_seeds(client)
        yield client


async def _load_seeds(client: httpx2.AsyncClient) -> None:
    results = await asyncio.gather(*(post_file(client, file) for file in article_files([SEEDS])))
    if refused := [result.problem for result in results if result.problem]:
        raise NotMeasured(f"the application refuses a seed: {refused[0]}")


async def _require_ready(client: httpx2.AsyncClient) -> None:
    response = await get(client, "/readyz")
    if response.status_code != 200:
        raise NotMeasured(f"/readyz answers {response.status_code}: {response.text[:300]}")


async def _require_seeds(client: httpx2.AsyncClient) -> None:
    """A service without the seeds, or with others, would answer other questions than were asked."""
    for file in article_files([SEEDS]):
        response = await get(client, f"/v1/articles/{file.stem}/text")
        if response.status_code != 200 or response.text.strip() not in file.read_text("utf-8"):
            raise NotMeasured(
                f"the service doesn't hold the seed {file.stem} as it is in the file "
                f"(it answers {response.status_code}); load them with: footnote ingest seeds/articles"
            )


async def get(client: httpx2.AsyncClient, path: str) -> httpx2.Response:
    """What a service answers. Raises NotMeasured when it doesn't."""
    try:
        return await client.get(path)
    except (httpx2.TransportError, httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise NotMeasured(f"no service answers at {client.base_url}: {error!r}") from error


def describe(target: Target) -> Mapping[str, str | None]:
    """What a run's meta data says of its target: no key."""
    return {"kind": str(target.kind), "url": target.url, "base_url": target.base_url, "model": target.model}
