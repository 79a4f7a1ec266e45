"""A Chroma that outlived its service: found by the note that the service left, and ended.

Where the kernel doesn't stop a child with its parent, or the child was stuck, a killed service leaves a
Chroma that holds the folder's lock.
"""

import json
import os
import time
from pathlib import Path

import psutil

from app.adapters.folder_lock import FolderLock
from app.errors import ConfigurationError

_POLL_SECONDS = 0.01
# A killed process goes at once, unless its disk is stuck.
_KILL_SECONDS = 2.0


def note_child(directory: Path, pid: int) -> None:
    """Writes down that this process has a Chroma on the folder."""
    note = json.dumps({"pid": pid, "parent": os.getpid()})
    _note_file(directory).write_text(note, encoding="utf-8")


def forget_child(directory: Path) -> None:
    """The Chroma on the folder has ended."""
    _note_file(directory).unlink(missing_ok=True)


def claim_folder(folder: Path, directory: Path, *, wait_seconds: float) -> FolderLock:
    """The lock of a data folder, taken from a Chroma that a killed service left behind if need be.

    Blocks for up to three times `wait_seconds`. Raises ConfigurationError when a living service holds it.
    """
    lock = FolderLock(folder)
    try:
        lock.acquire(wait_seconds=wait_seconds)
    except ConfigurationError:
        if not end_orphan(directory, grace_seconds=wait_seconds):
            raise
        lock.acquire(wait_seconds=wait_seconds)
    return lock


def end_orphan(directory: Path, *, grace_seconds: float) -> bool:
    """Ends a Chroma on this folder whose service is gone; False when there is none."""
    orphan = _find_orphan(directory.resolve())
    if orphan is None:
        return False
    try:
        orphan.terminate()
        if not _ends_within(orphan, grace_seconds):
            orphan.kill()
            return _ends_within(orphan, max(grace_seconds, _KILL_SECONDS))
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
    return True


def _ends_within(process: psutil.Process, seconds: float) -> bool:
    # An ended process that nobody has collected yet has closed its files, the lock among them.
    deadline = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _find_orphan(directory: Path) -> psutil.Process | None:
    try:
        note = json.loads(_note_file(directory).read_text(encoding="utf-8"))
        process = psutil.Process(int(note["pid"]))
        # Process ids come round again: only one that runs on this very folder is ours, and it is an orphan
        # only once the service that started it is no longer its parent.
        is_ours = str(directory) in process.cmdline()
        return process if is_ours and process.ppid() != note["parent"] else None
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None


def _note_file(directory: Path) -> Path:
    return directory.with_name(f"{directory.name}.pid")
