"""MiniLM sentence embeddings from the ONNX file beside this code: no torch, no key, no network."""

import asyncio
import ctypes
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from app.adapters.batches import BatchQueue
from app.adapters.word_pieces import ASSETS, WordPieces
from app.models import Span
from app.ports import Matrix

# Names the model, its precision and the way its input is made.
MODEL_ID = "all-MiniLM-L6-v2/w8"
DIMENSION = 384
MAX_PIECES = 256  # the model's limit with CLS and SEP: what comes after is cut by the tokenizer
TRIM_FROM_TEXTS = 32  # fewer leave little behind
BATCH_TOKENS = 512  # padded tokens in one call; larger batches leave the processor's cache


class MiniLmEmbedder:
    """all-MiniLM-L6-v2, mean-pooled and unit length.

    One session with one thread inside; bulk work runs on `threads` Python threads (onnxruntime releases
    the interpreter lock), a question on a thread of its own so that it never waits for an ingest.
    """

    def __init__(self, *, threads: int, assets: Path = ASSETS) -> None:
        self._tokenizer = Tokenizer.from_file(str(assets / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._pieces = WordPieces(assets)
        self._session = _session(assets / "minilm_w8.onnx")
        _give_memory_back()
        self._queue = BatchQueue(most_pieces=BATCH_TOKENS, dimension=DIMENSION)
        self._bulk = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        self._query = ThreadPoolExecutor(1, thread_name_prefix="embed-query")
        self._cached = lru_cache(maxsize=1024)(self._embed_one)

    @property
    def model_id(self) -> str:
        """Names the model and its exact weights."""
        return MODEL_ID

    @property
    def dimension(self) -> int:
        """384."""
        return DIMENSION

    @property
    def trouble(self) -> None:
        """None: no server is asked."""

    async def embed_query(self, text: str) -> Matrix:
        """The vector of a question, float32 [384]; the last 1,024 questions are remembered."""
        return await asyncio.get_running_loop().run_in_executor(self._query, self._cached, text)

    async def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of passages, float32 [len(texts), 384], in the order given."""
        encodings = await asyncio.to_thread(self._encode, list(texts))
        waiting = self._queue.put(encodings)
        for _ in encodings:  # each takes a batch, of whichever texts; the last find nothing left
            self._bulk.submit(self._run_next)
        vectors = await asyncio.wrap_future(waiting)
        if len(texts) >= TRIM_FROM_TEXTS:
            _give_memory_back()
        return vectors

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without CLS and SEP."""
        return self._pieces.count(texts)

    def piece_spans(self, text: str) -> list[Span]:
        """Where each word piece of a text stands."""
        return self._pieces.spans(text)

    def close(self) -> None:
        """Ends the threads."""
        self._bulk.shutdown(cancel_futures=True)
        self._queue.cancel()
        self._query.shutdown(cancel_futures=True)

    def _encode(self, texts: list[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch_fast(texts)

    def _embed_one(self, text: str) -> Matrix:
        vector: Matrix = self._run(self._tokenizer.encode_batch_fast([text]))[0]
        vector.flags.writeable = False  # it is shared by the cache
        return vector

    def _run_next(self) -> None:
        batch = self._queue.take()
        if not batch:
            return
        try:
            rows = self._run([text.encoding for text in batch])
        except Exception as error:
            self._queue.fail(batch, error)  # nobody waits for this thread's own result
            raise
        self._queue.settle(batch, rows)

    def _run(self, encodings: list[Encoding]) -> Matrix:
        width = max(len(encoding) for encoding in encodings)
        ids = np.zeros((len(encodings), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            mask[row, : len(encoding)] = 1
        output: Matrix = self._session.run(
            ["sentence_embedding"], {"input_ids": ids, "attention_mask": mask}
        )[0]
        return output


class HashEmbedder:
    """The fake: a text's words hashed to coordinates, so that texts sharing words are near. For tests."""

    model_id = "hash-words"
    dimension = 64
    trouble = None

    async def embed_query(self, text: str) -> Matrix:
        """The vector of one text."""
        return self._vector(text)

    async def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """One row a text."""
        rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dimension)

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """A word is a piece."""
        return [len(text.split()) for text in texts]

    def piece_spans(self, text: str) -> list[Span]:
        """The words' places."""
        spans, at = [], 0
        for word in text.split():
            start = text.index(word, at)
            at = start + len(word)
            spans.append(Span(start, at))
        return spans

    def close(self) -> None:
        """Holds nothing."""

    def _vector(self, text: str) -> Matrix:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for word in text.lower().split():
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % self.dimension] += 1
        unit: Matrix = vector / np.linalg.norm(vector)
        return unit


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps the peak of the largest batch for ever; without it memory follows the work.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _give_memory_back() -> None:
    """Returns freed memory to the system: loading leaves 80 MB behind, a large batch 150."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc only
    if trim is not None:
        trim(0)
