"""What an article's text has of markup: marks that a claim leaves out, and a headline that is no sentence."""

import re

from app.models import Passage, Span

# `*` and `_` in pairs around words, as Markdown has emphasis: not inside a word (2*3*4, snake_case), and not
# `__init__`, which is a name more often than it is bold.
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3}|(?<!_)_(?!_))(?=[^\s*])([^*\n]*?[^\s*\\])\1(?![\w*])")
_STOPS = (".", "!", "?", "…", "。", "”", '"')


def without_emphasis(text: str) -> str:
    """A sentence without the marks of emphasis that open and close within it."""
    return _EMPHASIS.sub(r"\2", text)


def is_headline(passage: Passage, span: Span) -> bool:
    """Whether a sentence is the title with which the article's text opens: the headline of a web page.

    It has no stop, and the article says more than it: a title that is the whole text is a sentence.
    """
    if passage.ordinal or len(passage.sentences) < 2 or span != passage.sentences[0]:
        return False
    line = " ".join(Span(span.start - passage.start, span.end - passage.start).of(passage.text).split())
    return not line.endswith(_STOPS) and passage.title.casefold().startswith(line.casefold())
