"""A data folder with many passages, made without the twenty minutes that embedding them would take.

Articles go into the truth store as an ingest puts them there, with made-up vectors. The outbox is marked as
done, so that the service finds its index empty at its start and builds it from the stored vectors.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.adapters.embeddings import MiniLmEmbedder
from app.adapters.store import SqliteStore
from app.ingest.passages import pack_passages
from app.ingest.pipeline import heading, make_article
from app.models import Article, PackedPassage, Source
from app.ports import Matrix
from app.settings import load_settings
from evals.bench.corpus import Corpus
from evals.bench.tables import progress_bar

ARTICLE_WORDS = (300, 1500)
MAX_TEXT_BYTES = 5_000_000
CENTRES = 1000
CENTRE_WORDS = 20
NOISE = 1.0  # as long as the centre: passages of one cluster have a cosine near 0.5, as MiniLM's of one topic


@dataclass(frozen=True, slots=True)
class Clusters:
    """Makes unit vectors around centres, float32 [centres, dimension]."""

    centres: Matrix

    def vectors(self, count: int, *, number: int) -> Matrix:
        """Vectors of an article's passages, all around one centre, float32 [count, dimension]."""
        generator = np.random.default_rng((2, number))
        centre = self.centres[int(generator.integers(len(self.centres)))]
        noise = generator.standard_normal((count, len(centre))) * (NOISE / np.sqrt(len(centre)))
        rows = centre + noise
        unit: Matrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return unit


@dataclass(frozen=True, slots=True)
class Packed:
    """An article with its passages."""

    article: Article
    passages: list[PackedPassage]


async def fill_store(data_dir: Path, corpus: Corpus, *, passages: int) -> int:
    """Stores articles until there are so many passages; how many there are."""
    embedder = MiniLmEmbedder(threads=2)
    path = load_settings({}, data_dir=data_dir).database_path
    store = SqliteStore(path, model_id=embedder.model_id, dimension=embedder.dimension)
    try:
        clusters = await _clusters(corpus, embedder)
        return await _fill(store, corpus, embedder, clusters, passages)
    finally:
        await store.close()
        embedder.close()


def pack(source: Source, embedder: MiniLmEmbedder) -> Packed:
    """An article as an ingest makes it."""
    article = make_article(source, max_text_bytes=MAX_TEXT_BYTES)
    return Packed(
        article,
        pack_passages(
            article.text,
            heading=heading(article),
            article_id=article.article_id,
            model_id=embedder.model_id,
            embedder=embedder,
            published_at=article.published_at,
        ),
    )


async def _clusters(corpus: Corpus, embedder: MiniLmEmbedder) -> Clusters:
    """Centres that are embeddings of the corpus' own sentences, so that questions land among them."""
    sentences = [
        _opening(corpus.article(number, words=(CENTRE_WORDS, CENTRE_WORDS))) for number in range(CENTRES)
    ]
    return Clusters(await embedder.embed_passages(sentences))


async def _fill(
    store: SqliteStore, corpus: Corpus, embedder: MiniLmEmbedder, clusters: Clusters, passages: int
) -> int:
    def make(number: int) -> Packed:
        return pack(corpus.article(number, words=ARTICLE_WORDS), embedder)

    stored, number = 0, 0
    with progress_bar() as progress:
        task = progress.add_task("Storing passages", total=passages)
        upcoming = asyncio.create_task(asyncio.to_thread(make, 0))
        while stored < passages:
            packed = await upcoming
            upcoming = asyncio.create_task(asyncio.to_thread(make, number + 1))
            vectors = _by_hash(packed.passages, clusters.vectors(len(packed.passages), number=number))
            committed = await store.put(packed.article, packed.passages, vectors)
            stored, number = stored + len(packed.passages), number + 1
            progress.update(task, completed=min(stored, passages))
        await upcoming
        if committed.sequence is not None:
            await store.mark_applied(committed.sequence)
    return stored


def _by_hash(passages: Sequence[PackedPassage], rows: Matrix) -> dict[str, Matrix]:
    return {passage.text_hash: row for passage, row in zip(passages, rows, strict=True)}


def _opening(source: Source) -> str:
    return source.text.partition(".")[0]
