"""Whom a command is for: the service or store it finds, and what it says when it finds none."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli, main
from app.client import listening_service
from app.settings import load_settings
from tests.serving import answering, serving

FERRY = "The ferry adds a crossing at six. Tickets for the ferry cost 3 euros.\n"
PRICE = "How much do tickets for the ferry cost?"
ALIVE = '{"status": "alive", "version": "0"}'


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one article's file and no store, where the command line runs with no settings."""
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str, port: str = "0", **settings: str) -> Result:
    return CliRunner().invoke(cli, arguments, env={"FOOTNOTE_PORT": port, **settings})


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr("sys.argv", ["footnote", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_the_service_at_the_configured_port_is_found_from_anywhere(tmp_path: Path, elsewhere: Path) -> None:
    with serving(tmp_path / "data") as service:
        port = service.url.rpartition(":")[2]
        stored = run("ingest", "ferry.txt", port=port)
        asked = run("ask", PRICE, port=port)
        doctor = run("doctor", port=port)
    assert stored.stdout.splitlines()[-1] == f"1 created; at {service.url}"
    assert asked.stdout.startswith("Tickets for the ferry cost 3 euros.")
    assert f"one on another answers at {service.url}: commands use it" in doctor.stdout
    assert str(elsewhere / ".data") in doctor.stdout
    assert not (elsewhere / ".data").exists()


@pytest.mark.parametrize(
    "arguments", [["ask", PRICE], ["summarize"], ["list"], ["delete", "ferry"]], ids=lambda one: one[0]
)
def test_what_only_reads_makes_no_store(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    elsewhere: Path,
    arguments: list[str],
) -> None:
    monkeypatch.setenv("FOOTNOTE_PORT", "1")
    line = refusal(monkeypatch, capsys, *arguments)
    assert line.startswith(f"footnote: no store in {elsewhere / '.data'} and no service at 127.0.0.1:1; ")
    assert "--url" in line
    assert not (elsewhere / ".data").exists()


def test_a_data_folder_that_was_named_is_kept_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    with answering(200, ALIVE) as url:
        monkeypatch.setenv("FOOTNOTE_PORT", url.rpartition(":")[2])
        monkeypatch.setenv("FOOTNOTE_DATA_DIR", "kept")
        line = refusal(monkeypatch, capsys, "ask", PRICE)
    assert line.startswith(f"footnote: no store in {elsewhere / 'kept'}; ")


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, "[]"), (404, '{"detail": "Not Found"}')])
async def test_another_server_at_the_port_is_not_taken_for_footnote(status: int, body: str) -> None:
    with answering(status, body) as url:
        assert await listening_service(load_settings({}, port=int(url.rpartition(":")[2]))) is None


async def test_a_service_on_all_addresses_is_asked_on_loopback() -> None:
    with answering(200, ALIVE) as url:
        port = int(url.rpartition(":")[2])
        settings = load_settings({}, host="0.0.0.0", port=port, allow_no_key=True)
        assert await listening_service(settings) == url


def test_a_service_that_wants_a_key_says_how_to_give_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, elsewhere: Path
) -> None:
    with serving(tmp_path / "data", FOOTNOTE_API_KEYS="one,two") as service:
        monkeypatch.setenv("FOOTNOTE_PORT", service.url.rpartition(":")[2])
        for command in (["ingest", "ferry.txt"], ["ask", PRICE]):
            line = refusal(monkeypatch, capsys, *command)
            assert line.startswith(f"footnote: unauthorized: {service.url}/v1/")
            assert line.endswith("give it with --key, or in FOOTNOTE_API_KEYS")
        assert run("ingest", "ferry.txt", "--key", "two", "--url", service.url).exit_code == 0
