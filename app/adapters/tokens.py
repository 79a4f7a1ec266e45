"""Counts tokens as OpenAI's models do, from the vocabularies beside this code: no network."""

import hashlib
import os
import threading
from pathlib import Path

import tiktoken

from app.errors import ConfigurationError

ASSETS = Path(__file__).parent.parent / "assets" / "tiktoken"
# Under the name and hash that tiktoken itself looks for; see app/assets/README.md.
VOCABULARIES = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}
_loading = threading.Lock()  # the environment belongs to the whole process


class TokenCounter:
    """Counts under one encoding, loaded ahead or at the first count, which takes half a second."""

    def __init__(self, encoding: str = "o200k_base", *, assets: Path = ASSETS) -> None:
        self._name = encoding
        self._assets = assets
        self._encoding: tiktoken.Encoding | None = None

    def load(self) -> tiktoken.Encoding:
        """The encoding, in memory from now on. Raises ConfigurationError."""
        if self._encoding is None:
            with _loading:
                self._encoding = _load(self._name, self._assets)
        return self._encoding

    def count(self, text: str) -> int:
        """Tokens of a text; what looks like a special token is text. Raises ConfigurationError."""
        return len(self.load().encode_ordinary(text))


def _load(name: str, assets: Path) -> tiktoken.Encoding:
    if name not in VOCABULARIES:
        raise ConfigurationError(f"no vocabulary {name}; there are {', '.join(VOCABULARIES)}")
    file, digest = VOCABULARIES[name]
    path = assets / file
    # tiktoken deletes a file that differs, and downloads it again.
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise ConfigurationError(f"the vocabulary of {name} is missing or changed: {path}")
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(assets)
    try:
        return tiktoken.get_encoding(name)
    finally:
        del os.environ["TIKTOKEN_CACHE_DIR"]
        if before is not None:
            os.environ["TIKTOKEN_CACHE_DIR"] = before
