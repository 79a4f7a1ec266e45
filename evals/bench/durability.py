"""What survives: everything is killed with -9 during concurrent writes, and the clients' ledger is compared.

A client never has two requests under way for one article, so for each article it knows what it was told last,
and when the kill came during a request, the two states that may follow: before it or after it, whole.
"""

import asyncio
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from evals.bench.service import RunningService, client_of, start_service, until_whole
from evals.bench.tables import Row, at_most, print_rows, progress_bar

ARTICLES = 160
WRITERS = 8
KILL_AFTER_SECONDS = (0.5, 3.0)
WHOLE_SECONDS = 60.0


@dataclass(slots=True)
class Entry:
    """What a client knows of one article: its acknowledged text (None: not there), and one that may be."""

    acknowledged: str | None = None
    pending: str | None = None
    is_pending: bool = False

    @property
    def possible(self) -> set[str | None]:
        """The states that may be found after a kill."""
        return {self.acknowledged, self.pending} if self.is_pending else {self.acknowledged}


@dataclass(slots=True)
class Tally:
    """What the rounds came to."""

    acknowledged: int = 0
    in_flight: int = 0
    lost: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    whole_seconds: list[float] = field(default_factory=list)
    rebuilds: int = 0


async def run_durability(*, rounds: int, seed: int) -> None:
    """Kills a service `rounds` times on one data folder, and prints what was lost."""
    ledger = {f"article-{number}": Entry() for number in range(ARTICLES)}
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="footnote-durability-") as folder, progress_bar() as progress:
        data_dir = Path(folder) / "data"
        for number in progress.track(range(rounds), description="Kills"):
            service = await start_service(data_dir)
            if number:
                tally.ready_seconds.append(service.ready_seconds)
            try:
                await _check(service, ledger, tally)
                await _write_until_killed(service, ledger, tally, chance)
            finally:
                if service.process.poll() is None:
                    service.kill()
        service = await start_service(data_dir)
        tally.ready_seconds.append(service.ready_seconds)
        try:
            await _check(service, ledger, tally)
        finally:
            service.stop()
        tally.rebuilds = service.log.read_text(errors="replace").count("rebuilding the vector index")
    print_rows(f"Durability: {rounds} times kill -9 of service and Chroma during writes", _rows(tally))


async def _write_until_killed(
    service: RunningService, ledger: dict[str, Entry], tally: Tally, chance: random.Random
) -> None:
    names = list(ledger)
    async with client_of(service) as client:
        writers = [
            asyncio.create_task(
                _write(client, ledger, names[place::WRITERS], tally, random.Random(chance.random()))
            )
            for place in range(WRITERS)
        ]
        await asyncio.sleep(chance.uniform(*KILL_AFTER_SECONDS))
        await asyncio.to_thread(service.kill)
        await asyncio.gather(*writers)
    tally.in_flight += sum(entry.is_pending for entry in ledger.values())


async def _write(
    client: httpx2.AsyncClient,
    ledger: dict[str, Entry],
    names: list[str],
    tally: Tally,
    chance: random.Random,
) -> None:
    """One writer over its own articles, until the service is gone."""
    while True:
        name = chance.choice(names)
        entry = ledger[name]
        deletes = entry.acknowledged is not None and chance.random() < 0.3
        entry.pending = None if deletes else _text(name, chance)
        entry.is_pending = True
        try:
            if deletes:
                response = await client.delete(f"/v1/articles/{name}")
            else:
                response = await client.put(
                    f"/v1/articles/{name}", json={"title": f"Report {name}", "text": entry.pending}
                )
        except httpx2.TransportError:
            return
        if response.is_success:
            entry.acknowledged, entry.is_pending = entry.pending, False
            tally.acknowledged += 1


async def _check(service: RunningService, ledger: dict[str, Entry], tally: Tally) -> None:
    """Compares every article with the ledger, and settles which of two states a cut request came to."""
    async with client_of(service) as client:
        tally.whole_seconds.append(await until_whole(client, seconds=WHOLE_SECONDS))
        for name, entry in ledger.items():
            response = await client.get(f"/v1/articles/{name}/text")
            found = response.text if response.status_code == 200 else None
            if found not in entry.possible:
                known = {entry.acknowledged, entry.pending}
                outcome = tally.back if entry.possible == {None} else tally.half if found else tally.lost
                outcome.append(f"{name}: {found!r} is none of {known!r}")
            entry.acknowledged, entry.is_pending = found, False
        await _check_search(client, ledger, tally)


async def _check_search(client: httpx2.AsyncClient, ledger: dict[str, Entry], tally: Tally) -> None:
    """Every passage found is a slice of its article as it is now, and articles are found by their words."""
    present = {name: entry.acknowledged for name, entry in ledger.items() if entry.acknowledged}
    for name in ledger:
        reply = (await client.post("/v1/search", json={"query": f"report {name}", "top_k": 50})).json()
        for passage in reply["passages"]:
            text = present.get(passage["article_id"])
            if text is None or text[passage["start"] : passage["end"]] != passage["text"]:
                tally.stale.append(f"{name}: {passage['article_id']} {passage['text'][:60]!r}")
    for name, text in list(present.items())[:20]:
        marker = text.split()[2]
        reply = (await client.post("/v1/search", json={"query": marker, "top_k": 3})).json()
        if name not in {passage["article_id"] for passage in reply["passages"]}:
            tally.lost.append(f"{name}: not found by its word {marker}")


def _text(name: str, chance: random.Random) -> str:
    marker = f"mark{chance.randrange(10**9)}"
    sentences = [f"The word {marker} opens the report of {name}."]
    sentences += [
        f"Line {number} of it counts {chance.randrange(1000)} ships in the harbour."
        for number in range(chance.randint(1, 5))
    ]
    return " ".join(sentences)


def _rows(tally: Tally) -> list[Row]:
    none = {
        "acknowledged writes lost": tally.lost,
        "deleted articles back": tally.back,
        "half articles": tally.half,
        "search hits that are no slice of the article as it is": tally.stale,
    }
    return [
        Row("acknowledged writes, and cut while under way", f"{tally.acknowledged:,}, {tally.in_flight}"),
        *(Row(what, str(len(found)), "0", not found) for what, found in none.items()),
        at_most("slowest start until ready", max(tally.ready_seconds), 10, "s"),
        Row("slowest until the index is whole again, after that", f"{max(tally.whole_seconds):.1f} s"),
        Row("rebuilds of Chroma's index", str(tally.rebuilds)),
        *(Row("  example", found[0][:100]) for found in none.values() if found),
    ]
