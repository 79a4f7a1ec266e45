"""Summaries by a model over texts of any length: claims from every part, then one summary of the claims.

Each part is as many passages as a prompt takes, so no passage goes unread. What the parts bring is verified
before it is combined, and what the combination says is verified against the quotes that it inherits.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from app.answer.composing.compose import Tally, Writer
from app.answer.composing.exchange import Item, Task
from app.answer.composing.tasks import combine_task, summary_task
from app.answer.events import Progress
from app.answer.judging.verify import Library
from app.errors import ContextTooLong, UpstreamFailed
from app.models import Passage, VerifiedClaim

PARTS_AT_ONCE = 4  # one summary must not take every call that may be in flight
LEAST_PART_WORDS = 80  # asked of each part: fewer would choose what matters before the whole is seen
MOST_PART_WORDS = 200
Running = asyncio.Task[list[VerifiedClaim]]
EVERYTHING = "what matters most in the whole text"


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """One summary to write: `library` holds its passages, `hold` keeps claims back until a call has ended."""

    writer: Writer
    library: Library
    tally: Tally
    focus: str
    max_words: int
    deadline: float
    hold: bool = False
    shown: set[str] = field(default_factory=set)
    """Ids of the passages that the model has read."""

    async def events(self, passages: Sequence[Passage]) -> AsyncGenerator[VerifiedClaim | Progress]:
        """Verified claims within the word limit, and on the way to them how far it is."""
        # Counting the tokens of a book takes half a second.
        parts = await asyncio.to_thread(self.writer.groups, self._part_task((), self.max_words), passages)
        if len(parts) == 1:
            try:
                async with aclosing(self._final(self._part_task(parts[0], self.max_words))) as claims:
                    async for claim in claims:
                        yield claim
            except ContextTooLong:
                if len(passages) < 2:
                    raise
                parts = list(halves(passages))
            else:
                self.shown.update(passage.passage_id for passage in passages)
                return
        words = min(MOST_PART_WORDS, max(LEAST_PART_WORDS, 3 * self.max_words // len(parts)))
        found: list[list[VerifiedClaim]] = []
        async with aclosing(
            self._each("map", [self._part_task(part, words) for part in parts], found)
        ) as steps:
            async for step in steps:
                yield step
        async with aclosing(self._combined(found)) as events:
            async for event in events:
                yield event

    async def _combined(self, parts: list[list[VerifiedClaim]]) -> AsyncGenerator[VerifiedClaim | Progress]:
        """One summary of the parts' claims; they themselves when they fit or when no combination holds."""
        claims = [claim for part in parts for claim in part]
        if sum(word_count(claim) for claim in claims) <= self.max_words:
            for claim in claims:
                yield claim
            return
        groups = self.writer.groups(self._combine_task(()), claims)
        while len(groups) > 1:
            found: list[list[VerifiedClaim]] = []
            tasks = [self._combine_task(group) for group in groups]
            async with aclosing(self._each("combine", tasks, found)) as steps:
                async for step in steps:
                    yield step
            # A group none of whose combinations hold goes on with its first claims.
            parts = [one or spread([group], self.max_words) for one, group in zip(found, groups, strict=True)]
            regrouped = self.writer.groups(
                self._combine_task(()), [claim for part in parts for claim in part]
            )
            if len(regrouped) >= len(groups):
                break
            groups = regrouped
        sent = False
        if len(groups) == 1:
            with suppress(ContextTooLong):  # raised before anything was sent
                async with aclosing(self._final(self._combine_task(groups[0]))) as written:
                    async for claim in written:
                        sent = True
                        yield claim
        if not sent:
            self.tally.flag("combine")
            for claim in spread(parts, self.max_words):
                yield claim

    async def _each(
        self, stage: str, tasks: Sequence[Task[Item]], found: list[list[VerifiedClaim]]
    ) -> AsyncGenerator[Progress]:
        """Writes every task, some at once; the claims of each go to `found`, in order.

        A task that fails leaves its place empty, flagged `sections`. Raises the fault when all fail.
        """
        turn, tally = asyncio.Semaphore(PARTS_AT_ONCE), Tally()

        async def written(task: Task[Item]) -> list[VerifiedClaim]:
            try:
                async with turn:
                    claims = self.writer.write(task, tally, deadline=self.deadline, hold=True)
                    found = [claim async for claim in claims]
            except ContextTooLong:
                if len(task.items) < 2:
                    raise
                return [
                    claim for half in halves(task.items) for claim in await written(replace(task, items=half))
                ]
            self.shown.update(item.passage_id for item in task.items if isinstance(item, Passage))
            return found

        running = [asyncio.create_task(written(task)) for task in tasks]
        try:
            yield Progress(stage, 0, len(tasks))
            left = set(running)
            while left:
                done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
                # What isn't the upstream's doing, or fails everywhere, ends the summary at once.
                self._raise_faults(done, running)
                yield Progress(stage, len(tasks) - len(left), len(tasks))
        finally:
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            self.tally.usage = self.tally.usage + tally.usage
        for name in tally.degraded:
            self.tally.flag(name)
        found += [[] if one.exception() else one.result() for one in running]
        if any(one.exception() for one in running):
            self.tally.flag("sections")
        if not any(found):
            self.tally.refused += tally.refused
            self.tally.missing = self.tally.missing or tally.missing

    def _raise_faults(self, done: set[Running], running: Sequence[Running]) -> None:
        faults = [one.exception() for one in done if one.exception()]
        for fault in faults:
            if fault is not None and not isinstance(fault, UpstreamFailed):
                raise fault
        if faults and faults[0] and all(one.done() and one.exception() for one in running):
            raise faults[0]

    async def _final(self, task: Task[Item]) -> AsyncGenerator[VerifiedClaim]:
        """What is written, as far as it fits into the word limit."""
        left = self.max_words
        writing = self.writer.write(task, self.tally, deadline=self.deadline, hold=self.hold)
        async with aclosing(writing) as claims:
            async for claim in claims:
                if word_count(claim) > left:
                    self.tally.flag("word_limit")
                    continue
                left -= word_count(claim)
                yield claim

    def _part_task(self, passages: Sequence[Passage], words: int) -> Task[Passage]:
        focus = self.focus or EVERYTHING
        return summary_task(self.writer.prompts, passages, self.library, focus=focus, most_words=words)

    def _combine_task(self, claims: Sequence[VerifiedClaim]) -> Task[VerifiedClaim]:
        focus = self.focus or EVERYTHING
        return combine_task(self.writer.prompts, claims, self.library, focus=focus, most_words=self.max_words)


def halves(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """The two halves of what doesn't fit as one."""
    middle = (len(items) + 1) // 2
    return items[:middle], items[middle:]


def word_count(claim: VerifiedClaim) -> int:
    """White-space words, as `max_words` counts them."""
    return len(claim.text.split())


def spread(parts: Sequence[Sequence[VerifiedClaim]], max_words: int) -> list[VerifiedClaim]:
    """Claims that fit, taken from each part in turn and given in the order of the text."""
    by_rank = sorted(
        ((rank, place, claim) for place, part in enumerate(parts) for rank, claim in enumerate(part)),
        key=lambda one: one[:2],
    )
    chosen = []
    for rank, place, claim in by_rank:
        if word_count(claim) <= max_words:
            max_words -= word_count(claim)
            chosen.append((place, rank, claim))
    return [claim for _, _, claim in sorted(chosen, key=lambda one: one[:2])]
