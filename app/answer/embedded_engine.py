"""The embedded engine: verbatim sentences, chosen by rules and a small reader, beside the event loop."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.answer.events import Clock, Done, Event, PassagesFound
from app.answer.extract import extract
from app.answer.neighbours import with_neighbours
from app.answer.question import read_question
from app.answer.reply import ReplyBuilder
from app.answer.requests import AnswerRequest, SummaryRequest
from app.answer.sources import coverage_of, gather_sources, library_for, why_nothing
from app.answer.summarize import flagged, summarize
from app.answer.verify import verify
from app.models import Draft, Engine, Passage, Retrieved
from app.ports import ArticleStore, Reader
from app.retrieve.search import Retriever, query_terms

ENGINE = Engine("extractive")


@dataclass(frozen=True, slots=True)
class EmbeddedEngine:
    """Answers and summaries with no model."""

    store: ArticleStore
    retriever: Retriever
    reader: Reader

    async def answer(self, request: AnswerRequest) -> AsyncGenerator[Event]:
        """The events of an answer."""
        clock = Clock()
        with clock("retrieve"):
            retrieved = await self.retriever.search(
                request.question, top_k=request.top_k, filters=request.filters
            )
        yield PassagesFound(retrieved)
        with clock("compose"):
            retrieved = await with_neighbours(retrieved, self.store)
            draft = await self._extract(request, retrieved)
        passages = [hit.passage for hit in retrieved.hits]
        async for event in self._verified(draft, ReplyBuilder(prefix="ans"), retrieved, passages, clock):
            yield event

    async def summary(self, request: SummaryRequest) -> AsyncGenerator[Event]:
        """The events of a summary. Raises ArticleNotFound."""
        clock = Clock()
        with clock("retrieve"):
            sources = await gather_sources(request, self.store, self.retriever)
        yield PassagesFound(sources.retrieved)
        with clock("compose"):
            draft = Draft((), missing=sources.missing)
            if sources.passages:
                choose = partial(summarize, max_words=request.max_words, focus=request.about)
                draft = await asyncio.to_thread(choose, sources.passages)
                draft = flagged(draft, sources.passages, request.focus or "")
        builder = ReplyBuilder(prefix="sum", format=request.format)
        async for event in self._verified(
            draft, builder, sources.retrieved, sources.passages, clock, sections=sources.passages
        ):
            yield event

    async def _extract(self, request: AnswerRequest, retrieved: Retrieved) -> Draft:
        if not retrieved.hits:
            return Draft((), missing=await why_nothing(request.filters, self.store))
        total, frequencies = await self.store.document_frequencies(query_terms(request.question))
        question = read_question(request.question)
        return await asyncio.to_thread(
            partial(
                extract, question, retrieved.hits, passages=total, frequencies=frequencies, reader=self.reader
            )
        )

    async def _verified(
        self,
        draft: Draft,
        builder: ReplyBuilder,
        retrieved: Retrieved,
        passages: Sequence[Passage],
        clock: Clock,
        sections: Sequence[Passage] | None = None,
    ) -> AsyncIterator[Event]:
        quoted = {quote.passage_id for claim in draft.claims for quote in claim.quotes}
        with clock("verify"):
            library = await library_for([one for one in passages if one.passage_id in quoted], self.store)
            verified = await asyncio.to_thread(verify, draft, library)
        for claim in verified.claims:
            yield builder.add(claim)
        coverage = None
        if sections is not None:
            coverage = await asyncio.to_thread(coverage_of, sections, verified.claims)
        yield Done(
            builder.finish(
                engine=ENGINE,
                hits=retrieved.hits,
                refused=verified.refused,
                missing=draft.missing,
                degraded=retrieved.degraded,
                timings_ms=clock.timings(),
                coverage=coverage,
            )
        )
