"""The service starts and answers in a network namespace that holds nothing but a loopback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import ROOT

SEEDS = ROOT / "seeds" / "articles"


@pytest.fixture
def unshare() -> list[str]:
    """The command that runs another with no network; skips where that isn't allowed."""
    if shutil.which("unshare") is None:
        pytest.skip("no network namespaces on this system: there is no unshare")
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"no network namespace for this user: {tried.stderr.strip()}")
    return command


@pytest.fixture
def offline(unshare: list[str], environ: dict[str, str], tmp_path: Path) -> dict[str, Any]:
    """What the service says with no network."""
    trial = [sys.executable, "-m", "tests.packaging.offline", str(tmp_path)]
    serve = ["footnote", "serve", "--load", str(SEEDS)]
    run = subprocess.run([*unshare, *trial, *serve], env=environ, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    said: dict[str, Any] = json.loads(run.stdout)
    return said


def test_it_starts_and_answers_and_writes_only_to_its_data_folder(
    offline: dict[str, Any], installed: Path, home: Path
) -> None:
    assert offline["interfaces"] == ["lo"]
    assert json.loads(offline["said"]["/healthz"])["status"] == "alive"
    ready = json.loads(offline["said"]["/readyz"])
    assert (ready["articles"], ready["degraded"]) == (len(list(SEEDS.glob("*.md"))), [])
    assert json.loads(offline["said"]["/v1/answers"])["status"] == "answered"
    assert "//cdn" not in offline["said"]["/docs"]
    assert list(home.rglob("*")) == []
