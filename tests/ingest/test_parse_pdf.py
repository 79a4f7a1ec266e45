"""PDF: text and metadata, and files that are broken, encrypted or hold no text."""

import logging
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from app.errors import FootnoteError, TextTooLong, UnreadablePdf
from app.models import Source
from tests.ingest.uploads import parse, pdf

WHOLE_PDF = pdf("The parade began.\nIt rained.", "The end.")


def test_pdf_gives_its_pages_and_metadata() -> None:
    assert parse(pdf("The parade began.\nIt rained.", "The end."), "x.pdf") == Source(
        title="The parade", text="The parade began.\nIt rained.\n\nThe end.", authors=("Ann Lee", "Bo Ray")
    )


@pytest.mark.parametrize("title", ["", "untitled", "Microsoft Word - draft", "final.docx"])
def test_a_title_that_a_program_wrote_is_not_taken(title: str) -> None:
    source = parse(pdf("Text.", title=title, author="anonymous"), "trade-talks.pdf")
    assert (source.title, source.authors) == ("Trade talks", ())


def test_the_day_a_pdf_was_made_is_not_its_date() -> None:
    assert parse(pdf("Text."), "x.pdf").published_at is None
    assert parse(pdf("9 May 2025\nText."), "x.pdf").published_at == date(2025, 5, 9)


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(UnreadablePdf, match=r"is encrypted; save a copy with no password"):
        parse(pdf("Text.", password="secret"), "x.pdf")


def test_a_pdf_of_images_is_refused() -> None:
    with pytest.raises(UnreadablePdf, match=r"holds no text; .* text recognition"):
        parse(pdf(""), "x.pdf")


def test_a_long_pdf_is_refused() -> None:
    with pytest.raises(TextTooLong):
        parse(pdf(*["word " * 20] * 5), "x.pdf", max_text_bytes=50)


def test_what_is_printed_on_each_page_is_left_out() -> None:
    printed = pdf(
        *(f"City Daily 9/5/2025\n{text}\nwww.example.com\nPage {number} of 3" for number, text in PRINTED)
    )
    assert parse(printed, "x.pdf").text == "The parade began.\n\nIt rained.\n\nThe end."


PRINTED = ((1, "The parade began."), (2, "It rained."), (3, "The end."))
BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "header only": lambda data: data[:9],
    "noise": lambda data: b"%PDF-1.7\n" + bytes(range(256)) * 20,
    "first half": lambda data: data[: len(data) // 2],
    "no catalog": lambda data: data.replace(b"/Catalog", b"/Cabalog").replace(b"/Pages", b"/Pabes"),
}


def test_a_text_with_the_name_of_a_pdf_is_told_so() -> None:
    with pytest.raises(UnreadablePdf, match=r"^file: this is not a PDF, though its name ends in \.pdf"):
        parse("This is no PDF.", "x.pdf")


@pytest.mark.parametrize("breaking", BREAKS)
def test_a_broken_pdf_is_refused(breaking: str) -> None:
    with pytest.raises(UnreadablePdf, match=r"^file: the PDF"):
        parse(BREAKS[breaking](pdf("Text.", "More.")), "x.pdf")


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_pdf_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE_PDF)
    for _ in range(data.draw(st.integers(1, 12))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        outcome: Source | FootnoteError = parse(bytes(damaged), "x.pdf")
    except FootnoteError as error:
        outcome = error
    assert outcome.text if isinstance(outcome, Source) else outcome.status == 422


def test_a_pdf_with_flaws_is_read_quietly(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="app"):
        source = parse(b"junk\n" + WHOLE_PDF, "x.pdf")
    assert source.text.startswith("The parade")
    assert not caplog.records


def test_half_a_character_in_a_pdf_is_replaced() -> None:
    writer = PdfWriter(clone_from=BytesIO(WHOLE_PDF))
    cmap = StreamObject()
    cmap.set_data(b"1 begincodespacerange <00> <ff> endcodespacerange\n1 beginbfchar\n<54> <d83d>\nendbfchar")
    resources: Any = writer.pages[0]["/Resources"]
    resources["/Font"]["/F1"][NameObject("/ToUnicode")] = cmap
    out = BytesIO()
    writer.write(out)
    assert parse(out.getvalue(), "x.pdf").text.startswith("\ufffdhe parade")
