import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from app.adapters import chroma_server
from app.adapters.chroma_server import ChromaServer, claim_folder, end_orphan
from app.adapters.folder_lock import FolderLock, read_holder
from app.errors import ConfigurationError, IndexUnavailable

ROOT = Path(__file__).parents[2]
# A service in a process of its own, to be killed: it holds the folder and prints its Chroma's process id.
SERVICE = """
import asyncio, sys
from pathlib import Path
from app.adapters.chroma_server import ChromaServer
from app.adapters.folder_lock import FolderLock

async def main():
    folder = Path(sys.argv[1])
    lock = FolderLock(folder)
    lock.acquire(wait_seconds=0)
    server = ChromaServer(folder / "chroma", start_timeout_seconds=20, lock_fd=lock.fd)
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


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


@pytest.fixture
def service(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", SERVICE, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def child_of(service: "subprocess.Popen[str]") -> psutil.Process:
    assert service.stdout is not None
    return psutil.Process(int(service.stdout.readline()))


def children_on(folder: Path) -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if str(folder / "chroma") in child.cmdline()]


def has_ended(process: psutil.Process) -> bool:
    """True also for a child of a killed service that nobody has collected yet."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


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
        ports = iter([taken, chroma_server._free_port()])
        monkeypatch.setattr(chroma_server, "_free_port", lambda: next(ports))
        server = a_server(tmp_path)
        assert not (await server.start()).endswith(f":{taken}")
        await server.stop()


async def test_another_chroma_on_the_port_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ChromaServer
) -> None:
    taken = int((await server.start()).rsplit(":")[-1])
    ports = iter([taken, chroma_server._free_port()])
    monkeypatch.setattr(chroma_server, "_free_port", lambda: next(ports))
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_the_child_dies_with_a_service_that_is_killed(service: "subprocess.Popen[str]") -> None:
    child = child_of(service)
    service.kill()
    deadline = time.monotonic() + 5
    while not has_ended(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert has_ended(child)


def test_a_child_left_behind_is_ended_and_the_folder_claimed(
    tmp_path: Path, service: "subprocess.Popen[str]"
) -> None:
    child = child_of(service)
    child.suspend()  # so that it outlives its service
    service.kill()
    service.wait()
    assert read_holder(tmp_path) is not None
    lock = claim_folder(tmp_path, tmp_path / "chroma", wait_seconds=0.3)
    assert has_ended(child)
    lock.release()


def test_the_child_of_a_living_service_is_left_alone(
    tmp_path: Path, service: "subprocess.Popen[str]"
) -> None:
    child = child_of(service)
    with pytest.raises(ConfigurationError, match=f"in use by process {service.pid}"):
        claim_folder(tmp_path, tmp_path / "chroma", wait_seconds=0)
    assert not has_ended(child)


def test_a_process_that_only_has_the_recorded_id_is_left_alone(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "input()"]
    with subprocess.Popen(sleeper, stdin=subprocess.PIPE) as process:
        note = json.dumps({"pid": process.pid, "parent": 1})
        (tmp_path / "chroma.pid").write_text(note)
        assert not end_orphan(tmp_path / "chroma", grace_seconds=1)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"pid": 4194304, "parent": 1}'])
def test_a_note_that_names_no_process_is_no_orphan(tmp_path: Path, note: str) -> None:
    (tmp_path / "chroma.pid").write_text(note)
    assert not end_orphan(tmp_path / "chroma", grace_seconds=1)


def test_a_free_folder_is_claimed_at_once(tmp_path: Path) -> None:
    lock = claim_folder(tmp_path, tmp_path / "chroma", wait_seconds=0)
    with pytest.raises(ConfigurationError):
        FolderLock(tmp_path).acquire(wait_seconds=0)
    lock.release()
