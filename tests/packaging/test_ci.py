import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.llm.build_server import DEFAULT_CACHE
from tests.packaging.conftest import ROOT

WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
LIVE: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/evals-live.yml").read_text(encoding="utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
BASH = shutil.which("bash") or "bash"
Run = Callable[..., tuple[int, list[str]]]
TESTS = ["make test", "make test-llm"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs .ci/run with stand-ins for what it calls; apt-get fails its first `failures` times."""
    log, failing = tmp_path / "log", tmp_path / "failing"
    script = f'#!{BASH}\necho "${{0##*/}} $*" >>{log}\n'
    fails = f'read -r left <{failing}; [ -z "$left" ] || {{ echo "${{left#x}}" >{failing}; exit 1; }}\n'

    def run(*, has: tuple[str, ...] = (), failures: int = 0) -> tuple[int, list[str]]:
        failing.write_text("x" * failures + "\n")
        for name in ("apt-get", "make", "sleep", *has):
            (tmp_path / name).write_text(script + (fails if name == "apt-get" else ""))
            (tmp_path / name).chmod(0o755)
        (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "dirname")
        command = [BASH, str(ROOT / ".ci/run")]
        ended = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True)
        return ended.returncode, log.read_text().splitlines()

    return run


def test_run_is_a_program() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_run_goes_straight_to_the_tests_when_all_is_there(run: Run) -> None:
    assert run(has=("chromium", "g++")) == (0, TESTS)


def test_run_installs_what_is_missing(run: Run) -> None:
    code, calls = run()
    assert code == 0
    assert calls == ["apt-get update -qq", "apt-get install -y -qq chromium g++", *TESTS]


def test_run_installs_only_what_is_missing(run: Run) -> None:
    assert run(has=("chromium",))[1] == ["apt-get update -qq", "apt-get install -y -qq g++", *TESTS]


def test_run_tries_an_installation_that_fails_once_more(run: Run) -> None:
    code, calls = run(has=("g++",), failures=1)
    assert code == 0
    assert calls[-4:] == ["apt-get update -qq", "apt-get install -y -qq chromium", *TESTS]


def test_run_ends_badly_when_what_is_missing_can_not_be_had(run: Run) -> None:
    code, calls = run(failures=2)
    assert code != 0
    assert not {*TESTS} & {*calls}


def test_the_workflow_runs_make_test_on_the_oldest_python_allowed() -> None:
    assert {"run": "make test"} in STEPS
    assert "3.11" in WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"]


def test_the_workflow_keeps_the_model_server_from_run_to_run() -> None:
    steps = WORKFLOW["jobs"]["model-server"]["steps"]
    (cache,) = [step["with"] for step in steps if step.get("uses", "").startswith("actions/cache@")]
    assert ROOT / cache["path"] == DEFAULT_CACHE
    assert "hashFiles('tests/llm/build_server.py')" in cache["key"]
    assert steps[-1] == {"run": "make test-llm"}


def test_the_workflow_may_only_read_and_ends() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 30 for job in WORKFLOW["jobs"].values())


def test_the_workflow_keeps_the_evals_reports_of_a_failing_run_too() -> None:
    steps = WORKFLOW["jobs"]["test"]["steps"]
    tests = steps.index({"run": "make test"})
    summary, upload = steps[tests + 1 :]
    assert summary["run"] == 'cat evals/runs/offline/summary.md >> "$GITHUB_STEP_SUMMARY"'
    assert summary["if"].startswith("always()")
    assert upload["if"] == "always()"
    assert upload["with"]["path"] == "evals/runs/offline"
    assert "${{ matrix.python }}" in upload["with"]["name"]


def test_a_live_run_is_started_by_hand_and_its_key_is_for_one_step() -> None:
    (job,) = LIVE["jobs"].values()
    assert list(LIVE[True]) == ["workflow_dispatch"]  # YAML reads `on` as true
    assert LIVE["permissions"] == {"contents": "read"}
    assert job["timeout-minutes"] <= 60
    assert [step["run"].split()[2:4] for step in job["steps"] if "OPENAI_API_KEY" in str(step)] == [
        ["evals", "run"]
    ]
    assert not any("inputs." in step.get("run", "") for step in job["steps"])
    assert job["steps"][-1]["run"].endswith("evals gate live")


def test_the_workflow_names_the_major_version_of_each_action() -> None:
    steps = [*STEPS, *LIVE["jobs"]["evals"]["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)] == []
