"""A Chroma server as a child of this process, on loopback.

In process, a Chroma write holds the interpreter's lock for as long as it takes; in a child it doesn't.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from app.adapters.folder_lock import FolderLock
from app.errors import ConfigurationError, IndexUnavailable

# Calls the server of the Rust library with no `import chromadb`: 0.05 s and 39 MB against 0.8 s and 115 MB of
# the `chroma` script. On Linux the kernel is asked to stop it when its parent dies, whatever way; SIGTERM,
# because Chroma killed outright during a write can leave its index torn. Asking here and not between fork
# and exec keeps Python code out of a forked copy of a process with threads.
_LAUNCHER = """
import ctypes, os, signal, sys
parent, *arguments = sys.argv[1:]
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit("the parent is gone")
import chromadb_rust_bindings
chromadb_rust_bindings.cli(["chroma", *arguments])
"""
_HOST = "127.0.0.1"
_POLL_SECONDS = 0.01
# A free port can be taken between our choosing it and Chroma's binding it.
_PORT_ATTEMPTS = 5
_LOG_LINES_SHOWN = 8
_LOG_BYTES_READ = 8_192
# A killed process goes at once, unless its disk is stuck.
_KILL_SECONDS = 2.0
# Not handed down: keys that Chroma has no use for, and settings meant for another Chroma.
_PRIVATE_PREFIXES = ("CHROMA_", "FOOTNOTE_", "OPENAI_", "OTEL_")


class ChromaServer:
    """Starts and stops `chroma run` on a folder; beside it lie `<folder>.log` and `<folder>.pid`.

    Start it on the thread that lives longest: Linux stops the child when the thread that forked it ends.
    A server that died stays dead until `start` is called again.
    """

    def __init__(
        self,
        directory: Path,
        *,
        start_timeout_seconds: float,
        lock_fd: int | None = None,
        grace_seconds: float = 5.0,
    ) -> None:
        self._directory = directory.resolve()
        self._start_timeout_seconds = start_timeout_seconds
        self._lock_fd = lock_fd
        self._grace_seconds = grace_seconds
        self._changing = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._url: str | None = None

    @property
    def is_running(self) -> bool:
        """True while the child lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The child's process id, None when it is not running."""
        return self._process.pid if self._process is not None and self.is_running else None

    async def start(self) -> str:
        """The URL of the running server, started when it is not.

        Raises IndexUnavailable with the last lines of its log.
        """
        async with self._changing:
            return await self._start()

    async def stop(self) -> None:
        """Asks the child to stop, and ends it when the grace period is over."""
        async with self._changing:
            await self._stop()

    async def start_empty(self) -> str:
        """The URL of a server on a new folder; what was there moves to `<folder>.broken`, until the next.

        Raises IndexUnavailable.
        """
        async with self._changing:
            await self._stop()
            try:
                await asyncio.to_thread(_move_aside, self._directory)
            except OSError as error:
                raise IndexUnavailable(f"Chroma's folder can't be moved aside: {error}") from error
            return await self._start()

    async def _start(self) -> str:
        if self._url is not None and self.is_running:
            return self._url
        try:
            async with asyncio.timeout(self._start_timeout_seconds):
                self._url = await self._start_on_free_port()
        except (TimeoutError, OSError) as error:
            await self._stop()
            raise IndexUnavailable(f"Chroma didn't start: {error!r}. {self._log_tail()}") from error
        except BaseException:
            await self._stop()
            raise
        return self._url

    async def _stop(self) -> None:
        process, self._process, self._url = self._process, None, None
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, self._grace_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pid_file(self._directory).unlink(missing_ok=True)

    async def _start_on_free_port(self) -> str:
        # The transport of plain HTTP; making a TLS context would block the loop for 80 ms.
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            for _ in range(_PORT_ATTEMPTS):
                port = _free_port()
                self._process = self._spawn(port)
                if await self._answers(client, port):
                    return f"http://{_HOST}:{port}"
                await self._stop()
                if not _is_taken(port):
                    break
        raise IndexUnavailable(f"Chroma didn't start. {self._log_tail()}")

    def _spawn(self, port: int) -> "subprocess.Popen[bytes]":
        self._directory.mkdir(parents=True, exist_ok=True)
        serve = ["run", "--path", str(self._directory), "--host", _HOST, "--port", str(port)]
        with self._log_file.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", _LAUNCHER, str(os.getpid()), *serve],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                start_new_session=True,  # Ctrl-C in a terminal is for the service, which then stops the child
                pass_fds=() if self._lock_fd is None else (self._lock_fd,),
            )
        note = json.dumps({"pid": process.pid, "parent": os.getpid()})
        _pid_file(self._directory).write_text(note, encoding="utf-8")
        return process

    async def _answers(self, client: httpx.AsyncClient, port: int) -> bool:
        url = f"http://{_HOST}:{port}/api/v2/heartbeat"
        while self._process is not None and self.is_running:
            # Asked first, since another process may have taken the port, and even be a Chroma.
            if _listens(self._process.pid, port):
                try:
                    return (await client.get(url)).is_success
                except httpx.TransportError:
                    pass
            await asyncio.sleep(_POLL_SECONDS)
        return False

    @property
    def _log_file(self) -> Path:
        return self._directory.with_name(f"{self._directory.name}.log")

    def _log_tail(self) -> str:
        try:
            with self._log_file.open("rb") as log:
                log.seek(max(0, self._log_file.stat().st_size - _LOG_BYTES_READ))
                said = log.read().decode(errors="replace").split("\n")
        except OSError as error:
            return f"Its log can't be read: {error}"
        lines = [line.strip() for line in said if line.strip()]
        return f"Its log ends: {' / '.join(lines[-_LOG_LINES_SHOWN:])}"


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
        note = json.loads(_pid_file(directory).read_text(encoding="utf-8"))
        process = psutil.Process(int(note["pid"]))
        # Process ids come round again: only one that runs on this very folder is ours, and it is an orphan
        # only once the service that started it is no longer its parent.
        is_ours = str(directory) in process.cmdline()
        return process if is_ours and process.ppid() != note["parent"] else None
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None


def _move_aside(directory: Path) -> None:
    broken = directory.with_name(f"{directory.name}.broken")
    if broken.exists():
        shutil.rmtree(broken)
    if directory.exists():
        directory.rename(broken)


def _pid_file(directory: Path) -> Path:
    return directory.with_name(f"{directory.name}.pid")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE_PREFIXES)}
    # At its usual level Chroma logs several lines a request, for ever.
    return {**kept, "ANONYMIZED_TELEMETRY": "False", "RUST_LOG": "error"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((_HOST, port))
        except OSError:
            return True
    return False


def _listens(pid: int, port: int) -> bool:
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp4")
    except psutil.Error:
        return False
    return any(item.status == psutil.CONN_LISTEN and item.laddr.port == port for item in connections)
