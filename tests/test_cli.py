"""The command line: what it prints, where it prints it, and how it ends."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli, main
from tests.serving import answering, command, environment, serving

REPAIRS = "How much did the repairs of the bridge cost?"
ANSWER = "The repairs cost 2.4 million euros."
BRIDGE = f"""---
article_id: bridge
title: Harbour bridge reopens
source: City desk
published_at: 2025-04-15
---

The harbour bridge reopened on Monday. {ANSWER} Mayor Ada Brook thanked 120 workers.
"""
FERRY = "The ferry adds a crossing at six in the morning. Tickets for the ferry cost 3 euros.\n"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, one file that can't be read, and one of no kind that is."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "inner").mkdir()
    (folder / "bridge.md").write_text(BRIDGE, "utf-8")
    (folder / "inner" / "ferry.txt").write_text(FERRY, "utf-8")
    (folder / "broken [1].txt").write_bytes(b"caf\xe9")
    (folder / "notes.docx").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def first(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A data folder, and what the first `footnote ingest` into it said."""
    data = tmp_path_factory.mktemp("stored") / "data"
    return data, run(data, "ingest", str(files))


@pytest.fixture
def data(first: tuple[Path, Result]) -> Path:
    return first[0]


def run(data: Path, *arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(cli, arguments, env={"FOOTNOTE_DATA_DIR": str(data), **settings})


def last_line(result: Result) -> str:
    return result.stdout.splitlines()[-1]


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The last line that the program says when it can't go on; it must end with 2."""
    monkeypatch.setattr("sys.argv", ["footnote", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_ingest_stores_what_it_can_and_names_what_it_can_not(first: tuple[Path, Result], files: Path) -> None:
    folder, result = first
    assert result.exit_code == 1
    bridge, ferry, total = result.stdout.splitlines()
    assert bridge == f"created bridge ({files / 'bridge.md'})"
    assert re.fullmatch(r"created ferry-[0-9a-f]{12} \(.*ferry\.txt\)", ferry)
    assert total == f"2 created, 1 refused; in a new store, {folder}"
    assert f"refused {files / 'broken [1].txt'}: text: byte 3 (0xe9) is not valid utf-8" in result.stderr


def test_ingest_again_changes_nothing(data: Path, files: Path) -> None:
    result = run(data, "ingest", str(files / "bridge.md"), str(files / "inner"))
    assert (result.exit_code, last_line(result)) == (0, f"2 unchanged; in the store {data}")


def test_ingest_of_an_empty_folder(data: Path, tmp_path: Path) -> None:
    result = run(data, "ingest", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "no files\n")


def test_ask_prints_the_answer_and_its_quotes(data: Path) -> None:
    result = run(data, "ask", REPAIRS)
    assert result.exit_code == 0
    answer, blank, quote = result.stdout.splitlines()
    assert (answer, blank) == (f"{ANSWER} [1]", "")
    text = BRIDGE.split("---\n\n")[1]
    start = text.index(ANSWER)
    assert quote == f"[1] bridge [{start}:{start + len(ANSWER)}] {ANSWER}"


def test_ask_ends_with_1_when_there_is_no_answer(data: Path) -> None:
    result = run(data, "ask", "Which striker won the football cup?")
    assert (result.exit_code, result.stdout) == (1, "No answer in the articles (no_relevant_passage)\n")


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [(REPAIRS, "answered", 0), ("Which striker won the football cup?", "abstained", 1)],
)
def test_ask_json_is_the_reply_of_the_api(data: Path, question: str, status: str, code: int) -> None:
    result = run(data, "ask", "--json", question)
    reply = json.loads(result.stdout)
    assert (result.exit_code, reply["status"]) == (code, status)
    assert {"answer", "claims", "citations", "engine", "timings_ms"} <= set(reply)


def test_what_the_api_refuses_is_told_with_its_code(data: Path) -> None:
    result = run(data, "ask", "")
    assert result.exit_code == 1
    assert result.stderr.startswith("invalid_request: question:")


def test_ask_with_a_key(data: Path) -> None:
    assert run(data, "ask", REPAIRS, FOOTNOTE_API_KEYS="one,two").exit_code == 0


def test_summarize_everything(data: Path) -> None:
    result = run(data, "summarize", "--bullets")
    assert result.exit_code == 0
    lines = result.stdout.split("\n\n")[0].splitlines()
    assert len(lines) >= 2
    assert all(line.startswith("- ") for line in lines)


def test_summarize_an_article_within_a_limit(data: Path) -> None:
    result = run(data, "summarize", "bridge", "--max-words", "10", "--json")
    reply = json.loads(result.stdout)
    assert {one["article_id"] for one in reply["citations"]} == {"bridge"}
    assert sum(len(claim["text"].split()) for claim in reply["claims"]) <= 10


def test_summarize_an_unknown_article(data: Path) -> None:
    result = run(data, "summarize", "tunnel")
    assert result.exit_code == 1
    assert result.stderr.startswith("article_not_found:")


def test_commands_talk_to_the_service_on_the_data_folder(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data")
    with serving(tmp_path / "data") as service:
        found = run(service.folder, "ask", REPAIRS)
        doctor = run(service.folder, "doctor")
    assert found.stdout.startswith(ANSWER)
    assert f"process {service.process.pid} runs on this data folder, {service.url}" in doctor.stdout
    assert doctor.exit_code == 0


def test_an_unknown_setting_is_one_clear_line(tmp_path: Path) -> None:
    ended = subprocess.run(
        command("ask", REPAIRS),
        env=environment(tmp_path, FOOTNOTE_PROT="1"),
        capture_output=True,
        text=True,
        timeout=30,
    )
    (line,) = ended.stderr.splitlines()
    assert line.startswith(
        "footnote: unknown setting FOOTNOTE_PROT; the known ones are FOOTNOTE_ALLOW_NO_KEY,"
    )
    assert (ended.returncode, ended.stdout) == (2, "")


@pytest.mark.parametrize("arguments", [["ingest", "nowhere.md"], ["serve", "--load", "nowhere.md"]])
def test_a_path_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert refusal(monkeypatch, capsys, *arguments) == "footnote: no such file or folder: nowhere.md"


def test_a_service_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    for arguments in (["ask", REPAIRS], ["ingest", str(files)]):
        line = refusal(monkeypatch, capsys, *arguments, "--url", "http://127.0.0.1:1")
        assert line.startswith("footnote: no service answers at http://127.0.0.1:1")


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, "[]"), (404, '{"detail": "Not Found"}')])
def test_another_server_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, body: str
) -> None:
    with answering(status, body) as url:
        line = refusal(monkeypatch, capsys, "ask", REPAIRS, "--url", url)
    assert line == f"footnote: what answers {status} at {url}/v1/answers is not Footnote"


def test_a_data_folder_that_can_not_be_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_DATA_DIR", "/proc/nowhere")
    assert "the data folder /proc/nowhere can't be used" in refusal(monkeypatch, capsys, "ingest", str(files))


def test_every_command_is_in_the_help() -> None:
    said = CliRunner().invoke(cli, ["--help"]).stdout
    assert all(
        name in said
        for name in ("serve", "ingest", "list", "delete", "ask", "summarize", "reembed", "doctor")
    )
