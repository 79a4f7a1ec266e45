"""Where an engine is chosen. The last event holds the whole reply: the body of the call without a stream."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Literal

from app.answer.embedded_engine import EmbeddedEngine
from app.answer.events import Event
from app.answer.model_engine import ModelEngine
from app.answer.requests import AnswerRequest, SummaryRequest
from app.errors import LlmNotConfigured

EngineChoice = Literal["auto", "extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Composer:
    """Answers and summaries: `auto` is the model when there is one, else the embedded engine.

    Raises LlmNotConfigured at once when a model is asked for and there is none. `hold` says that the caller
    sees nothing before the end.
    """

    embedded: EmbeddedEngine
    model: ModelEngine | None = None

    def answer(
        self, request: AnswerRequest, *, engine: EngineChoice = "auto", hold: bool = False
    ) -> AsyncGenerator[Event]:
        """The events of an answer: passages, each verified claim, the whole."""
        model = self._model(engine)
        return self.embedded.answer(request) if model is None else model.answer(request, hold=hold)

    def summary(
        self, request: SummaryRequest, *, engine: EngineChoice = "auto", hold: bool = False
    ) -> AsyncGenerator[Event]:
        """The events of a summary: passages, progress of a long one, each verified claim, the whole."""
        model = self._model(engine)
        return self.embedded.summary(request) if model is None else model.summary(request, hold=hold)

    def _model(self, engine: EngineChoice) -> ModelEngine | None:
        if engine == "llm" and self.model is None:
            raise LlmNotConfigured(
                "engine llm: no language model is configured; use auto or extractive, which need none"
            )
        return None if engine == "extractive" else self.model
