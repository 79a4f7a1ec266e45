"""What a server of embeddings may do, beside what any server may: scripts for `FaultServer`."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from app.ports import Matrix
from tests.upstream.scripts import content, error
from tests.upstream.server import Exchange, Script

DIMENSION = 8


def vector_of(text: str, dimension: int = DIMENSION) -> Matrix:
    """A text's vector, not of unit length: texts that share words are near."""
    vector = np.full(dimension, 0.01, dtype=np.float32)
    for word in text.lower().split():
        vector[hashlib.sha256(word.encode()).digest()[0] % dimension] += 1
    return vector


def embeddings(
    dimension: int = DIMENSION, *, as_numbers: bool = False, change: Callable[[list[Any]], object] = list
) -> Script:
    """Embeds whatever comes, shortened when asked to be; `change` makes another `data` of it."""

    async def play(exchange: Exchange) -> None:
        asked = exchange.body
        in_base64 = asked.get("encoding_format") == "base64" and not as_numbers
        rows = [vector_of(text, asked.get("dimensions", dimension)) for text in asked["input"]]
        data = [{"index": at, "embedding": encoded(row, in_base64)} for at, row in enumerate(rows)]
        body = json.dumps({"object": "list", "data": change(data), "model": asked["model"]})
        await content("application/json", body.encode())(exchange)

    return play


def encoded(vector: Sequence[float] | Matrix, in_base64: bool) -> str | list[float]:
    """A vector as it stands in a reply."""
    numbers = np.asarray(vector, dtype="<f4")
    return base64.b64encode(numbers.tobytes()).decode() if in_base64 else [float(one) for one in numbers]


def of_embedding(embedding: object, dimension: int = DIMENSION) -> Script:
    """Embeds well, but for the first text, which gets this."""
    return embeddings(dimension, change=lambda data: [{"index": 0, "embedding": embedding}, *data[1:]])


def at_most(texts: int, then: Script) -> Script:
    """Refuses larger batches, as some servers do."""

    async def play(exchange: Exchange) -> None:
        await (error(413) if len(exchange.body["input"]) > texts else then)(exchange)

    return play
