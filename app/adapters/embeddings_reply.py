"""Reads the reply of an embeddings server; nothing in it is believed before it was checked."""

import base64
import binascii
import json
from typing import Any

import numpy as np

from app.adapters.chat_faults import AttemptFailed, Fault, malformed
from app.errors import UpstreamMalformed
from app.ports import Matrix

_MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError, binascii.Error)


def read_vectors(content: bytes, *, count: int, dimension: int) -> Matrix:
    """The vectors of `count` texts by their index, float32 [count, dimension], unit length.

    Raises AttemptFailed with UpstreamMalformed. Another length isn't asked for again: it would stay so.
    """
    try:
        rows = [_vector(item) for item in _in_order(json.loads(content)["data"])]
    except _MALFORMED:
        rows = None
    # Raised here and not above: the error holds what the server sent.
    if rows is None:
        raise AttemptFailed(malformed("the reply is not a list of embeddings"))
    if len(rows) != count:
        raise AttemptFailed(malformed(f"the reply has {len(rows)} embeddings for {count} texts"))
    other = next((len(row) for row in rows if len(row) != dimension), None)
    if other is not None:
        raise AttemptFailed(_of_another_length(other, dimension))
    return _unit(np.stack(rows))


def _in_order(data: Any) -> list[Any]:
    """The items by index. Raises ValueError unless there is one for each."""
    if not isinstance(data, list):
        raise TypeError
    items = sorted(data, key=lambda item: int(item["index"]))
    if [item["index"] for item in items] != list(range(len(items))):
        raise ValueError
    return [item["embedding"] for item in items]


def _vector(embedding: Any) -> Matrix:
    """A vector in base64 (float32, little endian) or as numbers, which some send though asked for it."""
    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    if not isinstance(embedding, list) or not all(type(number) in (int, float) for number in embedding):
        raise TypeError
    return np.array(embedding, dtype=np.float64)


def _unit(rows: Matrix) -> Matrix:
    wide = rows.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise AttemptFailed(malformed("an embedding has no direction: it holds no number, or only zeros"))
    return np.asarray(wide / lengths, dtype=np.float32)


def _of_another_length(found: int, wanted: int) -> Fault:
    return Fault(
        UpstreamMalformed(
            f"the embedding model gives {found} numbers for a text, and {wanted} are expected: "
            "correct FOOTNOTE_EMBEDDING_DIMENSION or FOOTNOTE_EMBEDDING_MODEL"
        )
    )
