"""uvicorn's HTTP/1.1 with a limit to the time in which a request's head must come; it has none of its own.

A request's body has its limit in `app.api.receiving`, where a refusal can still be answered.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class HeadDeadline(H11Protocol):
    """Closes a connection that has sent no whole head `head_seconds` after it was opened, or after the first
    byte that came since the last reply (the next head, or the rest of a body that was refused)."""

    head_seconds: float
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Takes what came; waits on unless a request runs now."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._give_up_waiting()
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


def protocol(*, head_seconds: float) -> type[HeadDeadline]:
    """The protocol with its limit set, since uvicorn makes each connection's object itself."""
    return type("Protocol", (HeadDeadline,), {"head_seconds": head_seconds})
