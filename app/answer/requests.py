"""What is asked of an engine: an answer, or a summary."""

from dataclasses import dataclass

from app.answer.reply import Format
from app.models import Filters, Turn

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What to answer; `history` are the turns before the question, which only a model reads."""

    question: str
    filters: Filters = NO_FILTERS
    top_k: int = 8
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarize, and how."""

    article_ids: tuple[str, ...] | None = None
    query: str | None = None
    filters: Filters = NO_FILTERS
    focus: str | None = None
    max_words: int = 120
    format: Format = "paragraph"

    @property
    def about(self) -> str:
        """What the summary should dwell on, "" when on nothing in particular."""
        return self.focus or self.query or ""
