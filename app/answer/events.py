"""What happens on the way to a reply, in order: the passages, how far it is, each claim, the whole."""

import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from app.answer.reply import AddedClaim
from app.models import Reply, Retrieved

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """First event: what retrieval found."""

    retrieved: Retrieved


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long summary is: parts read (`map`) or brought together (`combine`)."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Done:
    """Last event: the whole reply."""

    reply: Reply


Event = PassagesFound | Progress | AddedClaim | Done


@dataclass(slots=True)
class Clock:
    """Milliseconds spent in each stage."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=lambda: {"retrieve": 0.0, "compose": 0.0, "verify": 0.0})

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Times a block."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self.stages[stage] += (time.perf_counter() - before) * 1000

    def timed(self, stage: str, function: Callable[Given, Result]) -> Callable[Given, Result]:
        """The function, its calls timed."""

        def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            with self(stage):
                return function(*args, **kwargs)

        return call

    async def drawn(
        self, stage: str, items: AsyncGenerator[Result], *, without: str | None = None
    ) -> AsyncGenerator[Result]:
        """The items, the waiting for each timed; what another stage takes meanwhile is left to that one."""
        async with aclosing(items):
            while True:
                before = self.stages.get(without or "", 0.0)
                try:
                    with self(stage):
                        item = await anext(items)
                except StopAsyncIteration:
                    return
                finally:
                    self.stages[stage] -= self.stages.get(without or "", 0.0) - before
                yield item

    def timings(self) -> dict[str, float]:
        """The stages so far and the total, rounded."""
        total = (time.perf_counter() - self.started) * 1000
        return {name: round(value, 2) for name, value in {**self.stages, "total": total}.items()}
