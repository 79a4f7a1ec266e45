"""From a question or a set of articles to a reply: retrieve, draft, verify, build. Yields events on the way.

The JSON reply is the last event, so a stream can't say anything else than the call without one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from app.answer.extract import extract
from app.answer.named_articles import require_articles
from app.answer.question import read_question
from app.answer.reply import AddedClaim, Format, ReplyBuilder
from app.answer.summarize import section_coverage, summarize
from app.answer.verify import library_of, verify
from app.errors import LlmNotConfigured
from app.models import Article, Draft, Engine, Filters, Hit, Passage, Reason, Reply, Retrieved
from app.ports import ArticleStore, ChatModel
from app.retrieve.search import Retriever, query_terms

EngineChoice = Literal["auto", "extractive", "llm"]
EXTRACTIVE = Engine("extractive")
SUMMARY_ARTICLES = 200  # a filter over more is cut to the newest, and the reply says so in `degraded`
SUMMARY_PASSAGES = 2000  # about 2 MB of text, weighed in about 3 seconds; the same word tells of a cut
SUMMARY_QUERY_PASSAGES = 24
LEAST_COSINE = 0.25  # under this, with no word in common, nothing stored is about the query
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """First event: what retrieval found."""

    retrieved: Retrieved


@dataclass(frozen=True, slots=True)
class Done:
    """Last event: the whole reply."""

    reply: Reply


Event = PassagesFound | AddedClaim | Done


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarize, and how."""

    article_ids: tuple[str, ...] | None = None
    query: str | None = None
    filters: Filters = NO_FILTERS
    focus: str | None = None
    max_words: int = 120
    format: Format = "paragraph"


