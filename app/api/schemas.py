"""The bodies of the HTTP contract, with their limits and an example each that runs against the seeds."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.models import Filters, Outcome, Reason, Source, Status, Support

TITLE_CHARACTERS = 500
NAME_CHARACTERS = 200
QUERY_CHARACTERS = 2000
FILTER_IDS = 1000
_STARTS_WITH_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _iso_text(value: Any) -> Any:
    """Keeps out the numbers, and texts of digits, that would be read as seconds since 1970."""
    if isinstance(value, str) and not _STARTS_WITH_A_DAY.match(value):
        raise ValueError("not a date like 2025-05-09")
    if value is not None and not isinstance(value, (str, date)):
        raise ValueError("not a text with a date like 2025-05-09")
    return value


Day = Annotated[date, BeforeValidator(_iso_text)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS)]
ArticleId = Annotated[str, Field(min_length=1, max_length=128)]
# Any limit makes the schema refuse lone surrogates, which the store can't be asked for.
FilterText = Annotated[str, Field(max_length=QUERY_CHARACTERS)]
Query = Annotated[str, Field(min_length=1, max_length=QUERY_CHARACTERS, pattern=r"\S")]
EngineName = Literal["auto", "extractive", "llm"]
Stream = Annotated[
    bool,
    Field(strict=True, description="True: server-sent events, as with `Accept: text/event-stream`."),
]


class Body(BaseModel):
    """A request body: an unknown field is an error, since ignoring it would lose what it meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        """Many clients send null for what they leave out; a field that is needed is still refused as null."""
        if not isinstance(data, dict):
            return data
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: value for name, value in data.items() if value is not None or name not in optional}


class ArticleBody(Body):
    """An article to store."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Harbour bridge reopens after repairs",
                    "text": "The harbour bridge reopened on Monday after repairs that took six weeks. "
                    "The repairs cost 2.4 million euros, the city said. "
                    "Two of its four lanes stay closed until June.",
                    "source": "City desk",
                    "published_at": "2025-04-15",
                    "tags": ["city", "transport"],
                }
            ]
        }
    )

    title: Annotated[str, Field(min_length=1, max_length=TITLE_CHARACTERS)]
    text: Annotated[str, Field(description="Plain text or markdown; offsets count its canonical form.")]
    article_id: ArticleId | None = Field(None, description="Left out, it is derived from the content.")
    source: Name | None = None
    url: Annotated[str, Field(max_length=2000, pattern="^https?://")] | None = None
    authors: Annotated[list[Name], Field(max_length=100)] = []
    published_at: Day | None = Field(
        None, description="Left out, a date or dateline that opens the text gives it."
    )
    language: Annotated[str, Field(max_length=35)] | None = None
    tags: Annotated[list[Name], Field(max_length=100)] = []

    def to_source(self, *, article_id: str | None = None) -> Source:
        """The same as a value; an id given here wins."""
        return Source(
            title=self.title,
            text=self.text,
            article_id=article_id or self.article_id,
            source=self.source,
            url=self.url,
            authors=tuple(self.authors),
            published_at=self.published_at,
            language=self.language,
            tags=tuple(self.tags),
        )


class FiltersBody(Body):
    """Which articles may be looked at. Several tags mean all of them; both dates are inclusive."""

    article_ids: Annotated[list[FilterText], Field(max_length=FILTER_IDS)] | None = None
    source: FilterText | None = None
    tags: Annotated[list[FilterText], Field(max_length=100)] = []
    published_after: Day | None = None
    published_before: Day | None = None

    def to_filters(self) -> Filters:
        """The same as a value."""
        return Filters(
            article_ids=None if self.article_ids is None else tuple(self.article_ids),
            source=self.source,
            tags=tuple(self.tags),
            published_after=self.published_after,
            published_before=self.published_before,
        )


class SearchBody(Body):
    """A search."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "tariffs on Chinese exports", "top_k": 3}]}
    )

    query: Query
    top_k: Annotated[int, Field(strict=True, ge=1, le=50, description="How many passages.")] = 8
    filters: FiltersBody | None = None


class Turn(Body):
    """An earlier turn of a conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=20_000)]


class AnswerBody(Body):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "How many documents on cooperation were exchanged?"}]}
    )

    question: Query
    filters: FiltersBody | None = None
    top_k: Annotated[int, Field(strict=True, ge=1, le=50, description="How many passages to look at.")] = 8
    engine: EngineName = "auto"
    stream: Stream = False
    history: Annotated[list[Turn], Field(max_length=50)] = Field(
        [],
        description="Earlier turns: a model rewrites the question with them; the extractive engine "
        "answers it as it stands.",
    )


MAX_WORDS = (
    "At most so many words. Sentences are never cut: when none that matters is this short, the summary "
    "abstains with `insufficient_evidence`; ask again with more words."
)


class SummaryBody(Body):
    """What to summarize: articles, what a query finds, or what filters let through."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"query": "the visit to Moscow", "max_words": 80, "format": "bullets"}]
        }
    )

    article_ids: Annotated[list[ArticleId], Field(min_length=1, max_length=FILTER_IDS)] | None = None
    query: Query | None = None
    filters: FiltersBody | None = None
    focus: Query | None = Field(None, description="What the summary should dwell on.")
    max_words: Annotated[int, Field(strict=True, ge=10, le=2000, description=MAX_WORDS)] = 120
    format: Literal["paragraph", "bullets"] = "paragraph"
    engine: EngineName = "auto"
    stream: Stream = False

    @model_validator(mode="after")
    def _names_something(self) -> "SummaryBody":
        if self.article_ids is None and self.query is None and self.filters is None:
            raise ValueError("at least one of article_ids, query, filters")
        return self


