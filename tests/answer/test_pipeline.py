"""Which engine writes."""

from typing import Any

import pytest

from app.adapters.reader import load_reader
from app.adapters.scripted_chat import ScriptedChat, ScriptedReply
from app.adapters.store import SqliteStore
from app.answer.composing.compose import Writer
from app.answer.embedded_engine import EmbeddedEngine
from app.answer.events import Done
from app.answer.model_engine import ModelEngine
from app.answer.pipeline import Composer, EngineChoice
from app.answer.requests import AnswerRequest, SummaryRequest
from app.errors import LlmNotConfigured
from app.prompts import load_prompts
from app.retrieve.search import Retriever

NOTHING = ScriptedReply(text='{"claims": []}')


@pytest.fixture
def embedded(store: SqliteStore, retriever: Retriever) -> EmbeddedEngine:
    return EmbeddedEngine(store, retriever, load_reader())


@pytest.fixture
def model(store: SqliteStore, retriever: Retriever) -> ModelEngine:
    writer = Writer(ScriptedChat(NOTHING), load_prompts(), len, prompt_tokens=20_000, reply_tokens=100)
    return ModelEngine(store, retriever, writer, answer_seconds=5, summary_seconds=5)


async def engine_of(events: Any) -> str:
    *_, last = [event async for event in events]
    assert isinstance(last, Done)
    return last.reply.engine.name


@pytest.mark.parametrize(
    ("choice", "without", "with_model"),
    [("auto", "extractive", "llm"), ("extractive", "extractive", "extractive"), ("llm", None, "llm")],
)
async def test_the_engine_is_the_one_chosen(
    embedded: EmbeddedEngine,
    model: ModelEngine,
    articles: None,
    choice: EngineChoice,
    without: str | None,
    with_model: str,
) -> None:
    question = AnswerRequest("What did the repairs cost?")
    assert await engine_of(Composer(embedded, model).answer(question, engine=choice)) == with_model
    if without is not None:
        assert await engine_of(Composer(embedded).answer(question, engine=choice)) == without


@pytest.mark.parametrize("ask", ["answer", "summary"])
def test_a_model_that_is_not_there_is_refused_at_once(embedded: EmbeddedEngine, ask: str) -> None:
    request = AnswerRequest("Why?") if ask == "answer" else SummaryRequest()
    with pytest.raises(LlmNotConfigured, match="no language model is configured"):
        getattr(Composer(embedded), ask)(request, engine="llm")
