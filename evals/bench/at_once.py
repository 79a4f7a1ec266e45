"""Many answers in flight at once: none may fail, and memory stays bounded."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench.asking import Asked, ask, asking_client
from evals.bench.model_process import scripted_model, serving_with
from evals.bench.model_server import Note
from evals.bench.model_speed import behind_claims, troubles
from evals.bench.questions import questions
from evals.bench.service import RunningService
from evals.bench.tables import Row, at_most, console, none_of

PIECE_SECONDS = 0.02  # 50 tokens a second for each reply, as a server does that has many at work
MEMORY_MB = 800
SAMPLE_SECONDS = 0.2
IN_FLIGHT = "FOOTNOTE_LLM_IN_FLIGHT"


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Answers asked at the same moment, and the most memory, proportional and resident, meanwhile."""

    asked: Sequence[Asked]
    pss_bytes: int
    rss_bytes: int


def measure_at_once(root: Path, *, clients: int) -> list[Row]:
    """So many clients ask at once, half of them for events. Raises NotMeasured."""
    settings = {IN_FLIGHT: str(clients)}
    with (
        scripted_model(piece_seconds=PIECE_SECONDS, gather=clients) as model,
        serving_with(model, root / "at-once", **settings) as service,
    ):
        at_once = asyncio.run(_ask_at_once(service, questions()[:clients]))
        return at_once_rows(at_once, model.notes())


def at_once_rows(at_once: AtOnce, notes: Mapping[str, Sequence[Note]]) -> list[Row]:
    """What came of them."""
    asked = at_once.asked
    seconds = max(one.ended for one in asked) - min(one.started for one in asked)
    beside = max((note.beside for heard in notes.values() for note in heard), default=0)
    return [
        Row(f"answers asked at once, with {IN_FLIGHT}={len(asked)}", str(len(asked))),
        Row(
            "  in flight at the model at the same moment", str(beside), str(len(asked)), beside == len(asked)
        ),
        none_of("  errors", troubles(asked, notes)),
        Row("  until the last had its reply", f"{seconds:.1f} s"),
        Row(
            "  from a claim's end to its event",
            str(behind_claims([one for one in asked if one.is_stream], notes)),
        ),
        at_most(
            "most memory meanwhile, service and Chroma, proportional",
            at_once.pss_bytes / 1e6,
            MEMORY_MB,
            "MB",
        ),
        at_most("  resident (counts shared pages twice)", at_once.rss_bytes / 1e6, MEMORY_MB, "MB"),
    ]


async def _ask_at_once(service: RunningService, asked: Sequence[str]) -> AtOnce:
    async with asking_client(service.url) as client:
        with console.status("Answers at once"):
            asking = asyncio.gather(
                *(ask(client, question, stream=place % 2 == 0) for place, question in enumerate(asked))
            )
            pss, rss = [0], [0]
            while not asking.done():
                for most, used in zip((pss, rss), await asyncio.to_thread(service.memory_bytes), strict=True):
                    most.append(used)
                await asyncio.wait({asking}, timeout=SAMPLE_SECONDS)
    return AtOnce(await asking, max(pss), max(rss))
