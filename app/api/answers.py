"""Answers: a question to verified sentences, as JSON or as events."""

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse

from app.answer.requests import AnswerRequest
from app.api.bodies import answer_body
from app.api.events import DOCUMENTED_STREAM, reply_or_stream, wants_stream
from app.api.examples import ANSWER_EXAMPLE
from app.api.problems import BODY_ERRORS, MODEL_ERRORS, responses
from app.api.schemas.answers import Answer, AnswerBody
from app.api.service import ServiceDependency
from app.errors import LlmNotConfigured
from app.models import Filters, Turn

router = APIRouter(prefix="/v1", tags=["answers"])


@router.post(
    "/answers",
    response_model=Answer,
    summary="Answer a question",
    responses={
        200: {"content": {"application/json": {"example": ANSWER_EXAMPLE}, **DOCUMENTED_STREAM}},
        **responses(*BODY_ERRORS, LlmNotConfigured, *MODEL_ERRORS),
    },
)
async def answer(
    body: AnswerBody, request: Request, service: ServiceDependency
) -> Answer | EventSourceResponse:
    """One to three sentences that answer, each with its citations; or `status: abstained` with a `reason`.

    For every citation, the article's text from `start` to `end` is the `quote`. Passages that were looked at
    and not used come back as `considered`. With `stream: true` the events are `passages`, a `claim` for each
    verified sentence, and `done` with this same body; or `error` as the last one.
    """
    stream = wants_stream(request, body.stream)
    asked = AnswerRequest(
        question=body.question,
        filters=body.filters.to_filters() if body.filters else Filters(),
        top_k=body.top_k,
        history=tuple(Turn(turn.role, turn.content) for turn in body.history),
    )
    events = service.composer.answer(asked, engine=body.engine, hold=not stream)
    return await reply_or_stream(request, events, stream=stream, body=answer_body)
