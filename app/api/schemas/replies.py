"""What answers, summaries and verifications have in common: claims with their citations."""

from datetime import date

from pydantic import BaseModel, Field

from app.api.schemas.fields import is_none
from app.models import Reason, Status, Support


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


class UnsupportedBody(BaseModel):
    """A claim that verification refused; it is not in the text."""

    text: str
    reason: str


class ConsideredBody(BaseModel):
    """A passage that was looked at and not cited."""

    passage_id: str
    article_id: str
    score: float


class EngineBody(BaseModel):
    """What wrote the reply."""

    name: str
    model: str | None
    prompt: str | None = Field(
        None, exclude_if=is_none, description="A model's: the hash of the prompt that it was given."
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
