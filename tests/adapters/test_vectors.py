import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import numpy as np
import psutil
import pytest

from app.adapters import vectors as module
from app.adapters.chroma_server import ChromaServer
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.vectors import ChromaVectors
from app.errors import IndexBusy, IndexOutdated, IndexUnavailable
from app.ports import Matrix, StoredVector, VectorIndex

DIMENSION = 16


def unit_rows(count: int, *, seed: int = 0) -> Matrix:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def stored(rows: Matrix) -> list[StoredVector]:
    return [StoredVector(f"p{place}", f"a{place // 10}", row) for place, row in enumerate(rows)]


def chroma_vectors(
    *,
    server: ChromaServer | None = None,
    url: str | None = None,
    store_id: str = "a" * 32,
    model_id: str = "test-model",
    query_timeout_seconds: float = 10.0,
) -> ChromaVectors:
    return ChromaVectors(
        server=server,
        url=url,
        store_id=store_id,
        model_id=model_id,
        dimension=DIMENSION,
        query_timeout_seconds=query_timeout_seconds,
        write_timeout_seconds=30.0,
    )


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ChromaServer]:
    supervised = ChromaServer(tmp_path / "chroma", start_timeout_seconds=20.0)
    yield supervised
    await supervised.stop()


@pytest.fixture
async def chroma(server: ChromaServer) -> AsyncIterator[ChromaVectors]:
    index = chroma_vectors(server=server)
    await index.connect()
    yield index
    await index.close()


@pytest.fixture(params=["memory", "supervised", "remote"])
async def index(request: pytest.FixtureRequest, server: ChromaServer) -> AsyncIterator[VectorIndex]:
    made: VectorIndex = MemoryVectors()
    if request.param == "supervised":
        made = chroma_vectors(server=server)
    elif request.param == "remote":
        made = chroma_vectors(url=await server.start())
    await made.connect()
    yield made
    await made.close()


class TestContract:
    """What every VectorIndex does."""

    async def test_a_new_index_is_empty(self, index: VectorIndex) -> None:
        assert await index.count() == 0
        assert await index.query(unit_rows(1)[0], 5) == []

    async def test_vectors_come_back_as_they_were(self, index: VectorIndex) -> None:
        rows = unit_rows(20)
        await index.upsert(stored(rows))
        found = await index.fetch(["p7", "p3"])
        assert found.keys() == {"p3", "p7"}
        assert found["p7"].dtype == np.float32
        np.testing.assert_array_equal(found["p7"], rows[7])

    async def test_nearest_first_with_the_cosine_as_score(self, index: VectorIndex) -> None:
        rows, question = unit_rows(200), unit_rows(1, seed=1)[0]
        await index.upsert(stored(rows))
        ranked = await index.query(question, 10)
        cosines = rows @ question
        assert [item.passage_id for item in ranked] == [f"p{place}" for place in np.argsort(-cosines)[:10]]
        np.testing.assert_allclose([item.score for item in ranked], np.sort(-cosines)[:10] * -1, atol=1e-5)

    async def test_length_does_not_matter(self, index: VectorIndex) -> None:
        rows = unit_rows(10)
        await index.upsert(stored(rows * 7))
        [best] = await index.query(rows[4] * 3, 1)
        assert (best.passage_id, round(best.score, 4)) == ("p4", 1.0)

    async def test_a_second_write_replaces_the_first(self, index: VectorIndex) -> None:
        rows = unit_rows(2)
        await index.upsert([StoredVector("p", "a", rows[0])])
        await index.upsert([StoredVector("p", "b", rows[1])])
        assert await index.count() == 1
        np.testing.assert_array_equal((await index.fetch(["p"]))["p"], rows[1])

    async def test_the_last_of_two_rows_with_one_id_counts(self, index: VectorIndex) -> None:
        rows = unit_rows(2)
        await index.upsert([StoredVector("p", "a", rows[0]), StoredVector("p", "a", rows[1])])
        np.testing.assert_array_equal((await index.fetch(["p", "p"]))["p"], rows[1])

    async def test_deleted_ids_are_gone_and_unknown_ones_ignored(self, index: VectorIndex) -> None:
        rows = unit_rows(3)
        await index.upsert(stored(rows))
        await index.delete(["p1", "nobody", "p1"])
        assert await index.count() == 2
        assert "p1" not in [item.passage_id for item in await index.query(rows[1], 5)]
        assert await index.fetch(["p1", "nobody"]) == {}

    async def test_nothing_asked_is_nothing_done(self, index: VectorIndex) -> None:
        await index.upsert(stored(unit_rows(3)))
        await index.upsert([])
        await index.delete([])
        assert await index.fetch([]) == {}
        assert await index.query(unit_rows(1)[0], 0) == []
        assert await index.count() == 3

    async def test_more_rows_than_a_batch(self, index: VectorIndex, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "BATCH_ROWS", 7)
        rows = unit_rows(50)
        await index.upsert(stored(rows))
        assert len(await index.fetch([f"p{place}" for place in range(60)])) == 50
        await index.delete([f"p{place}" for place in range(45)])
        assert await index.count() == 5

    async def test_a_reset_empties_it_and_leaves_it_usable(self, index: VectorIndex) -> None:
        await index.upsert(stored(unit_rows(3)))
        await index.reset()
        assert await index.count() == 0
        await index.upsert(stored(unit_rows(2)))
        assert await index.count() == 2

    async def test_connecting_again_keeps_what_is_there(self, index: VectorIndex) -> None:
        await index.upsert(stored(unit_rows(3)))
        await index.connect()
        assert await index.count() == 3


