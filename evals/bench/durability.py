"""What survives: service and Chroma are killed with -9 during concurrent writes, again and again.

After each restart on the same folder every article is compared with the clients' ledger: what was
acknowledged is there whole, what was deleted is gone, and what was cut is in the state before or after.
"""

import asyncio
import random
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.embeddings import MiniLmEmbedder
from evals.bench.audit import Audit
from evals.bench.corpus import made_up_corpus
from evals.bench.ledger import Ledger, Verdict
from evals.bench.service import RunningService, start_service
from evals.bench.tables import Row, at_most, none_of, print_machine, print_rows, progress_bar
from evals.bench.writers import StateMaker, Writers

ARTICLES = 200
KILL_AFTER_SECONDS = (0.5, 3.0)
READY_SECONDS = 10
WHOLE_SECONDS = 120.0


@dataclass(slots=True)
class Restarts:
    """How long restarts after a kill took, until ready and from then until the index was whole."""

    ready_seconds: list[float] = field(default_factory=list)
    whole_seconds: list[float] = field(default_factory=list)
    cut: int = 0


def run_durability(*, rounds: int, seed: int) -> None:
    """Kills a service `rounds` times on one data folder, and prints what became of it. Raises NotMeasured."""
    chance = random.Random(seed)
    ledger = Ledger(f"article-{number}" for number in range(ARTICLES))
    embedder = MiniLmEmbedder(threads=1)
    writers = Writers(ledger, StateMaker(made_up_corpus(), embedder), chance)
    audit, restarts = Audit(ledger, chance), Restarts()
    print_machine()
    try:
        with tempfile.TemporaryDirectory(prefix="footnote-durability-") as folder:
            data_dir = Path(folder) / "data"
            _run_rounds(data_dir, writers, audit, restarts, rounds)
            log = data_dir.with_name(f"{data_dir.name}.log").read_text(errors="replace")
    finally:
        embedder.close()
    print_rows(f"Durability: {rounds} times kill -9 during writes", _rows(writers, audit, restarts, log))


def _run_rounds(data_dir: Path, writers: Writers, audit: Audit, restarts: Restarts, rounds: int) -> None:
    service = start_service(data_dir)
    try:
        with progress_bar() as progress:
            for number in progress.track(range(rounds), description="Kills"):
                _write_until_killed(service, writers)
                restarts.cut += writers.ledger.in_flight
                service = start_service(data_dir)
                restarts.ready_seconds.append(service.ready_seconds)
                restarts.whole_seconds.append(service.wait_until_whole(seconds=WHOLE_SECONDS))
                asyncio.run(audit.check(service.url, all_retired=number == rounds - 1))
    finally:
        service.stop()


def _write_until_killed(service: RunningService, writers: Writers) -> None:
    # From a thread of its own, so that the moment owes nothing to what the writers are at.
    timer = threading.Timer(writers.chance.uniform(*KILL_AFTER_SECONDS), service.kill)
    timer.start()
    try:
        asyncio.run(writers.write(service.url))
    finally:
        timer.join()


def _rows(writers: Writers, audit: Audit, restarts: Restarts, log: str) -> list[Row]:
    found, ready = audit.findings, restarts.ready_seconds
    slow = [f"{seconds:.1f} s" for seconds in ready if seconds > READY_SECONDS]
    return [
        Row("acknowledged writes", f"{writers.done.acknowledged:,}"),
        Row("  after a PUT whose client had gone away: deletes", f"{writers.done.abandoned_then_deleted:,}"),
        Row("  the same: other puts", f"{writers.done.abandoned_then_put:,}"),
        Row("writes cut by a kill", f"{restarts.cut:,}"),
        Row("writes refused by the service (5xx)", f"{writers.done.refused:,}"),
        none_of("replies that don't fit what was written", writers.done.wrong),
        none_of("acknowledged writes lost", found.articles[Verdict.LOST]),
        none_of("deleted articles back", found.articles[Verdict.BACK]),
        none_of("half articles", found.articles[Verdict.HALF]),
        none_of("stale hits: no slice of the article as it is", found.stale),
        none_of("passages not found by their own text in both rankings", found.unfound),
        none_of(f"restarts slower than {READY_SECONDS} s", slow),
        at_most("slowest restart until ready", max(ready), READY_SECONDS, "s"),
        Row("slowest from then until nothing is degraded", f"{max(restarts.whole_seconds):.1f} s"),
        Row("rebuilds of Chroma's index", str(log.count("rebuilding the vector index"))),
        Row("tracebacks in the service's log", str(log.count("Traceback (most recent call last)"))),
    ]
