"""A reply as JSON or as events: `passages`, `progress`…, `claim`…, `done`; or `error` at the end."""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Wire:
    """How what happens is written to a stream, and how a failure on the way."""

    encode: Callable[[Event], Iterable[ServerSentEvent]]
    error: Callable[[FootnoteError], ServerSentEvent]


async def reply_or_stream(
    request: Request, events: AsyncGenerator[Event], *, stream: bool, body: Callable[[Reply], Body]
) -> Body | EventSourceResponse:
    """The last event's body, or all events as a stream."""
    first = await begun(request, events)
    if stream:
        wire = Wire(lambda event: [_encode(event, body)], lambda error: _error(request, error))
        return streamed(first, events, wire)
    return body(await whole(request, events))


async def begun(request: Request, events: AsyncGenerator[Event]) -> Event:
    """The first event, awaited before a stream begins: what goes wrong until then is an HTTP error."""
    return await unless_gone(request, anext(events))


async def whole(request: Request, events: AsyncGenerator[Event]) -> Reply:
    """The reply that the events end with."""
    return await unless_gone(request, _reply(events))


def streamed(first: Event, rest: AsyncGenerator[Event], wire: Wire) -> EventSourceResponse:
    """All events as a stream that is kept open with pings."""
    return EventSourceResponse(
        _stream(first, rest, wire),
        ping=PING_SECONDS,
        ping_message_factory=lambda: ServerSentEvent(comment="ping"),
        sep="\n",
    )


async def _reply(events: AsyncGenerator[Event]) -> Reply:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Done):
                return event.reply
    raise FootnoteError("the reply ended with nothing said")


async def _stream(first: Event, rest: AsyncGenerator[Event], wire: Wire) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(rest):
        try:
            for encoded in wire.encode(first):
                yield encoded
            async for event in rest:
                for encoded in wire.encode(event):
                    yield encoded
        except FootnoteError as error:
            yield wire.error(error)
        except Exception:
            log.exception("a stream failed")
            yield wire.error(FootnoteError("an unexpected error; the service's log has it"))


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
