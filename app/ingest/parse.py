"""Files to sources: plain text, Markdown, HTML and PDF."""

import logging
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import PureWindowsPath

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from trafilatura import bare_extraction
from trafilatura.settings import Document

from app.errors import EmptyText, InvalidRequest, UnreadablePdf, UnsupportedMediaType
from app.ingest.canonical import (
    LANGUAGE_TAGS,
    canonical_line,
    canonical_text,
    decode,
    is_language_tag,
    require_text,
    title_from_file_name,
)
from app.ingest.dateline import resolve_published_at
from app.ingest.front_matter import article_from_markdown
from app.ingest.page_edges import without_running_lines
from app.models import Source

# They tell of every flaw in a file; what matters of it reaches the caller as an error.
for _name in ("pypdf", "trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
_PDF_MARK = b"%PDF-"
_PDF_MARK_BYTES = 1024  # within which readers look for it; mail and web servers put things before it
_META_BYTES = 1024  # where HTML must name its charset
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.I)
# What programs write into a PDF's title when its author wrote none.
_NO_TITLE = re.compile(
    r"(?:untitled|microsoft word\b|slide \d|.*\.(?:docx?|pdf|indd|tex|dvi|qxd|rtf|pptx?)$)", re.I
)
_NO_AUTHORS = frozenset(("anonymous", "unknown", "user", "admin", "administrator"))
# pypdf meets broken files with whatever its reading of them runs into.
_PDF_FAULTS = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; `charset` is what its content type declares."""

    data: bytes
    file_name: str
    charset: str | None
    max_text_bytes: int


def parse_upload(data: bytes, *, file_name: str, content_type: str | None, max_text_bytes: int) -> Source:
    """The article in a file, by the extension of its name, in canonical form.

    Raises UnsupportedMediaType, EmptyText, TextTooLong, UnreadableText, UnreadablePdf, InvalidFrontMatter.
    """
    extension = PureWindowsPath(file_name).suffix.lower()
    parser = PARSERS.get(extension)
    if parser is None:
        kinds = ", ".join(PARSERS)
        raise UnsupportedMediaType(
            f"file: {extension or 'a name with no extension'} is not read; {kinds} are"
        )
    declared = _CHARSET.search(content_type or "")
    upload = Upload(data, file_name, declared[1] if declared else None, max_text_bytes)
    return settle_source(parser(upload), max_text_bytes=max_text_bytes)


def settle_source(source: Source, *, max_text_bytes: int) -> Source:
    """A source in canonical form: text, single-line fields, and a date from the text when none was given.

    Raises EmptyText, TextTooLong, UnreadableText; InvalidRequest for an empty title.
    """
    text = canonical_text(source.text)
    require_text(text, max_bytes=max_text_bytes)
    title = canonical_line(source.title, field="title")
    if not title:
        raise InvalidRequest("title: empty, or nothing but white space", field="title")
    return replace(
        source,
        title=title,
        text=text,
        source=_optional_line(source.source, "source"),
        url=_optional_line(source.url, "url"),
        authors=_lines(source.authors, "authors"),
        published_at=resolve_published_at(source.published_at, text),
        language=_language(source.language),
        tags=_lines(source.tags, "tags"),
    )


def _optional_line(value: str | None, field: str) -> str | None:
    return (canonical_line(value, field=field) or None) if value is not None else None


def _lines(values: tuple[str, ...], field: str) -> tuple[str, ...]:
    """Each once: an author or a tag that is there twice says no more."""
    lines = (canonical_line(value, field=field) for value in values)
    return tuple(dict.fromkeys(line for line in lines if line))


def _language(value: str | None) -> str | None:
    tag = _optional_line(value, "language")
    if tag and not is_language_tag(tag):
        raise InvalidRequest(f"language: must be {LANGUAGE_TAGS}", field="language")
    return tag


def _parse_text(upload: Upload) -> Source:
    text = decode(upload.data, declared=upload.charset)
    return Source(title=title_from_file_name(upload.file_name), text=text)


def _parse_markdown(upload: Upload) -> Source:
    return article_from_markdown(decode(upload.data, declared=upload.charset), name=upload.file_name)


def _parse_html(upload: Upload) -> Source:
    html = canonical_text(decode(upload.data, declared=upload.charset or _html_charset(upload.data)))
    found = bare_extraction(
        html if "<html" in html.lower() else f"<html>{html}</html>",  # a fragment alone isn't read
        with_metadata=True,
        include_comments=False,
        # Only what the page states; the wider search would settle for a copyright line.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document) or not found.text or found.text.isspace():
        raise EmptyText("file: no text was found in this HTML", field="file")
    language = _LANGUAGE.search(html)
    return Source(
        title=found.title or title_from_file_name(upload.file_name),
        # One line is one block here: a blank line between them keeps a heading out of the paragraph below it.
        text="\n\n".join(line.strip() for line in found.text.split("\n") if line.strip()),
        url=found.url if found.url and found.url.startswith(("https://", "http://")) else None,
        authors=_split_authors(found.author),
        published_at=date.fromisoformat(found.date) if found.date else None,
        language=language[1] if language else None,
    )


def _html_charset(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:_META_BYTES])
    # A page in which this could be read byte by byte is not in UTF-16, whatever it says.
    return match[1].decode() if match and not match[1].lower().startswith((b"utf-16", b"utf16")) else None


def _parse_pdf(upload: Upload) -> Source:
    try:
        reader = PdfReader(BytesIO(upload.data), strict=False)
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise UnreadablePdf("file: the PDF is encrypted; save a copy with no password", field="file")
        text = _pdf_text(reader, max_text_bytes=upload.max_text_bytes)
        title, author = _pdf_metadata(reader)
    except DependencyError as error:
        raise UnreadablePdf(
            "file: the PDF is encrypted; save a copy with no password", field="file"
        ) from error
    except _PDF_FAULTS as error:
        raise _broken_pdf(upload.data) from error
    if not text.strip():
        raise UnreadablePdf(
            "file: the PDF holds no text; if its pages are images, run text recognition (OCR) over it first",
            field="file",
        )
    return Source(
        title=title or title_from_file_name(upload.file_name), text=text, authors=_split_authors(author)
    )


def _broken_pdf(data: bytes) -> UnreadablePdf:
    if _PDF_MARK not in data[:_PDF_MARK_BYTES]:
        return UnreadablePdf("file: this is not a PDF, though its name ends in .pdf", field="file")
    return UnreadablePdf("file: the PDF is broken; open it in a viewer and save it anew", field="file")


def _pdf_text(reader: PdfReader, *, max_text_bytes: int) -> str:
    """The pages' text without what repeats on each, a blank line between them.

    Stops past the limit: a small file can hold a huge text.
    """
    pages: list[str] = []
    left = max_text_bytes
    for page in reader.pages:
        text = _with_whole_characters(page.extract_text()).strip()
        if text:
            pages.append(text)
            left -= len(text)
        if left < 0:
            break
    return "\n\n".join(without_running_lines(pages))


def _pdf_metadata(reader: PdfReader) -> tuple[str | None, str | None]:
    found = reader.metadata
    title = _with_whole_characters(str(found.title or "")).strip() if found else ""
    author = _with_whole_characters(str(found.author or "")) if found else ""
    return (None if _NO_TITLE.match(title) else title), author


def _with_whole_characters(text: str) -> str:
    """Pairs of surrogates joined; the halves that a PDF's character maps can leave become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _split_authors(names: str | None) -> tuple[str, ...]:
    authors = (name.strip() for name in (names or "").split(";"))
    return tuple(name for name in authors if name and name.lower().strip("()") not in _NO_AUTHORS)


PARSERS: Mapping[str, Callable[[Upload], Source]] = {
    ".txt": _parse_text,
    ".md": _parse_markdown,
    ".markdown": _parse_markdown,
    ".html": _parse_html,
    ".htm": _parse_html,
    ".pdf": _parse_pdf,
}
