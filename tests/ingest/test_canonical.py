"""Canonical text, decoding, limits and titles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import EmptyText, TextTooLong, UnreadableText
from app.ingest.canonical import (
    canonical_line,
    canonical_text,
    decode,
    kept_places,
    require_text,
    title_from_file_name,
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ufeffa\ufeffb", "a\ufeffb"),
        ("a\x00b\x07c\x1bd", "abcd"),
        ("a\x80b\x85c\x9f", "abc"),
        ("a\tb\n", "a\tb\n"),
        ("\x00\ufeffa", "a"),
        ("a\xa0b\xadc\u200bd\u2028e\x7f", "a\xa0b\xadc\u200bd\u2028e\x7f"),
        ("e\u0301 ﬁ Ａ", "e\u0301 ﬁ Ａ"),
        ("😀 \U0010ffff", "😀 \U0010ffff"),
        ("  a  ", "  a  "),
        ("", ""),
    ],
)
def test_canonical_text(raw: str, canonical: str) -> None:
    assert canonical_text(raw) == canonical


@given(raw=st.text(alphabet="ab\n\r\t\x00\x07\x85\ufeff😀"))
@settings(max_examples=300, deadline=None)
def test_each_kept_character_has_its_place(raw: str) -> None:
    kept = "".join("\n" if raw[place] == "\r" else raw[place] for place in kept_places(raw))
    assert kept == canonical_text(raw)


@given(st.text())
@settings(max_examples=100)
def test_canonical_text_is_its_own_canonical_form(raw: str) -> None:
    assert canonical_text(canonical_text(raw)) == canonical_text(raw)


@given(st.text(alphabet=st.sampled_from("ab\r\n\t\ufeff\x00\x1f\x85 é中😀")))
@settings(max_examples=100)
def test_only_newlines_marks_and_controls_change(raw: str) -> None:
    kept = [
        c
        for c in raw.replace("\r\n", "\n").replace("\r", "\n")
        if c in "\n\t" or c.isprintable() or c == "\ufeff"
    ]
    assert canonical_text(raw) == "".join(kept).lstrip("\ufeff")


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(UnreadableText, match=r"text: character 2 is a lone surrogate \(U\+D83D\)") as caught:
        canonical_text("ab\ud83dc")
    assert caught.value.code == "lone_surrogate"
    assert caught.value.fields[0].field == "text"


def test_another_field_is_named() -> None:
    with pytest.raises(UnreadableText, match="title: character 0"):
        canonical_line("\udc00", field="title")


def test_the_code_of_other_errors_stays() -> None:
    with pytest.raises(UnreadableText) as caught:
        decode(b"\xff", declared=None)
    assert caught.value.code == "undecodable_text"


def test_a_line_has_no_newlines_and_no_outer_space() -> None:
    assert canonical_line(" A\r\n title\t of\x00 two  lines ", field="title") == "A title of two lines"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("é中😀".encode(), None, "é中😀"),
        (b"\xef\xbb\xbfabc", None, "abc"),
        ("abc é".encode("utf-16"), None, "abc é"),
        (b"\xfe\xff" + "abc é".encode("utf-16-be"), None, "abc é"),
        ("abc é".encode("utf-32"), None, "abc é"),
        ("“é”".encode("cp1252"), "windows-1252", "“é”"),
        ("“é”".encode("cp1252"), "ISO-8859-1", "“é”"),
        ("Москва".encode("koi8-r"), " KOI8-R ", "Москва"),
        ("日本".encode("shift-jis"), "shift_jis", "日本"),
        ("é".encode(), "us-ascii", "é"),
        ("é".encode(), "no-such-charset", "é"),
        ("é".encode(), "unicode_escape", "é"),
        ("é".encode(), "hex", "é"),
        ("é".encode(), "a\0b", "é"),
        (b"\xef\xbb\xbf" + "é".encode(), "windows-1252", "é"),
        (b"one stray NUL\x00 in a text", None, "one stray NUL\x00 in a text"),
        (b"", None, ""),
    ],
)
def test_decode(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared=declared) == text


@pytest.mark.parametrize(
    ("data", "declared", "message"),
    [
        (b"abc\xe9", None, r"byte 3 \(0xe9\) is not valid utf-8"),
        (b"\xef\xbb\xbfab\xff", None, r"byte 5 \(0xff\)"),
        (b"abc\xe2\x82", None, "byte 3"),
        (b"ab\x81", "windows-1252", r"byte 2 \(0x81\) is not valid cp1252"),
        (b"\xff\xfea\x00\x00\xd8", None, "byte 4"),
        (b"\xff\xfe\xfa\x12", None, "opens with the mark of UTF-16, and what follows is no text"),
        (b"\xff\xfe" + "\ue000\ue001 \U000fffff noise".encode("utf-16-le"), None, "what follows is no text"),
        (b"GIF\x00\x00\x00\x00", None, "NUL bytes, the first at byte 3"),
        ("UTF-16 with no mark".encode("utf-16-le"), None, "or UTF-16 with no byte order mark"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, declared: str | None, message: str) -> None:
    with pytest.raises(UnreadableText, match=message):
        decode(data, declared=declared)


@given(
    st.binary(), st.sampled_from([None, "latin-1", "utf-16", "utf-7", "big5", "idna", "punycode", "cp037"])
)
@settings(max_examples=200)
def test_any_bytes_decode_or_are_refused(data: bytes, declared: str | None) -> None:
    try:
        outcome = decode(data, declared=declared)
    except UnreadableText as error:
        outcome = error.detail
    assert isinstance(outcome, str)


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000\xa0"])
def test_white_space_is_no_text(text: str) -> None:
    with pytest.raises(EmptyText):
        require_text(text, max_bytes=10)


def test_the_limit_counts_bytes() -> None:
    assert require_text("éé", max_bytes=4) == "éé"
    with pytest.raises(TextTooLong, match="text: 4 bytes of UTF-8, over the limit of 3") as caught:
        require_text("éé", max_bytes=3)
    assert caught.value.fields[0].field == "text"


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("xi_visit.md", "Xi visit"),
        ("../../etc/trade-talks.txt", "Trade talks"),
        ("C:\\notes\\Trade War.txt", "Trade War"),
        ("2025-05-09-parade.txt", "2025-05-09 parade"),
        ("  two   spaces.txt", "Two spaces"),
        ("iPhone.txt", "IPhone"),
        ("a.b.txt", "A.b"),
        ("a\x00b\n.txt", "Ab"),
        (".txt", "Txt"),
        ("..", "Untitled"),
        ("___.md", "Untitled"),
        ("", "Untitled"),
    ],
)
def test_title_from_a_file_name(file_name: str, title: str) -> None:
    assert title_from_file_name(file_name) == title
