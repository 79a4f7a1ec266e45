"""Puts text that nobody vouches for into a prompt as marked data.

Its marks carry a word that is random in each request, so that no text can close them; and what could be taken
for a turn of the conversation is made harmless, one character for one, so that quotes still stand where they
stood. Quotes are read with those characters as what they were (app/language/folding.py).
"""

import re
import secrets
from collections.abc import Sequence

from app.models import Passage

# Angle brackets make every template's tokens and our own marks; the other two are words in brackets
# ("[INST]") and labels of turns at the start of a line ("System:", "### Response:").
_ANGLES = str.maketrans({"<": "‹", ">": "›"})
_BRACKET_TOKEN = re.compile(r"\[(?=/?[A-Z_]{2,}\])")
_TURN_LABEL = re.compile(
    r"^(?P<before>[\s#*>-]*(?:system|user|assistant|developer|human|ai|model|tool|instructions?|response|input)"
    r"[\s*]*):",
    re.I | re.M,
)


def new_boundary() -> str:
    """A word that no stored text can know."""
    return secrets.token_hex(8)


def neutralize(text: str) -> str:
    """The text with nothing in it that could pass for a mark or a turn; as long as before."""
    text = _BRACKET_TOKEN.sub("［", text.translate(_ANGLES))
    return _TURN_LABEL.sub(r"\g<before>：", text)


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
