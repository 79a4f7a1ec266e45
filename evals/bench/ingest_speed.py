"""Ingest over HTTP against the bare embedding model: the same passages, in turn, over some rounds."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx2

from app.adapters.embeddings import MiniLmEmbedder
from app.models import Source
from evals.bench.corpus import Corpus
from evals.bench.errors import NotMeasured
from evals.bench.large_store import pack
from evals.bench.service import RunningService, running
from evals.bench.tables import Row, at_least, progress_bar

# Many and short: on a shared machine the pace of seconds ago says more than that of a minute ago.
ROUNDS, ROUND_ARTICLES, ARTICLE_WORDS = 12, 30, (300, 600)
WARM_UP_ARTICLES = 8
THREADS = 2  # as the service has
LEAST_RATIO = 0.75
IMPORT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took: on the clock, and of the processors, in all processes together."""

    seconds: float
    processor_seconds: float


@dataclass(frozen=True, slots=True)
class Round:
    """The same tokens embedded by the bare model and imported into a service."""

    passages: int
    tokens: int
    bare: Cost
    whole: Cost

    @property
    def ratio(self) -> float:
        """The import's pace over the bare model's."""
        return self.bare.seconds / self.whole.seconds


def measure_ingest(root: Path, corpus: Corpus) -> list[Row]:
    """Rounds into one service, each with articles of its own. Raises NotMeasured."""
    embedder = MiniLmEmbedder(threads=THREADS)
    rounds: list[Round] = []
    try:
        with running(root / "ingest") as service, progress_bar() as progress:
            service.wait_until_whole(seconds=60)
            _measure(service, embedder, _sources(corpus, 0, WARM_UP_ARTICLES), bare_first=True)
            for number in progress.track(range(ROUNDS), description="Ingest, bare and whole"):
                sources = _sources(corpus, WARM_UP_ARTICLES + number * ROUND_ARTICLES, ROUND_ARTICLES)
                # A machine that grows busier or calmer favours neither.
                rounds.append(_measure(service, embedder, sources, bare_first=number % 2 == 0))
    finally:
        embedder.close()
    return _rows(rounds)


def _rows(rounds: Sequence[Round]) -> list[Row]:
    ratios = sorted(each.ratio for each in rounds)
    passages, tokens = sum(each.passages for each in rounds), sum(each.tokens for each in rounds)
    extra = median(each.whole.processor_seconds / each.bare.processor_seconds for each in rounds)
    return [
        Row("articles, passages, tokens", f"{len(rounds) * ROUND_ARTICLES:,}, {passages:,}, {tokens:,}"),
        Row(
            f"bare model, {THREADS} threads: tokens a second, each round",
            _listed([each.tokens / each.bare.seconds for each in rounds]),
        ),
        Row(
            "import over HTTP, stored and searchable: the same",
            _listed([each.tokens / each.whole.seconds for each in rounds]),
        ),
        at_least("ratio, the median round", median(ratios), LEAST_RATIO),
        Row("  lowest and highest round", f"{ratios[0]:.2f} to {ratios[-1]:.2f}"),
        Row("processor time of the import over that of the bare model", f"{extra:.2f}"),
    ]


def _sources(corpus: Corpus, first: int, count: int) -> list[Source]:
    return [corpus.article(number, words=ARTICLE_WORDS) for number in range(first, first + count)]


def _measure(
    service: RunningService, embedder: MiniLmEmbedder, sources: Sequence[Source], *, bare_first: bool
) -> Round:
    packed = [pack(source, embedder) for source in sources]
    texts = [passage.embedded_text for one in packed for passage in one.passages]
    tokens = sum(embedder.count_pieces(texts))
    if bare_first:
        bare = _embed(embedder, texts)
        whole = _import(service, sources, passages=len(texts))
    else:
        whole = _import(service, sources, passages=len(texts))
        bare = _embed(embedder, texts)
    return Round(len(texts), tokens, bare, whole)


def _embed(embedder: MiniLmEmbedder, texts: list[str]) -> Cost:
    started, processor = time.perf_counter(), time.process_time()
    asyncio.run(embedder.embed_passages(texts))
    return Cost(time.perf_counter() - started, time.process_time() - processor)


def _import(service: RunningService, sources: Sequence[Source], *, passages: int) -> Cost:
    lines = "\n".join(_line(source) for source in sources).encode()
    with httpx2.Client(base_url=service.url, timeout=IMPORT_SECONDS, trust_env=False) as client:
        started, processor = time.perf_counter(), service.processor_seconds()
        response = client.post("/v1/articles/import", content=lines)
        cost = Cost(time.perf_counter() - started, service.processor_seconds() - processor)
    _check(response.text, articles=len(sources), passages=passages)
    return cost


def _check(results: str, *, articles: int, passages: int) -> None:
    lines = [json.loads(line) for line in results.splitlines()]
    created = sum(line.get("outcome") == "created" for line in lines)
    indexed = sum(line.get("passages", 0) for line in lines)
    if (created, indexed) != (articles, passages):
        raise NotMeasured(
            f"an import stored {created} of {articles} articles and {indexed} of {passages} passages"
        )


def _line(source: Source) -> str:
    return json.dumps(
        {
            "article_id": source.article_id,
            "title": source.title,
            "text": source.text,
            "source": source.source,
            "published_at": str(source.published_at),
        }
    )


def _listed(rates: Sequence[float]) -> str:
    return ", ".join(f"{rate:,.0f}" for rate in rates)
