"""The bulkhead and the breaker: who gets through, who waits, who is refused and for how long."""

import asyncio

import pytest

from app.adapters.chat_guard import Breaker, Bulkhead
from app.errors import UpstreamAuth, UpstreamBusy, UpstreamTimeout, UpstreamUnavailable

LONG_SECONDS = 1000.0


def in_seconds(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def enter(bulkhead: Bulkhead, *, seconds: float = LONG_SECONDS) -> None:
    async with bulkhead.slot(in_seconds(seconds)):
        pass


async def end(breaker: Breaker, error: BaseException | None) -> None:
    """A call that ends so."""
    async with breaker.watched():
        if error is not None:
            raise error


async def fail(breaker: Breaker, *errors: Exception) -> None:
    for error in errors:
        with pytest.raises(type(error)):
            await end(breaker, error)


def away() -> Exception:
    return UpstreamUnavailable("away")


async def test_a_wait_that_outlasts_the_deadline_is_busy() -> None:
    bulkhead = Bulkhead(1, 1)
    async with bulkhead.slot(in_seconds(LONG_SECONDS)):
        with pytest.raises(UpstreamBusy) as raised:
            await enter(bulkhead, seconds=0.01)
    assert raised.value.retry_after_seconds is not None


async def test_a_free_slot_needs_no_place_in_the_queue() -> None:
    await enter(Bulkhead(1, 0))


async def test_with_no_queue_a_call_too_many_is_busy_at_once() -> None:
    bulkhead = Bulkhead(1, 0)
    async with bulkhead.slot(in_seconds(LONG_SECONDS)):
        with pytest.raises(UpstreamBusy):
            await enter(bulkhead)
    await enter(bulkhead)


async def test_who_gives_up_waiting_leaves_the_queue() -> None:
    bulkhead = Bulkhead(1, 1)
    async with bulkhead.slot(in_seconds(LONG_SECONDS)):
        waiting = asyncio.create_task(enter(bulkhead))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        following = asyncio.create_task(enter(bulkhead))
        await asyncio.sleep(0)
        assert not following.done()
    await following


async def test_the_breaker_opens_after_failures_in_a_row_alone() -> None:
    breaker = Breaker(2, LONG_SECONDS)
    await fail(breaker, away(), UpstreamAuth("it answered"), away())
    breaker.check()
    await fail(breaker, UpstreamTimeout("late"))
    with pytest.raises(UpstreamUnavailable) as raised:
        breaker.check()
    assert raised.value.retry_after_seconds == pytest.approx(LONG_SECONDS, rel=0.1)


async def test_half_open_it_lets_one_try() -> None:
    breaker = Breaker(1, 0)
    await fail(breaker, away())
    async with breaker.watched():
        with pytest.raises(UpstreamUnavailable):
            breaker.check()
    await end(breaker, None)
    breaker.check()


async def test_a_try_that_fails_opens_it_again() -> None:
    breaker = Breaker(1, 0)
    await fail(breaker, away())
    breaker._open_seconds = LONG_SECONDS
    await fail(breaker, away())
    with pytest.raises(UpstreamUnavailable):
        breaker.check()


async def test_a_try_that_is_given_up_says_nothing() -> None:
    breaker = Breaker(1, 0)
    await fail(breaker, away())
    with pytest.raises(asyncio.CancelledError):
        await end(breaker, asyncio.CancelledError())
    async with breaker.watched():  # still half open, and free for another try
        with pytest.raises(UpstreamUnavailable):
            breaker.check()
