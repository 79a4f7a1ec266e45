"""A store from one embedding model to another and back: a real Chroma, a real model, a real socket."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import apsw
import httpx2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from app import reembedding
from app.adapters.embeddings import DIMENSION, MODEL_ID
from app.adapters.folder_lock import FolderLock
from app.cli import cli
from app.errors import ConfigurationError, UpstreamAuth
from app.main import create_app
from app.reembedding import Reembedded, reembed
from app.settings import Settings, load_settings
from tests.conftest import SEEDS
from tests.upstream.embeddings import embeddings
from tests.upstream.scripts import error
from tests.upstream.server import FaultServer

OTHER = {"embedding": "openai", "embedding_model": "m", "embedding_dimension": 16}
OTHER_ID = "openai/m/16"
QUERY = {"query": "documents signed in Moscow", "top_k": 3}
TEXTS = {
    file.stem: file.read_text("utf-8").partition("\n---\n")[2] for file in sorted(SEEDS.glob("*.md"))[:4]
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("FOOTNOTE_", "OPENAI_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    return load_settings({}, data_dir=tmp_path / "data")


@pytest.fixture
def other(tmp_path: Path, upstream: FaultServer) -> Settings:
    upstream.play(embeddings(16))
    return load_settings({}, data_dir=tmp_path / "data", openai_base_url=upstream.url, **OTHER)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(settings)
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://footnote") as client,
    ):
        yield client


@pytest.fixture
async def found(embedded: Settings) -> Any:
    """What a search finds in a store of the embedded model."""
    async with serving(embedded) as client:
        for article_id, text in TEXTS.items():
            body = {"title": article_id, "text": text}
            assert (await client.put(f"/v1/articles/{article_id}", json=body)).status_code == 201
        return await search(client)


async def search(client: httpx2.AsyncClient) -> Any:
    body = (await client.post("/v1/search", json=QUERY)).json()
    assert body["degraded"] == []
    assert any(passage["dense_rank"] for passage in body["passages"])
    return body["passages"]


def vectors_in(settings: Settings) -> tuple[dict[str, str], list[tuple[str, int]], int]:
    """What the store says of itself, each passage's hash with the length of its vector, and all vectors."""
    with closing(apsw.Connection(str(settings.database_path))) as db:
        meta = {str(key): str(value) for key, value in db.execute("SELECT key, value FROM meta")}
        sql = "SELECT text_hash, length(vector) / 4 FROM passages LEFT JOIN vectors USING (text_hash)"
        passages = [(str(row[0]), int(str(row[1]))) for row in db.execute(sql)]
        [(count,)] = db.execute("SELECT count(*) FROM vectors").fetchall()
        assert list(db.execute("PRAGMA integrity_check")) == [("ok",)]
    return meta, passages, int(str(count))


async def silently(settings: Settings) -> Reembedded:
    return await reembed(settings, report=lambda done, total: None)


def sent(upstream: FaultServer) -> list[str]:
    return [text for body in upstream.bodies for text in body["input"]]


async def test_a_store_goes_to_another_model_and_back(
    found: Any, embedded: Settings, other: Settings, upstream: FaultServer
) -> None:
    before = vectors_in(embedded)
    with pytest.raises(ConfigurationError, match=f"vectors of {MODEL_ID}.*{OTHER_ID}.*footnote reembed"):
        async with serving(other):
            pass
    reports: list[tuple[int, int]] = []
    result = await reembed(other, report=lambda done, total: reports.append((done, total)))
    count = len(before[1])
    assert result == Reembedded(OTHER_ID, count, count, index_trouble=None)
    assert (reports[0], reports[-1]) == ((0, count), (count, count))
    meta, passages, vectors = vectors_in(other)
    assert (meta["embedding_model"], meta["embedding_dimension"]) == (OTHER_ID, "16")
    assert ({length for _, length in passages}, vectors) == ({16}, before[2])
    async with serving(other) as client:
        assert await search(client) != found
        ready = (await client.get("/readyz")).json()
        assert ready["embedding"] == {"model": OTHER_ID, "trouble": None}
        unchanged = await client.put(
            "/v1/articles/new", json={"title": "New", "text": "Stored by the other model."}
        )
        assert unchanged.status_code == 201
        assert (await client.delete("/v1/articles/new")).status_code == 200
    await silently(embedded)
    meta, passages, vectors = vectors_in(embedded)
    assert (meta["embedding_model"], meta["embedding_dimension"]) == (MODEL_ID, str(DIMENSION))
    assert (sorted(passages), vectors) == (sorted(before[1]), before[2])
    async with serving(embedded) as client:
        again = await search(client)
        assert [one["passage_id"] for one in again] == [one["passage_id"] for one in found]
        np.testing.assert_allclose(
            [one["score"] for one in again], [one["score"] for one in found], atol=1e-3
        )


