"""Canonical text: the one form of a text that every offset points into."""

import codecs
import re
import unicodedata
from pathlib import PureWindowsPath

from app.errors import EmptyText, FieldError, TextTooLong, UnreadableText

# C0 and C1 except newline and tab. One compiled class: a loop over characters is fifty times slower.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x80-\x9f]")
_DROPPED = re.compile(rf"\r(?=\n)|(?!\r){_CONTROLS.pattern}")  # a lone "\r" stays, as a newline
_BOM = "\ufeff"
SLUG_CHARACTERS = 60
LANGUAGE_TAGS = "a language tag such as en, pt-BR or zh-Hans"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

# The four-byte marks come first: UTF-32's little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a label means in practice (WHATWG Encoding, "names and labels"): with Python's own latin-1 the quotes
# of Windows files would turn into C1 controls and vanish. ASCII is read as UTF-8, which holds it.
_READ_AS = {"iso8859-1": "cp1252", "ascii": "utf-8"}
# Codecs of Python that are no file's encoding: escapes, host names, transports.
_NOT_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))
# UTF-16 of Latin letters with no mark is half NULs, an archive or image far above this; a stray NUL is not.
_NUL_SHARE = 0.1
_LEAST_UTF_16 = 4  # characters: fewer make no article, and any bytes would do
_NOISE_CHARACTERS = 1000  # looked at: enough to tell, and quick for a book
_NOISE_SHARE = 0.05  # random bytes have twice as many characters that no writing has, an icon font's text few

# An underscore or hyphen that joins words, but not one inside a date.
_JOINER = re.compile(r"_+|(?<!\d)-+|-+(?!\d)")


def canonical_text(raw: str, *, field: str = "text") -> str:
    """`raw` with newlines made `\\n`, leading BOMs and control characters dropped, nothing else changed.

    Canonical text is its own canonical form. Raises UnreadableText, code `lone_surrogate`, with the offset.
    """
    _refuse_surrogates(raw, field)
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).lstrip(_BOM)


def kept_places(raw: str) -> list[int]:
    """Where each character of `canonical_text(raw)` stands in `raw`, in code points."""
    dropped = {match.start() for match in _DROPPED.finditer(raw)}
    places = [place for place in range(len(raw)) if place not in dropped]
    marks = next((count for count, place in enumerate(places) if raw[place] != _BOM), len(places))
    return places[marks:]


def canonical_line(raw: str, *, field: str) -> str:
    """`raw` as one line: canonical, every run of white space one space, none around it."""
    return " ".join(canonical_text(raw, field=field).split())


def decode(data: bytes, *, declared: str | None) -> str:
    """The text of a file: by its byte order mark, else the declared charset when known, else UTF-8.

    Never guesses a legacy encoding: a wrong guess loses text. Raises UnreadableText with the first bad byte.
    """
    encoding = _encoding(data, declared)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(_bad_byte(data, encoding, error), field="text") from error
    if text.count("\0") > _NUL_SHARE * len(text):
        raise UnreadableText(
            f"text: NUL bytes, the first at byte {data.index(0)}: this is a binary file, "
            "or UTF-16 with no byte order mark",
            field="text",
        )
    if encoding == "utf-16":
        _refuse_noise(text)
    return text.removeprefix(_BOM)


def _refuse_noise(text: str) -> None:
    """Raises UnreadableText for a binary file that happens to open with the mark of UTF-16.

    Nearly any two bytes are some character there: what tells is that there are hardly any, or many that no
    writing has.
    """
    start = text[:_NOISE_CHARACTERS]
    unwritten = sum(unicodedata.category(character) in ("Cn", "Co") for character in start)
    if len(start) < _LEAST_UTF_16 or unwritten > _NOISE_SHARE * len(start):
        raise UnreadableText(
            "text: the file opens with the mark of UTF-16, and what follows is no text in it; "
            "save the file as UTF-8",
            field="text",
        )


def require_text(text: str, *, max_bytes: int, field: str = "text") -> str:
    """`text` itself. Raises EmptyText when it is all white space, TextTooLong when it is over the limit."""
    if not text or text.isspace():
        raise EmptyText(f"{field}: empty, or nothing but white space", field=field)
    size = len(text.encode())
    if size > max_bytes:
        detail = f"{field}: {size} bytes of UTF-8, over the limit of {max_bytes}"
        raise TextTooLong(detail, fields=(FieldError(field, detail),))
    return text


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a language tag (BCP 47)."""
    return bool(_LANGUAGE.fullmatch(text))


def title_from_file_name(file_name: str) -> str:
    """A readable title from the last part of a path: "notes/xi_visit.md" gives "Xi visit"."""
    stem = PureWindowsPath(_CONTROLS.sub("", file_name)).stem  # reads both kinds of slash
    title = " ".join(_JOINER.sub(" ", stem).split()).strip(".")
    return title[:1].upper() + title[1:] if title else "Untitled"


def slug(text: str) -> str:
    """A text as part of an id: its ASCII letters and digits, in lower case with hyphens between."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_CHARACTERS].strip("-") or "article"


def _refuse_surrogates(raw: str, field: str) -> None:
    try:
        raw.encode()
    except UnicodeEncodeError as error:
        code_point = f"U+{ord(raw[error.start]):04X}"
        refusal = UnreadableText(
            f"{field}: character {error.start} is a lone surrogate ({code_point}), which is not a character",
            field=field,
        )
        refusal.code = "lone_surrogate"
        raise refusal from error


def _encoding(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    return (_charset(declared) if declared else None) or "utf-8"


def _charset(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared.strip()).name
        "".encode(name)  # refuses the codecs that are not from text to bytes
    except (LookupError, ValueError):
        return None
    return (
        None if name.replace("-", "_") in _NOT_CHARSETS or name in _NOT_CHARSETS else _READ_AS.get(name, name)
    )


def _bad_byte(data: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    found = f"0x{data[error.start]:02x}" if error.start < len(data) else "the end"
    return (
        f"text: byte {error.start} ({found}) is not valid {encoding}; "
        "save the file as UTF-8, or name its charset in the content type"
    )
