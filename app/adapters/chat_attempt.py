"""One streamed request to a model's server: its pieces of text, how it ended, what it used."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from openai import AsyncStream
from openai.resources.chat.completions import AsyncCompletions

from app.adapters.chat_chunks import Finish, Part, Reported, read_part
from app.adapters.chat_errors import RAISED, fault_of
from app.adapters.chat_faults import AttemptFailed, Fault, malformed
from app.errors import UpstreamTruncated

# Usage comes right behind a reply's end; a whole reply isn't held back for longer.
USAGE_SECONDS = 2.0
_END = object()


class Attempt:
    """One request. `pieces` runs it; the rest says what is known of it, however it ended."""

    def __init__(
        self, completions: AsyncCompletions, body: dict[str, Any], *, deadline: float, idle_seconds: float
    ) -> None:
        self._completions = completions
        self._body = body
        self._deadline = deadline
        self._idle_seconds = idle_seconds
        self._chunks = self._choices = 0
        self.text = ""
        self.finish: Finish | None = None
        self.reported: Reported | None = None
        self.may_have_cost = False

    async def pieces(self) -> AsyncGenerator[str]:
        """The text as it comes; closes the connection. Raises AttemptFailed unless the reply came whole."""
        stream = await self._open()
        try:
            _check_content_type(stream)
            while (chunk := await self._next(stream)) is not _END:
                if piece := self._take(read_part(chunk)):
                    yield piece
        finally:
            with suppress(*RAISED):
                await stream.close()
        self._check_whole()

    async def _open(self) -> "AsyncStream[Any]":
        self.may_have_cost = True  # until the server is known not to have worked on it
        try:
            async with asyncio.timeout_at(self._deadline):
                stream = await self._completions.create(**self._body)
        except RAISED as error:
            fault = fault_of(error)
        else:
            assert isinstance(stream, AsyncStream)  # as it always is when a stream is asked for
            return stream
        # Raised here and not above: the library's error holds what the server sent.
        self.may_have_cost = fault.may_have_cost
        raise AttemptFailed(fault)

    async def _next(self, stream: "AsyncStream[Any]") -> object:
        """The next chunk or _END. What breaks behind the end of a reply can't harm it any more."""
        try:
            async with asyncio.timeout_at(self._limit()):
                return await anext(stream)
        except StopAsyncIteration:
            return _END
        except RAISED as error:
            fault = fault_of(error)
        if self.finish is not None:
            return _END
        raise AttemptFailed(fault)

    def _limit(self) -> float:
        if self.finish is None and not self.text:
            return self._deadline
        wait = self._idle_seconds if self.finish is None else USAGE_SECONDS
        return min(self._deadline, asyncio.get_running_loop().time() + wait)

    def _take(self, part: Part) -> str:
        self._chunks += 1
        self._choices += part.has_choice
        self.reported = part.reported or self.reported
        if self.finish is not None:
            return ""
        self.finish = "refused" if part.is_refusal else part.finish
        self.text += part.text
        return part.text

    def _check_whole(self) -> None:
        if self.finish is None and (self._choices or not self._chunks):
            fault = Fault(UpstreamTruncated("the reply ended before its end"), may_retry=True)
        elif self.finish is None:
            fault = malformed("the reply has no choices")
        elif self.finish == "stop" and not self.text.strip():
            fault = malformed("the reply is empty")
        else:
            return
        raise AttemptFailed(fault)


def _check_content_type(stream: "AsyncStream[Any]") -> None:
    kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        raise AttemptFailed(malformed("the reply is not an event stream"))
