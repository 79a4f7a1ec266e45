"""Files stored, listed and deleted from the command line: their ids, and what is said of each."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import __version__
from app.article_commands import MOST_SHOWN
from app.cli import cli
from app.seeding import file_id

FERRY = "The ferry adds a crossing at six. Tickets cost 3 euros.\n"
FRONT = """---
article_id: bridge
title: Bridge
source: Desk
published_at: 2025-04-15
tags: [city]
---
The bridge is open.
"""


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    for name, text in (("ferry.txt", FERRY), ("inner/ferry.txt", f"{FERRY}Really.\n"), ("bridge.md", FRONT)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def run(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, env={"FOOTNOTE_DATA_DIR": str(tmp_path / "data")})


def listed(tmp_path: Path, *filters: str) -> list[str]:
    result = run(tmp_path, "list", "--json", *filters)
    assert result.exit_code == 0, result.stderr
    return [article["article_id"] for article in json.loads(result.stdout)]


def test_an_edited_file_replaces_itself(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "ingest", str(notes))
    (notes / "ferry.txt").write_text("The ferry is gone for good.\n", "utf-8")
    monkeypatch.chdir(notes / "inner")
    result = run(tmp_path, "ingest", "../ferry.txt")
    ferry, inner = file_id(notes / "ferry.txt"), file_id(notes / "inner" / "ferry.txt")
    assert result.stdout.startswith(f"replaced {ferry} (../ferry.txt)\n1 replaced; in the store ")
    assert listed(tmp_path) == sorted(["bridge", ferry, inner])


def test_delete_and_list(tmp_path: Path, notes: Path) -> None:
    run(tmp_path, "ingest", str(notes))
    result = run(tmp_path, "delete", "bridge", "tunnel", file_id(notes / "ferry.txt"))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == f"2 deleted, 1 refused; in the store {tmp_path / 'data'}"
    assert "article_not_found: no article has the id tunnel" in result.stderr
    shown = run(tmp_path, "list")
    assert shown.stdout == f"-           {file_id(notes / 'inner' / 'ferry.txt')}  Ferry\n"
    assert f"listed: 1 article in the store {tmp_path / 'data'}" in shown.stderr


def test_list_filters(tmp_path: Path, notes: Path) -> None:
    run(tmp_path, "ingest", str(notes))
    assert listed(tmp_path, "--tag", "city", "--source", "Desk") == ["bridge"]
    assert listed(tmp_path, "--tag", "city", "--tag", "sea") == []


def test_many_files_are_told_by_their_number(tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(MOST_SHOWN + 1):
        (many / f"{number}.txt").write_text(f"The ferry has number {number}.\n", "utf-8")
    assert run(tmp_path, "ingest", str(many)).stdout.splitlines() == [
        "`footnote list` shows what is stored, with the ids",
        f"{MOST_SHOWN + 1} created; in a new store, {tmp_path / 'data'}",
    ]


def test_ids_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_id(Path("a/Café menu (2).txt")).startswith("cafe-menu-2-")
    assert file_id(Path("поезд.txt")).startswith("article-")
    assert file_id(Path("a/../x.txt")) == file_id(tmp_path / "x.txt") != file_id(tmp_path / "x.md")


def test_the_version() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout == f"footnote {__version__}\n"
