"""One Chroma server, several stores: each has a collection of its own, which no other touches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import numpy as np
import pytest

from app.adapters.chroma_server import ChromaServer
from app.adapters.embeddings import HashEmbedder
from app.adapters.store import SqliteStore
from app.adapters.vectors import ChromaVectors
from app.ingest.index_sync import IndexState, IndexSync
from app.ingest.pipeline import Ingest
from app.main import Parts, create_app
from app.models import Source
from app.ports import StoredVector
from app.settings import load_settings
from tests.conftest import BRIDGE, FERRY
from tests.ingest.test_index_sync import until


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    server = ChromaServer(tmp_path / "chroma", start_timeout_seconds=20.0)
    yield await server.start()
    await server.stop()


def collection(
    url: str, store_id: str, *, model_id: str = HashEmbedder.model_id, dimension: int = HashEmbedder.dimension
) -> ChromaVectors:
    return ChromaVectors(
        server=None,
        url=url,
        store_id=store_id,
        model_id=model_id,
        dimension=dimension,
        query_timeout_seconds=10.0,
        write_timeout_seconds=30.0,
    )


@asynccontextmanager
async def service_on(folder: Path, url: str) -> AsyncIterator[httpx2.AsyncClient]:
    settings = load_settings({}, data_dir=folder, chroma_url=url)
    app = create_app(settings, Parts(embedder=HashEmbedder()))
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
    ):
        await until(lambda: app.state.service.index.state is IndexState.READY)
        yield client


async def put(client: httpx2.AsyncClient, source: Source) -> None:
    body = {"title": source.title, "text": source.text}
    assert (await client.put(f"/v1/articles/{source.article_id}", json=body)).status_code == 201


async def found_by(client: httpx2.AsyncClient) -> list[tuple[str, int | None]]:
    body = (await client.post("/v1/search", json={"query": "what is new?"})).json()
    assert body["degraded"] == []
    return [(passage["article_id"], passage["dense_rank"]) for passage in body["passages"]]


async def test_two_services_share_a_server(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with service_on(tmp_path / "a", url) as first, service_on(tmp_path / "b", url) as second:
        await put(first, BRIDGE)
        await put(second, FERRY)
    for folder, article_id in (("a", "bridge"), ("b", "ferry"), ("a", "bridge")):
        async with service_on(tmp_path / folder, url) as again:
            assert await found_by(again) == [(article_id, 1)]
    assert "rebuilding" not in caplog.text


async def test_a_reset_leaves_other_stores_alone(url: str) -> None:
    ours, theirs = collection(url, "1" * 32), collection(url, "2" * 32)
    row = StoredVector("p", "a", np.ones(HashEmbedder.dimension, dtype=np.float32))
    for index in (ours, theirs):
        await index.connect()
        await index.upsert([row])
    await ours.reset()
    assert (await ours.count(), await theirs.count()) == (0, 1)
    for index in (ours, theirs):
        await index.close()


async def test_a_collection_of_another_model_is_rebuilt(tmp_path: Path, url: str) -> None:
    store = SqliteStore(tmp_path / "s", model_id=HashEmbedder.model_id, dimension=HashEmbedder.dimension)
    outdated = collection(url, store.store_id, model_id="older", dimension=3)
    await outdated.connect()
    await outdated.upsert([StoredVector("p", "a", np.ones(3, dtype=np.float32))])
    await outdated.close()
    index = collection(url, store.store_id)
    sync = IndexSync(store, index)
    await Ingest(store, HashEmbedder(), sync, max_text_bytes=1000).put(BRIDGE)
    await sync.start(wait_seconds=10)
    await until(lambda: sync.state is IndexState.READY)
    [row] = await store.vectors([p.passage_id for p in await store.article_passages(["bridge"])])
    assert [found.passage_id for found in await sync.query(row.vector, 5)] == [row.passage_id]
    await sync.close()
    await store.close()


def test_a_store_keeps_its_id(tmp_path: Path) -> None:
    def id_of(name: str) -> str:
        return SqliteStore(tmp_path / name, model_id="m", dimension=3).store_id

    assert id_of("a") == id_of("a") != id_of("b")
