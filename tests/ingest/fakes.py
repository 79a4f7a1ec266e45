"""A fake embedder that counts words and marks."""

import re
from collections.abc import Sequence

import numpy as np

from app.models import Span
from app.ports import Matrix

_PIECE = re.compile(r"\w{1,8}|[^\w\s]")


class WordCounter:
    """A piece is a mark, or up to eight letters of a word. `calls` keeps what was asked to be counted."""

    model_id = "words"
    dimension = 4

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Marks and parts of words in each text."""
        self.calls.append(list(texts))
        return [len(self.piece_spans(text)) for text in texts]

    def piece_spans(self, text: str) -> list[Span]:
        """Where they stand."""
        return [Span(*match.span()) for match in _PIECE.finditer(text)]

    async def embed_query(self, text: str) -> Matrix:
        """Nothing here embeds."""
        return np.zeros(self.dimension, dtype=np.float32)

    async def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Nothing here embeds."""
        return np.zeros((len(texts), self.dimension), dtype=np.float32)

    def close(self) -> None:
        """Nothing is held."""
