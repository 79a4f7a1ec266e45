"""Articles: to store, as stored, and the results of an import."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.fields import TITLE_CHARACTERS, ArticleId, Body, Day, Name
from app.api.schemas.problems import Problem
from app.models import Filters, Outcome, Source


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
    authors: Annotated[list[Name], Field(max_length=100)] = Field([])
    published_at: Day | None = Field(
        None, description="Left out, a date or dateline that opens the text gives it."
    )
    language: Annotated[str, Field(max_length=35)] | None = Field(
        None, description="A language tag: `en`, `pt-BR`."
    )
    tags: Annotated[list[Name], Field(max_length=100)] = Field([])

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


class Listing(Body):
    """The parameters of a listing; one that isn't here is refused, since it would restrict nothing."""

    limit: int = Field(50, ge=1, le=500, description="Articles a page.")
    cursor: str | None = Field(None, max_length=400, description="`next_cursor` of the page before.")
    source: str | None = Field(None, description="Only articles of this source.")
    tag: list[str] = Field([], description="Only articles with all of these tags.")
    published_after: Day | None = Field(None, description="On this day or after it.")
    published_before: Day | None = Field(None, description="On this day or before it.")

    def to_filters(self) -> Filters:
        """The parameters as a value of the core."""
        return Filters(
            source=self.source,
            tags=tuple(self.tag),
            published_after=self.published_after,
            published_before=self.published_before,
        )
