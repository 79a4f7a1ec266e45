"""What the scripted model says: claims that quote the passages it was sent, cut into pieces as tokens are."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CLAIMS = 3
PIECE_CHARACTERS = 4  # of English, about a token
_PASSAGE = re.compile(r'<passage (\w+) number="(\d+)"[^\n]*>\n(.*?)\n</passage \1>', re.S)
_QUESTION = re.compile(r"<question (\w+)>\n(.*?)\n</question \1>", re.S)
_SENTENCE = re.compile(r"[A-Z][^.!?\n\"“”]{40,200}\.(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a reply, and the texts of the claims that close with them."""

    text: str
    closes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What a request asks, and what the model says to it."""

    question: str
    prompt_tokens: int
    pieces: tuple[Piece, ...]


def reply_to(body: Mapping[str, Any]) -> ModelReply:
    """The reply to a chat completion request of Footnote's. Raises ValueError for one that isn't."""
    prompt = "\n".join(message["content"] for message in body["messages"])
    question = _QUESTION.search(prompt)
    if question is None:
        raise ValueError("no question between marks")
    tokens = len(prompt) // PIECE_CHARACTERS
    return ModelReply(question[2], tokens, tuple(_pieces(list(_claims(prompt)))))


def _claims(prompt: str) -> Iterator[tuple[str, int]]:
    """Sentences, each from another passage, with its number: they say what their quotes say."""
    seen = set[str]()
    for passage in _PASSAGE.finditer(prompt):
        new = [text for text in _SENTENCE.findall(passage[3]) if text not in seen]
        if new and len(seen) < CLAIMS:
            seen.add(new[0])
            yield new[0], int(passage[2])


def _pieces(claims: Sequence[tuple[str, int]]) -> Iterator[Piece]:
    text, ends = '{"claims": [', dict[int, str]()
    for claim, number in claims:
        text += ", " if ends else ""
        text += json.dumps({"text": claim, "quotes": [{"passage": number, "quote": claim}]})
        ends[len(text)] = claim
    text += "]}"
    for start in range(0, len(text), PIECE_CHARACTERS):
        end = start + PIECE_CHARACTERS
        yield Piece(text[start:end], tuple(claim for at, claim in ends.items() if start < at <= end))
