"""The service as a process of its own, on a free port, ended with everything it started; and stand-ins."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import psutil

LIMIT_SECONDS = 20.0
STARTS = re.compile(r"starts on (http://\S+)")
SERVES = re.compile(r"serves on (http://\S+)")


@dataclass
class Service:
    """A service under test; what it said is in a file."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    log: Path
    url: str = ""
    children: list[psutil.Process] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Its standard output so far."""
        return self.log.read_text("utf-8")

    @property
    def logged(self) -> str:
        """Its standard error so far."""
        return self.log.with_suffix(".err").read_text("utf-8")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def ready(self) -> dict[str, object]:
        """What /readyz answers; {} while it isn't ready."""
        try:
            response = httpx2.get(f"{self.url}/readyz", timeout=5, trust_env=False)
        except httpx2.TransportError:
            return {}
        return dict(response.json()) if response.is_success else {}

    def post(self, path: str, body: dict[str, object]) -> dict[str, object]:
        """What the service answers, which must be well."""
        response = httpx2.post(f"{self.url}{path}", json=body, timeout=10, trust_env=False)
        assert response.is_success, response.text
        return dict(response.json())

    def chroma(self) -> psutil.Process:
        """The one Chroma child that runs now."""
        (child,) = psutil.Process(self.process.pid).children(recursive=True)
        self.children.append(child)
        return child


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """This process's environment with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
    return {**kept, "FOOTNOTE_DATA_DIR": str(folder), "FOOTNOTE_PORT": "0", **settings}


def command(*arguments: str) -> list[str]:
    """The command line of footnote."""
    return [sys.executable, "-m", "app.cli", *arguments]


@contextmanager
def serving(
    folder: Path, *load: Path, seeds: Path | None = None, until_ready: bool = True, **settings: str
) -> Iterator[Service]:
    """A service on a data folder, ready unless it is wanted as it starts."""
    arguments = [word for path in load for word in ("--load", str(path))]
    arguments += ["--seeds", str(seeds)] if seeds else []
    log = folder.with_name(f"{folder.name}-{time.monotonic_ns()}.log")
    with log.open("wb") as output, log.with_suffix(".err").open("wb") as errors:
        process = subprocess.Popen(
            command("serve", *arguments), env=environment(folder, **settings), stdout=output, stderr=errors
        )
    service = Service(process, folder, log)
    try:
        address = SERVES if until_ready else STARTS
        wait_until(lambda: address.search(service.said) or process.poll() is not None)
        match = address.search(service.said)
        assert match, service.logged
        service.url = match[1]
        if until_ready:
            wait_until(lambda: bool(service.ready()))
            service.chroma()
        yield service
    finally:
        _end(service)


@contextmanager
def answering(status: int, body: str) -> Iterator[str]:
    """The URL of a server that gives this answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def wait_until(holds: Callable[[], object], seconds: float = LIMIT_SECONDS) -> None:
    """Asks again and again until it holds; fails when it doesn't within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


def _end(service: Service) -> None:
    if service.process.poll() is None:
        service.children += psutil.Process(service.process.pid).children(recursive=True)
        service.process.terminate()
    try:
        service.process.wait(LIMIT_SECONDS)
    finally:
        service.process.kill()
        service.process.wait()
        for left in psutil.wait_procs(service.children, timeout=5)[1]:
            left.kill()
