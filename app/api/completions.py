"""The OpenAI-compatible routes: any client of OpenAI's asks Footnote as if it were a model."""

import json
import time
from collections.abc import Iterable
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from app.answer.events import Done, Event, PassagesFound, Progress
from app.answer.reply import AddedClaim
from app.api.completion_bodies import (
    ENGINES,
    Head,
    claim_chunk,
    completion_body,
    engine_of,
    first_chunk,
    last_chunks,
    question_of,
    unknown_model,
)
from app.api.events import Wire, begun, streamed, whole
from app.api.examples import COMPLETION_STREAM
from app.api.openai_errors import COMPLETIONS_PATH, MODELS_PATH, openai_error
from app.api.problems import BODY_ERRORS, MODEL_ERRORS, responses
from app.api.schemas.completions import (
    Completion,
    CompletionBody,
    OfferedModel,
    OfferedModels,
)
from app.api.schemas.fields import NAME_CHARACTERS
from app.api.service import Service, ServiceDependency
from app.errors import FootnoteError, InvalidRequest, LlmNotConfigured, ModelNotFound

router = APIRouter(tags=["openai"])

CREATED = 1_795_478_400  # the day from which these names are offered


@router.post(
    COMPLETIONS_PATH,
    response_model=Completion,
    summary="Ask as if it were a model",
    responses={
        200: {"content": COMPLETION_STREAM},
        **responses(*BODY_ERRORS, ModelNotFound, LlmNotConfigured, *MODEL_ERRORS, path=COMPLETIONS_PATH),
    },
)
async def complete(
    body: CompletionBody, request: Request, service: ServiceDependency
) -> Completion | EventSourceResponse:
    """Answers the last user message; what users and the assistant said before it is its history.

    System and developer messages are accepted and not read: an instruction can't loosen verification. Nor do
    `temperature`, `max_tokens`, `stop`, `seed`, `tools` and the like change anything; what would change the
    meaning (`n` over 1, a tool that must be called, images, audio, JSON) is refused.

    The content is the answer with its markers, an annotation for each; `footnote` is the body that
    `POST /v1/answers` returns. When the articles don't answer, the content is `""` and `refusal` says why.
    With `stream: true` each verified claim is a chunk; the last chunk has `footnote`. Errors, here and in
    `/v1/models`, have OpenAI's shape, and the statuses and codes of the other routes.
    """
    head = Head(f"chatcmpl-{uuid4().hex[:24]}", int(time.time()), body.model, str(request.base_url))
    events = service.composer.answer(question_of(body), engine=engine_of(body), hold=not body.stream)
    first = await begun(request, events)
    if body.stream:
        return streamed(first, events, _wire(head, include_usage=body.stream_options.include_usage))
    return completion_body(await whole(request, events), head)


def _wire(head: Head, *, include_usage: bool) -> Wire:
    others: dict[str, Any] = {"usage": None} if include_usage else {}

    def encode(event: Event) -> Iterable[ServerSentEvent]:
        match event:
            case PassagesFound():
                yield _data({**others, **first_chunk(head)})
            case AddedClaim():
                yield _data({**others, **claim_chunk(event, head)})
            case Done(reply):
                for chunk in last_chunks(reply, head, include_usage=include_usage):
                    yield _data({**others, **chunk})
                yield ServerSentEvent(data="[DONE]", sep="\n")
            case Progress():
                pass

    def error(failure: FootnoteError) -> ServerSentEvent:
        return _data(openai_error(failure))

    return Wire(encode, error)


def _data(body: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(data=json.dumps(body, ensure_ascii=False), sep="\n")


@router.get(
    MODELS_PATH,
    response_model=OfferedModels,
    summary="List the models to ask",
    responses=responses(path=MODELS_PATH),
)
async def list_models(service: ServiceDependency) -> OfferedModels:
    """`footnote` is the language model where one is configured and the extractive engine otherwise;
    `footnote-extractive` and, where there is one, `footnote-llm` name them."""
    return OfferedModels(data=[OfferedModel(id=name, created=CREATED) for name in _offered(service)])


@router.get(
    f"{MODELS_PATH}/{{model:any_text}}",
    response_model=OfferedModel,
    summary="Look a model up",
    responses=responses(InvalidRequest, ModelNotFound, path=MODELS_PATH),
)
async def read_model(
    service: ServiceDependency,
    model: Annotated[
        str,
        Path(
            max_length=NAME_CHARACTERS,
            description="Its name.",
            openapi_examples={"auto": {"value": "footnote"}},
        ),
    ],
) -> OfferedModel:
    """The model, when it is offered."""
    if model not in _offered(service):
        raise unknown_model(model)
    return OfferedModel(id=model, created=CREATED)


def _offered(service: Service) -> list[str]:
    return [name for name, engine in ENGINES.items() if engine != "llm" or service.composer.model]
