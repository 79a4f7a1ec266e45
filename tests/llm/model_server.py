"""A real llama-server as a process of its own, on a free port of the loopback, ended by its id."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.serving import wait_until

KEY = "a-key-for-tests"
LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
SHOWN_CHARACTERS = 4000


@dataclass(frozen=True)
class ModelServer:
    """A model server that is ready; what it says is in its log."""

    url: str
    model: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def base_url(self) -> str:
        """What an OpenAI client is given."""
        return f"{self.url}/v1"

    @property
    def end_of_log(self) -> str:
        """What it said last."""
        return self.log.read_text("utf-8", errors="replace")[-SHOWN_CHARACTERS:]

    def slots(self) -> list[dict[str, Any]]:
        """What each of its places for a request is doing."""
        answer = httpx2.get(f"{self.url}/slots", headers={"Authorization": f"Bearer {KEY}"}, timeout=5)
        return list(answer.raise_for_status().json())

    def is_busy(self) -> bool:
        """Whether it generates for anyone."""
        return any(slot["is_processing"] for slot in self.slots())


@contextmanager
def running_model_server(binary: Path, model: Path, *, context: int, slots: int = 1) -> Iterator[ModelServer]:
    """A server of one model. Each of its slots has `context` tokens, the reply's among them."""
    log = model.with_suffix(".log")
    place = ["--host", "127.0.0.1", "--port", "0", "--api-key", KEY, "--alias", model.stem]
    size = ["--ctx-size", str(context * slots), "--parallel", str(slots), "--threads", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(binary), "--model", str(model), *place, *size, "--no-webui", "--log-colors", "off"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: _address(log) or process.poll() is not None)
        url = _address(log)
        assert url, log.read_text("utf-8", errors="replace")
        wait_until(lambda: _is_healthy(url))
        yield ModelServer(url=url, model=model.stem, log=log, process=process)
    finally:
        _end(process)


def _address(log: Path) -> str:
    match = LISTENING.search(log.read_text("utf-8", errors="replace"))
    return match[1] if match else ""


def _is_healthy(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/health", timeout=5).is_success
    except httpx2.TransportError:
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    finally:
        process.kill()
        process.wait()
