"""Markdown with front matter."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidFrontMatter
from app.ingest.front_matter import article_from_markdown, split_front_matter
from app.models import Source

WHOLE = """---
article_id: parade
title: "Parade: a day"
source: Desk
published_at: 2025-05-09
url: https://example.com/parade
authors: [Ann Lee, Bo Ray]
language: en
tags:
  - parade
  - city
---

# Heading

Body with *marks*.
"""
LEAST = {"article_id": "a", "title": "T", "source": "S", "published_at": "2025-05-09"}


def markdown(**fields: str | None) -> str:
    lines = [f"{name}: {value}" for name, value in {**LEAST, **fields}.items() if value is not None]
    return "\n".join(["---", *lines, "---", "Body."])


def test_every_field_is_read() -> None:
    assert article_from_markdown(WHOLE, name="x.md") == Source(
        title="Parade: a day",
        text="# Heading\n\nBody with *marks*.\n",
        article_id="parade",
        source="Desk",
        url="https://example.com/parade",
        authors=("Ann Lee", "Bo Ray"),
        published_at=date(2025, 5, 9),
        language="en",
        tags=("parade", "city"),
    )


def test_windows_newlines_read_the_same() -> None:
    windows = WHOLE.replace("\n", "\r\n")
    assert article_from_markdown(windows, name="x.md") == article_from_markdown(WHOLE, name="x.md")


@pytest.mark.parametrize("field", list(LEAST))
def test_a_required_field_is_named_when_missing(field: str) -> None:
    with pytest.raises(InvalidFrontMatter, match=f"front matter: {field} is missing") as caught:
        article_from_markdown(markdown(**{field: None}), name="x.md")
    assert caught.value.fields[0].field == field


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "title is missing"),
        ("title", "2025", "title must be text; put it in quotes"),
        ("title", "yes", "title must be text"),
        ("title", "[a, b]", "title must be text"),
        ("title", "'  '", "title is empty"),
        ("title", "{a: b}", "title must be one value or a list of values"),
        ("published_at", "yesterday", "published_at must be a date such as 2025-05-09"),
        ("published_at", "2025-05-09T10:00:00Z", "published_at must be a date"),
        ("published_at", "2025-02-30", "published_at has a value that can't be read"),
        ("published_at", "[2025-05-09]", "published_at must be a date"),
        ("tags", "parade", "tags must be a list of texts"),
        ("tags", "[1]", "tags must be text"),
        ("tags", "[[a]]", "tags must be one value or a list of values"),
        ("language", "en_US", "language must be a language tag such as en"),
        ("authors", "Ann", "authors must be a list of texts"),
        ("url", "javascript:alert(1)", "url must start with https://"),
        ("source", "!!int x", "source has a value that can't be read"),
        ("source", "!!timestamp x", "source has a value that can't be read"),
        ("source", "!!bool x", "source has a value that can't be read"),
        ("source", "!!python/name:os.system x", "line 4: could not determine a constructor"),
        (
            "publisher",
            "x",
            "publisher is not known; the fields are article_id, title, source, published_at, url",
        ),
    ],
)
def test_a_wrong_value_is_refused(field: str, value: str, message: str) -> None:
    with pytest.raises(InvalidFrontMatter, match=message):
        article_from_markdown(markdown(**{field: value}), name="x.md")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: x\n", "opened with ---, and no --- closes it"),
        ("---\n" + "a: b\n" * 5000 + "---\n", "closes it within 20000 characters"),
        ("---\n- a\n---\n", "not a list of `field: value` lines"),
        ("---\njust words\n---\n", "not a list"),
        ("---\ntitle: a\ntitle: b\n---\n", "title is there twice"),
        ("---\ntitle: a\nsource: [b\n---\n", "line 4"),
        ("---\n? [a, b]\n: c\n---\n", "a field's name must be one word"),
        ("---\ntitle: \ufffe\n---\n", "a character that YAML doesn't allow"),
        ("---\na: " + "[" * 9000 + "\n---\n", "nested too deeply"),
        ("---\n---\nBody", "article_id is missing"),
    ],
)
def test_broken_front_matter_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidFrontMatter, match=message):
        article_from_markdown(text, name="x.md")


def test_aliases_do_not_blow_up() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 9))
    with pytest.raises(InvalidFrontMatter, match="l1 must be one value"):
        article_from_markdown(f"---\nl0: &l0 [x, x]\n{levels}---\nBody", name="x.md")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The parade #\n\nBody.", "The parade"),
        ("Opening.\n\n# Learn C#\n", "Learn C#"),
        ("## Only a second level\n", "Trade talks"),
        ("#hashtag\n", "Trade talks"),
        ("# \n", "Trade talks"),
        ("Body.", "Trade talks"),
    ],
)
def test_title_with_no_front_matter(text: str, title: str) -> None:
    assert article_from_markdown(text, name="trade-talks.md") == Source(title=title, text=text)


@pytest.mark.parametrize("text", ["Body.", "----\na: b\n---\n", " ---\na: b\n---\n", "\n---\na: b\n---\n"])
def test_text_that_does_not_open_with_the_mark_has_none(text: str) -> None:
    assert split_front_matter(text) == (None, text)


@pytest.mark.parametrize("close", ["---\n", "---  \n", "...\n", "---"])
def test_ways_to_close(close: str) -> None:
    assert split_front_matter(f"---\na: b\n{close}") == ({"a": "b"}, "")


@given(st.text(alphabet=st.sampled_from("ab: -[]{}&*!'\"#|>\n?,%@`"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_front_matter_is_read_or_refused(front: str) -> None:
    try:
        outcome = split_front_matter(f"---\n{front}\n---\nBody")[1]
    except InvalidFrontMatter as error:
        outcome = error.detail
    assert outcome.endswith("Body") or outcome.startswith("front matter: ")
