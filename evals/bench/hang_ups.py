"""Callers who hang up at random moments of a reply: the model's server must see each of them gone."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.bench.asking import ask, asking_client
from evals.bench.errors import NotMeasured
from evals.bench.latency import latency_of
from evals.bench.model_process import ScriptedModel
from evals.bench.model_server import Note
from evals.bench.tables import Row, at_most, none_of, progress_bar

SEEN_MS = 1500
LATEST_SHARE = 0.9  # of the time that a reply is planned to take, which is the least it takes
AT_ONCE = 4
_ASKED_SECONDS = 20.0
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class HangUp:
    """A question whose caller hung up, and when."""

    question: str
    at: float


async def measure_hang_ups(
    url: str, model: ScriptedModel, questions: Sequence[str], *, seed: int
) -> list[Row]:
    """Hangs up on all questions but the last, which is to be answered afterwards. Raises NotMeasured."""
    *cut, last = questions
    chance = random.Random(seed)
    shares = [chance.uniform(0, LATEST_SHARE) for _ in cut]
    gate = asyncio.Semaphore(AT_ONCE)
    with progress_bar() as progress:
        task = progress.add_task("Hang-ups", total=len(cut))

        async def hang_up(place: int) -> HangUp:
            async with gate:
                done = await _hang_up(url, model, cut[place], stream=place % 2 == 0, share=shares[place])
            progress.advance(task)
            return done

        done = await asyncio.gather(*map(hang_up, range(len(cut))))
    await asyncio.sleep(SEEN_MS / 1000)
    async with asking_client(url) as client:
        answer = await ask(client, last, stream=False)
    return hang_up_rows(done, model.notes(), after=answer.trouble)


def hang_up_rows(done: Sequence[HangUp], notes: Mapping[str, Sequence[Note]], *, after: str) -> list[Row]:
    """How the model's server saw them; `after` is what was wrong with an answer behind them."""
    waits, unseen, late = list[float](), list[str](), 0
    for one in done:
        match notes.get(one.question):
            case [Note(cut_off=float(seen))]:
                waits.append((seen - one.at) * 1000)
            case [Note(ended=float(ended))] if ended < one.at:
                late += 1  # a busy machine let the reply end first: there was nothing to cut off
            case _:
                unseen.append(one.question)
    latency = latency_of(waits)
    return [
        Row("callers who hung up, half JSON and half events", str(len(done) - late)),
        Row("  others, too late: the reply had ended", str(late)),
        none_of("  not cut off at the model, or asked of it again", unseen),
        at_most("  slowest to be cut off", latency.worst, SEEN_MS, "ms"),
        Row("  p50 / p95 / p99 / slowest", str(latency)),
        none_of("  an answer behind them that failed", [after] if after else []),
    ]


async def _hang_up(url: str, model: ScriptedModel, question: str, *, stream: bool, share: float) -> HangUp:
    async with asking_client(url) as client:
        asking = asyncio.create_task(ask(client, question, stream=stream))
        try:
            note = await _asked(model, question)
            await asyncio.sleep(note.received + share * note.planned_seconds - time.monotonic())
        finally:
            at = time.monotonic()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
    return HangUp(question, at)


async def _asked(model: ScriptedModel, question: str) -> Note:
    """The model's note of a question, once it has been asked. Raises NotMeasured."""
    deadline = time.monotonic() + _ASKED_SECONDS
    while time.monotonic() < deadline:
        if heard := (await asyncio.to_thread(model.notes)).get(question):
            return heard[0]
        await asyncio.sleep(_POLL_SECONDS)
    raise NotMeasured(f"the model was not asked within {_ASKED_SECONDS:.0f} s: {question}")
