"""A question and its answer."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.fields import Body, EngineName, FiltersBody, Query, Stream, is_none
from app.api.schemas.replies import ReplyBody, ReplyHead


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


class AnswerText(BaseModel):
    """An answer's own fields."""

    answer: str
    question: str | None = Field(
        None, exclude_if=is_none, description="A follow-up as a model rewrote it with the history."
    )


# The last base's fields come first in the JSON.
class Answer(ReplyBody, AnswerText, ReplyHead):
    """An answer whose every sentence carries its citation, or a typed abstention."""
