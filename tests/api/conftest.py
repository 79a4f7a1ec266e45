"""Applications made for one test."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.main import Parts, create_app
from app.settings import load_settings

Opened = Callable[..., AbstractAsyncContextManager[httpx2.AsyncClient]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Opens an application over the fakes, with settings and an index of the test's own."""

    @asynccontextmanager
    async def open_app(
        *, index: MemoryVectors | None = None, **settings: Any
    ) -> AsyncIterator[httpx2.AsyncClient]:
        parts = Parts(embedder=HashEmbedder(), index=index or MemoryVectors())
        app = create_app(load_settings({}, data_dir=tmp_path / "opened", **settings), parts)
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
        ):
            yield client

    return open_app
