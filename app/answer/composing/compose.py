"""The model engine's pen: asks for claims, checks each one as it comes, has the failed ones mended once.

The model sees numbered passages and sends claims with quotes. A claim leaves here only verified. What it gets
wrong in form or in quotes is sent back to it in one repair turn inside the same deadline; what fails then is
dropped and told as unsupported.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from app.answer.composing.exchange import Exchange, Item, Task
from app.answer.composing.marking import new_boundary
from app.errors import ContextTooLong, UpstreamFailed, UpstreamMalformed, UpstreamTruncated
from app.models import Reason, RefusedClaim, Usage, VerifiedClaim
from app.ports import ChatDelta, ChatFinished, ChatModel, ChatRequest, ChatRestarted
from app.prompts import Prompts

NO_FORM = "the model's reply doesn't have the form asked for, nor has its repair"
MESSAGE_TOKENS = 8  # that a chat template adds to a message, about


@dataclass(slots=True)
class Tally:
    """What a piece of writing came to, besides its claims."""

    usage: Usage = field(default_factory=Usage)
    refused: list[RefusedClaim] = field(default_factory=list)
    degraded: list[str] = field(default_factory=list)
    missing: Reason | None = None
    shown: int = 0  # items that the model was shown, the first ones of the task

    def flag(self, name: str) -> None:
        """Notes that the reply is less than it could be."""
        if name not in self.degraded:
            self.degraded.append(name)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes with a model; `count_tokens` measures prompts, which must fit into `prompt_tokens`."""

    chat: ChatModel
    prompts: Prompts
    count_tokens: Callable[[str], int]
    prompt_tokens: int
    reply_tokens: int

    async def write(
        self, task: Task[Item], tally: Tally, *, deadline: float, hold: bool = False
    ) -> AsyncGenerator[VerifiedClaim]:
        """The claims that hold, each as soon as it does; with `hold` when the reply has come whole.

        Raises UpstreamFailed or ContextTooLong. What was held by then is never shown, so it can be retried.
        """
        exchange = Exchange(task, self._fitting(task))
        while True:
            tally.shown = len(exchange.items)
            try:
                async with aclosing(
                    self._read(exchange.request(self.reply_tokens), exchange, tally, deadline, hold)
                ) as claims:
                    async for claim in claims:
                        yield claim
            except ContextTooLong:
                if task.is_whole or exchange.is_halved or exchange.sent or len(exchange.items) == 1:
                    raise
                tally.flag("context")
                exchange = exchange.halved()
                continue
            if exchange.finish == "length" and not exchange.sent and not exchange.is_shorter:
                exchange = exchange.shorter()
                continue
            break
        self._note_finish(exchange, tally)
        if exchange.finish == "stop" and (exchange.is_unreadable or exchange.refused):
            async with aclosing(self._mend(exchange, tally, deadline, hold)) as claims:
                async for claim in claims:
                    yield claim
        tally.refused += exchange.refused

    async def _read(
        self, request: ChatRequest, exchange: Exchange[Item], tally: Tally, deadline: float, hold: bool
    ) -> AsyncGenerator[VerifiedClaim]:
        call = self.chat.call(request, deadline=deadline)
        held: list[VerifiedClaim] = []
        exchange.begin()
        try:
            async with aclosing(call.events()) as events:
                async for event in events:
                    match event:
                        case ChatDelta(text):
                            found = exchange.read(text)
                        case ChatRestarted():
                            held.clear()
                            exchange.restart()
                            continue
                        case ChatFinished():
                            found = exchange.end(event)
                            if event.prompt_cut:
                                tally.flag("prompt_cut")
                    held.extend(found)
                    if not hold:
                        for claim in found:
                            call.commit()
                            yield claim
                        held.clear()
                    if exchange.is_enough:
                        tally.flag("truncated")
                        break
            for claim in held:
                yield claim
        finally:
            tally.usage = tally.usage + call.usage

    async def _mend(
        self, exchange: Exchange[Item], tally: Tally, deadline: float, hold: bool
    ) -> AsyncGenerator[VerifiedClaim]:
        """One repair turn. When it fails, what was verified before stays, and the reply says so."""
        failed, was_unreadable, sent_before = exchange.refused, exchange.is_unreadable, exchange.sent
        problems = exchange.problems(self.prompts.repair)
        fitting = self._fitting(exchange.task, reserve=self.count_tokens(problems))
        exchange.repairing(problems, fitting[: len(exchange.items)])
        try:
            request = exchange.request(self.reply_tokens)
            async with aclosing(self._read(request, exchange, tally, deadline, hold)) as claims:
                async for claim in claims:
                    yield claim
        except (UpstreamFailed, ContextTooLong) as error:
            if was_unreadable:
                raise UpstreamMalformed(NO_FORM) if isinstance(error, ContextTooLong) else error from None
            tally.flag("repair")
            exchange.refused = failed
            return
        if was_unreadable and exchange.finish == "refused":
            tally.missing = Reason.REFUSED
        elif was_unreadable and exchange.is_unreadable:
            raise UpstreamMalformed(NO_FORM)
        if exchange.finish == "length":
            tally.flag("truncated")
        # What the model didn't send again is as refused as before. A claim that came in other words can't be
        # told from a new one: each is taken to stand for the first of those that are left.
        left = [one for one in failed if not exchange.has_claimed(one.text)]
        again = len(failed) - len(left)
        exchange.refused += left[max(0, exchange.sent - sent_before + len(exchange.refused) - again) :]

    def _note_finish(self, exchange: Exchange[Item], tally: Tally) -> None:
        if exchange.finish == "refused":
            tally.missing = Reason.REFUSED
        if exchange.finish == "length":
            if not exchange.sent:
                raise UpstreamTruncated("the model's reply was cut at its limit before any claim held")
            tally.flag("truncated")

    def _fitting(self, task: Task[Item], *, reserve: int = 0) -> Sequence[Item]:
        """As many items from the first on as the budget takes. Raises ContextTooLong when it takes none."""
        left = self.prompt_tokens - self.overhead(task) - reserve
        for place, item in enumerate(task.items):
            left -= self.size(task, item)
            if left < 0 and place:
                return task.items[:place]
            if left < 0 and not reserve:
                raise ContextTooLong(
                    f"the request and one passage take {self.prompt_tokens - left} tokens, "
                    f"and a prompt may have {self.prompt_tokens} (FOOTNOTE_LLM_PROMPT_TOKENS)"
                )
        return task.items

    def groups(self, task: Task[Item], items: Sequence[Item]) -> list[Sequence[Item]]:
        """The items in order, in groups that each fit into one prompt; one group at least."""
        room = self.prompt_tokens - self.overhead(task)
        groups: list[Sequence[Item]] = []
        first, left = 0, room
        for place, item in enumerate(items):
            size = self.size(task, item)
            if size > left and place > first:
                groups.append(items[first:place])
                first, left = place, room
            left -= size
        return [*groups, items[first:]]

    def overhead(self, task: Task[Item]) -> int:
        """Tokens of a task's prompt without its items."""
        messages = Exchange(task, ()).request(1).messages
        form = max((self.count_tokens(text) for text in task.prompt.forms.values()), default=0)
        return sum(self.count_tokens(one.content) + MESSAGE_TOKENS for one in messages) + form

    def size(self, task: Task[Item], item: Item) -> int:
        """Tokens of one item as it is marked."""
        return self.count_tokens(task.mark([item], new_boundary())) + 2
