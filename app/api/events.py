"""A reply as JSON or as events: `passages`, `progress`…, `claim`…, `done`; or `error` at the end."""

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from app.answer.events import Done, Event, PassagesFound, Progress
from app.answer.reply import AddedClaim
from app.api.bodies import claim_event, passages_event
from app.api.problems import problem
from app.api.receiving import unless_gone
from app.errors import FootnoteError
from app.models import Reply

log = logging.getLogger(__name__)

PING_SECONDS = 15
Body = TypeVar("Body", bound=BaseModel)

DOCUMENTED_STREAM = {
    "text/event-stream": {
        "schema": {"type": "string"},
        "example": "event: passages\ndata: […]\n\nevent: claim\ndata: {…}\n\nevent: done\ndata: {…}\n\n",
    }
}


def wants_stream(request: Request, asked: bool) -> bool:
    """True when the body or the Accept header asks for events."""
    return asked or "text/event-stream" in request.headers.get("accept", "")


async def reply_or_stream(
    request: Request, events: AsyncIterator[Event], *, stream: bool, body: Callable[[Reply], Body]
) -> Body | EventSourceResponse:
    """The last event's body, or all events as a stream.

    The first event is awaited before the stream begins: what goes wrong until then is an HTTP error.
    """
    first = await unless_gone(request, _first(events))
    if stream:
        return EventSourceResponse(
            _stream(request, first, events, body),
            ping=PING_SECONDS,
            ping_message_factory=lambda: ServerSentEvent(comment="ping"),
            sep="\n",
        )
    return body(await unless_gone(request, _reply(events)))


async def _first(events: AsyncIterator[Event]) -> Event:
    return await anext(events)


async def _reply(events: AsyncIterator[Event]) -> Reply:
    async for event in events:
        if isinstance(event, Done):
            return event.reply
    raise FootnoteError("the reply ended with nothing said")


async def _stream(
    request: Request, first: Event, rest: AsyncIterator[Event], body: Callable[[Reply], Body]
) -> AsyncIterator[ServerSentEvent]:
    try:
        yield _encode(first, body)
        async for event in rest:
            yield _encode(event, body)
    except FootnoteError as error:
        yield _error(request, error)
    except Exception:
        log.exception("a stream failed")
        yield _error(request, FootnoteError("an unexpected error; the service's log has it"))


def _encode(event: Event, body: Callable[[Reply], Body]) -> ServerSentEvent:
    match event:
        case PassagesFound(retrieved):
            return _event("passages", passages_event(retrieved.hits))
        case Progress(stage, done, total):
            return _event("progress", {"stage": stage, "done": done, "total": total})
        case AddedClaim():
            return _event("claim", claim_event(event))
        case Done(reply):
            return _event("done", body(reply).model_dump(mode="json"))


def _event(name: str, data: Any) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=json.dumps(data, ensure_ascii=False), sep="\n")


def _error(request: Request, error: FootnoteError) -> ServerSentEvent:
    return _event("error", problem(error, instance=request.url.path, request_id=request.state.request_id))
