"""`make test-llm` up to the build itself, which takes minutes: nothing here compiles or downloads."""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.llm import build_server
from tests.llm.build_server import CACHE_VARIABLE, BuildFailed, build_once, server_path
from tests.packaging.conftest import MINIMAL, ROOT


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only one where programs are looked for."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setattr(build_server, "PROGRAMS", str(folder))
    monkeypatch.delenv("CXX", raising=False)
    return folder


@pytest.fixture
def builds(programs: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The builds that ran, each a stand-in that makes an empty binary."""
    for name in ("c++", "cmake", "ninja"):
        _make_program(programs / name)
    made: list[Path] = []
    monkeypatch.setattr(build_server, "_build", lambda path: (path.touch(), made.append(path)))
    return made


def test_what_is_there_is_not_built_again(cache: Path, builds: list[Path]) -> None:
    assert build_once() == build_once() == server_path()
    assert builds == [server_path()]


def test_other_flags_are_another_binary(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = server_path()
    monkeypatch.setattr(build_server, "FLAGS", (*build_server.FLAGS, "-DGGML_LTO=ON"))
    assert server_path() != before
    assert server_path().parent == before.parent == cache


def test_a_run_that_waited_for_another_builds_nothing(
    cache: Path, builds: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def flock(file: object, how: int) -> None:
        """Another run has the lock until it has built."""
        if how & fcntl.LOCK_NB:
            raise BlockingIOError
        server_path().touch()

    monkeypatch.setattr(fcntl, "flock", flock)
    build_once()
    assert builds == []
    assert "Another run is building llama-server" in capsys.readouterr().out


def test_a_missing_compiler_is_named(cache: Path, programs: Path) -> None:
    with pytest.raises(BuildFailed, match=r"no C\+\+ compiler .* apt install g\+\+"):
        build_once()


def test_missing_tools_are_named(cache: Path, programs: Path) -> None:
    _make_program(programs / "c++")
    with pytest.raises(BuildFailed, match="no cmake and no ninja"):
        build_once()


def test_a_step_that_fails_shows_the_end_of_what_it_said(cache: Path) -> None:
    says = "for n in range(99): print('line', n)\nraise SystemExit(1)"
    with pytest.raises(BuildFailed) as raised:
        build_server._run([sys.executable, "-c", says])
    assert "line 98\n" in str(raised.value)
    assert "line 1\n" not in str(raised.value)
    assert "line 1\n" in (cache / "build.log").read_text()


def test_progress_is_told_in_steps_of_five_percent(
    cache: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_program(
        programs / "ninja", says="n=0; while [ $n -lt 206 ]; do n=$((n + 1)); echo [$n/206] Building; done"
    )
    build_server._compile(cache)
    shown = capsys.readouterr().out.splitlines()[1:]
    assert len(shown) == 20
    assert shown[-1].startswith("  100 %  [206/206]")


def test_make_test_leaves_the_tests_of_a_model_server_out(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("tests/test_here.py", "tests/llm/test_there.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("def test_it(): pass\n")
    assert _collected(tmp_path) == ["tests/test_here.py: 1"]
    assert _collected(tmp_path, "tests/llm") == ["tests/llm/test_there.py: 1"]


def _collected(folder: Path, *arguments: str) -> list[str]:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", *arguments]
    run = subprocess.run(command, cwd=folder, env=MINIMAL, check=True, capture_output=True, text=True)
    return run.stdout.split("\n")[:-2]


def _make_program(path: Path, *, says: str = "") -> None:
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
