"""What to summarize, and the summary."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.schemas.fields import FILTER_IDS, ArticleId, Body, EngineName, FiltersBody, Query, Stream
from app.api.schemas.replies import ReplyBody, ReplyHead

MAX_WORDS = (
    "At most so many words. Sentences are never cut: when none that matters is this short, the summary "
    "abstains with `insufficient_evidence`; ask again with more words."
)
FOCUS = (
    "What the summary should dwell on; whom or what it names comes first. With no model, when the sources "
    "have no word of it, the summary is `partial` with `no_relevant_passage`."
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
    focus: Query | None = Field(None, description=FOCUS)
    max_words: Annotated[int, Field(strict=True, ge=10, le=2000, description=MAX_WORDS)] = 120
    format: Literal["paragraph", "bullets"] = "paragraph"
    engine: EngineName = "auto"
    stream: Stream = False

    @model_validator(mode="after")
    def _names_something(self) -> "SummaryBody":
        if self.article_ids is None and self.query is None and self.filters is None:
            raise ValueError("at least one of article_ids, query, filters")
        return self


class SummaryText(BaseModel):
    """A summary's own fields."""

    summary: str
    coverage: float


class Summary(ReplyBody, SummaryText, ReplyHead):
    """A summary whose every sentence carries its citation; `coverage` is the share of sections cited."""