class SourceBody(Body):
    """A text to verify against; its id stands for `article_id` in the citations."""

    id: ArticleId
    text: str


class VerificationBody(Body):
    """A text whose claims are to be judged, against the articles or against the given sources."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "China set tariffs of 125 percent on US products. "
                    "China set tariffs of 145 percent on US products."
                }
            ]
        }
    )

    text: Annotated[str, Field(min_length=1, max_length=100_000, pattern=r"\S")]
    article_ids: Annotated[list[ArticleId], Field(min_length=1, max_length=FILTER_IDS)] | None = None
    sources: Annotated[list[SourceBody], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_kind_of_source(self) -> "VerificationBody":
        if self.article_ids is not None and self.sources is not None:
            raise ValueError("article_ids or sources, not both")
        ids = [source.id for source in self.sources or []]
        if len(set(ids)) != len(ids):
            raise ValueError("sources: each id once")
        return self


class ArticleMetadata(BaseModel):
    """A stored article without its text."""

    article_id: str
    revision: str
    title: str
    source: str | None
    url: str | None
    authors: list[str]
    published_at: date | None
    language: str | None
    tags: list[str]
    created_at: datetime
    updated_at: datetime
    characters: int
    passages: int


class WrittenArticle(ArticleMetadata):
    """A stored article and what the request did."""

    outcome: Outcome


class Problem(BaseModel):
    """An error, as RFC 9457 has it, with a stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[dict[str, str]] | None = Field(None, description="The fields that were refused.")


class ImportLine(BaseModel):
    """The result of one line of an import: an outcome, or an error."""

    line: int
    article_id: str | None = None
    revision: str | None = None
    outcome: Outcome | None = None
    passages: int | None = None
    error: Problem | None = None


class ArticlePage(BaseModel):
    """A page of a listing."""

    items: list[ArticleMetadata]
    next_cursor: str | None


class Deleted(BaseModel):
    """What a delete removed."""

    deleted_passages: int


class FoundPassage(BaseModel):
    """A passage that a search found: `text` is the article's text from `start` to `end`."""

    passage_id: str
    article_id: str
    title: str
    url: str | None
    published_at: date | None
    text: str
    start: int
    end: int
    score: float
    dense_rank: int | None
    lexical_rank: int | None


class SearchResult(BaseModel):
    """Passages, best first; `degraded` names parts that were away."""

    passages: list[FoundPassage]
    degraded: list[str]
    timings_ms: dict[str, float]


class ResolvedDayBody(BaseModel):
    """A relative day in a quote, with its calendar date."""

    text: str
    date: date


class CitationBody(BaseModel):
    """The exact characters that support a claim: `article.text[start:end] == quote`."""

    number: int
    article_id: str
    revision: str
    title: str
    url: str | None
    published_at: date | None
    passage_id: str
    quote: str
    start: int
    end: int
    resolved: list[ResolvedDayBody]


class ClaimBody(BaseModel):
    """A verified sentence of the reply at its place in the text (the marker is not part of it)."""

    text: str
    start: int
    end: int
    citations: list[int]
    support: Support
    checks: list[str]


class JudgedClaimBody(ClaimBody):
    """A claim of a given text, with how well it is supported (0 to 1) and the checks that failed."""

    score: float
    failed_checks: list[str]


class UnsupportedBody(BaseModel):
    """A claim that verification refused; it is not in the text."""

    text: str
    reason: str


class ConsideredBody(BaseModel):
    """A passage that was looked at and not cited."""

    passage_id: str
    article_id: str
    score: float


def _is_none(value: object) -> bool:
    return value is None


class EngineBody(BaseModel):
    """What wrote the reply."""

    name: str
    model: str | None
    prompt: str | None = Field(
        None, exclude_if=_is_none, description="A model's: the hash of the prompt that it was given."
    )


class UsageBody(BaseModel):
    """A model's tokens."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool


class ReplyHead(BaseModel):
    """How a reply begins."""

    id: str
    status: Status
    reason: Reason | None


class ReplyBody(BaseModel):
    """What an answer and a summary go on with."""

    claims: list[ClaimBody]
    citations: list[CitationBody]
    unsupported: list[UnsupportedBody]
    considered: list[ConsideredBody]
    engine: EngineBody
    degraded: list[str]
    usage: UsageBody
    timings_ms: dict[str, float]


class AnswerText(BaseModel):
    """An answer's own fields."""

    answer: str
    question: str | None = Field(
        None, exclude_if=_is_none, description="A follow-up as a model rewrote it with the history."
    )


class SummaryText(BaseModel):
    """A summary's own fields."""

    summary: str
    coverage: float


# The last base's fields come first in the JSON.
class Answer(ReplyBody, AnswerText, ReplyHead):
    """An answer whose every sentence carries its citation, or a typed abstention."""


class Summary(ReplyBody, SummaryText, ReplyHead):
    """A summary whose every sentence carries its citation; `coverage` is the share of sections cited."""


class Verification(BaseModel):
    """The claims of a text, judged; offsets count its canonical form."""

    claims: list[JudgedClaimBody]
    citations: list[CitationBody]
