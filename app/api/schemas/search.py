"""A search and what it finds."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.fields import Body, FiltersBody, Query


class SearchBody(Body):
    """A search."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "tariffs on Chinese exports", "top_k": 3}]}
    )

    query: Query
    top_k: Annotated[int, Field(strict=True, ge=1, le=50, description="How many passages.")] = 8
    filters: FiltersBody | None = None


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
