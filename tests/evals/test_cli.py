"""The commands and their exit codes."""

import dataclasses
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

import evals.baseline
import evals.cli
import evals.folder
from app.adapters.embeddings import HashEmbedder
from app.main import Parts
from evals.cli import main
from evals.lint import LintReport, Survivor
from evals.load import Loaded
from evals.seeds import Seeds, load_seeds
from evals.steps import record_run
from tests.evals.runs import DOCUMENTS, HOTEL, RATE, SEEDS

CASES = (DOCUMENTS, HOTEL, RATE)
Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `python -m evals ...` over three cases, in a folder of its own; its exit code and what it says."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(evals.folder, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(evals.baseline, "BASELINES", tmp_path / "baselines")
    policy = tmp_path / "policy.yaml"
    policy.write_text("limits: [{metric: passed, min: 0.9}]\n")
    monkeypatch.setattr(evals.cli, "POLICY", policy)
    monkeypatch.setattr(evals.cli, "load_cases", lambda: CASES)
    monkeypatch.setattr(
        evals.cli, "load_with_places", lambda: [Loaded(case, "made.yaml", 1) for case in CASES]
    )
    fast = Parts(embedder=HashEmbedder())
    monkeypatch.setattr(
        evals.cli, "record_run", lambda *given, **named: record_run(*given, parts=fast, **named)
    )

    def run(*arguments: str) -> tuple[int, str]:
        console = Console(width=250)
        monkeypatch.setattr(sys, "argv", ["evals", *arguments])
        monkeypatch.setattr(evals.cli, "out", console)
        monkeypatch.setattr(evals.cli, "err", console)
        with console.capture() as captured, pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), captured.get()

    return run


def test_everything_at_once_passes_and_leaves_its_reports(command: Command, tmp_path: Path) -> None:
    code, said = command()
    assert code == 0, said
    assert said.splitlines()[-1].startswith("PASS 3/3 · fact recall 1.00 [1.00,1.00] · citations 100 %")
    files = {path.name for path in (tmp_path / "runs" / "offline").iterdir()}
    assert files == {"run.jsonl", "meta.json", "times.json", "junit.xml", "summary.md", "report.html"}


def test_steps_one_by_one(command: Command, tmp_path: Path) -> None:
    assert command("run", "--target", "offline", "--name", "first")[0] == 0
    assert command("gate", "first")[0] == 0
    assert command("report", "first", "--output", str(tmp_path / "reports"))[0] == 0
    assert (tmp_path / "reports" / "report.html").is_file()
    code, said = command("explain", RATE.id, "first")
    assert code == 0
    assert "125 percent" in said
    assert command("baseline", "update", "first")[0] == 0
    assert (tmp_path / "baselines" / "offline.json").is_file()
    assert command("run", "--target", "offline", "--name", "second")[0] == 0
    assert command("compare", "first", "second")[0] == 0


def test_what_got_worse_falls_short(command: Command, tmp_path: Path) -> None:
    command("run", "--target", "offline", "--name", "well")
    command("baseline", "update", "well")
    _spoil(tmp_path / "runs" / "well" / "run.jsonl", "125 percent", "145 percent")
    code, said = command("gate", "well")
    assert code == 1
    assert f"{RATE.id} fails at answer, passed before" in said
    assert command("report", "well")[0] == 0


