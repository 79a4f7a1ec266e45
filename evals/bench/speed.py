"""How fast: search at size, answers over the seeds, ingest against the bare model, start, memory."""

import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from statistics import median

import httpx2

from app.adapters.embeddings import MiniLmEmbedder
from app.adapters.store import SqliteStore
from app.ingest.passages import pack_passages
from app.ingest.pipeline import heading, make_article
from app.models import Article, PackedPassage, Source
from evals.bench.corpus import Corpus, clustered_vectors
from evals.bench.service import SEEDS, NotMeasured, client_of, running, until_whole
from evals.bench.tables import Row, at_most, percentile, print_rows, progress_bar

ARTICLE_WORDS = 3_000  # of the large store: about 20 passages an article
MAX_TEXT_BYTES = 5_000_000
WARM_UP = 50
INGEST_ARTICLES = 60
INGEST_WORDS = 450
INGEST_ROUNDS = 3
REBUILD_SECONDS = 900.0
TOPICS = (
    "the talks in the Kremlin",
    "the military parade",
    "the joint statement",
    "the state visit",
    "US tariffs on Chinese exports",
    "Chinese tariffs on US products",
    "the documents on cooperation",
    "sanctions on Moscow",
    "the United Nations",
    "the three anniversaries",
)
ASKED = (
    "When were {}?",
    "What did Xi Jinping say about {}?",
    "How many people were at {}?",
    "Who took part in {}?",
    "What is known of {}?",
    "Where did {} take place?",
)


class Part(StrEnum):
    """What can be measured by itself."""

    START = "start"
    ANSWERS = "answers"
    INGEST = "ingest"
    SEARCH = "search"


async def run_speed(*, parts: Sequence[Part], passages: int, queries: int) -> None:
    """Runs the parts and prints a table for each."""
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as folder:
        root = Path(folder)
        if Part.START in parts:
            print_rows("Start and memory, with the seeds", await _start_and_memory(root))
        if Part.ANSWERS in parts:
            print_rows("Answers over the seeds", await _answers(root))
        if Part.INGEST in parts:
            print_rows("Ingest against the bare model", await _ingest(root))
        if Part.SEARCH in parts:
            print_rows(f"Search at {passages:,} passages", await _search(root, passages, queries))


async def _start_and_memory(root: Path) -> list[Row]:
    first, again, memory = [], [], (0, 0)
    for attempt in range(3):
        data_dir = root / f"start{attempt}"
        async with running(data_dir, load=SEEDS) as service:
            first.append(service.ready_seconds)
        async with running(data_dir, load=SEEDS) as service, client_of(service) as client:
            again.append(service.ready_seconds)
            for question in _questions()[:30] * 4:
                await _post(client, "/v1/answers", {"question": question})
                await _post(client, "/v1/search", {"query": question})
            memory = service.memory_bytes()
    pss, rss = (size / 1e6 for size in memory)
    return [
        at_most("ready after a first start, empty folder (median of 3)", median(first), 4, "s"),
        at_most("ready after a further start (median of 3)", median(again), 4, "s"),
        at_most("memory of service and Chroma, proportional", pss, 600, "MB"),
        at_most("memory of service and Chroma, resident", rss, 600, "MB"),
    ]


async def _answers(root: Path) -> list[Row]:
    async with running(root / "answers", load=SEEDS) as service, client_of(service) as client:
        bodies = [{"question": question} for question in _questions()]
        times = await _timed(bodies, lambda body: _post(client, "/v1/answers", body), "Answers")
    return [at_most("p50", percentile(times, 0.5), 30, "ms"), *_spread(times)]


async def _ingest(root: Path) -> list[Row]:
    corpus = Corpus(seed=2)
    embedder = MiniLmEmbedder(threads=2)
    bare, whole = [], []
    try:
        for attempt in range(INGEST_ROUNDS):
            sources = [corpus.article(words=INGEST_WORDS) for _ in range(INGEST_ARTICLES)]
            packed = [_packed(make_article(s, max_text_bytes=MAX_TEXT_BYTES), embedder) for s in sources]
            texts = [passage.embedded_text for passages in packed for passage in passages]
            tokens = sum(embedder.count_pieces(texts))
            started = time.perf_counter()
            await embedder.embed_passages(texts)
            bare.append(tokens / (time.perf_counter() - started))
            whole.append(tokens / await _import_seconds(root / f"ingest{attempt}", sources))
    finally:
        embedder.close()
    ratio = median(whole) / median(bare)
    return [
        Row("bare model", f"{median(bare):,.0f} tokens/s"),
        Row("import over HTTP, stored and indexed", f"{median(whole):,.0f} tokens/s"),
        Row("ratio of the medians", f"{ratio:.2f}", ">= 0.75", ratio >= 0.75),
    ]


