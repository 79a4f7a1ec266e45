"""A text to verify, and its claims as judged."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.schemas.fields import FILTER_IDS, ArticleId, Body
from app.api.schemas.replies import CitationBody, ClaimBody


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


class JudgedClaimBody(ClaimBody):
    """A claim in the characters of the given text, how well it is supported (0 to 1), and what failed."""

    score: float
    failed_checks: list[str]


class Verification(BaseModel):
    """The claims of a text, judged.

    Claims have offsets into the text as given; citations into their article, or into the canonical form of
    their source (newlines as `\\n`; no byte order mark, no control characters).
    """

    claims: list[JudgedClaimBody]
    citations: list[CitationBody]
