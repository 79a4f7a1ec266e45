"""Summaries: of articles, of what a query finds, or of what filters let through."""

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse

from app.answer.requests import SummaryRequest
from app.api.bodies import summary_body
from app.api.events import DOCUMENTED_STREAM, reply_or_stream, wants_stream
from app.api.problems import BODY_ERRORS, MODEL_ERRORS, responses
from app.api.schemas.summaries import Summary, SummaryBody
from app.api.service import ServiceDependency
from app.errors import ArticleNotFound, LlmNotConfigured
from app.models import Filters

router = APIRouter(prefix="/v1", tags=["summaries"])


@router.post(
    "/summaries",
    response_model=Summary,
    summary="Summarize articles",
    responses={
        200: {"content": DOCUMENTED_STREAM},
        **responses(*BODY_ERRORS, ArticleNotFound, LlmNotConfigured, *MODEL_ERRORS),
    },
)
async def summarize(
    body: SummaryBody, request: Request, service: ServiceDependency
) -> Summary | EventSourceResponse:
    """Sentences that together say most within `max_words`, each with its citation, over whole articles.

    Name `article_ids`, a `query`, `filters`, or several of them. `coverage` is the share of the sources'
    sections that are cited. `focus` says what to dwell on. Streams like answers do.

    Sentences are never cut: when none that matters fits into `max_words`, the summary abstains with
    `insufficient_evidence`.
    """
    stream = wants_stream(request, body.stream)
    events = service.composer.summary(
        SummaryRequest(
            article_ids=None if body.article_ids is None else tuple(dict.fromkeys(body.article_ids)),
            query=body.query,
            filters=body.filters.to_filters() if body.filters else Filters(),
            focus=body.focus,
            max_words=body.max_words,
            format=body.format,
        ),
        engine=body.engine,
        hold=not stream,
    )
    return await reply_or_stream(request, events, stream=stream, body=summary_body)
