"""The values that flow through Footnote: frozen, and free of any vendor's types.

Every offset is half-open and counts Unicode code points of an article's canonical text, so for each
citation `article.text[start:end] == quote`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of `text` that this span names."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Source:
    """An article as its caller gives it, before an identifier, canonical form or revision is settled."""

    title: str
    text: str
    article_id: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: date | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article: canonical text, metadata, and the revision that names exactly this content."""

    article_id: str
    revision: str
    title: str
    text: str
    source: str | None
    url: str | None
    authors: tuple[str, ...]
    published_at: date | None
    language: str | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ToldDay:
    """The calendar day that the words from `start` to `end` of a text stand for: "Friday", "the day after".

    With `of_event`, the day of the event that they count from: in "two days after talks broke down", when the
    talks did.
    """

    date: date
    start: int
    end: int
    of_event: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact slice of an article's text made of whole sentences.

    `sentences` and the `days` that it tells of have their offsets in the article.
    """

    passage_id: str
    article_id: str
    revision: str
    ordinal: int
    title: str
    url: str | None
    published_at: date | None
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    source: str | None = None
    days: tuple[ToldDay, ...] = ()


@dataclass(frozen=True, slots=True)
class PackedPassage:
    """A passage on its way into the store: its place, and the hash of what is embedded for it."""

    passage_id: str
    ordinal: int
    span: Span
    sentences: tuple[Span, ...]
    embedded_text: str
    text_hash: str
    days: tuple[ToldDay, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, as listings show it."""

    article_id: str
    revision: str
    title: str
    source: str | None
    url: str | None
    authors: tuple[str, ...]
    published_at: date | None
    language: str | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    characters: int
    passages: int


class Outcome(StrEnum):
    """What a write did."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Written:
    """The result of one ingested article."""

    outcome: Outcome
    article: ArticleSummary


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be looked at; several tags mean all of them, an empty filter means every article."""

    article_ids: tuple[str, ...] | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    published_after: date | None = None
    published_before: date | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is restricted."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with its rank in each list (1 is best, None is not in it).

    `context` is the passage with the sentences beside it, where they are known: to be read, not cited.
    """

    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    context: Passage | None = None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a search found, and which of its parts were away."""

    hits: tuple[Hit, ...]
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words attributed to a passage; a `span` says where they stand when that is known already."""

    passage_id: str
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence that an engine proposes, with the quotes it rests on. Not verified: never shown."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine proposes; `missing` says why there is nothing, or not all that was asked for."""

    claims: tuple[DraftClaim, ...]
    missing: "Reason | None" = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the conversation before a question."""

    role: Literal["user", "assistant"]
    content: str


class Reason(StrEnum):
    """Why a reply is not fully answered."""

    NO_ARTICLES = "no_articles"
    NO_RELEVANT_PASSAGE = "no_relevant_passage"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    VERIFICATION_FAILED = "verification_failed"
    REFUSED = "refused"


class Status(StrEnum):
    """How far a question was answered."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


class Support(StrEnum):
    """How well the cited quotes carry a claim."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class ResolvedDay:
    """A relative day in a quote with its calendar date, counted from the article's date."""

    text: str
    date: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that the verifier found, at its exact place."""

    passage_id: str
    article_id: str
    revision: str
    title: str
    url: str | None
    published_at: date | None
    quote: str
    span: Span
    resolved: tuple[ResolvedDay, ...] = ()
    days: tuple[ToldDay, ...] = ()  # that the quote tells of, by their places in it


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a claim stands against its evidence: which checks passed and failed; `score` is 0 to 1."""

    support: Support
    score: float
    checks: tuple[str, ...]
    failed_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedClaim:
    """A claim whose quotes were found at their places. Only the verifier makes these."""

    text: str
    judgement: Judgement
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RefusedClaim:
    """A claim that verification refused, with the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The verifier's result on a draft."""

    claims: tuple[VerifiedClaim, ...]
    refused: tuple[RefusedClaim, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered piece of evidence; `number` is what the markers in the text refer to."""

    number: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Claim:
    """A verified claim at its place in the reply's text, with the numbers of its citations."""

    text: str
    span: Span
    citations: tuple[int, ...]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was looked at and not cited."""

    passage_id: str
    article_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Engine:
    """Which engine wrote the reply."""

    name: str
    model: str | None = None
    prompt: str | None = None  # the hash of the prompt that was used


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model was sent and gave back."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or a summary: verified text, its claims and citations, and what it did not use.

    `coverage` is None for answers; for summaries it is the share of the sources' sections that are cited.
    `question` is the one that was answered where that is not the one asked: a follow-up that was rewritten.
    """

    reply_id: str
    status: Status
    reason: Reason | None
    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    unsupported: tuple[RefusedClaim, ...]
    considered: tuple[Considered, ...]
    engine: Engine
    degraded: tuple[str, ...] = ()
    usage: Usage = Usage()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    coverage: float | None = None
    question: str | None = None
