"""A Chroma server as a child of this process, on loopback.

In process, a Chroma write holds the interpreter's lock for as long as it takes; in a child it doesn't.
"""

import asyncio
import shutil
import subprocess
from pathlib import Path

import httpx

from app.adapters.chroma_orphan import forget_child, note_child
from app.adapters.chroma_process import HOST, free_port, is_taken, launch, listens
from app.errors import IndexUnavailable

_POLL_SECONDS = 0.01
# A free port can be taken between our choosing it and Chroma's binding it.
_PORT_ATTEMPTS = 5
_LOG_LINES_SHOWN = 8
_LOG_BYTES_READ = 8_192


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
        forget_child(self._directory)

    async def _start_on_free_port(self) -> str:
        # The transport of plain HTTP; making a TLS context would block the loop for 80 ms.
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            for _ in range(_PORT_ATTEMPTS):
                port = free_port()
                self._spawn(port)
                if await self._answers(client, port):
                    return f"http://{HOST}:{port}"
                await self._stop()
                if not is_taken(port):
                    break
        raise IndexUnavailable(f"Chroma didn't start. {self._log_tail()}")

    def _spawn(self, port: int) -> None:
        # Kept first: should the note fail, on a full disk, the child is there to be stopped.
        self._process = launch(self._directory, port=port, log_file=self._log_file, lock_fd=self._lock_fd)
        note_child(self._directory, self._process.pid)

    async def _answers(self, client: httpx.AsyncClient, port: int) -> bool:
        url = f"http://{HOST}:{port}/api/v2/heartbeat"
        while self._process is not None and self.is_running:
            # Asked first, since another process may have taken the port, and even be a Chroma.
            if listens(self._process.pid, port):
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


def _move_aside(directory: Path) -> None:
    broken = directory.with_name(f"{directory.name}.broken")
    if broken.exists():
        shutil.rmtree(broken)
    if directory.exists():
        directory.rename(broken)
