"""A real `footnote serve` in a process of its own, on a free port of loopback and a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil

from evals.bench.errors import NotMeasured

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds" / "articles"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
_POLL_SECONDS = 0.01
_LOG_COLUMNS = "250"  # a logged line stays one line, so that it can be counted
_SETTINGS = ("FOOTNOTE_", "OPENAI_")  # of whoever runs the benchmark: not of what is measured


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
        found = []
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):  # a Chroma may be replaced meanwhile
                found.append(process.memory_full_info())
        return sum(info.pss for info in found), sum(info.rss for info in found)

    def processor_seconds(self) -> float:
        """What all its processes together have used of the processors since their start."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(used.user + used.system for used in times)

    def kill(self) -> None:
        """kill -9 of every child and of the service's process group at the same moment."""
        if self.process.poll() is not None:
            return
        doomed = self.processes()
        # Children first: once its parent is gone Chroma is asked to stop, which would spare it the torn file.
        for process in doomed[1:]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        psutil.wait_procs(doomed, timeout=5)

    def stop(self) -> None:
        """SIGTERM, and an end by force when that doesn't end it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def readiness(self) -> dict[str, Any]:
        """What /readyz says. Raises NotMeasured when it doesn't answer 200."""
        try:
            response = httpx2.get(f"{self.url}/readyz", timeout=5, trust_env=False)
        except httpx2.TransportError as error:
            raise NotMeasured(f"/readyz does not answer: {error!r}. {_log_tail(self.log)}") from error
        if response.status_code != 200:
            raise NotMeasured(f"/readyz answers {response.status_code}: {response.text[:300]}")
        reply: dict[str, Any] = response.json()
        return reply

    def wait_until_whole(self, *, seconds: float) -> float:
        """Waits until nothing is degraded; the seconds that took. Raises NotMeasured."""
        started = time.perf_counter()
        while (waited := time.perf_counter() - started) < seconds:
            if not self.readiness()["degraded"]:
                return waited
            time.sleep(0.05)
        raise NotMeasured(f"the vector index was not whole after {seconds:.0f} s: {self.readiness()}")


@contextmanager
def running(
    data_dir: Path, *, load: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[RunningService]:
    """A service for the length of a block. Raises NotMeasured when it doesn't become ready."""
    service = start_service(data_dir, load=load, settings=settings)
    try:
        yield service
    finally:
        service.stop()


def start_service(
    data_dir: Path, *, load: Path | None = None, settings: Mapping[str, str] | None = None
) -> RunningService:
    """Starts a service and waits until it is ready. Raises NotMeasured when it doesn't become so."""
    started = time.perf_counter()
    service = _spawn(data_dir, load, settings or {})
    try:
        _wait_until_ready(service)
    except BaseException:
        service.stop()
        raise
    service.ready_seconds = time.perf_counter() - started
    return service


def _spawn(data_dir: Path, load: Path | None, settings: Mapping[str, str]) -> RunningService:
    port = _free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir.with_name(f"{data_dir.name}.log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    environment |= {"FOOTNOTE_PORT": str(port), "FOOTNOTE_DATA_DIR": str(data_dir), "COLUMNS": _LOG_COLUMNS}
    environment |= settings
    command = [sys.executable, "-m", "app.cli", "serve", *(["--load", str(load)] if load else [])]
    with log.open("ab") as output:
        # A session, and so a process group, of its own: what is killed is never more than this.
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
    return RunningService(process, f"http://127.0.0.1:{port}", log)


def _wait_until_ready(service: RunningService) -> None:
    deadline = time.perf_counter() + START_SECONDS
    with httpx2.Client(base_url=service.url, timeout=2, trust_env=False) as client:
        while time.perf_counter() < deadline:
            if service.process.poll() is not None:
                raise NotMeasured(f"the service ended at its start. {_log_tail(service.log)}")
            with suppress(httpx2.TransportError):
                if client.get("/readyz").status_code == 200:
                    return
            time.sleep(_POLL_SECONDS)
    raise NotMeasured(f"the service was not ready after {START_SECONDS:.0f} s. {_log_tail(service.log)}")


def _log_tail(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f"Its log ends: {' / '.join(lines[-6:])}"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
