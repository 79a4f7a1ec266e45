import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from app.adapters.chroma_server import ChromaServer
from app.cli import cli
from app.settings import PREFIX, Settings, load_settings, variable
from tests.packaging.conftest import ROOT
from tests.packaging.dockerfile import Stage

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
FOOTNOTE: dict[str, Any] = SERVICES["footnote"]
KNOWN = {variable(name) for name in Settings.model_fields}


@pytest.fixture
async def chroma_port(tmp_path: Path) -> AsyncIterator[str]:
    server = ChromaServer(tmp_path / "chroma", start_timeout_seconds=20)
    url = await server.start()
    yield url.rpartition(":")[2]
    await server.stop()


def test_ports_are_published_on_this_machine_only() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


def test_its_settings_are_known() -> None:
    assert {name for name in FOOTNOTE["environment"] if name.startswith(PREFIX)} <= KNOWN


def test_its_command_loads_the_seeds_that_are_in_the_image(stages: list[Stage]) -> None:
    program, *arguments = FOOTNOTE["command"]
    assert program == "footnote"
    assert CliRunner().invoke(cli, [*arguments, "--help"]).exit_code == 0
    assert "seeds /seeds" in [copy.value for copy in stages[-1].all("COPY")]
    assert Path(arguments[-1]).relative_to("/seeds") == Path("articles")


def test_its_data_outlives_it_where_the_image_keeps_it(stages: list[Stage]) -> None:
    [volume] = FOOTNOTE["volumes"]
    name, _, folder = volume.partition(":")
    assert name in COMPOSE["volumes"]
    assert folder == stages[-1].environ["FOOTNOTE_DATA_DIR"]


def test_it_may_write_nowhere_else_and_gain_nothing() -> None:
    assert (FOOTNOTE["read_only"], FOOTNOTE["tmpfs"]) == (True, ["/tmp"])
    for service in SERVICES.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_a_stop_waits_for_open_requests_and_for_chroma() -> None:
    grace = int(FOOTNOTE["stop_grace_period"].removesuffix("s"))
    assert grace > load_settings({}).shutdown_grace_seconds + 5


def test_chroma_is_optional_and_of_the_version_of_its_client() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    version = re.search(r"^chromadb==(\S+)", lock, re.MULTILINE)
    assert version
    assert SERVICES["chroma"]["image"] == f"chromadb/chroma:{version[1]}"
    assert SERVICES["chroma"]["profiles"] == ["chroma"]
    assert FOOTNOTE["depends_on"]["chroma"]["required"] is False


def test_chromas_health_check_passes_on_a_live_chroma(chroma_port: str) -> None:
    assert _chroma_check(chroma_port) == 0


def test_chromas_health_check_fails_where_nothing_listens() -> None:
    assert _chroma_check("1") != 0


def _chroma_check(port: str) -> int:
    kind, *command = SERVICES["chroma"]["healthcheck"]["test"]
    assert kind == "CMD"
    moved = [word.replace("127.0.0.1/8000", f"127.0.0.1/{port}") for word in command]
    return subprocess.run(moved, capture_output=True, timeout=20).returncode
