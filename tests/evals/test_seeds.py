"""The seeds, read by the harness on its own."""

from pathlib import Path

import pytest

from evals.errors import BadUsage
from evals.seeds import load_seeds, parse_seed
from tests.conftest import SEEDS

ARTICLE = (
    b"---\narticle_id: a\ntitle: A title\npublished_at: 2025-05-09\n---\n\nThe Xi visit. Then Xi left.\n"
)


def test_a_seed_is_its_body() -> None:
    seed = parse_seed(ARTICLE, name="a.md")
    assert (seed.article_id, seed.title, str(seed.published_at)) == ("a", "A title", "2025-05-09")
    assert seed.text == "The Xi visit. Then Xi left.\n"


def test_line_ends_and_controls_are_not_counted() -> None:
    assert parse_seed(b"\xef\xbb\xbf" + ARTICLE.replace(b"\n", b"\r\n"), name="a.md") == parse_seed(
        ARTICLE, name="a.md"
    )
    assert parse_seed(ARTICLE.replace(b"visit", b"vi\x00sit"), name="a.md").text.startswith("The Xi visit.")


@pytest.mark.parametrize("data", [b"no front matter", b"---\ntitle: x\n---\nbody", b"---\n[\n---\nbody"])
def test_a_file_that_is_no_article(data: bytes) -> None:
    with pytest.raises(BadUsage, match=r"a\.md"):
        parse_seed(data, name="a.md")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"2025-05-09", b"2025-13-09", "a.md: published_at: 2025-13-09: month must be in 1..12"),
        (b"2025-05-09", b"soon", "a.md: published_at: 'soon' is none"),
        (b"title: A title\n", b"", "a.md: no title"),
        (b"article_id: a", b"article_id: [a]", r"a.md: article_id: \['a'\] is none"),
        (b"A title", b"A \xff title", "a.md: not UTF-8"),
    ],
)
def test_a_field_that_is_wrong_is_named(old: bytes, new: bytes, expected: str) -> None:
    with pytest.raises(BadUsage, match=expected):
        parse_seed(ARTICLE.replace(old, new), name="a.md")


def test_the_digest_names_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(ARTICLE)
    first = load_seeds(tmp_path)
    (tmp_path / "a.md").write_bytes(ARTICLE + b"More.")
    assert first.digest != load_seeds(tmp_path).digest
    assert "Xi" in first.names
    assert "Then" not in first.names


def test_a_folder_without_articles(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="no articles"):
        load_seeds(tmp_path)


def test_the_project_s_seeds() -> None:
    seeds = load_seeds(SEEDS)
    assert len(seeds.articles) == len(list(SEEDS.glob("*.md")))
    assert all(
        seed.text in (SEEDS / f"{name}.md").read_text("utf-8") for name, seed in seeds.articles.items()
    )
