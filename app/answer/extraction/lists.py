"""Lists in an article: the items that a sentence announces, or that it is one of."""

import re
from collections.abc import Collection

from app.answer.extraction.candidates import cached_words
from app.answer.verbatim import sentence_text
from app.models import Passage, Span

MOST_ITEMS = 8  # of a longer list only the first are given
LEAST_ITEMS = 2

_ITEM = re.compile(r"(?:[-*+•‣◦▪●]|\(?[0-9]{1,3}[.)])\s+\S")


def announced_items(passage: Passage, place: int, *, asked: Collection[str]) -> tuple[Span, ...]:
    """The items of the list that the sentence at `place` announces or is in; empty when there is none.

    Between the sentence that announces and the first item nothing else may stand. A list is found by one of
    its items only when each of them has one of the stems `asked`.
    """
    texts = [sentence_text(passage, span) for span in passage.sentences]
    is_item = [_ITEM.match(text) is not None for text in texts]
    first = place
    if is_item[place]:
        while first > 0 and is_item[first - 1]:
            first -= 1
    else:
        first = place + 1
    last = first
    while last < len(texts) and is_item[last]:
        last += 1
    items = passage.sentences[first:last]
    if len(items) < LEAST_ITEMS or (
        is_item[place] and not all(_has(text, asked) for text in texts[first:last])
    ):
        return ()
    return items[:MOST_ITEMS]


def _has(text: str, asked: Collection[str]) -> bool:
    return any(word.stem in asked for word in cached_words(text))
