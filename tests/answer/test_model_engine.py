"""The model engine over the real store and retrieval, with scripted replies."""

import re
from collections.abc import AsyncIterator

import pytest

from app.adapters.scripted_chat import Script, ScriptedChat, ScriptedReply
from app.adapters.store import SqliteStore
from app.answer.composing.compose import Writer
from app.answer.events import Done, Event, PassagesFound, Progress
from app.answer.model_engine import ModelEngine
from app.answer.reply import AddedClaim
from app.answer.requests import AnswerRequest, SummaryRequest
from app.errors import ArticleNotFound, ContextTooLong, UpstreamUnavailable
from app.ingest.pipeline import Ingest
from app.models import Engine, Filters, Reason, Reply, Source, Status, Turn
from app.ports import ChatRequest
from app.prompts import digest_of
from app.retrieve.search import Retriever
from tests.answer.writing import PROMPTS, sent, user_message

COST = "The repairs cost 2.4 million euros."
ASKED = AnswerRequest("What did the repairs cost?")


class Made:
    """Engines over one store, each with its script."""

    def __init__(self, store: SqliteStore, retriever: Retriever) -> None:
        self._store = store
        self._retriever = retriever

    def __call__(self, *scripts: Script, prompt_tokens: int = 50_000) -> tuple[ModelEngine, ScriptedChat]:
        chat = ScriptedChat(*scripts, model="m-1")
        writer = Writer(chat, PROMPTS, len, prompt_tokens=prompt_tokens, reply_tokens=500)
        return ModelEngine(self._store, self._retriever, writer, answer_seconds=5, summary_seconds=5), chat


@pytest.fixture
def made(store: SqliteStore, retriever: Retriever) -> Made:
    return Made(store, retriever)


def quoting(request: ChatRequest, quote: str) -> ScriptedReply:
    """A claim that says a quote, of whichever passage holds it; nothing when none does."""
    for number, text in re.findall(r'number="(\d+)"[^\n]*\n(.*?)\n</passage', user_message(request), re.S):
        if quote in text:
            return ScriptedReply(text=sent((quote, int(number), quote)))
    return ScriptedReply(text='{"claims": []}')


def says_cost(request: ChatRequest) -> ScriptedReply:
    return quoting(request, COST)


async def events_of(events: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in events]


async def reply_of(events: AsyncIterator[Event]) -> Reply:
    *_, last = await events_of(events)
    assert isinstance(last, Done)
    return last.reply


async def test_an_answer_comes_as_passages_claims_and_the_whole(made: Made, articles: None) -> None:
    engine, _ = made(says_cost)
    first, claim, last = await events_of(engine.answer(ASKED, hold=False))
    assert isinstance(first, PassagesFound)
    assert isinstance(claim, AddedClaim)
    assert isinstance(last, Done)
    assert (last.reply.status, last.reply.text) == (Status.ANSWERED, f"{COST} [1]")
    assert last.reply.claims == (claim.claim,)
    assert last.reply.usage.prompt_tokens == 100
    assert last.reply.engine == Engine("llm", "m-1", PROMPTS.answer.digest)
    assert last.reply.question is None
    assert set(last.reply.timings_ms) == {"retrieve", "compose", "verify", "total"}


async def test_only_what_the_model_was_shown_is_considered(made: Made, articles: None) -> None:
    engine, _ = made(says_cost)
    assert [one.article_id for one in (await reply_of(engine.answer(ASKED, hold=False))).considered] == [
        "ferry"
    ]
    engine, chat = made(ScriptedReply(error=ContextTooLong("no")), says_cost)
    assert (await reply_of(engine.answer(ASKED, hold=False))).considered == ()
    assert len(chat.requests) == 2


async def test_a_summary_of_a_query_considers_what_was_shown(made: Made, articles: None) -> None:
    engine, chat = made(says_cost)
    reply = await reply_of(engine.summary(SummaryRequest(query="harbour bridge repairs"), hold=False))
    shown = user_message(chat.requests[0]).count("<passage ")
    assert len(reply.considered) + len({one.evidence.passage_id for one in reply.citations}) == shown