async def kinds_of_results(index: VectorIndex) -> set[type]:
    row = unit_rows(1)[0]
    results = await asyncio.gather(
        index.upsert([StoredVector("p", "a", row)]),
        index.delete(["p"]),
        index.query(row, 1),
        index.count(),
        index.fetch(["p"]),
        return_exceptions=True,
    )
    return {type(result) for result in results}


async def test_a_memory_index_that_is_switched_off_is_unavailable() -> None:
    index = MemoryVectors(available=False)
    assert await kinds_of_results(index) == {IndexUnavailable}
    for call in (index.connect, index.reset):
        with pytest.raises(IndexUnavailable):
            await call()


async def test_before_connecting_every_call_is_unavailable(server: ChromaServer) -> None:
    index = chroma_vectors(server=server)
    assert await kinds_of_results(index) == {IndexUnavailable}


async def test_what_was_written_outlives_a_restart(server: ChromaServer, chroma: ChromaVectors) -> None:
    await chroma.upsert(stored(unit_rows(20)))
    await chroma.close()
    assert not server.is_running
    await chroma.connect()
    assert await chroma.count() == 20


async def test_a_killed_server_is_unavailable_at_once_and_comes_back_by_connecting(
    server: ChromaServer, chroma: ChromaVectors
) -> None:
    await chroma.upsert(stored(unit_rows(20)))
    assert server.pid is not None
    killed = psutil.Process(server.pid)
    killed.kill()
    assert await kinds_of_results(chroma) == {IndexUnavailable}
    await chroma.connect()
    assert await chroma.count() == 20