async def test_a_run_that_was_cut_goes_on(
    found: Any, embedded: Settings, other: Settings, upstream: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembedding, "PASSAGES_AT_ONCE", 2)
    before = vectors_in(embedded)
    upstream.play(embeddings(16), embeddings(16), error(401))
    with pytest.raises(UpstreamAuth):
        await silently(other)
    meta, passages, vectors = vectors_in(other)
    assert (meta["embedding_model"], passages, vectors) == (MODEL_ID, before[1], before[2] + 4)
    upstream.play(embeddings(16))
    result = await silently(other)
    count = len(before[1])
    assert (result.embedded, result.passages) == (count - 4, count)
    assert len(sent(upstream)) == count + 2  # those of the refused batch twice, and no other
    assert vectors_in(other)[2] == before[2]


async def test_a_run_that_is_killed_goes_on(
    found: Any, other: Settings, upstream: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembedding, "PASSAGES_AT_ONCE", 2)
    reached = asyncio.Event()

    async def hang(exchange: Any) -> None:
        reached.set()
        await exchange.hung_up.wait()

    upstream.play(embeddings(16), hang)
    run = asyncio.create_task(silently(other))
    await asyncio.wait_for(reached.wait(), 30)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    upstream.play(embeddings(16))
    result = await silently(other)
    assert result.embedded == result.passages - 2


async def test_a_service_of_the_old_model_gives_the_run_up(
    found: Any, embedded: Settings, other: Settings, upstream: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembedding, "PASSAGES_AT_ONCE", 2)
    before = vectors_in(embedded)
    upstream.play(embeddings(16), error(401))
    with pytest.raises(UpstreamAuth):
        await silently(other)
    async with serving(embedded) as client:
        assert await search(client) == found
    assert vectors_in(embedded) == before


async def test_a_run_for_yet_another_model_starts_over(
    found: Any, embedded: Settings, other: Settings, upstream: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembedding, "PASSAGES_AT_ONCE", 2)
    before = vectors_in(embedded)
    upstream.play(embeddings(16), error(401))
    with pytest.raises(UpstreamAuth):
        await silently(other)
    upstream.play(embeddings(12))
    third = other.model_copy(update={"embedding_dimension": 12})
    result = await silently(third)
    assert result.embedded == result.passages
    assert vectors_in(third)[2] == before[2]


async def test_nothing_is_done_twice(found: Any, embedded: Settings) -> None:
    before = vectors_in(embedded)
    result = await silently(embedded)
    assert (result.embedded, result.index_trouble) == (0, None)
    assert vectors_in(embedded) == before


async def test_a_running_service_is_named(
    found: Any, other: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembedding, "LOCK_WAIT_SECONDS", 0)
    lock = FolderLock(other.data_dir)
    lock.acquire(wait_seconds=0)
    try:
        with pytest.raises(ConfigurationError, match=f"in use by process {os.getpid()}"):
            await silently(other)
    finally:
        lock.release()


async def test_a_passage_that_was_changed_is_not_embedded(found: Any, other: Settings) -> None:
    with closing(apsw.Connection(str(other.database_path))) as db:
        db.execute("UPDATE passages SET text = 'Something else.' WHERE row = 2")
    with pytest.raises(ConfigurationError, match=r"row 2\).*restore a backup"):
        await silently(other)
    assert vectors_in(other)[0]["embedding_model"] == MODEL_ID


async def test_no_store_is_made(other: Settings) -> None:
    with pytest.raises(ConfigurationError, match="is not there"):
        await silently(other)
    assert not other.data_dir.exists()


async def command(settings: Settings) -> Result:
    """`footnote reembed` with these settings, beside the server that it asks."""
    given = settings.model_dump(exclude_unset=True)
    names = {
        name: "OPENAI_BASE_URL" if name == "openai_base_url" else f"FOOTNOTE_{name.upper()}" for name in given
    }
    environment = {names[name]: str(value) for name, value in given.items()}
    return await asyncio.to_thread(CliRunner().invoke, cli, ["reembed"], env=environment)


async def test_the_command_tells_what_it_did(found: Any, other: Settings, upstream: FaultServer) -> None:
    upstream.play(error(401))
    failed = await command(other)
    assert failed.exit_code == 1
    assert "upstream_auth" in failed.stderr
    assert "`footnote reembed` goes on from there" in failed.stderr
    upstream.play(embeddings(16))
    done = await command(other)
    assert done.exit_code == 0
    count = len(vectors_in(other)[1])
    assert done.stdout == f"{count} of {count} passages embedded anew; the store is of {OTHER_ID}\n"
