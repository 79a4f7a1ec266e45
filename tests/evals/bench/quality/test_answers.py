from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.bench.__main__ import NOT_MEASURED, cli
from evals.bench.quality import answers
from evals.bench.quality.answer_scores import Given
from evals.bench.quality.answers import OURS, answers_to, table_of
from evals.bench.quality.data import squad_documents, squad_questions
from evals.bench.tables import console
from tests.evals.bench.quality.made import question, squad_folder


async def test_the_application_is_asked_over_the_articles(tmp_path: Path) -> None:
    folder = squad_folder(tmp_path)
    given = await answers_to(squad_questions(folder), squad_documents(folder))
    assert [one.quotes for one in given] == [("It is 381 kilometres long.",), ()]


def test_a_folder_without_the_files_can_not_be_measured(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["answers", "--data", str(tmp_path)])
    assert result.exit_code == NOT_MEASURED


def test_the_command_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(questions: list[object], documents: object) -> list[Given]:
        return [Given(one, ()) for one in squad_questions(tmp_path)]

    monkeypatch.setattr(answers, "answers_to", nothing)
    result = CliRunner().invoke(cli, ["answers", "--data", str(squad_folder(tmp_path)), "--others", "0"])
    assert result.exit_code == 0


def test_what_misses_its_target_is_marked() -> None:
    given = [Given(question("How long?", "381"), ("381",)), Given(question("How deep?"), ("381",))]
    with console.capture() as captured:
        console.print(table_of("Answers", {OURS: given}))
    fitted = next(line for line in captured.get().splitlines() if "fitted" in line)
    assert "1.000 " in fitted
    assert "0.000 !" in fitted
