"""What is asked: the application in this process, with or without a live model, or any running service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import httpx2

from evals.errors import NotMeasured
from evals.seeds import load_seeds

if TYPE_CHECKING:
    from app.main import Parts

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
async def open_target(target: Target, *, parts: "Parts | None" = None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the target, which holds the seeds as they are in the files.

    `parts` replace those of an application in this process. Raises NotMeasured when it can't serve.
    """
    if target.kind is Kind.URL:
        async with _service(target) as client:
            yield client
        return
    from evals.application import application  # a second or two, which judging a record is spared

    async with application(_settings(target), parts=parts) as client:
        yield client


def _settings(target: Target) -> dict[str, object]:
    if target.kind is Kind.OFFLINE:
        return {}
    model = {"llm_model": target.model, "openai_base_url": target.base_url, "openai_api_key": target.key}
    return {name: value for name, value in model.items() if value is not None}


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


async def _require_ready(client: httpx2.AsyncClient) -> None:
    response = await get(client, "/readyz")
    if response.status_code != 200:
        raise NotMeasured(f"/readyz answers {response.status_code}: {response.text[:300]}")


async def _require_seeds(client: httpx2.AsyncClient) -> None:
    """A service without the seeds, or with others, would answer other questions than were asked."""
    for seed in load_seeds().articles.values():
        response = await get(client, f"/v1/articles/{seed.article_id}/text")
        if response.status_code != 200 or response.text.strip() != seed.text.strip():
            raise NotMeasured(
                f"the service doesn't hold the seed {seed.article_id} as it is in its file "
                f"(it answers {response.status_code}); load them with: footnote ingest seeds/articles"
            )


async def get(client: httpx2.AsyncClient, path: str) -> httpx2.Response:
    """What a service answers. Raises NotMeasured when it doesn't."""
    try:
        return await client.get(path)
    except (httpx2.TransportError, httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise NotMeasured(f"no service answers at {client.base_url}: {error!r}") from error