async def test_a_model_that_claims_nothing_abstains(made: Made, articles: None) -> None:
    engine, _ = made(ScriptedReply(text="[]"))
    reply = await reply_of(engine.answer(ASKED, hold=False))
    assert (reply.status, reply.reason, reply.text) == (Status.ABSTAINED, Reason.INSUFFICIENT_EVIDENCE, "")


async def test_with_no_passage_no_model_is_asked(made: Made, articles: None) -> None:
    engine, chat = made()
    request = AnswerRequest("What did the repairs cost?", filters=Filters(source="nobody"))
    reply = await reply_of(engine.answer(request, hold=False))
    assert (reply.status, reply.reason, chat.requests) == (Status.ABSTAINED, Reason.NO_ARTICLES, [])


async def test_a_follow_up_is_rewritten_before_anything_is_looked_up(made: Made, articles: None) -> None:
    history = (Turn("user", "Tell me of the bridge."), Turn("assistant", "It reopened."))
    engine, chat = made(
        ScriptedReply(text='{"question": "What did the repairs of the bridge cost?"}'), says_cost
    )
    reply = await reply_of(
        engine.answer(AnswerRequest("And what did they cost?", history=history), hold=True)
    )
    assert reply.question == "What did the repairs of the bridge cost?"
    assert (reply.status, reply.usage.prompt_tokens) == (Status.ANSWERED, 200)
    assert "What did the repairs of the bridge cost?" in user_message(chat.requests[1])
    assert "And what did they cost?" not in user_message(chat.requests[1])


async def test_what_is_away_and_what_is_cut_are_both_told(
    made: Made, vectors: object, articles: None
) -> None:
    vectors.available = False  # type: ignore[attr-defined]
    engine, _ = made(ScriptedReply(text=sent((COST, 1, COST)), prompt_cut=True))
    assert (await reply_of(engine.answer(ASKED, hold=False))).degraded == ("dense", "prompt_cut")


async def test_a_fault_is_raised_behind_the_passages(made: Made, articles: None) -> None:
    engine, _ = made(ScriptedReply(error=UpstreamUnavailable("gone")))
    events = engine.answer(ASKED, hold=False)
    assert isinstance(await anext(events), PassagesFound)
    with pytest.raises(UpstreamUnavailable):
        await anext(events)


async def test_a_summary_is_covered_by_what_it_cites(made: Made, articles: None) -> None:
    engine, chat = made(says_cost)
    reply = await reply_of(engine.summary(SummaryRequest(article_ids=("bridge", "ferry")), hold=False))
    assert (reply.text, reply.coverage) == (f"{COST} [1]", 0.5)
    assert reply.engine.prompt == digest_of(PROMPTS.summarize, PROMPTS.combine)
    assert "The ferry adds a crossing" in user_message(chat.requests[0])


async def test_a_summary_says_what_it_dwells_on(made: Made, articles: None) -> None:
    engine, chat = made(says_cost, says_cost)
    await reply_of(engine.summary(SummaryRequest(query="harbour bridge", focus="money"), hold=False))
    await reply_of(engine.summary(SummaryRequest(query="harbour bridge"), hold=False))
    focused, queried = (user_message(request) for request in chat.requests)
    assert ("\nmoney\n" in focused, "\nharbour bridge\n" in queried) == (True, True)


async def test_a_long_summary_tells_how_far_it_is(made: Made, ingest: Ingest) -> None:
    text = " ".join(
        f"The town of Aldby opened harbour {number} in the year {1900 + number}." for number in range(90)
    )
    await ingest.put(Source(article_id="long", title="Harbours", text=text))
    engine, chat = made(*[says_cost] * 50, prompt_tokens=4500)
    events = await events_of(engine.summary(SummaryRequest(article_ids=("long",), max_words=20), hold=False))
    progress = [event for event in events if isinstance(event, Progress)]
    assert progress[-1].done == progress[-1].total == len(chat.requests) > 1
    shown = "".join(user_message(request) for request in chat.requests)
    assert all(f"harbour {number} " in shown for number in range(90))


async def test_a_summary_of_an_unknown_article_is_told(made: Made, articles: None) -> None:
    engine, _ = made()
    with pytest.raises(ArticleNotFound):
        await events_of(engine.summary(SummaryRequest(article_ids=("tunnel",)), hold=False))
