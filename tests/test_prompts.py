"""The prompts: their files hold together, and one that doesn't is refused at load with its name."""

import re
import shutil
from pathlib import Path

import pytest

from app.errors import ConfigurationError
from app.prompts import FOLDERS, FORMS, PLACEHOLDERS, digest_of, load_prompts

PROMPTS = Path(__file__).parent.parent / "prompts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_projects_own_are_used_when_none_are_given() -> None:
    assert FOLDERS[0] == PROMPTS
    assert load_prompts() == load_prompts(PROMPTS)


def test_there_is_a_file_for_each_and_no_other() -> None:
    assert {path.stem for path in PROMPTS.iterdir()} == set(PLACEHOLDERS)


@pytest.mark.parametrize("name", ["answer", "summarize", "combine", "rewrite"])
def test_each_has_a_form_for_every_rung(name: str) -> None:
    assert tuple(getattr(load_prompts(), name).forms) == FORMS


def test_values_are_put_in_once() -> None:
    filled = load_prompts().answer.fill_user(
        passages="costs $question and $5", question="What?", boundary="b0", most_claims=5
    )
    assert "costs $question and $5" in filled
    assert "<question b0>\nWhat?\n</question b0>" in filled


def test_the_digest_names_the_exact_text(folder: Path) -> None:
    before = load_prompts(folder)
    change(folder, "answer", "Never answer from memory", "Don't answer from memory")
    after = load_prompts(folder)
    assert re.fullmatch(r"[0-9a-f]{16}", before.answer.digest)
    assert after.answer.digest != before.answer.digest
    assert after.combine.digest == before.combine.digest
    assert digest_of(after.answer) == after.answer.digest
    assert digest_of(after.answer, after.combine) != digest_of(before.answer, before.combine)


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        (
            "answer",
            "$question",
            "the question",
            r"answer\.md: uses boundary, most_claims, passages;",
        ),
        ("answer", "$question", "$query", r"answer\.md: uses .*query"),
        (
            "answer",
            "passages, question]",
            "passages]",
            r"answer\.md: declares boundary, most_claims, passa",
        ),
        ("combine", "placeholders:", "holders:", r"combine\.md: the front matter declares no placeholders"),
        ("combine", "placeholders: [", "placeholders: [[", r"combine\.md: the front matter declares no"),
        ("rewrite", "---\nplaceholders", "placeholders", r"rewrite\.md: no front matter"),
        (
            "rewrite",
            "# Form plain",
            "# Form loose",
            r"rewrite\.md: sections .*loose.*needs .*plain",
        ),
        ("repair", "You have replied", "For $5 you have", r"repair\.md: a \$ that names no placeholder"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    folder: Path, name: str, old: str, new: str, complaint: str
) -> None:
    change(folder, name, old, new)
    with pytest.raises(ConfigurationError, match=complaint):
        load_prompts(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "repair.md").unlink()
    with pytest.raises(ConfigurationError, match=r"repair\.md: can't be read"):
        load_prompts(folder)


def test_a_file_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "repair.md").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match=r"repair\.md: can't be read"):
        load_prompts(folder)
