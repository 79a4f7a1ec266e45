"""Puts text that nobody vouches for into a prompt as marked data.

Its marks carry a word that is random in each request, so that no text can close them; and what could be taken
for a turn of the conversation is made harmless, one character for one, so that quotes still stand where they
stood. Quotes are read with those characters as what they were (app/language/folding.py). Labels of turns in
other languages than English, or with letters of other scripts, are not covered: there the marks alone hold.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence

from app.language.folding import is_invisible
from app.models import Passage

# Angle brackets make every template's tokens and our own marks, whatever their width.
_ANGLES = str.maketrans({**dict.fromkeys("<＜﹤", "‹"), **dict.fromkeys(">＞﹥", "›")})
# What else can begin a turn is looked for in the text as it reads: words in brackets ("[INST]"), and labels
# of turns in English at the start of a line ("System:", "### Response:", "- [User message]:").
_BRACKET_TOKEN = re.compile(r"\[(?=\s{0,9}/?\s{0,9}(?:[A-Z_]{2,40}|inst)\s{0,9}\])")
_TURN_LABEL = re.compile(
    r"^(?:[^\w\n]|_)*+(?:(?:\d{1,3}|[a-z]|[ivx]{1,4})[.):\]](?:[^\w\n]|_)*+)?"
    r"(?:system|user|assistant|developer|human|ai|model|tool|instructions?|response|input)"
    r"(?:[\s_-]{1,9}(?:prompt|message|instructions?|turn|role|note|override|input|output|response))?"
    r"(?:[^\w\n:]|_)*(?P<colon>:)",
    re.I | re.M,
)
_LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_COLONS = frozenset("∶꞉")  # not ":" by any standard, and as good


def new_boundary() -> str:
    """A word that no stored text can know."""
    return secrets.token_hex(8)


def neutralize(text: str) -> str:
    """The text with nothing in it that could pass for a mark or a turn; as long as before."""
    characters = list(text.translate(_ANGLES))
    read, places = _as_read(text)
    for token in _BRACKET_TOKEN.finditer(read):
        characters[places[token.start()]] = "［"
    for label in _TURN_LABEL.finditer(read):
        characters[places[label.start("colon")]] = "："
    return "".join(characters)


def _as_read(text: str) -> tuple[str, Sequence[int]]:
    """The text without what isn't seen, its signs and line breaks made plain; where each character stands."""
    places = [at for at, character in enumerate(text) if not is_invisible(character)]
    return "".join(_plain(text[at]) for at in places), places


def _plain(character: str) -> str:
    if character in _LINE_BREAKS:
        return "\n"
    if character.isascii():
        return character
    plain = ":" if character in _COLONS else unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def mark_passages(passages: Sequence[Passage], boundary: str) -> str:
    """Passages as numbered data, from 1."""
    return "\n\n".join(
        f'<passage {boundary} number="{number}"{_attributes(passage)}>\n'
        f"{neutralize(passage.text)}\n"
        f"</passage {boundary}>"
        for number, passage in enumerate(passages, 1)
    )


def mark_claims(claims: Sequence[str], boundary: str) -> str:
    """Claims as numbered data, from 1."""
    lines = "\n".join(f"{number}. {one_line(claim)}" for number, claim in enumerate(claims, 1))
    return f"<claims {boundary}>\n{lines}\n</claims {boundary}>"


def one_line(text: str) -> str:
    """Neutral, and with no line of its own to begin."""
    return neutralize(" ".join(text.split()))


def _attributes(passage: Passage) -> str:
    title = one_line(passage.title).replace('"', "'")
    date = f' published="{passage.published_at.isoformat()}"' if passage.published_at else ""
    return f' title="{title}"{date}'
