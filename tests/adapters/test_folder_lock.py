import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.folder_lock import FILE_NAME, FolderLock, Holder, read_holder
from app.errors import ConfigurationError


@pytest.fixture
def held(tmp_path: Path) -> Iterator[FolderLock]:
    lock = FolderLock(tmp_path / "data")
    lock.acquire(wait_seconds=0)
    yield lock
    lock.release()


def test_makes_the_folder(tmp_path: Path, held: FolderLock) -> None:
    assert (tmp_path / "data" / FILE_NAME).is_file()


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path, held: FolderLock) -> None:
    held.describe("http://127.0.0.1:8000")
    with pytest.raises(ConfigurationError) as refusal:
        FolderLock(tmp_path / "data").acquire(wait_seconds=0)
    assert f"in use by process {os.getpid()} serving http://127.0.0.1:8000" in str(refusal.value)


def test_a_holder_that_does_not_listen_yet_is_named_by_its_process(tmp_path: Path, held: FolderLock) -> None:
    with pytest.raises(ConfigurationError, match=f"in use by process {os.getpid()};"):
        FolderLock(tmp_path / "data").acquire(wait_seconds=0)


def test_a_holder_with_no_readable_note_still_refuses(tmp_path: Path, held: FolderLock) -> None:
    (tmp_path / "data" / FILE_NAME).write_text("{")
    with pytest.raises(ConfigurationError, match="in use by another process;"):
        FolderLock(tmp_path / "data").acquire(wait_seconds=0)


def test_waits_for_a_holder_that_lets_go(tmp_path: Path, held: FolderLock) -> None:
    threading.Timer(0.2, held.release).start()
    second = FolderLock(tmp_path / "data")
    second.acquire(wait_seconds=5)
    assert second.fd is not None
    second.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path, held: FolderLock) -> None:
    held.release()
    held.acquire(wait_seconds=0)
    assert read_holder(tmp_path / "data") == Holder(os.getpid(), None)


def test_tells_the_holder(tmp_path: Path, held: FolderLock) -> None:
    held.describe("http://127.0.0.1:8000")
    assert read_holder(tmp_path / "data") == Holder(os.getpid(), "http://127.0.0.1:8000")


def test_a_shorter_note_replaces_a_longer_one(tmp_path: Path, held: FolderLock) -> None:
    held.describe("http://127.0.0.1:8000/a/long/path")
    held.describe("http://[::1]:1")
    assert read_holder(tmp_path / "data") == Holder(os.getpid(), "http://[::1]:1")


def test_tells_no_holder_of_a_folder_that_was_never_held(tmp_path: Path) -> None:
    assert read_holder(tmp_path / "nowhere") is None


def test_tells_no_holder_once_released_though_the_note_stays(tmp_path: Path, held: FolderLock) -> None:
    held.release()
    assert read_holder(tmp_path / "data") is None


def test_reading_the_holder_leaves_the_lock_free(tmp_path: Path, held: FolderLock) -> None:
    held.release()
    read_holder(tmp_path / "data")
    held.acquire(wait_seconds=0)


def test_a_child_that_inherits_it_keeps_the_folder_locked(tmp_path: Path, held: FolderLock) -> None:
    assert held.fd is not None
    sleeper = [sys.executable, "-c", "input()"]
    with subprocess.Popen(sleeper, pass_fds=(held.fd,), stdin=subprocess.PIPE) as child:
        held.release()
        assert read_holder(tmp_path / "data") == Holder(os.getpid(), None)
        child.kill()
    assert read_holder(tmp_path / "data") is None


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="can't be used"):
        FolderLock(tmp_path / "file").acquire(wait_seconds=0)
