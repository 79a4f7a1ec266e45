import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.conftest import MINIMAL, ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_help_says_what_each_target_does() -> None:
    command = ["make", "help"]
    shown = subprocess.run(command, cwd=ROOT, env=MINIMAL, check=True, capture_output=True, text=True)
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert {line.split()[1] for line in shown.stdout.splitlines()} == set(phony[1].split())


def test_a_python_that_is_too_old_is_named_as_the_trouble(folder: Path) -> None:
    assert "Footnote needs Python 3.11 or newer" in _serve_with(folder, 'echo "$2" | grep -q version_info')


def test_a_python_that_makes_no_environments_is_named_as_the_trouble(folder: Path) -> None:
    assert "apt install python3-venv" in _serve_with(folder, 'echo "$2" | grep -q ensurepip')


def _serve_with(folder: Path, refuses: str) -> str:
    """What `make serve` says with a stand-in for Python that fails on the code that `refuses` finds."""
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nif {refuses}; then echo "$2" >&2; exit 1; fi\n')
    python.chmod(0o755)
    command = ["make", "serve", f"PYTHON={python}"]
    made = subprocess.run(command, cwd=folder, env=MINIMAL, capture_output=True, text=True)
    assert made.returncode != 0
    return made.stdout + made.stderr
