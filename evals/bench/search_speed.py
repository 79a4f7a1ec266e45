"""Search over HTTP at size."""

import asyncio
import time
from pathlib import Path
from statistics import median

from app.language.words import STOP_WORDS
from evals.bench.corpus import FEW, THIRD, Corpus
from evals.bench.large_store import fill_store
from evals.bench.latency import Latency, Timed, latency_of, post_at_once, post_in_turn
from evals.bench.service import RunningService, running
from evals.bench.tables import Row, at_most

P50_MS, P99_MS = 25, 80
PATH = "/v1/search"
WARM_UP, BESIDE = 50, 200  # distinct queries before, and for each of the further rows
CLIENTS = 4
REBUILD_SECONDS = 1200.0  # of 100,000 passages, on a busy machine


def measure_search(root: Path, corpus: Corpus, *, passages: int, queries: int) -> list[Row]:
    """Fills a store, starts a service on it, and times distinct queries. Raises NotMeasured."""
    data_dir = root / "large"
    started = time.perf_counter()
    stored = asyncio.run(fill_store(data_dir, corpus, passages=passages))
    filled = time.perf_counter() - started
    with running(data_dir) as service:
        rebuilt = service.ready_seconds + service.wait_until_whole(seconds=REBUILD_SECONDS)
        return [
            Row("passages stored", f"{stored:,}"),
            Row("time to store them, vectors made up", f"{filled:.0f} s"),
            Row("time to start and build the index from them", f"{rebuilt:.0f} s"),
            *_timed_rows(service, corpus, queries),
            _memory_row(service),
        ]


def _timed_rows(service: RunningService, corpus: Corpus, count: int) -> list[Row]:
    # Distinct throughout: a query that came before is not embedded again.
    queries = iter(corpus.queries(WARM_UP + count + 3 * BESIDE, seed=1))

    def bodies(number: int, source: str | None = None) -> list[dict[str, object]]:
        filters = {} if source is None else {"filters": {"source": source}}
        return [{"query": next(queries), **filters} for _ in range(number)]

    def in_turn(label: str, number: int, source: str | None = None) -> list[Timed]:
        return post_in_turn(service.url, PATH, bodies(number, source), label=label)

    in_turn("Warming up", WARM_UP)
    alone = in_turn("Queries, one at a time", count)
    beside = post_at_once(
        service.url, PATH, bodies(BESIDE), clients=CLIENTS, label=f"Queries, {CLIENTS} at a time"
    )
    few = in_turn("Queries with a narrow filter", BESIDE, FEW)
    third = in_turn("Queries with a wide filter", BESIDE, THIRD)
    words = [{"query": query} for query in _function_word_queries()]
    function_words = post_in_turn(service.url, PATH, words, label="Queries of function words")
    latency = _latency(alone)
    return [
        Row("distinct queries, one at a time", f"{latency.count:,}"),
        at_most("  p50", latency.p50, P50_MS, "ms"),
        at_most("  p99", latency.p99, P99_MS, "ms"),
        Row("  p50 / p95 / p99 / slowest", str(latency)),
        Row(
            "  p50 of it inside the service",
            f"{median(t.reply['timings_ms']['total'] for t in alone):.1f} ms",
        ),
        Row(f"{CLIENTS} clients at a time, p50 / p95 / p99 / slowest", str(_latency(beside))),
        Row("filter that 1 article in 200 passes, the same", str(_latency(few))),
        Row("filter that 1 article in 3 passes, the same", str(_latency(third))),
        Row("nothing but function words, the same", str(_latency(function_words))),
    ]


def _latency(timed: list[Timed]) -> Latency:
    return latency_of([one.milliseconds for one in timed])


def _function_word_queries() -> list[str]:
    common = sorted(STOP_WORDS)
    return [" ".join((common[at], common[-at - 1], "the")) for at in range(50)]


def _memory_row(service: RunningService) -> Row:
    pss, rss = (size / 1e6 for size in service.memory_bytes())
    return Row("memory of service and Chroma, proportional / resident", f"{pss:.0f} / {rss:.0f} MB")