async def _import_seconds(data_dir: Path, sources: Sequence[Source]) -> float:
    lines = [json.dumps({"title": source.title, "text": source.text}) for source in sources]
    async with running(data_dir) as service, client_of(service) as client:
        # The first article pays for what any first request pays for.
        await _post(client, "/v1/articles", {"title": "Warm-up", "text": "One sentence. " * 40})
        started = time.perf_counter()
        response = await client.post("/v1/articles/import", content="\n".join(lines).encode())
        seconds = time.perf_counter() - started
    outcomes = [json.loads(line).get("outcome") for line in response.text.splitlines()]
    if outcomes != ["created"] * len(sources):
        raise NotMeasured(f"an import stored {outcomes.count('created')} of {len(sources)} articles")
    return seconds


async def _search(root: Path, passages: int, queries: int) -> list[Row]:
    data_dir = root / "large"
    corpus = Corpus(seed=1)
    started = time.perf_counter()
    stored = await _fill(data_dir, corpus, passages)
    filled = time.perf_counter() - started
    async with running(data_dir) as service, client_of(service) as client:
        rebuilt = service.ready_seconds + await until_whole(client, seconds=REBUILD_SECONDS)
        asked = list(dict.fromkeys(corpus.query() for _ in range(queries + WARM_UP)))
        bodies = [{"query": query} for query in asked]
        for body in bodies[:WARM_UP]:
            await _post(client, "/v1/search", body)
        times = await _timed(bodies[WARM_UP:], lambda body: _post(client, "/v1/search", body), "Searches")
        narrow = [{**body, "filters": {"source": "narrow"}} for body in bodies[WARM_UP : WARM_UP + 200]]
        wide = [{**body, "filters": {"source": "wide"}} for body in bodies[WARM_UP : WARM_UP + 200]]
        narrow_times = await _timed(narrow, lambda body: _post(client, "/v1/search", body), "Narrow filter")
        wide_times = await _timed(wide, lambda body: _post(client, "/v1/search", body), "Wide filter")
        rss = service.memory_bytes()[1] / 1e6
    return [
        Row(
            "passages stored, seconds to store them and to build the index",
            f"{stored:,}, {filled:.0f}, {rebuilt:.0f}",
        ),
        Row("distinct queries, one after the other", f"{len(times):,}"),
        at_most("p50", percentile(times, 0.5), 25, "ms"),
        at_most("p99", percentile(times, 0.99), 80, "ms"),
        *_spread(times),
        Row("p50 / p99 with a filter that lets 1 in 100 through", _pair(narrow_times)),
        Row("p50 / p99 with a filter that lets 1 in 3 through", _pair(wide_times)),
        Row("memory of service and Chroma, resident", f"{rss:.0f} MB"),
    ]


async def _fill(data_dir: Path, corpus: Corpus, passages: int) -> int:
    """Stores articles as an ingest does, with made-up vectors in place of embedding for twenty minutes."""
    embedder = MiniLmEmbedder(threads=1)
    store = SqliteStore(
        data_dir / "footnote.sqlite", model_id=embedder.model_id, dimension=embedder.dimension
    )
    stored, number = 0, 0
    try:
        with progress_bar() as progress:
            task = progress.add_task("Storing passages", total=passages)
            while stored < passages:
                source = corpus.article(words=ARTICLE_WORDS)
                name = "narrow" if number % 100 == 0 else "wide" if number % 3 == 0 else "rest"
                article = make_article(
                    Source(title=source.title, text=source.text, source=name), max_text_bytes=MAX_TEXT_BYTES
                )
                packed = _packed(article, embedder)
                rows = clustered_vectors(len(packed), dimension=embedder.dimension, seed=number)
                vectors = {passage.text_hash: row for passage, row in zip(packed, rows, strict=True)}
                await store.put(article, packed, vectors)
                stored, number = stored + len(packed), number + 1
                progress.advance(task, len(packed))
    finally:
        await store.close()
        embedder.close()
    return stored


def _packed(article: Article, embedder: MiniLmEmbedder) -> list[PackedPassage]:
    return pack_passages(
        article.text,
        heading=heading(article),
        article_id=article.article_id,
        model_id=embedder.model_id,
        embedder=embedder,
    )


def _questions() -> list[str]:
    return [asked.format(topic) for topic in TOPICS for asked in ASKED]


async def _timed(
    bodies: Sequence[Mapping[str, object]],
    call: Callable[[Mapping[str, object]], Awaitable[None]],
    label: str,
) -> list[float]:
    """Milliseconds of each call, one after the other."""
    times = []
    with progress_bar() as progress:
        for body in progress.track(bodies, description=label):
            started = time.perf_counter()
            await call(body)
            times.append((time.perf_counter() - started) * 1000)
    return times


async def _post(client: httpx2.AsyncClient, path: str, body: Mapping[str, object]) -> None:
    response = await client.post(path, json=body)
    if response.is_error:
        raise NotMeasured(f"{path} answered {response.status_code}: {response.text[:300]}")
    if response.json().get("degraded"):
        raise NotMeasured(f"{path} answered degraded: {response.json()['degraded']}")


def _spread(times: Sequence[float]) -> list[Row]:
    shown = f"{percentile(times, 0.95):.1f} / {max(times):.1f} ms"
    return [Row("p95 / slowest", shown)]


def _pair(times: Sequence[float]) -> str:
    return f"{percentile(times, 0.5):.1f} / {percentile(times, 0.99):.1f} ms"
