"""One service for each data folder: a lock file that says who holds it.

Two Chroma servers on one path damage its data and raise nothing, so a second service is refused here.
"""

import errno
import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from app.errors import ConfigurationError

FILE_NAME = "lock"
# The note is written at one fixed length in one write, so that a reader never meets half of it.
_NOTE_BYTES = 512
_POLL_SECONDS = 0.05
# `read_holder` takes the lock for an instant to see whether it is free; that must not refuse a service.
_LEAST_WAIT_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Holder:
    """The service that holds a folder; `url` is None until it listens."""

    pid: int
    url: str | None


class FolderLock:
    """An flock on `<folder>/lock`, let go of by the kernel when its last descriptor closes.

    It belongs to the open file and not to the process, so a child that inherits `fd` keeps the folder
    locked for as long as it lives.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fd: int | None = None

    @property
    def fd(self) -> int | None:
        """The descriptor to hand to a child, None while the lock is not held."""
        return self._fd

    def acquire(self, *, wait_seconds: float) -> None:
        """Takes the lock, making the folder when it is missing. Blocks for up to `wait_seconds`.

        Raises ConfigurationError that names the holder, or says why the folder can't be locked.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fd = os.open(self._folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ConfigurationError(f"the data folder {self._folder} can't be used: {error}") from error
        try:
            self._wait_for(fd, max(wait_seconds, _LEAST_WAIT_SECONDS))
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
        self.describe(None)

    def describe(self, url: str | None) -> None:
        """Writes who holds the lock, for the refusal that a second service gets and for the command line."""
        if self._fd is not None:
            note = json.dumps({"pid": os.getpid(), "url": url})
            os.pwrite(self._fd, note.encode().ljust(_NOTE_BYTES), 0)

    def release(self) -> None:
        """Lets go of the lock; a child that inherited it holds on."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _wait_for(self, fd: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._try(fd):
            if time.monotonic() > deadline:
                raise ConfigurationError(_refusal(self._folder, _read_note(fd)))
            time.sleep(_POLL_SECONDS)

    def _try(self, fd: int) -> bool:
        try:
            return _lock(fd, fcntl.LOCK_EX)
        except OSError as error:
            raise ConfigurationError(f"the data folder {self._folder} can't be locked: {error}") from error


def read_holder(folder: Path) -> Holder | None:
    """Who holds the folder, None when nobody does.

    A holder that left no readable note is Holder(0, None).
    """
    try:
        fd = os.open(folder / FILE_NAME, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        # Closing the descriptor gives back what this takes.
        return None if _lock(fd, fcntl.LOCK_SH) else _read_note(fd)
    finally:
        os.close(fd)


def _lock(fd: int, kind: int) -> bool:
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True


def _read_note(fd: int) -> Holder:
    try:
        note = json.loads(os.pread(fd, _NOTE_BYTES, 0))
        return Holder(pid=int(note["pid"]), url=note["url"])
    except (ValueError, KeyError, TypeError):
        return Holder(pid=0, url=None)


def _refusal(folder: Path, holder: Holder) -> str:
    who = f"process {holder.pid}" if holder.pid else "another process"
    where = f" serving {holder.url}" if holder.url else ""
    return f"the data folder {folder} is in use by {who}{where}; stop it, or set FOOTNOTE_DATA_DIR to another"
