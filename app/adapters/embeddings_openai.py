"""Embeddings of an OpenAI-compatible server; passages are measured by MiniLM's word pieces all the same."""

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from typing import Any

import numpy as np

from app.adapters.embeddings_server import EmbeddingOptions, EmbeddingServer
from app.adapters.word_pieces import WordPieces
from app.errors import ContextTooLong, UpstreamRejected
from app.models import Span
from app.ports import Matrix

# What servers take in one request: some no more than 8,192 tokens, and word pieces are about as many.
BATCH_PIECES = 8192
# A question is cut where the embedded model would cut it, so that no question is too long for a server.
QUESTION_PIECES = 254
REMEMBERED_QUESTIONS = 1024


class OpenAiEmbedder:
    """An embedding model of an OpenAI-compatible server. Raises ConfigurationError for impossible options."""

    def __init__(self, options: EmbeddingOptions) -> None:
        self._options = options
        self._server = EmbeddingServer(options)
        self._pieces = WordPieces()
        self._bulk = asyncio.Semaphore(options.in_flight)
        self._questions: OrderedDict[str, Matrix] = OrderedDict()

    @property
    def model_id(self) -> str:
        """Names the server's model, as well as can be known from here."""
        return self._options.model_id

    @property
    def dimension(self) -> int:
        """Length of a vector, by the settings; a reply of another length is refused."""
        return self._options.dimension

    @property
    def trouble(self) -> str | None:
        """The code of the last error that won't mend by itself, until a call works again."""
        return self._server.trouble

    async def embed_query(self, text: str) -> Matrix:
        """The vector of a question, float32 [dimension]. Raises UpstreamFailed, and soon: someone waits."""
        if text in self._questions:
            self._questions.move_to_end(text)
            return self._questions[text]
        rows = await self._embed([self._cut(text)], seconds=self._options.question_seconds)
        vector: Matrix = rows[0]
        vector.flags.writeable = False  # it is shared
        self._questions[text] = vector
        if len(self._questions) > REMEMBERED_QUESTIONS:
            self._questions.popitem(last=False)
        return vector

    async def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of passages, float32 [len(texts), dimension], in order. Raises UpstreamFailed."""
        pieces = await asyncio.to_thread(self.count_pieces, texts)
        batches = _batches(texts, pieces, most_texts=self._options.batch_texts)
        rows = await _all_or_none([self._batch(batch) for batch in batches])
        return np.concatenate([np.empty((0, self.dimension), dtype=np.float32), *rows])

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """MiniLM's word pieces of each text."""
        return self._pieces.count(texts)

    def piece_spans(self, text: str) -> list[Span]:
        """Where each word piece of a text stands."""
        return self._pieces.spans(text)

    def close(self) -> None:
        """Nothing to let go of: a connection ends with its call."""

    async def _batch(self, texts: Sequence[str]) -> Matrix:
        async with self._bulk:  # the wait for a turn isn't the server's fault, and has no limit
            return await self._embed(texts, seconds=self._options.batch_seconds)

    async def _embed(self, texts: Sequence[str], *, seconds: float) -> Matrix:
        """Halves what is too much for one request. Raises UpstreamFailed."""
        try:
            return await self._server.embed(texts, seconds=seconds)
        except ContextTooLong:
            if len(texts) == 1:
                raise UpstreamRejected("a passage is longer than the embedding model reads") from None
        middle = len(texts) // 2
        first = await self._embed(texts[:middle], seconds=seconds)
        return np.concatenate([first, await self._embed(texts[middle:], seconds=seconds)])

    def _cut(self, text: str) -> str:
        spans = self.piece_spans(text)
        return text if len(spans) <= QUESTION_PIECES else text[: spans[QUESTION_PIECES - 1].end]


def _batches(texts: Sequence[str], pieces: Sequence[int], *, most_texts: int) -> list[list[str]]:
    """The texts in order, in batches that neither count nor length makes too large; at least one in each."""
    batches: list[list[str]] = []
    held = 0
    for text, count in zip(texts, pieces, strict=True):
        if not batches or len(batches[-1]) == most_texts or held + count > BATCH_PIECES:
            batches.append([])
            held = 0
        batches[-1].append(text)
        held += count
    return batches


async def _all_or_none(calls: Sequence[Coroutine[Any, Any, Matrix]]) -> list[Matrix]:
    """The results of all, in order; when one fails, the rest is given up."""
    tasks = [asyncio.create_task(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