async def test_a_stuck_server_is_unavailable_after_the_timeout(
    server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CALLS_IN_FLIGHT", 1)
    index = chroma_vectors(server=server, query_timeout_seconds=0.2)
    await index.connect()
    assert server.pid is not None
    stuck = psutil.Process(server.pid)
    stuck.suspend()
    # Those that wait for their turn give up too: one after the other they would take four minutes.
    calls = [index.query(unit_rows(1)[0], 1) for _ in range(1200)]
    async with asyncio.timeout(60):
        results = await asyncio.gather(*calls, return_exceptions=True)
    stuck.resume()
    assert {type(result) for result in results} == {IndexUnavailable}
    await index.close()


async def test_a_server_that_answers_others_meanwhile_is_busy_and_stays(
    server: ChromaServer, chroma: ChromaVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: object) -> None:
        await asyncio.Event().wait()

    late = asyncio.create_task(chroma._call("wait", 1.0, never))
    await asyncio.sleep(0)
    assert await chroma.count() == 0
    with pytest.raises(IndexBusy):
        await late
    pid = server.pid

    async def busy() -> int:
        raise IndexBusy("beside other calls")

    monkeypatch.setattr(chroma, "count", busy)
    await chroma.connect()
    assert server.pid == pid


async def test_a_stuck_server_is_replaced_by_connecting(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path / "chroma", start_timeout_seconds=20.0, grace_seconds=0.1)
    index = chroma_vectors(server=server, query_timeout_seconds=0.2)
    await index.connect()
    assert server.pid is not None
    psutil.Process(server.pid).suspend()
    await index.connect()
    assert await index.count() == 0
    await index.close()


async def test_an_index_of_another_model_is_refused_until_reset(
    server: ChromaServer, chroma: ChromaVectors
) -> None:
    await chroma.upsert(stored(unit_rows(3)))
    other = chroma_vectors(url=await server.start(), model_id="other-model")
    with pytest.raises(IndexOutdated, match=r"made by another model .*test-model.* has to be rebuilt"):
        await other.connect()
    with pytest.raises(IndexUnavailable):
        await other.count()
    await other.reset()
    assert await other.count() == 0
    await other.close()


async def test_ten_connects_at_once_start_one_server(server: ChromaServer) -> None:
    index = chroma_vectors(server=server)
    await asyncio.gather(*[index.connect() for _ in range(10)])
    assert await index.count() == 0
    await index.close()


async def test_two_indexes_in_one_loop_close_apart(server: ChromaServer, chroma: ChromaVectors) -> None:
    other = chroma_vectors(url=await server.start())
    await other.connect()
    await other.close()
    assert await chroma.count() == 0


async def test_a_proxy_is_no_way_to_our_own_server(
    server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    index = chroma_vectors(server=server)
    await index.connect()
    assert await index.count() == 0
    await index.close()


def test_a_server_or_a_url_but_not_both(server: ChromaServer) -> None:
    with pytest.raises(ValueError, match="either"):
        chroma_vectors()
    with pytest.raises(ValueError, match="either"):
        chroma_vectors(server=server, url="http://127.0.0.1:1")


def vector_folders(directory: Path) -> list[Path]:
    return [path for path in directory.iterdir() if path.is_dir()]


def garble_vectors(directory: Path) -> None:
    for file in [file for folder in vector_folders(directory) for file in folder.iterdir()]:
        file.write_bytes(os.urandom(file.stat().st_size))


def truncate_vectors(directory: Path) -> None:
    for file in [file for folder in vector_folders(directory) for file in folder.iterdir()]:
        os.truncate(file, file.stat().st_size // 2)


def delete_vectors(directory: Path) -> None:
    for folder in vector_folders(directory):
        shutil.rmtree(folder)


def garble_database(directory: Path) -> None:
    (directory / "chroma.sqlite3").write_bytes(os.urandom(100_000))


def truncate_database(directory: Path) -> None:
    os.truncate(directory / "chroma.sqlite3", 50_000)


@pytest.mark.parametrize(
    "damage", [garble_vectors, truncate_vectors, delete_vectors, garble_database, truncate_database]
)
async def test_a_reset_replaces_a_damaged_index(
    tmp_path: Path, chroma: ChromaVectors, damage: Callable[[Path], None]
) -> None:
    await chroma.upsert(stored(unit_rows(1_500)))  # past 1,000 Chroma writes its vector files
    await chroma.close()
    assert vector_folders(tmp_path / "chroma")
    damage(tmp_path / "chroma")
    await chroma.reset()
    await chroma.upsert(stored(unit_rows(3)))
    assert len(await chroma.query(unit_rows(1)[0], 10)) == 3
    assert (tmp_path / "chroma.broken" / "chroma.sqlite3").exists()


Handler = Callable[[httpx.Request], httpx.Response]


def healthy(request: httpx.Request) -> httpx.Response:
    """As much of a Chroma as connecting needs."""
    path = request.url.path
    if path.endswith("/auth/identity"):
        return httpx.Response(200, json={"user_id": "", "tenant": "t", "databases": ["d"]})
    if path.endswith("/collections"):
        asked = json.loads(request.content)
        return httpx.Response(200, json=a_collection(asked["metadata"]))
    if path.endswith("/pre-flight-checks"):
        return httpx.Response(200, json={"max_batch_size": 5461, "supports_base64_encoding": True})
    return httpx.Response(
        200, json={"id": "00000000-0000-0000-0000-000000000001", "name": "d", "tenant": "t"}
    )


def a_collection(metadata: object) -> dict[str, object]:
    return {
        "id": "00000000-0000-0000-0000-000000000002",
        "name": "footnote",
        "configuration_json": {},
        "metadata": metadata,
        "dimension": DIMENSION,
        "tenant": "t",
        "database": "d",
        "version": 0,
        "log_position": 0,
    }


class Wire:
    """A server that is healthy until `reply` is set."""

    def __init__(self) -> None:
        self.reply: Handler = healthy
        self.requests = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        await asyncio.sleep(0)
        return self.reply(request)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    fake = Wire()
    monkeypatch.setattr(
        module, "http_client", lambda url, *, is_ours: httpx.AsyncClient(transport=httpx.MockTransport(fake))
    )
    return fake


def raising(error: Exception) -> Handler:
    def handle(request: httpx.Request) -> httpx.Response:
        raise error

    return handle


UPSTREAM_ERRORS: dict[str, Handler] = {
    "a known error": lambda _: httpx.Response(400, json={"error": "InvalidArgumentError", "message": "no"}),
    "an unknown error": lambda _: httpx.Response(500, json={"error": "Surprise", "message": "no"}),
    "a proxy's page": lambda _: httpx.Response(502, text="<html>Bad gateway</html>"),
    "a page for a reply": lambda _: httpx.Response(200, text="<html>Log in</html>"),
    "null": lambda _: httpx.Response(200, json=None),
    "a list": lambda _: httpx.Response(200, json=[]),
    "an object": lambda _: httpx.Response(200, json={}),
    "no connection": raising(httpx.ConnectError("refused")),
    "a reset": raising(httpx.ReadError("reset")),
    "a hang-up": raising(httpx.RemoteProtocolError("hung up")),
    "a timeout": raising(httpx.ReadTimeout("slow")),
}


@pytest.mark.parametrize("reply", UPSTREAM_ERRORS.values(), ids=UPSTREAM_ERRORS.keys())
async def test_every_upstream_error_is_index_unavailable(wire: Wire, reply: Handler) -> None:
    index = chroma_vectors(url="http://chroma.test:8000")
    await index.connect()
    wire.reply = reply
    row = unit_rows(1)[0]
    for call in (index.count(), index.query(row, 1), index.fetch(["p"]), index.reset()):
        with pytest.raises(IndexUnavailable):
            await call
    await index.close()


async def test_a_hang_up_is_tried_once_more(wire: Wire) -> None:
    index = chroma_vectors(url="http://chroma.test:8000")
    await index.connect()
    before = wire.requests

    def hang_up_once(request: httpx.Request) -> httpx.Response:
        if wire.requests == before + 1:
            raise httpx.RemoteProtocolError("hung up")
        return httpx.Response(200, json=3)

    wire.reply = hang_up_once
    assert await index.count() == 3
    assert wire.requests == before + 2
    await index.close()


async def test_no_more_than_eight_requests_are_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    flying, most = 0, 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.01)
        flying -= 1
        return httpx.Response(200, json=3) if request.url.path.endswith("/count") else healthy(request)

    monkeypatch.setattr(
        module, "http_client", lambda url, *, is_ours: httpx.AsyncClient(transport=httpx.MockTransport(slow))
    )
    index = chroma_vectors(url="http://chroma.test:8000")
    await index.connect()
    await asyncio.gather(*[index.count() for _ in range(40)])
    assert most == 8
    await index.close()
