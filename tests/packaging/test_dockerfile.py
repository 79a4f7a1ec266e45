import json
import re
import subprocess
import tomllib

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.settings import load_settings
from tests.packaging.conftest import ROOT
from tests.packaging.dockerfile import Stage, is_sent

IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_both_stages_start_from_one_python_named_by_version(stages: list[Stage]) -> None:
    builder, final = (stage.last("FROM").words[0] for stage in stages)
    assert builder == final
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", final)


def test_the_service_is_a_numbered_user_that_owns_its_data(stages: list[Stage]) -> None:
    user, group = stages[-1].last("USER").value.split(":")
    assert int(user) > 0 < int(group)
    assert f"--owner={user} --group={group} --mode=0750 /data" in stages[-1].last("RUN").value
    assert stages[-1].last("VOLUME").value == stages[-1].environ["FOOTNOTE_DATA_DIR"] == "/data"


def test_what_is_installed_is_what_the_lock_says(stages: list[Stage]) -> None:
    installs = [run.value for run in stages[0].all("RUN") if "pip install" in run.value]
    assert "--require-hashes" in installs[0]
    assert "requirements.lock" in installs[0]
    assert all(option in installs[1] for option in ("--no-deps", "--no-build-isolation", "--no-index"))


def test_everything_copied_is_there_and_reaches_the_build(stages: list[Stage]) -> None:
    sources = [source.removeprefix("./") for stage in stages for source in stage.sources]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if not is_sent(source, IGNORE)] == []


@pytest.mark.parametrize(
    "path", [".env", ".git/config", ".data/lock", "tests/conftest.py", "app/__pycache__/a.pyc"]
)
def test_nothing_else_reaches_the_build(path: str) -> None:
    assert not is_sent(path, IGNORE)


def test_the_image_sets_what_the_service_knows(stages: list[Stage]) -> None:
    settings = load_settings(stages[-1].environ)
    assert (settings.host, settings.port, settings.allow_no_key) == ("0.0.0.0", 8000, True)
    assert int(stages[-1].last("EXPOSE").value) == settings.port


def test_the_command_is_one_the_command_line_takes(stages: list[Stage]) -> None:
    program, *arguments = stages[-1].last("CMD").words
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts[program] == "app.cli:main"
    assert CliRunner().invoke(cli, [*arguments, "--help"]).exit_code == 0


def test_the_health_check_passes_on_a_live_service(
    stages: list[Stage], environ: dict[str, str], service: str
) -> None:
    port = service.rpartition(":")[2]
    assert _health_check(stages[-1], {**environ, "FOOTNOTE_PORT": port}) == 0


def test_the_health_check_ignores_a_proxy_meant_for_others(
    stages: list[Stage], environ: dict[str, str], service: str
) -> None:
    port = service.rpartition(":")[2]
    proxied = {**environ, "FOOTNOTE_PORT": port, "http_proxy": "http://127.0.0.1:1"}
    assert _health_check(stages[-1], proxied) == 0


def test_the_health_check_fails_where_nothing_listens(stages: list[Stage], environ: dict[str, str]) -> None:
    assert _health_check(stages[-1], {**environ, "FOOTNOTE_PORT": "1"}) != 0


def _health_check(final: Stage, environ: dict[str, str]) -> int:
    command = json.loads(final.last("HEALTHCHECK").value.removeprefix("CMD "))
    return subprocess.run(command, env=environ, capture_output=True, timeout=20).returncode
