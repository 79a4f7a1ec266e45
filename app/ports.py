"""The four seams between Footnote and the world, and the reader; `app/adapters` has one file for each."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from app.models import Article, ArticleSummary, Filters, Outcome, PackedPassage, Passage, Span, Usage

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredVector:
    """A passage's vector as the truth store keeps it, float32 [dimension]."""

    passage_id: str
    article_id: str
    vector: Matrix


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage id and its score in one ranking, higher is better."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a listing; `next_cursor` is None on the last one."""

    items: tuple[ArticleSummary, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Committed:
    """A write that is durable in the truth store; `sequence` is its outbox row, None when nothing changed."""

    outcome: Outcome
    sequence: int | None
    deleted_passages: int = 0


@dataclass(frozen=True, slots=True)
class PendingWork:
    """Passages that changed since the index last heard of them, up to an outbox row."""

    through_sequence: int
    passage_ids: tuple[str, ...]


class Embedder(Protocol):
    """Texts to unit vectors. One that asks a server raises UpstreamFailed when that fails."""

    @property
    def model_id(self) -> str:
        """Names the model and its exact weights."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def trouble(self) -> str | None:
        """The code of what went wrong in the last call when it won't mend by itself, for /readyz."""
        ...

    async def embed_query(self, text: str) -> Matrix:
        """The vector of a question, float32 [dimension], unit length."""
        ...

    async def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of passages, float32 [len(texts), dimension], unit length, in the order given."""
        ...

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text by MiniLM, the measure of passages, without the model's own marks."""
        ...

    def piece_spans(self, text: str) -> list[Span]:
        """Where each word piece of a text stands."""
        ...

    def close(self) -> None:
        """Lets go of threads and memory."""
        ...


class Reader(Protocol):
    """Scores sentences as answers to a question. It is in the process and can't be away: it has no fake."""

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """One for each sentence, in the order given: higher is likelier, and above 0 likelier than not."""
        ...


class NearestPassages(Protocol):
    """The half of the vector index that retrieval needs."""

    async def query(self, vector: Matrix, limit: int) -> list[Ranked]:
        """The nearest ids by cosine similarity, best first. Raises IndexUnavailable."""
        ...


class VectorIndex(NearestPassages, Protocol):
    """Nearest passages by vector. Derived from the truth store: may be away, and may be rebuilt.

    Every method raises IndexUnavailable when the index can't be reached or answers wrongly.
    """

    @property
    def is_private(self) -> bool:
        """True when its server is ours too, so that one that can't be opened may be replaced."""
        ...

    async def upsert(self, rows: Sequence[StoredVector]) -> None:
        """Adds or overwrites vectors under their passage ids."""
        ...

    async def delete(self, passage_ids: Sequence[str]) -> None:
        """Removes ids; unknown ones are ignored."""
        ...

    async def count(self) -> int:
        """How many vectors there are."""
        ...

    async def fetch(self, passage_ids: Sequence[str]) -> dict[str, Matrix]:
        """The stored vectors of those ids that are there."""
        ...

    async def connect(self) -> None:
        """Reaches the index, making it when it is missing. Raises IndexOutdated for another model's."""
        ...

    async def reset(self) -> None:
        """Puts an empty index in place of what is there, whatever state it is in."""
        ...

    async def close(self) -> None:
        """Lets go of it, giving it time to write its files."""
        ...


class ArticleStore(Protocol):
    """The truth: articles, passages, vectors, the lexical index and the outbox, in one durable place."""

    @property
    def store_id(self) -> str:
        """Names this store among all, in letters and digits, for as long as it exists."""
        ...

    async def put(
        self, article: Article, passages: Sequence[PackedPassage], vectors: Mapping[str, Matrix]
    ) -> Committed:
        """Writes an article whole: text, passages, vectors (by text hash) and outbox, or nothing."""
        ...

    async def delete(self, article_id: str) -> Committed | None:
        """Removes an article from every table; None when there is none."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """An article with its text."""
        ...

    async def articles(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """Those of the articles that exist, by id."""
        ...

    async def summary(self, article_id: str) -> ArticleSummary | None:
        """An article without its text."""
        ...

    async def page(self, filters: Filters, *, limit: int, cursor: str | None) -> Page:
        """Articles in order of id. Raises InvalidCursor."""
        ...

    async def matching_ids(self, filters: Filters, *, limit: int) -> tuple[str, ...]:
        """Ids of the articles that a filter lets through, at most `limit`, newest first."""
        ...

    async def counts(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        ...

    async def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Those of the passages that exist, by id."""
        ...

    async def neighbours(self, passage_ids: Sequence[str]) -> list[Passage]:
        """The passages right before and right after each of these in its article."""
        ...

    async def article_passages(self, article_ids: Sequence[str]) -> list[Passage]:
        """All passages of the articles, in the order of the ids and then of the text."""
        ...

    async def passages_on(self, days: Iterable[date], *, limit: int, filters: Filters) -> list[str]:
        """Passages that tell of any of the days, those first that were published nearest to it."""
        ...

    async def lexical(self, terms: Sequence[str], *, limit: int, filters: Filters) -> list[Ranked]:
        """Passages that hold any of the terms, by BM25 over heading and text, best first."""
        ...

    async def document_frequencies(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many passages there are, and how many of them hold each term."""
        ...

    async def passages_matching(self, filters: Filters, *, limit: int) -> int:
        """How many passages a filter lets through, counted no further than `limit`."""
        ...

    async def allowed(self, passage_ids: Sequence[str], filters: Filters) -> set[str]:
        """Those of the passages that a filter lets through."""
        ...

    async def exact_nearest(self, vector: Matrix, *, limit: int, filters: Filters) -> list[Ranked]:
        """Nearest passages by comparing with every stored vector that the filter lets through."""
        ...

    async def cached_vectors(self, text_hashes: Sequence[str]) -> dict[str, Matrix]:
        """The vectors already stored for these texts."""
        ...

    async def vectors(self, passage_ids: Sequence[str]) -> list[StoredVector]:
        """The stored vectors of those passages that exist."""
        ...

    async def sample_passage_ids(self, count: int) -> tuple[str, ...]:
        """Some passage ids, spread over the whole store."""
        ...

    def all_vectors(self, *, batch: int) -> AsyncIterator[list[StoredVector]]:
        """The vectors of the passages there are when it begins, in batches, for a rebuild.

        What is stored later comes by the outbox: a rebuild that chased writers might never end.
        """
        ...

    async def pending(self, *, limit: int) -> PendingWork | None:
        """The oldest outbox rows not yet applied to the index, None when there are none."""
        ...

    async def outbox_end(self) -> int:
        """The newest outbox row not yet applied, 0 when there is none."""
        ...

    async def mark_applied(self, through_sequence: int) -> None:
        """Drops outbox rows up to this one."""
        ...

    async def remember(self, key: str, value: str) -> None:
        """Keeps a small note about the store itself."""
        ...

    async def recall(self, key: str) -> str | None:
        """A note, None when there is none."""
        ...

    async def close(self) -> None:
        """Flushes and closes."""
        ...


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Rung(StrEnum):
    """How a reply's form is asked for, strictest first; a server that refuses one gets the next."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What a model is asked.

    `schema` is the JSON schema of the reply; `form` says it in words for each rung, and is appended to the
    system message there. Whatever the rung, the caller validates the reply.
    """

    messages: tuple[ChatMessage, ...]
    max_tokens: int
    schema: Mapping[str, object]
    form: Mapping[Rung, str]


@dataclass(frozen=True, slots=True)
class ChatDelta:
    """The next piece of the reply's text."""

    text: str


@dataclass(frozen=True, slots=True)
class ChatRestarted:
    """The reply broke off and is asked for anew: the pieces so far are void."""


@dataclass(frozen=True, slots=True)
class ChatFinished:
    """The last event of a reply that came whole, was cut at `max_tokens`, or was refused by the model."""

    finish: Literal["stop", "length", "refused"]
    usage: Usage
    rung: Rung
    prompt_cut: bool = False  # the server read far fewer tokens than it was sent


ChatEvent = ChatDelta | ChatRestarted | ChatFinished


class ChatCall(Protocol):
    """One running call; closing its iteration cancels it upstream."""

    @property
    def usage(self) -> Usage:
        """Tokens spent so far, those of abandoned attempts too."""
        ...

    def commit(self) -> None:
        """From here on something of this reply was shown: a failure is raised, never retried."""
        ...

    def events(self) -> AsyncGenerator[ChatEvent]:
        """The reply as it comes; ends with ChatFinished or raises UpstreamFailed or ContextTooLong."""
        ...


class ChatModel(Protocol):
    """A language model behind an OpenAI-compatible endpoint."""

    @property
    def model(self) -> str:
        """The model's name."""
        ...

    @property
    def trouble(self) -> str | None:
        """The code of what went wrong in the last call when it won't mend by itself, for /readyz."""
        ...

    def call(self, request: ChatRequest, *, deadline: float) -> ChatCall:
        """A call that ends by `deadline`, in seconds of the event loop's clock. Nothing is sent yet."""
        ...

    async def close(self) -> None:
        """Closes its connections."""
        ...
