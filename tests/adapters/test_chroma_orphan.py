import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.adapters.chroma_orphan import claim_folder, end_orphan
from app.adapters.folder_lock import FolderLock, read_holder
from app.errors import ConfigurationError

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


@pytest.fixture
def service(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", SERVICE, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def child_of(service: "subprocess.Popen[str]") -> psutil.Process:
    assert service.stdout is not None
    return psutil.Process(int(service.stdout.readline()))


def has_ended(process: psutil.Process) -> bool:
    """True also for a child of a killed service that nobody has collected yet."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


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
