import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil
import pytest

from app.adapters import chroma_server
from app.adapters.chroma_server import ChromaServer
from app.errors import IndexUnavailable


def a_server(
    folder: Path, *, start_timeout_seconds: float = 20.0, grace_seconds: float = 5.0
) -> ChromaServer:
    return ChromaServer(
        folder / "chroma", start_timeout_seconds=start_timeout_seconds, grace_seconds=grace_seconds
    )


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ChromaServer]:
    started = a_server(tmp_path)
    await started.start()
    yield started
    await started.stop()


def children_on(folder: Path) -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if str(folder / "chroma") in child.cmdline()]


def process_of(server: ChromaServer) -> psutil.Process:
    assert server.pid is not None
    return psutil.Process(server.pid)


async def test_answers_at_its_url(server: ChromaServer) -> None:
    async with httpx.AsyncClient(verify=False) as client:
        reply = await client.get(f"{await server.start()}/api/v2/heartbeat")
    assert reply.is_success


async def test_listens_on_loopback_only(server: ChromaServer) -> None:
    listening = process_of(server).net_connections(kind="inet")
    assert {item.laddr.ip for item in listening if item.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


async def test_a_second_start_keeps_the_child(server: ChromaServer) -> None:
    before = server.pid
    await server.start()
    assert server.pid == before


async def test_two_starts_at_once_make_one_child(tmp_path: Path) -> None:
    server = a_server(tmp_path)
    first, second = await asyncio.gather(server.start(), server.start())
    assert first == second
    assert len(children_on(tmp_path)) == 1
    await server.stop()


async def test_a_signal_to_the_terminal_is_not_for_the_child(server: ChromaServer) -> None:
    assert os.getsid(process_of(server).pid) != os.getsid(0)


async def test_keys_stay_with_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    server = a_server(tmp_path)
    await server.start()
    assert "OPENAI_API_KEY" not in process_of(server).environ()
    await server.stop()


async def test_stop_leaves_no_process(tmp_path: Path, server: ChromaServer) -> None:
    child = process_of(server)
    await server.stop()
    assert not child.is_running()
    assert not server.is_running
    assert not (tmp_path / "chroma.pid").exists()


async def test_stop_ends_a_child_that_does_not_listen(tmp_path: Path) -> None:
    server = a_server(tmp_path, grace_seconds=0.2)
    await server.start()
    child = process_of(server)
    child.suspend()
    await server.stop()
    assert not child.is_running()


async def test_stop_twice_is_harmless(server: ChromaServer) -> None:
    await server.stop()
    await server.stop()


async def test_a_killed_child_is_noticed_and_can_be_started_again(server: ChromaServer) -> None:
    killed = process_of(server)
    killed.kill()
    killed.wait(5)
    assert not server.is_running
    await server.start()
    assert server.pid not in (None, killed.pid)


async def test_a_failed_start_shows_the_end_of_the_log(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    with pytest.raises(IndexUnavailable, match="file is not a database"):
        await a_server(tmp_path).start()


async def test_a_folder_that_can_not_be_made_is_a_failed_start(tmp_path: Path) -> None:
    (tmp_path / "chroma").touch()
    with pytest.raises(IndexUnavailable, match="FileExistsError"):
        await a_server(tmp_path).start()


async def test_a_slow_start_is_given_up_and_leaves_no_process(tmp_path: Path) -> None:
    server = a_server(tmp_path, start_timeout_seconds=0.005)
    with pytest.raises(IndexUnavailable, match="TimeoutError"):
        await server.start()
    assert not server.is_running
    assert not children_on(tmp_path)


async def test_a_cancelled_start_leaves_no_process(tmp_path: Path) -> None:
    server = a_server(tmp_path)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(server.start(), 0.02)
    assert not server.is_running
    assert not children_on(tmp_path)


async def test_a_port_taken_meanwhile_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports = iter([taken, chroma_server.free_port()])
        monkeypatch.setattr(chroma_server, "free_port", lambda: next(ports))
        server = a_server(tmp_path)
        assert not (await server.start()).endswith(f":{taken}")
        await server.stop()


async def test_another_chroma_on_the_port_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ChromaServer
) -> None:
    taken = int((await server.start()).rsplit(":")[-1])
    ports = iter([taken, chroma_server.free_port()])
    monkeypatch.setattr(chroma_server, "free_port", lambda: next(ports))
    second = a_server(tmp_path / "second")
    assert await second.start() != await server.start()
    await second.stop()


async def test_an_empty_start_moves_the_folder_aside(tmp_path: Path, server: ChromaServer) -> None:
    (tmp_path / "chroma" / "first").touch()
    await server.start_empty()
    (tmp_path / "chroma" / "second").touch()
    await server.start_empty()
    assert (tmp_path / "chroma.broken" / "second").exists()
    assert not (tmp_path / "chroma.broken" / "first").exists()
    assert server.is_running


async def test_a_child_that_can_not_be_noted_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(directory: Path, pid: int) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(chroma_server, "note_child", full)
    with pytest.raises(IndexUnavailable, match="disk full"):
        await a_server(tmp_path).start()
    assert not children_on(tmp_path)
