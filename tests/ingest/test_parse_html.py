"""HTML: the main text and what the page states of itself."""

from datetime import date

import pytest

from app.errors import EmptyText
from app.models import Source
from tests.ingest.uploads import parse

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>The parade - Daily</title>
<meta name="author" content="Ann Lee; Bo Ray">
<meta property="article:published_time" content="2025-05-09T10:00:00Z">
<link rel="canonical" href="https://example.com/parade"></head>
<body><nav><a href="/">Home</a> <a href="/about">About</a></nav><article><h1>The parade</h1>
<p>The parade began at ten in the morning, and forty bands marched along.</p>
<h2>What came next</h2><p>The mayor spoke for an hour. Rain fell on the “old” square.</p>
<ul><li>Forty bands</li><li>Two mayors</li></ul></article>
<script>var secret = 1</script><footer>Copyright 2019 Daily</footer></body></html>"""


def test_html_gives_its_main_text_and_metadata() -> None:
    assert parse(PAGE, "x.html") == Source(
        title="The parade",
        text="The parade\n\nThe parade began at ten in the morning, and forty bands marched along.\n\n"
        "What came next\n\nThe mayor spoke for an hour. Rain fell on the “old” square.\n\n"
        "- Forty bands\n\n- Two mayors",
        url="https://example.com/parade",
        authors=("Ann Lee", "Bo Ray"),
        published_at=date(2025, 5, 9),
        language="en-GB",
    )


def test_html_states_no_date_when_the_page_does_not() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2025-05-09T10:00:00Z">', "")
    assert parse(page, "x.html").published_at is None


def test_html_may_open_with_its_date() -> None:
    assert parse("<p>BEIJING, May 9, 2025 — Prices rose in May.</p>", "x.htm").published_at == date(
        2025, 5, 9
    )


@pytest.mark.parametrize("page", ["<p>It began.</p>", "It began.", "<title>T</title><div>It began.</div>"])
def test_a_fragment_is_read(page: str) -> None:
    assert parse(page, "x.html").text == "It began."


def test_a_short_page_is_read_and_named_after_its_file() -> None:
    source = parse("<html><body><p>Short text.</p></body></html>", "trade-talks.html")
    assert (source.title, source.text) == ("Trade talks", "Short text.")


@pytest.mark.parametrize(
    ("declared", "encoding"), [("windows-1252", "cp1252"), ("utf-16", "utf-8"), ("koi8-r", "koi8-r")]
)
def test_the_charset_in_the_page_is_used(declared: str, encoding: str) -> None:
    word = "Парад" if encoding == "koi8-r" else "“Parade”"
    page = f'<html><head><meta charset="{declared}"></head><body><p>{word} today.</p></body></html>'
    assert parse(page.encode(encoding), "x.html").text == f"{word} today."


def test_an_xml_declaration_is_no_obstacle() -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html><body><p>Hello there, people.</p></body></html>'
    assert parse(page, "x.html").text == "Hello there, people."


@pytest.mark.parametrize(
    "page",
    ["<html></html>", "<script>x</script>", "<p>", "<div>" * 2000 + "deep", "<p>\x01\ufffe</p>"],
)
def test_html_with_no_text_is_empty(page: str) -> None:
    with pytest.raises(EmptyText, match="no text was found in this HTML"):
        parse(page, "x.html")


def test_only_web_addresses_are_taken_from_a_page() -> None:
    page = PAGE.replace("https://example.com/parade", "javascript:alert(1)")
    assert parse(page, "x.html").url is None