def test_two_runs_are_compared_in_their_order(command: Command, tmp_path: Path) -> None:
    for name in ("well", "worse"):
        command("run", "--target", "offline", "--name", name)
    _spoil(tmp_path / "runs" / "worse" / "run.jsonl", "125 percent", "145 percent")
    assert command("compare", "well", "worse")[0] == 1
    code, said = command("compare", "worse", "well")
    assert f"1 fixed since the baseline: {RATE.id}" in said
    assert code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "--target", "elsewhere"],
        ["run", "--target", "url"],
        ["run", "--target", "live"],
        ["run", "--target", "offline", "--url", "http://127.0.0.1:1"],
        ["run", "--target", "offline", "--model", "m"],
        ["run", "--target", "offline", "--repeat", "0"],
        ["run", "--target", "offline", "--name", "../x"],
        ["gate", "nothing"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_two(command: Command, arguments: list[str]) -> None:
    assert command(*arguments)[0] == 2


def test_cases_that_are_not_sound_are_two_and_so_say_the_reports(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lying = RATE.model_copy(update={"selftest": RATE.selftest.model_copy(update={"failing": ()})})
    wrong = lying.model_copy(
        update={"selftest": lying.selftest.model_copy(update={"passing": RATE.selftest.failing})}
    )
    assert command()[0] == 0
    monkeypatch.setattr(evals.cli, "load_with_places", lambda: [Loaded(wrong, "made.yaml", 7)])
    code, said = command()
    assert code == 2
    assert "made.yaml:7" in said
    reports = _reports(tmp_path)
    assert reports.keys() == {"junit.xml", "summary.md", "report.html"}  # and no reply of the run before
    assert all("made.yaml:7" in text for text in reports.values())
    assert "BAD USAGE" in reports["summary.md"]
    assert "BAD USAGE" in reports["report.html"]


def test_a_fact_broken_in_a_seed_is_told_alike_everywhere(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command()[0] == 0
    assert command("baseline", "update")[0] == 0
    monkeypatch.setattr(evals.cli, "load_seeds", lambda: _with_text(SEEDS, "125 percent", "135 percent"))
    code, said = command()
    assert code == 1
    assert said.splitlines()[-1].startswith("FAIL 1/3")
    assert f"{RATE.id} fails at seeds, passed before: evidence.e1: not verbatim in visit-at-a-glance" in said
    reports = _reports(tmp_path)
    assert "FAIL 1/3" in reports["summary.md"]
    assert "FAIL 1/3" in reports["report.html"]
    for name in ("junit.xml", "summary.md", "report.html"):
        assert "fails at seeds" in reports[name]
    assert command("lint")[0] == 2


def test_a_failure_that_the_baseline_accepts_does_not_hide_a_broken_seed(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = RATE.model_copy(update={"question": HOTEL.question})
    cases = (DOCUMENTS, HOTEL, failing)
    monkeypatch.setattr(evals.cli, "load_cases", lambda: cases)
    monkeypatch.setattr(
        evals.cli, "load_with_places", lambda: [Loaded(case, "made.yaml", 1) for case in cases]
    )
    evals.cli.POLICY.write_text("limits: [{metric: passed, min: 0.5}]\n")
    command()
    command("baseline", "update")
    assert command()[0] == 0
    monkeypatch.setattr(evals.cli, "load_seeds", lambda: _with_text(SEEDS, "125 percent", "135 percent"))
    code, said = command()
    assert code == 1
    assert f"{RATE.id} fails at seeds" in said


def test_an_empty_selection_is_three(command: Command) -> None:
    assert command("run", "--target", "offline", "--case", "nothing*")[0] == 3


def test_a_dead_service_is_three(command: Command) -> None:
    code, said = command("run", "--target", "url", "--url", "http://127.0.0.1:1")
    assert code == 3
    assert said.startswith("NOT MEASURED: no service answers at http://127.0.0.1:1")


def test_a_partial_run_is_three(command: Command, tmp_path: Path) -> None:
    command("run", "--target", "offline", "--name", "cut")
    file = tmp_path / "runs" / "cut" / "run.jsonl"
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    code, said = command("gate", "cut")
    assert code == 3
    assert "2 of 3 replies were recorded: the run is partial" in said
    assert command("baseline", "update", "cut")[0] == 3


def test_an_error_of_the_harness_is_no_verdict(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evals.cli, "load_seeds", lambda: 1 / 0)
    code, said = command("run", "--target", "offline")
    assert code == 3
    assert "ZeroDivisionError" in said


def test_a_baseline_is_not_updated_where_ci_is_set(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("run", "--target", "offline")
    monkeypatch.setenv("CI", "true")
    assert command("baseline", "update")[0] == 2
    assert not (tmp_path / "baselines").exists()


def test_a_baseline_is_of_all_cases(command: Command) -> None:
    command("run", "--target", "offline", "--case", RATE.id, "--name", "part")
    code, said = command("baseline", "update", "part")
    assert code == 2
    assert "a part of the cases (--case made/rate)" in said


@pytest.mark.parametrize("part", [["--limit", "1"], ["--case", RATE.id], ["--tag", "smoke"]], ids=" ".join)
def test_a_part_of_the_cases_does_not_replace_the_whole_run(
    command: Command, tmp_path: Path, part: list[str]
) -> None:
    assert command("run", "--target", "offline")[0] == 0
    code, said = command("run", "--target", "offline", *part)
    assert code == 0
    assert re.search(r"1 of 1 replies recorded in \S+/offline-\d{8}T\d{6}$", said.strip())
    assert len((tmp_path / "runs" / "offline" / "run.jsonl").read_text("utf-8").splitlines()) == 3


def test_a_run_with_other_seeds_is_not_blamed_on_the_service(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):
        command("run", "--target", "offline", "--name", name)
    monkeypatch.setattr(evals.cli, "load_seeds", lambda: _with_text(SEEDS, "125 percent", "135 percent"))
    for arguments in (
        ["gate", "first"],
        ["report", "first"],
        ["explain", RATE.id, "first"],
        ["compare", "first", "second"],
        ["baseline", "update", "first"],
    ):
        code, said = command(*arguments)
        assert code == 3, said
        assert "NOT MEASURED: the run was recorded with other seeds" in said


def test_a_seed_with_an_impossible_date_is_bad_usage_and_so_say_the_reports(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = tmp_path / "articles" / "a.md"
    seed.parent.mkdir()
    seed.write_text("---\narticle_id: a\ntitle: A\npublished_at: 2025-13-09\n---\n\nText.\n")
    monkeypatch.setattr(evals.cli, "load_seeds", lambda: load_seeds(seed.parent))
    code, said = command()
    assert code == 2
    assert f"{seed}: published_at: 2025-13-09" in said
    assert "Traceback" not in said
    assert all("published_at: 2025" in text.replace("\\", "") for text in _reports(tmp_path).values())


def test_a_baseline_names_the_failures_that_it_newly_accepts(command: Command, tmp_path: Path) -> None:
    command("run", "--target", "offline", "--name", "well")
    assert "known to fail" not in command("baseline", "update", "well")[1]
    _spoil(tmp_path / "runs" / "well" / "run.jsonl", "125 percent", "145 percent")
    assert f"now known to fail: {RATE.id}" in command("baseline", "update", "well")[1]
    assert "known to fail" not in command("baseline", "update", "well")[1]


def test_what_lint_did_not_notice_is_named_by_its_kind(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    survivors = (Survivor(RATE.id, "negation", "is not", "x"), Survivor(RATE.id, "negation", "it", "y"))
    report = LintReport((), made={"negation": 50}, killed={"negation": 48}, survivors=survivors)
    monkeypatch.setattr(evals.cli, "lint", lambda *_: report)
    code, said = command("lint")
    assert code == 0
    assert "2 unnoticed: negation 2" in said
    assert "next: python -m evals" in said


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--target", "url", "--url", "127.0.0.1:9"], "begin it with http:// or https://"),
        (["--target", "url", "--url", "http://127.0.0.1:9/v1"], "drop the path /v1"),
        (["--target", "live", "--model", "m", "--base-url", "localhost:1"], "begin it with http://"),
    ],
)
def test_an_address_that_cannot_be_one(command: Command, arguments: list[str], expected: str) -> None:
    code, said = command("run", *arguments)
    assert code == 2
    assert expected in said
    assert said.startswith("evals: ")


def test_a_choice_that_is_none_is_told_plainly(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("run", "--target", "elsewhere")[0] == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "'elsewhere' is not one of offline, url, live" in said
    assert "Value error" not in said


def test_the_place_of_an_error_is_no_emoji() -> None:
    with evals.cli.err.capture() as captured:
        evals.cli.err.print("made.yaml:100: what")
    assert captured.get() == "made.yaml:100: what\n"


def _reports(tmp_path: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (tmp_path / "runs" / "offline").iterdir()}


def _with_text(seeds: Seeds, old: str, new: str) -> Seeds:
    changed = {
        name: dataclasses.replace(seed, text=seed.text.replace(old, new))
        for name, seed in seeds.articles.items()
    }
    return Seeds(changed, "changed")


def _spoil(file: Path, old: str, new: str) -> None:
    said = '"answer": "China set tariffs of '
    file.write_text(file.read_text("utf-8").replace(said + old, said + new), "utf-8")
