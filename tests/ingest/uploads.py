"""Uploads made for the tests."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.ingest.parse import parse_upload
from app.models import Source


def parse(
    data: bytes | str, name: str, *, content_type: str | None = None, max_text_bytes: int = 100_000
) -> Source:
    """The source in an upload."""
    data = data.encode() if isinstance(data, str) else data
    return parse_upload(data, file_name=name, content_type=content_type, max_text_bytes=max_text_bytes)


def pdf(
    *pages: str, title: str = "The parade", author: str = "Ann Lee; Bo Ray", password: str | None = None
) -> bytes:
    """A PDF with a page for each text, its title and author in the metadata."""
    out = BytesIO()
    canvas = Canvas(out, encrypt=password, invariant=True)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for page in pages:
        text = canvas.beginText(72, 720)
        text.textLines(page)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
