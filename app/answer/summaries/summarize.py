"""The embedded engine's summaries: sentences chosen over all passages, and what share of those they cite."""

from collections.abc import Sequence
from dataclasses import replace

from app.answer.summaries.choice import choose
from app.answer.summaries.order import in_order
from app.answer.summaries.salience import weigh
from app.answer.summaries.sentences import read_sentences
from app.answer.verbatim import draft_claim
from app.language.words import content_stems
from app.models import Draft, Evidence, Passage, Reason


def summarize(passages: Sequence[Passage], *, max_words: int, focus: str) -> Draft:
    """Verbatim sentences that together say most within `max_words`, in the order of `in_order`."""
    sentences = read_sentences(passages)
    places = choose(sentences, weigh(sentences, focus), max_words)
    if not places:
        return Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)
    ordered = in_order(sentences, places, focus)
    return Draft(tuple(draft_claim(one.passage, one.span) for one in ordered))


def flagged(draft: Draft, passages: Sequence[Passage], focus: str) -> Draft:
    """The draft, and why it doesn't dwell on its focus, when the sources have no word of that.

    A subject that is missing and one in other words look alike here (MiniLM's cosines overlap): what there is
    to say is said, as `partial`.
    """
    wanted = set(content_stems(focus))
    if not (wanted and draft.claims) or any(
        wanted & {*content_stems(one.title), *content_stems(one.text)} for one in passages
    ):
        return draft
    return replace(draft, missing=Reason.NO_RELEVANT_PASSAGE)


def section_coverage(sections: Sequence[Passage], cited: Sequence[Evidence]) -> float:
    """The share of the sections (passages) that hold a cited quote; 0 without sections."""
    if not sections:
        return 0.0
    held = sum(
        any(
            quote.article_id == section.article_id
            and quote.span.start < section.end
            and section.start < quote.span.end
            for quote in cited
        )
        for section in sections
    )
    return round(held / len(sections), 4)
