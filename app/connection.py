"""uvicorn's HTTP/1.1 with two things that it has none of: a limit to the time in which a request's head must
come, and replies that arrive though nobody reads the rest of a refused body.

A request's body has its limit in `app.api.receiving`, where a refusal can still be answered.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class HeadDeadline(H11Protocol):
    """Closes a connection that has sent no whole head `head_seconds` after it was opened, or after the first
    byte that came since the last reply (the next head, or the rest of a body that was refused)."""

    head_seconds: float
    _deadline: asyncio.TimerHandle | None = None
    _lingering: "LingeringTransport"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first head."""
        self._lingering = LingeringTransport(
            transport, is_unread=self._is_unread, seconds=self.head_seconds, loop=self.loop
        )
        super().connection_made(self._lingering)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Takes what came; waits on unless a request runs now."""
        if self._lingering.is_closing():
            return
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._give_up_waiting()
        self._lingering.end()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self._runs_a_request():
            self._give_up_waiting()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._close_if_idle)

    def _close_if_idle(self) -> None:
        if not self._runs_a_request():
            self.transport.close()

    def _give_up_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _runs_a_request(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_unread(self) -> bool:
        """True while more may come of a request than was read of it."""
        return self.conn.their_state in (h11.SEND_BODY, h11.ERROR)


class LingeringTransport(asyncio.Transport):
    """A transport that closes in two steps while the other side may still be sending.

    A socket that is closed with bytes unread answers them with a reset, and on a reset the other side's
    system drops what it has received: the very reply that says why. So the end is announced, what still comes
    is read and dropped, and the socket closed when the other side has closed its own, or after `seconds`.
    """

    def __init__(
        self,
        transport: asyncio.Transport,
        *,
        is_unread: Callable[[], bool],
        seconds: float,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__()
        self._transport = transport
        self._is_unread = is_unread
        self._seconds = seconds
        self._loop = loop
        self._end: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """Closes, in two steps when there is need; called once more, at once."""
        if self._end is not None or self._transport.is_closing() or not self._is_unread():
            self.end()
            return
        self._end = self._loop.call_later(self._seconds, self.end)
        try:
            self._transport.write_eof()
            self._transport.resume_reading()
        except OSError:  # the other side has gone
            self.end()

    def end(self) -> None:
        """Closes at once."""
        if self._end is not None:
            self._end.cancel()
        self._transport.close()

    def is_closing(self) -> bool:
        """True from the first step on."""
        return self._end is not None or self._transport.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Sends."""
        self._transport.write(data)

    def pause_reading(self) -> None:
        """Lets the other side wait."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Reads on."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """The socket and its addresses."""
        return self._transport.get_extra_info(name, default)


def protocol(*, head_seconds: float) -> type[HeadDeadline]:
    """The protocol with its limit set, since uvicorn makes each connection's object itself."""
    return type("Protocol", (HeadDeadline,), {"head_seconds": head_seconds})
