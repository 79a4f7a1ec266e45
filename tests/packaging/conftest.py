"""What the image holds, made without a container engine: the wheel from what is copied into the build."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.dockerfile import Stage, read_dockerfile
from tests.packaging.service import running_service

ROOT = Path(__file__).parents[2]
# Nothing else of this process's environment: some programs behave otherwise when they find CI in theirs.
MINIMAL = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def stages() -> list[Stage]:
    return read_dockerfile(ROOT / "Dockerfile")


@pytest.fixture(scope="session")
def wheel(stages: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from nothing but what the Dockerfile copies."""
    source = tmp_path_factory.mktemp("source")
    for name in stages[0].sources:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(build, cwd=source, env=MINIMAL, check=True, capture_output=True)
    return next((source / "dist").glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed; what it depends on stays where the tests have it."""
    folder = tmp_path_factory.mktemp("installed")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*install, str(wheel)], env=MINIMAL, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def environ(
    stages: list[Stage], installed: Path, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The image's environment, with this machine's programs and folders and a free port."""
    here = {
        "PATH": f"{installed / 'bin'}:{Path(sys.executable).parent}:{MINIMAL['PATH']}",
        "PYTHONPATH": str(installed),
        "HOME": str(home),
        "FOOTNOTE_HOST": "127.0.0.1",
        "FOOTNOTE_PORT": "0",
        "FOOTNOTE_DATA_DIR": str(tmp_path_factory.mktemp("data")),
    }
    return {**MINIMAL, **stages[-1].environ, **here}


@pytest.fixture(scope="module")
def service(stages: list[Stage], environ: dict[str, str]) -> Iterator[str]:
    """The URL of the image's command, running."""
    folder = Path(environ["FOOTNOTE_DATA_DIR"])
    with running_service(stages[-1].last("CMD").words, environ, folder) as url:
        yield url
