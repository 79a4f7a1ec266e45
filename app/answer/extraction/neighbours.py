"""A passage with the sentences right before and after it in its article: to be read with it, never cited.

A passage ends where its word pieces do, not where a thought does: the sentence that says who "he" is may be
the last of the passage before.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from app.answer.statements import PARAGRAPH
from app.errors import StorageUnreadable
from app.models import Passage, Retrieved
from app.ports import ArticleStore

SENTENCES = 2  # on either side, of the same paragraph: what a sentence points back to is seldom further away

log = logging.getLogger(__name__)


async def with_neighbours(retrieved: Retrieved, store: ArticleStore) -> Retrieved:
    """What was found, each passage with what stands beside it; `degraded` says when that can't be read."""
    passages = [hit.passage for hit in retrieved.hits]
    try:
        neighbours = await store.neighbours([one.passage_id for one in passages]) if passages else []
    except StorageUnreadable as error:
        log.warning("answering without the neighbours of the passages: %s", error)
        return replace(retrieved, degraded=(*retrieved.degraded, "neighbours"))
    contexts = in_context(passages, neighbours)
    hits = (replace(hit, context=one) for hit, one in zip(retrieved.hits, contexts, strict=True))
    return replace(retrieved, hits=tuple(hits))


def in_context(passages: Sequence[Passage], neighbours: Sequence[Passage]) -> list[Passage]:
    """Each passage, in the order given, with the sentences of its neighbours that its own paragraph has."""
    # By revision too: in an article replaced meanwhile all stands elsewhere.
    known = {(one.article_id, one.revision, one.ordinal): one for one in neighbours}
    return [
        _led_by(
            known.get((one.article_id, one.revision, one.ordinal - 1)),
            _followed_by(known.get((one.article_id, one.revision, one.ordinal + 1)), one),
        )
        for one in passages
    ]


def _led_by(previous: Passage | None, passage: Passage) -> Passage:
    """The passage from the last sentences on that stand before it; those that it has itself come once."""
    whole = [one for one in previous.sentences if one.end <= passage.start] if previous else []
    if previous is None or not whole:
        return passage
    start = whole[-SENTENCES:][0].start
    text = previous.text[start - previous.start : passage.start - previous.start]
    # What stands between two passages that don't overlap is white space; more than one sign of it, as a rule,
    # is the blank line after a paragraph.
    text = text.ljust(passage.start - start, "\n")
    cut = max((match.end() for match in PARAGRAPH.finditer(text)), default=0)
    kept = [one for one in whole if one.start >= start + cut]
    return replace(
        passage,
        text=text[cut:] + passage.text,
        start=start + cut,
        sentences=(*kept, *passage.sentences),
    )


def _followed_by(following: Passage | None, passage: Passage) -> Passage:
    """The passage up to the first sentences that stand after it."""
    whole = [one for one in following.sentences if one.start >= passage.end] if following else []
    if following is None or not whole:
        return passage
    end = whole[:SENTENCES][-1].end
    text = following.text[max(0, passage.end - following.start) : end - following.start]
    text = text.rjust(end - passage.end, "\n")
    match = PARAGRAPH.search(text)
    cut = match.start() if match else len(text)
    kept = [one for one in whole if one.end <= passage.end + cut]
    return replace(
        passage,
        text=passage.text + text[:cut],
        end=passage.end + cut,
        sentences=(*passage.sentences, *kept),
    )
