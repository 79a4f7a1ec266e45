"""Fixtures: stored articles, the application over fakes, and the application as it ships."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx2
import pytest

from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.store import SqliteStore
from app.ingest.index_sync import IndexSync
from app.ingest.pipeline import Ingest
from app.main import Parts, create_app
from app.models import Source
from app.retrieve.search import Retriever
from app.seeding import article_files, post_file
from app.settings import load_settings
from tests.upstream.scripts import reply
from tests.upstream.server import FaultServer, fault_server

SEEDS = Path(__file__).parent.parent / "seeds" / "articles"

BRIDGE = Source(
    article_id="bridge",
    title="Harbour bridge reopens",
    text="The harbour bridge reopened on Monday after repairs. The repairs cost 2.4 million euros.\n\n"
    "Mayor Ada Brook thanked 120 workers. Two lanes stay closed until June.",
    source="City desk",
    published_at=date(2025, 4, 15),
    tags=("city", "transport"),
)
FERRY = Source(
    article_id="ferry",
    title="Ferry adds a crossing",
    text="The ferry adds a crossing at six in the morning. Tickets cost 3 euros.",
    source="Sea desk",
    published_at=date(2025, 5, 2),
    tags=("transport",),
)


def store_in(folder: Path) -> SqliteStore:
    """A store of the fake embedder's vectors."""
    return SqliteStore(
        folder / "footnote.sqlite", model_id=HashEmbedder.model_id, dimension=HashEmbedder.dimension
    )


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return store_in(tmp_path)


@pytest.fixture
def vectors() -> MemoryVectors:
    return MemoryVectors()


@pytest.fixture
async def index(store: SqliteStore, vectors: MemoryVectors) -> AsyncIterator[IndexSync]:
    sync = IndexSync(store, vectors)
    await sync.start(wait_seconds=5)
    yield sync
    await sync.close()
    await store.close()


@pytest.fixture
def ingest(store: SqliteStore, index: IndexSync) -> Ingest:
    return Ingest(store, HashEmbedder(), index, max_text_bytes=100_000)


@pytest.fixture
def retriever(store: SqliteStore, index: IndexSync) -> Retriever:
    return Retriever(store, HashEmbedder(), index)


@pytest.fixture
async def articles(ingest: Ingest) -> None:
    """Two small articles, stored."""
    for source in (BRIDGE, FERRY):
        await ingest.put(source)


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application over the fakes at the ports, with a small limit on texts."""
    settings = load_settings({}, data_dir=tmp_path / "api", max_text_bytes=2000, max_body_bytes=50_000)
    app = create_app(settings, Parts(embedder=HashEmbedder(), index=MemoryVectors()))
    async with app.router.lifespan_context(app), _client(app) as client:
        yield client


@pytest.fixture
async def stocked(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The same with two small articles."""
    for source in (BRIDGE, FERRY):
        body = {
            "title": source.title,
            "text": source.text,
            "source": source.source,
            "published_at": str(source.published_at),
            "tags": list(source.tags),
        }
        response = await api.put(f"/v1/articles/{source.article_id}", json=body)
        assert response.status_code == 201, response.text
    return api


@pytest.fixture(scope="session")
async def seeded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application as it ships, with its model, a real Chroma and the seeds."""
    app = create_app(load_settings({}, data_dir=tmp_path_factory.mktemp("seeded")))
    async with app.router.lifespan_context(app), _client(app) as client:
        for file in article_files([SEEDS]):
            assert (await post_file(client, file)).outcome == "created"
        yield client


@pytest.fixture
async def upstream() -> AsyncIterator[FaultServer]:
    """A model's server on loopback that answers well until a test tells it otherwise."""
    async with fault_server(reply()) as server:
        yield server


def _client(app: object) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    return httpx2.AsyncClient(transport=transport, base_url="http://footnote")
