"""A passage's sentences word for word: as text, and as claims that quote themselves."""

import re

from app.answer.markup import without_emphasis
from app.models import DraftClaim, Passage, Quote, Span

_LIST_MARK = re.compile(r"(?:[-*+•‣]|\d{1,3}[.)])\s+(?=\S)")


def sentence_text(passage: Passage, span: Span) -> str:
    """The characters of a sentence, by its place in the article."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def draft_claim(passage: Passage, span: Span) -> DraftClaim:
    """A sentence of a passage as a claim that quotes itself, with no list mark, emphasis or line breaks."""
    text = sentence_text(passage, span)
    mark = _LIST_MARK.match(text)
    if mark:
        text, span = text[mark.end() :], Span(span.start + mark.end(), span.end)
    return DraftClaim(without_emphasis(" ".join(text.split())), (Quote(passage.passage_id, text, span),))
