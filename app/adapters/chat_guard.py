"""Keeps a slow or dead server of a model from taking this service along: few calls, none while it's away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import UpstreamBusy, UpstreamTimeout, UpstreamUnavailable

# Nobody knows when a call will end; a person who tries again in five seconds does no harm.
RETRY_BUSY_SECONDS = 5.0


class Guard:
    """Lets calls through: past the breaker, then a few at once."""

    def __init__(self, *, in_flight: int, queue: int, failures: int, open_seconds: float) -> None:
        self._bulkhead = Bulkhead(in_flight, queue)
        self._breaker = Breaker(failures, open_seconds)

    @asynccontextmanager
    async def call(self, deadline: float) -> AsyncIterator[None]:
        """One call's turn. Raises UpstreamUnavailable while the breaker is open, UpstreamBusy when full."""
        self._breaker.check()  # nobody queues for a server that is away
        async with self._bulkhead.slot(deadline), self._breaker.watched():
            yield


class Bulkhead:
    """At most so many calls in flight, and so many waiting for their turn, in order."""

    def __init__(self, in_flight: int, queue: int) -> None:
        self._slots = asyncio.Semaphore(in_flight)
        self._queue = queue
        self._waiting = 0

    @asynccontextmanager
    async def slot(self, deadline: float) -> AsyncIterator[None]:
        """A place among those in flight. Raises UpstreamBusy when the queue is full or moves too slowly."""
        if self._slots.locked() and self._waiting >= self._queue:
            raise _busy()
        self._waiting += 1
        try:
            is_in_time = await self._acquire(deadline)
        finally:
            self._waiting -= 1
        if not is_in_time:
            raise _busy()
        try:
            yield
        finally:
            self._slots.release()

    async def _acquire(self, deadline: float) -> bool:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._slots.acquire()
        except TimeoutError:
            return False


class Breaker:
    """Opens after calls in a row found the server away; later it lets one try, and closes if that works."""

    def __init__(self, failures: int, open_seconds: float) -> None:
        self._limit = failures
        self._open_seconds = open_seconds
        self._failures = 0
        self._open_until = 0.0
        self._is_trying = False

    def check(self) -> None:
        """Raises UpstreamUnavailable while it is open, or half open with a try under way."""
        if self._failures < self._limit:
            return
        left = self._open_until - asyncio.get_running_loop().time()
        if left > 0 or self._is_trying:
            raise UpstreamUnavailable(
                f"the last {self._failures} calls to the model's server failed: it is left alone a moment",
                retry_after_seconds=max(left, 1.0),
            )

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Learns from how a call ends: one that was given up on half way says nothing."""
        self.check()
        is_try = self._is_trying = self._failures >= self._limit
        try:
            yield
        except (UpstreamUnavailable, UpstreamTimeout):
            self._failures += 1
            self._open_until = asyncio.get_running_loop().time() + self._open_seconds
            raise
        except Exception:
            self._failures = 0  # it answered, whatever it said
            raise
        else:
            self._failures = 0
        finally:
            if is_try:
                self._is_trying = False


def _busy() -> UpstreamBusy:
    return UpstreamBusy(
        "as many calls to the model as allowed are under way and waiting; try again in a moment",
        retry_after_seconds=RETRY_BUSY_SECONDS,
    )
