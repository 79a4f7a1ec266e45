"""What Footnote adds to a model's time: before it is asked, behind each claim, after its last token."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.bench.asking import Asked, ask, asking_client
from evals.bench.hang_ups import measure_hang_ups
from evals.bench.latency import Latency, latency_of
from evals.bench.model_process import scripted_model, serving_with
from evals.bench.model_server import Note
from evals.bench.questions import questions
from evals.bench.tables import Row, at_most, none_of, progress_bar

PIECE_SECONDS = 0.005  # 200 tokens a second, faster than most servers for one reply
BEFORE_MS = 25
AFTER_MS = 25
CLAIM_MS = 10
WARM_UP = 6


def measure_added(root: Path, *, answers: int, hang_ups: int, seed: int) -> tuple[list[Row], list[Row]]:
    """Answers in turn, JSON and events by turns, then callers who hang up. Raises NotMeasured."""
    with scripted_model(piece_seconds=PIECE_SECONDS) as model, serving_with(model, root / "added") as service:
        asked = asyncio.run(_ask_in_turn(service.url, questions()[: WARM_UP + answers]))
        added = added_rows(asked, model.notes())
        rest = questions()[WARM_UP + answers :][: hang_ups + 1]
        return added, asyncio.run(measure_hang_ups(service.url, model, rest, seed=seed))


def added_rows(asked: Sequence[Asked], notes: Mapping[str, Sequence[Note]]) -> list[Row]:
    """What the clients saw beside what the model noted; the first answers warm up, and only they."""
    first, warm = before([asked[0]], notes), asked[WARM_UP:]
    json, events = ([one for one in warm if one.is_stream is stream] for stream in (False, True))
    return [
        Row("answers in turn, half JSON and half events", str(len(warm))),
        none_of("  errors", troubles(asked, notes)),
        Row("before the model is asked, first answer after the start", f"{first.worst:.1f} ms"),
        *_spread("before the model is asked", before(warm, notes), BEFORE_MS),
        *_spread("after its last token, JSON", after(json, notes), AFTER_MS),
        *_spread("after its last token, events", after(events, notes), AFTER_MS),
        *_spread("from a claim's end to its event", behind_claims(events, notes), CLAIM_MS),
    ]


def before(asked: Sequence[Asked], notes: Mapping[str, Sequence[Note]]) -> Latency:
    """From the client's request to the model's receipt of its own."""
    pairs = [(one, note) for one in asked for note in notes.get(one.question, ())[:1]]
    return latency_of([(note.received - one.started) * 1000 for one, note in pairs])


def after(asked: Sequence[Asked], notes: Mapping[str, Sequence[Note]]) -> Latency:
    """From the last token sent to the end of the client's reply."""
    pairs = [(one, note) for one in asked for note in notes.get(one.question, ())[-1:]]
    return latency_of([(one.ended - note.last_piece) * 1000 for one, note in pairs if note.last_piece])


def behind_claims(asked: Sequence[Asked], notes: Mapping[str, Sequence[Note]]) -> Latency:
    """From the piece that closes a claim to the claim's event."""
    return latency_of(
        [
            (at - note.claims[text]) * 1000
            for one in asked
            for note in notes.get(one.question, ())[-1:]
            for text, at in one.claims.items()
            if text in note.claims
        ]
    )


def troubles(asked: Sequence[Asked], notes: Mapping[str, Sequence[Note]]) -> list[str]:
    """What went wrong: errors, claims that were lost or made up, a model asked more than once."""
    found = []
    for one in asked:
        heard = notes.get(one.question, ())
        if one.trouble:
            found.append(f"{one.question} {one.trouble}")
        elif len(heard) != 1:
            found.append(f"{one.question} The model was asked {len(heard)} times")
        elif set(one.claims) != set(heard[0].claims):
            found.append(f"{one.question} {len(one.claims)} claims came of {len(heard[0].claims)}")
    return found


async def _ask_in_turn(url: str, asked: Sequence[str]) -> list[Asked]:
    async with asking_client(url) as client:
        with progress_bar() as progress:
            return [
                await ask(client, question, stream=place % 2 == 0)
                for place, question in enumerate(progress.track(asked, description="Answers"))
            ]


def _spread(what: str, latency: Latency, target: float) -> list[Row]:
    return [
        at_most(f"{what}, p50", latency.p50, target, "ms"),
        Row("  p50 / p95 / p99 / slowest", str(latency)),
    ]
