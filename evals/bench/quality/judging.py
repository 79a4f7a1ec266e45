"""Claims judged by the product and by plain ways, in processes of their own."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from typing import Any, TypeVar

from app.adapters.embeddings import MiniLmEmbedder
from app.answer.judging.verification import GivenSource, Verifier
from app.models import Support
from evals.bench.quality.plain_claims import COSINE, PLAIN, nearest_cosine
from evals.bench.tables import progress_bar

WORKERS = 2
_LARGEST = 5_000_000  # bytes of a source
_SEVERITY = (Support.UNSUPPORTED, Support.PARTIAL, Support.SUPPORTED)

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a text: the least support and score of its claims, and the checks that failed."""

    support: str
    score: float
    failed: tuple[str, ...]
    milliseconds: float  # for each claim, with the reading of the source


def in_processes(work: Callable[[Item], Result], items: Sequence[Item], *, label: str) -> list[Result]:
    """The results in order, with a bar; two at a time."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool, progress_bar() as bar:
        return list(bar.track(pool.map(work, items, chunksize=4), total=len(items), description=label))


def judged(claim: str, sentences: Iterable[str]) -> Judged:
    """A claim against sentences as the product judges it; one that it splits is as good as its worst part."""
    source = GivenSource("source", "\n".join(sentences))
    begun = time.perf_counter()
    found = asyncio.run(_verifier().against_sources(claim, [source]))
    took = (time.perf_counter() - begun) * 1000
    judgements = [one.judgement for one in found.claims]
    return Judged(
        support=min((one.support for one in judgements), key=_SEVERITY.index).value,
        score=min(one.score for one in judgements),
        failed=tuple(dict.fromkeys(check for one in judgements for check in one.failed_checks)),
        milliseconds=took / len(judgements),
    )


def plain_scores(claim: str, sentences: Sequence[str]) -> dict[str, float]:
    """The scores of the plain ways."""
    told = [sentence for sentence in sentences if sentence.strip()]
    scores = {name: score(claim, told) for name, score in PLAIN.items()}
    return scores | {COSINE: nearest_cosine(claim, told, _embedded)}


@lru_cache(maxsize=1)
def _verifier() -> Verifier:
    nothing: Any = None  # no stored article is looked at
    return Verifier(nothing, nothing, max_text_bytes=_LARGEST)


@lru_cache(maxsize=1)
def _embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder(threads=1)


def _embedded(texts: Sequence[str]) -> Any:
    return asyncio.run(_embedder().embed_passages(texts))
