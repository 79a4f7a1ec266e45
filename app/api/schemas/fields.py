"""Kinds of fields, and what all request bodies share."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.models import Filters

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


def is_none(value: object) -> bool:
    """For fields that are left out where there is nothing to say."""
    return value is None
