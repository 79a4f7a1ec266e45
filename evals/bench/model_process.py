"""The scripted model's server in a process of its own, and the service that asks it."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from evals.bench.errors import NotMeasured
from evals.bench.model_server import Note
from evals.bench.service import ROOT, SEEDS, RunningService, running

STOP_SECONDS = 5.0
MODEL = "scripted"


@dataclass(frozen=True, slots=True)
class ScriptedModel:
    """A running server of the scripted model."""

    url: str

    @property
    def settings(self) -> Mapping[str, str]:
        """What tells a service of it."""
        return {"FOOTNOTE_LLM_MODEL": MODEL, "OPENAI_BASE_URL": f"{self.url}/v1"}

    def notes(self) -> dict[str, list[Note]]:
        """What it was asked so far, by question. Raises NotMeasured."""
        try:
            reply: list[dict[str, Any]] = httpx2.get(f"{self.url}/notes", timeout=10, trust_env=False).json()
        except (httpx2.HTTPError, ValueError) as error:
            raise NotMeasured(f"the scripted model does not tell its notes: {error!r}") from error
        notes = dict[str, list[Note]]()
        for note in reply:
            notes.setdefault(note["question"], []).append(Note(**note))
        return notes


@contextmanager
def scripted_model(*, piece_seconds: float, gather: int = 1) -> Iterator[ScriptedModel]:
    """A server for the length of a block. Raises NotMeasured when it doesn't start."""
    command = [sys.executable, "-m", "evals.bench.model_server"]
    command += ["--piece-seconds", str(piece_seconds), "--gather", str(gather)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise NotMeasured(f"the scripted model's server ended at its start, with {process.wait()}")
        yield ScriptedModel(f"http://127.0.0.1:{port}")
    finally:
        process.stdin.close()  # it ends when its standard input does, also when this process is killed
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextmanager
def serving_with(model: ScriptedModel, data_dir: Path, **settings: str) -> Iterator[RunningService]:
    """A service over the seeds that asks this model. Raises NotMeasured when it doesn't become ready."""
    with running(data_dir, load=SEEDS, settings={**model.settings, **settings}) as service:
        service.wait_until_whole(seconds=60)
        yield service
