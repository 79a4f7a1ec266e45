"""MiniLM's word pieces without its model: the measure that passages are packed by, whoever embeds them."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from app.models import Span

ASSETS = Path(__file__).parent.parent / "assets" / "minilm"

# Texts: what the encodings of a whole book hold is freed in one go, and every other thread waits for that.
COUNT_AT_ONCE = 100


class WordPieces:
    """Counts and finds word pieces, without CLS and SEP and with no limit to a text."""

    def __init__(self, assets: Path = ASSETS) -> None:
        self._tokenizer = Tokenizer.from_file(str(assets / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text."""
        counts: list[int] = []
        for start in range(0, len(texts), COUNT_AT_ONCE):
            some = list(texts[start : start + COUNT_AT_ONCE])
            encodings = self._tokenizer.encode_batch_fast(some, add_special_tokens=False)
            counts += [len(encoding) for encoding in encodings]
        return counts

    def spans(self, text: str) -> list[Span]:
        """Where each word piece of a text stands."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [Span(start, end) for start, end in encoding.offsets]
