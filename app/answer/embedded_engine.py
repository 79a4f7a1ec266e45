"""The embedded engine: verbatim sentences, chosen by rules and a small reader, beside the event loop."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.answer.events import Clock, Done, Event, PassagesFound
from app.answer.extraction.extract import extract
from app.answer.extraction.neighbours import with_neighbours
from app.answer.judging.verify import verify
from app.answer.questions.joining import join_drafts, join_retrieved, share_of
from app.answer.questions.parts import parts_of, with_antecedent
from app.answer.questions.question import read_question
from app.answer.reply import ReplyBuilder
from app.answer.requests import AnswerRequest, SummaryRequest
from app.answer.sources import coverage_of, gather_sources, library_for, why_nothing
from app.answer.summaries.summarize import flagged, summarize
from app.models import Draft, Engine, Filters, Passage, Reason, Retrieved
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
        retrieved, draft = await self._drafted(request, clock)
        yield PassagesFound(retrieved)
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

    async def _drafted(self, request: AnswerRequest, clock: Clock) -> tuple[Retrieved, Draft]:
        """What was found and what it says, for each part of the question by itself."""
        parts = parts_of(request.question)
        found: list[Retrieved] = []
        drafts: list[Draft] = []
        for part in parts:
            told = [claim.text for claim in drafts[0].claims] if drafts else []
            asked = with_antecedent(part, parts[0], told) if drafts else part
            if asked is None:  # nobody knows of whom it is asked
                drafts.append(Draft((), missing=Reason.INSUFFICIENT_EVIDENCE))
                continue
            share = share_of(request.top_k, part=len(drafts), parts=len(parts))
            with clock("retrieve"):
                found.append(await self.retriever.search(asked, top_k=share, filters=request.filters))
            with clock("compose"):
                found[-1] = await with_neighbours(found[-1], self.store)
                drafts.append(await self._extract(asked, request.filters, found[-1]))
        if len(parts) == 1:
            return found[0], drafts[0]
        joined = join_retrieved(found)
        return joined, join_drafts(drafts, joined.hits)

    async def _extract(self, asked: str, filters: Filters, retrieved: Retrieved) -> Draft:
        if not retrieved.hits:
            return Draft((), missing=await why_nothing(filters, self.store))
        total, frequencies = await self.store.document_frequencies(query_terms(asked))
        question = read_question(asked)
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
