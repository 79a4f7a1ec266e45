"""A real `footnote serve` in a process of its own, on a free port and a folder of its own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

SEEDS = Path(__file__).parent.parent.parent / "seeds" / "articles"
START_SECONDS = 60.0


class NotMeasured(Exception):
    """The service could not be measured; the message says why."""


@dataclass(slots=True)
class RunningService:
    """A service under measurement; `ready_seconds` is from its spawn to the first 200 of /readyz."""

    process: "subprocess.Popen[bytes]"
    url: str
    log: Path
    ready_seconds: float = 0.0

    def processes(self) -> list[psutil.Process]:
        """The service and its children, the Chroma child among them."""
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def memory_bytes(self) -> tuple[int, int]:
        """Proportional and resident memory of all its processes together."""
        found = [process.memory_full_info() for process in self.processes()]
        return sum(info.pss for info in found), sum(info.rss for info in found)

    def kill(self) -> None:
        """kill -9 of the service's process group and of every child at the same moment."""
        doomed = self.processes()
        os.killpg(self.process.pid, signal.SIGKILL)
        for process in doomed:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.wait()
        psutil.wait_procs(doomed, timeout=5)

    def stop(self) -> None:
        """SIGTERM, and an end by force when that doesn't end it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


async def start_service(data_dir: Path, *, load: Path | None = None) -> RunningService:
    """Starts a service and waits until it is ready. Raises NotMeasured when it doesn't become so."""
    started = time.perf_counter()
    service = _spawn(data_dir, load)
    try:
        await _until_ready(service)
    except BaseException:
        service.stop()
        raise
    service.ready_seconds = time.perf_counter() - started
    return service


@asynccontextmanager
async def running(data_dir: Path, *, load: Path | None = None) -> AsyncIterator[RunningService]:
    """A service for the length of a block."""
    service = await start_service(data_dir, load=load)
    try:
        yield service
    finally:
        await asyncio.to_thread(service.stop)


async def until_whole(client: httpx2.AsyncClient, *, seconds: float) -> float:
    """Waits until nothing is degraded; the seconds that it took. Raises NotMeasured."""
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        if not (await client.get("/readyz")).json()["degraded"]:
            return time.perf_counter() - started
        await asyncio.sleep(0.1)
    raise NotMeasured(f"the vector index was not whole after {seconds:.0f} s")


def client_of(service: RunningService) -> httpx2.AsyncClient:
    """A client of the service."""
    return httpx2.AsyncClient(base_url=service.url, timeout=600, trust_env=False)


def _spawn(data_dir: Path, load: Path | None) -> RunningService:
    port = _free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir.with_name(f"{data_dir.name}.log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
    environment |= {"FOOTNOTE_PORT": str(port), "FOOTNOTE_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "app.cli", "serve", *(["--load", str(load)] if load else [])]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    return RunningService(process, f"http://127.0.0.1:{port}", log)


async def _until_ready(service: RunningService) -> None:
    deadline = time.perf_counter() + START_SECONDS
    async with client_of(service) as client:
        while time.perf_counter() < deadline:
            if service.process.poll() is not None:
                raise NotMeasured(f"the service ended: {service.log.read_text()[-500:]}")
            try:
                if (await client.get("/readyz", timeout=2)).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.02)
    raise NotMeasured(f"the service was not ready after {START_SECONDS:.0f} s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
