"""Uploaded text and Markdown, and sources as they come in JSON."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import (
    EmptyText,
    FootnoteError,
    InvalidFrontMatter,
    InvalidRequest,
    TextTooLong,
    UnreadableText,
    UnsupportedMediaType,
)
from app.ingest.parse import PARSERS, settle_source
from app.models import Source
from tests.ingest.uploads import parse

# plain text


def test_text_is_kept_and_the_name_gives_the_title() -> None:
    assert parse("One line.\r\nAnother.", "trade-talks.txt") == Source(
        title="Trade talks", text="One line.\nAnother."
    )


def test_text_that_opens_with_a_date_is_dated_and_left_as_it_is() -> None:
    text = "date 2025-05-09 BEIJING- China raised its tariffs."
    source = parse(text, "a.txt")
    assert (source.text, source.published_at) == (text, date(2025, 5, 9))


def test_the_charset_of_the_content_type_is_used() -> None:
    source = parse("“é”".encode("cp1252"), "a.txt", content_type='text/plain; charset="windows-1252"')
    assert source.text == "“é”"


@pytest.mark.parametrize("name", ["../../x.txt", "C:\\a\\x.TXT", "/etc/x.txt"])
def test_a_path_gives_its_stem_only(name: str) -> None:
    assert parse("Text.", name).title == "X"


@pytest.mark.parametrize("name", ["a.docx", "a", "", "a.txt.exe", ".txt"])
def test_other_kinds_are_refused_with_those_that_are_read(name: str) -> None:
    with pytest.raises(UnsupportedMediaType, match=r"\.txt, \.md, \.markdown, \.html, \.htm, \.pdf are"):
        parse("Text.", name)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_binary_is_refused(name: str) -> None:
    with pytest.raises(UnreadableText, match="byte"):
        parse(b"\x89PNG\r\n\x1a\n\x00\x00", name)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_file_with_nothing_in_it_is_refused(name: str) -> None:
    with pytest.raises(EmptyText):
        parse(" \n", name)


def test_a_long_text_is_refused() -> None:
    with pytest.raises(TextTooLong, match="text: 11 bytes of UTF-8, over the limit of 10"):
        parse("x" * 11, "a.txt", max_text_bytes=10)


# Markdown


def test_front_matter_is_read() -> None:
    source = parse("---\narticle_id: a\ntitle: T\nsource: S\npublished_at: 2025-05-09\n---\n\nBody.", "x.md")
    assert source == Source(
        title="T", text="Body.", article_id="a", source="S", published_at=date(2025, 5, 9)
    )


def test_markdown_with_no_front_matter_has_heading_and_dateline() -> None:
    source = parse("# The *parade*\n\nMOSCOW, 9 May 2025 — It began.", "x.markdown")
    assert (source.title, source.published_at) == ("The *parade*", date(2025, 5, 9))


def test_broken_front_matter_is_refused() -> None:
    with pytest.raises(InvalidFrontMatter):
        parse("---\ntitle: T\n---\nBody.", "x.md")


def test_front_matter_with_no_body_is_empty() -> None:
    with pytest.raises(EmptyText):
        parse("---\narticle_id: a\ntitle: T\nsource: S\npublished_at: 2025-05-09\n---\n", "x.md")


# any of them


@given(st.binary(max_size=300), st.sampled_from(sorted(PARSERS)))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, extension: str) -> None:
    try:
        outcome: Source | FootnoteError = parse(data, f"x{extension}")
    except FootnoteError as error:
        outcome = error
    assert outcome.text.strip() if isinstance(outcome, Source) else outcome.status in (413, 422)


# sources given as JSON


def test_a_source_is_brought_into_canonical_form() -> None:
    given_source = Source(
        title=" A\r\ntitle ",
        text="\ufeff9 May 2025\r\nText\x00.",
        article_id="a",
        source=" Desk\n",
        url="  ",
        authors=("Ann\tLee", " "),
        tags=("x ", ""),
    )
    assert settle_source(given_source, max_text_bytes=100) == Source(
        title="A title",
        text="9 May 2025\nText.",
        article_id="a",
        source="Desk",
        authors=("Ann Lee",),
        published_at=date(2025, 5, 9),
        tags=("x",),
    )


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hans-CN", "en-u-ca-gregory", "haw"])
def test_a_language_tag_is_kept(tag: str) -> None:
    assert settle_source(Source("T", "Text.", language=f" {tag}\n"), max_text_bytes=100).language == tag


@pytest.mark.parametrize("tag", ["zzzz-??", "english", "e", "en_US", "en-", "en-veryverylong", "англ"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(InvalidRequest, match="language: must be a language tag such as en") as caught:
        settle_source(Source("T", "Text.", language=tag), max_text_bytes=100)
    assert caught.value.fields[0].field == "language"


def test_tags_and_authors_are_kept_once_in_their_order() -> None:
    source = Source("T", "Text.", authors=("Bo", "Ann", "Bo"), tags=("b", "a", "b ", "c"))
    settled = settle_source(source, max_text_bytes=100)
    assert (settled.authors, settled.tags) == (("Bo", "Ann"), ("b", "a", "c"))


def test_settling_twice_changes_nothing() -> None:
    once = settle_source(Source(title=" T ", text="\ufeff\ufeffa\r\n\x00b"), max_text_bytes=100)
    assert settle_source(once, max_text_bytes=100) == once


def test_the_date_given_wins() -> None:
    source = Source(title="T", text="2025-05-09 Text.", published_at=date(2024, 1, 1))
    assert settle_source(source, max_text_bytes=100).published_at == date(2024, 1, 1)


def test_an_empty_title_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="title") as caught:
        settle_source(Source(title=" \n\x00", text="Text."), max_text_bytes=100)
    assert caught.value.fields[0].field == "title"


@pytest.mark.parametrize("field", ["title", "text", "source", "url", "language"])
def test_half_a_character_is_refused_by_field(field: str) -> None:
    broken: dict[str, Any] = {field: "a\ud800"}
    with pytest.raises(UnreadableText, match=f"^{field}: character 1") as caught:
        settle_source(replace(Source(title="T", text="Text."), **broken), max_text_bytes=100)
    assert caught.value.code == "lone_surrogate"
