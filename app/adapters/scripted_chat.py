"""A language model that plays replies it was given: the fake at the port of `app/adapters/chat.py`."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.errors import FootnoteError, UpstreamTimeout, UpstreamTruncated
from app.models import Usage
from app.ports import ChatDelta, ChatEvent, ChatFinished, ChatRequest, ChatRestarted, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedReply:
    """One reply: `broken` comes first and is made void, then `text` in pieces, then `error` or the finish."""

    text: str = ""
    broken: str | None = None
    error: FootnoteError | None = None
    finish: Literal["stop", "length", "refused"] = "stop"
    usage: Usage = field(default_factory=lambda: Usage(prompt_tokens=100, completion_tokens=20))
    rung: Rung = Rung.JSON_SCHEMA
    prompt_cut: bool = False
    piece_characters: int = 7  # short and odd, so that pieces end within words, escapes and markers
    delay_seconds: float = 0.0  # before every event

    def events(self) -> Iterator[ChatEvent]:
        """The events up to the error, if there is one."""
        if self.broken is not None:
            yield from self._pieces(self.broken)
            yield ChatRestarted()
        yield from self._pieces(self.text)
        if self.error is None:
            yield ChatFinished(self.finish, self.usage, self.rung, self.prompt_cut)

    def _pieces(self, text: str) -> Iterator[ChatDelta]:
        for start in range(0, len(text), self.piece_characters):
            yield ChatDelta(text[start : start + self.piece_characters])


Script = ScriptedReply | Callable[[ChatRequest], ScriptedReply]
"""A reply, or what makes one of the request (to name its passages, say)."""


class ScriptedChat:
    """Plays one script a call, in order, and keeps the requests it got.

    `trouble` may be set. `cancelled` counts calls whose events were closed or cancelled before their end.
    """

    def __init__(self, *scripts: Script, model: str = "scripted") -> None:
        self._model = model
        self._scripts = list(scripts)
        self.trouble: str | None = None
        self.requests: list[ChatRequest] = []
        self.cancelled = 0
        self.closed = False

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model

    def call(self, request: ChatRequest, *, deadline: float) -> "ScriptedCall":
        """The next script's call. Raises AssertionError when none is left."""
        self.requests.append(request)
        if not self._scripts:
            raise AssertionError(f"call {len(self.requests)} of a model with no script left")
        script = self._scripts.pop(0)
        return ScriptedCall(self, script(request) if callable(script) else script, deadline)

    async def close(self) -> None:
        """Marks it closed."""
        self.closed = True


class ScriptedCall:
    """One call; once committed, a reply that would break off and restart fails instead."""

    def __init__(self, chat: ScriptedChat, reply: ScriptedReply, deadline: float) -> None:
        self._chat = chat
        self._reply = reply
        self._deadline = deadline
        self._is_committed = False

    @property
    def usage(self) -> Usage:
        """The script's usage."""
        return self._reply.usage

    def commit(self) -> None:
        """From here on a restart becomes UpstreamTruncated."""
        self._is_committed = True

    async def events(self) -> AsyncGenerator[ChatEvent]:
        """Plays the reply. Raises the script's error, and UpstreamTimeout past the deadline."""
        is_over = False
        try:
            for event in self._reply.events():
                await self._wait()
                if isinstance(event, ChatRestarted) and self._is_committed:
                    raise UpstreamTruncated("the reply broke off")
                is_over = isinstance(event, ChatFinished)
                yield event
            if self._reply.error is not None:
                await self._wait()
                raise self._reply.error
        except FootnoteError:
            is_over = True
            raise
        finally:
            self._chat.cancelled += not is_over

    async def _wait(self) -> None:
        left = self._deadline - asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, min(self._reply.delay_seconds, left)))
        if self._reply.delay_seconds >= left:
            raise UpstreamTimeout("the model took too long")