@dataclass(frozen=True, slots=True)
class Composer:
    """Answers questions and writes summaries with the embedded engine; `chat` is the model's seam."""

    store: ArticleStore
    retriever: Retriever
    chat: ChatModel | None = None

    def check_engine(self, engine: EngineChoice) -> Engine:
        """The engine that will write. Raises LlmNotConfigured when a model is asked for and there is none."""
        if engine == "llm" and self.chat is None:
            raise LlmNotConfigured(
                "engine llm: no language model is configured; use auto or extractive, which need none"
            )
        return EXTRACTIVE

    async def answer(self, question: str, *, filters: Filters, top_k: int) -> AsyncIterator[Event]:
        """The events of an answer: passages, each verified claim, the whole."""
        clock = Clock()
        with clock("retrieve"):
            retrieved = await self.retriever.search(question, top_k=top_k, filters=filters)
        yield PassagesFound(retrieved)
        with clock("compose"):
            draft = await self._draft_answer(question, retrieved, filters)
        async for event in self._verified(
            draft, ReplyBuilder(prefix="ans"), retrieved, [hit.passage for hit in retrieved.hits], clock
        ):
            yield event

    async def summary(self, request: SummaryRequest) -> AsyncIterator[Event]:
        """The events of a summary: passages, each verified claim, the whole.

        Raises ArticleNotFound when one of the named articles is not there.
        """
        clock = Clock()
        with clock("retrieve"):
            filters = await self._summary_filters(request)
            retrieved, passages = await self._gather(request, filters)
        yield PassagesFound(retrieved)
        with clock("compose"):
            # In a thread, as all that computes here: other requests needn't wait for a long article.
            draft = await asyncio.to_thread(
                summarize, passages, max_words=request.max_words, focus=request.focus or request.query or ""
            )
            if not passages:
                draft = Draft((), missing=await self._why_nothing(filters))
        builder = ReplyBuilder(prefix="sum", format=request.format)
        async for event in self._verified(draft, builder, retrieved, passages, clock, sections=passages):
            yield event

    async def _draft_answer(self, question: str, retrieved: Retrieved, filters: Filters) -> Draft:
        if not retrieved.hits:
            return Draft((), missing=await self._why_nothing(filters))
        total, frequencies = await self.store.document_frequencies(query_terms(question))
        return await asyncio.to_thread(
            extract, read_question(question), retrieved.hits, passages=total, frequencies=frequencies
        )

    async def _verified(
        self,
        draft: Draft,
        builder: ReplyBuilder,
        retrieved: Retrieved,
        passages: Sequence[Passage],
        clock: "Clock",
        sections: Sequence[Passage] | None = None,
    ) -> AsyncIterator[Event]:
        with clock("verify"):
            articles = await self._articles(draft, passages)
            verified = await asyncio.to_thread(verify, draft, library_of(passages, articles))
        for claim in verified.claims:
            yield builder.add(claim)
        cited = [evidence for claim in verified.claims for evidence in claim.evidence]
        coverage = None if sections is None else await asyncio.to_thread(section_coverage, sections, cited)
        yield Done(
            builder.finish(
                engine=EXTRACTIVE,
                hits=retrieved.hits,
                refused=verified.refused,
                missing=draft.missing,
                degraded=retrieved.degraded,
                timings_ms=clock.timings(),
                coverage=coverage,
            )
        )

    async def _articles(self, draft: Draft, passages: Sequence[Passage]) -> Mapping[str, Article]:
        quoted = {quote.passage_id for claim in draft.claims for quote in claim.quotes}
        ids = {passage.article_id for passage in passages if passage.passage_id in quoted}
        return await self.store.articles(sorted(ids))

    async def _summary_filters(self, request: SummaryRequest) -> Filters:
        """The request's filters, narrowed to the articles that it names."""
        if request.article_ids is None:
            return request.filters
        await require_articles(self.store, request.article_ids)
        also = request.filters.article_ids
        named = tuple(one for one in request.article_ids if also is None or one in also)
        return replace(request.filters, article_ids=named)

    async def _gather(self, request: SummaryRequest, filters: Filters) -> tuple[Retrieved, list[Passage]]:
        """What a summary is made from: whole articles, or with a query the passages it finds."""
        if request.query is not None:
            retrieved = await self.retriever.search(
                request.query, top_k=SUMMARY_QUERY_PASSAGES, filters=filters
            )
            return retrieved, relevant_passages(retrieved.hits)
        ids = await self.store.matching_ids(filters, limit=SUMMARY_ARTICLES + 1)
        if filters.article_ids is not None:
            order = {article_id: place for place, article_id in enumerate(filters.article_ids)}
            ids = tuple(sorted(ids, key=order.__getitem__))
        passages, is_whole = await self._passages_of(ids[:SUMMARY_ARTICLES])
        degraded = () if is_whole and len(ids) <= SUMMARY_ARTICLES else ("articles",)
        return Retrieved(tuple(Hit(passage, 0.0, None, None) for passage in passages), degraded), passages

    async def _passages_of(self, article_ids: Sequence[str]) -> tuple[list[Passage], bool]:
        """The passages of articles in their order, up to SUMMARY_PASSAGES, and whether those are all."""
        passages: list[Passage] = []
        for article_id in article_ids:
            if len(passages) >= SUMMARY_PASSAGES:
                return passages, False
            passages += await self.store.article_passages([article_id])
        return passages[:SUMMARY_PASSAGES], len(passages) <= SUMMARY_PASSAGES

    async def _why_nothing(self, filters: Filters) -> Reason:
        """No article to look at (an empty store, a filter that matches nothing), or none that fits."""
        some = await self.store.matching_ids(filters, limit=1)
        return Reason.NO_RELEVANT_PASSAGE if some else Reason.NO_ARTICLES


@dataclass(slots=True)
class Clock:
    """Milliseconds spent in each stage."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=lambda: {"retrieve": 0.0, "compose": 0.0, "verify": 0.0})

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Times a block."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self.stages[stage] += (time.perf_counter() - before) * 1000

    def timings(self) -> dict[str, float]:
        """The stages so far and the total, rounded."""
        total = (time.perf_counter() - self.started) * 1000
        return {name: round(value, 2) for name, value in {**self.stages, "total": total}.items()}


def relevant_passages(hits: Sequence[Hit]) -> list[Passage]:
    """The passages of a search that a summary may use, article by article in reading order."""
    found_by_words = any(hit.lexical_rank is not None for hit in hits)
    if not hits or (not found_by_words and hits[0].score < LEAST_COSINE):
        return []
    best = hits[0].score
    kept = [hit.passage for hit in hits if hit.score >= best / 2]
    articles = list(dict.fromkeys(passage.article_id for passage in kept))
    return sorted(kept, key=lambda passage: (articles.index(passage.article_id), passage.ordinal))
