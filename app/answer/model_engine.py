"""The model engine: a language model proposes claims with quotes, and what holds is passed on as it comes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from app.answer.composing.compose import Tally, Writer
from app.answer.composing.map_combine import ModelSummary
from app.answer.composing.rewrite import rewrite
from app.answer.composing.tasks import answer_task
from app.answer.events import Clock, Done, Event, PassagesFound, Progress
from app.answer.reply import ReplyBuilder
from app.answer.requests import AnswerRequest, SummaryRequest
from app.answer.sources import coverage_of, gather_sources, library_for, why_nothing
from app.models import Engine, VerifiedClaim
from app.ports import ArticleStore
from app.prompts import Prompt, digest_of
from app.retrieve.search import Retriever


@dataclass(frozen=True, slots=True)
class ModelEngine:
    """Answers and summaries with a model, each within its seconds.

    With `hold`, for callers who see nothing before the end, a call that breaks off late can still be retried.
    """

    store: ArticleStore
    retriever: Retriever
    writer: Writer
    answer_seconds: float
    summary_seconds: float

    async def answer(self, request: AnswerRequest, *, hold: bool) -> AsyncGenerator[Event]:
        """The events of an answer. Raises UpstreamFailed and ContextTooLong."""
        clock, tally, deadline = Clock(), Tally(), _deadline(self.answer_seconds)
        question = request.question
        if request.history:
            with clock("compose"):
                question = await rewrite(self.writer, question, request.history, tally, deadline=deadline)
        with clock("retrieve"):
            retrieved = await self.retriever.search(question, top_k=request.top_k, filters=request.filters)
        yield PassagesFound(retrieved)
        passages = [hit.passage for hit in retrieved.hits]
        builder = ReplyBuilder(prefix="ans")
        if passages:
            library = await library_for(passages, self.store)
            task = answer_task(self.writer.prompts, question, passages, library)
            timed = replace(task, check=clock.timed("verify", task.check))
            writing = self.writer.write(timed, tally, deadline=deadline, hold=hold)
            async with aclosing(clock.drawn("compose", writing, without="verify")) as claims:
                async for claim in claims:
                    yield builder.add(claim)
        else:
            tally.missing = await why_nothing(request.filters, self.store)
        yield Done(
            builder.finish(
                engine=self._engine(self.writer.prompts.answer),
                hits=retrieved.hits[: tally.shown],
                refused=tally.refused,
                missing=tally.missing,
                degraded=(*retrieved.degraded, *tally.degraded),
                usage=tally.usage,
                timings_ms=clock.timings(),
                question=question if request.history else None,
            )
        )

    async def summary(self, request: SummaryRequest, *, hold: bool) -> AsyncGenerator[Event]:
        """The events of a summary. Raises UpstreamFailed, ContextTooLong and ArticleNotFound."""
        clock, tally = Clock(), Tally()
        with clock("retrieve"):
            sources = await gather_sources(request, self.store, self.retriever)
        yield PassagesFound(sources.retrieved)
        builder = ReplyBuilder(prefix="sum", format=request.format)
        claims: list[VerifiedClaim] = []
        tally.missing = sources.missing
        shown: set[str] = set()
        if sources.passages:
            summary = ModelSummary(
                writer=self.writer,
                library=await library_for(sources.passages, self.store),
                tally=tally,
                focus=request.about,
                max_words=request.max_words,
                deadline=_deadline(self.summary_seconds),
                hold=hold,
                shown=shown,
            )
            async with aclosing(clock.drawn("compose", summary.events(sources.passages))) as events:
                async for event in events:
                    if isinstance(event, Progress):
                        yield event
                    else:
                        claims.append(event)
                        yield builder.add(event)
        yield Done(
            builder.finish(
                engine=self._engine(self.writer.prompts.summarize, self.writer.prompts.combine),
                hits=[hit for hit in sources.retrieved.hits if hit.passage.passage_id in shown],
                refused=tally.refused,
                missing=tally.missing,
                degraded=(*sources.retrieved.degraded, *tally.degraded),
                usage=tally.usage,
                timings_ms=clock.timings(),
                coverage=await asyncio.to_thread(coverage_of, sources.passages, claims),
            )
        )

    def _engine(self, *prompts: Prompt) -> Engine:
        return Engine("llm", self.writer.chat.model, digest_of(*prompts))


def _deadline(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds
