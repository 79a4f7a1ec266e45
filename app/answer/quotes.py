"""Finds the quotes that a model names in the passages that it was shown, or says why they don't count."""

import re
from collections.abc import Sequence

from app.answer.judge import likeness
from app.answer.proposals import Proposal, Reference
from app.language.folding import cuts_word, places
from app.models import DraftClaim, Passage, Quote, RefusedClaim, Span

LEAST_CHARACTERS = 12  # of a quote: shorter ones stand almost anywhere
_ELLIPSIS = re.compile(r"\.{3}|…")

# What a refusal tells the model that is asked to mend it.
PROBLEMS = {
    "unknown_passage": "it names a passage that is not there",
    "no_quote": "it has no quote",
    "quote_too_short": f"a quote is shorter than {LEAST_CHARACTERS} characters",
    "quote_spliced": "a quote leaves words out; quote without a gap",
    "quote_cuts_word": "a quote begins or ends inside a word or a number",
    "quote_in_other_passage": "a quote stands in another passage than the one named",
    "quote_not_found": "a quote is not in the passage named, character by character",
    "not_a_statement": "it states nothing",
    "quote_is_an_order": "its quote gives an order and states nothing",
    "hedge_dropped": "its quotes say it with a 'may', 'expected' or the like, and it doesn't",
    "quantity_added": "it says 'all', 'most', 'only' or the like, and its quotes don't",
    "words_not_in_passage": "it has words that the passage hasn't; say it in the passage's own words",
    "quotes_unrelated": "its quotes are about different matters",
}


def draft_of(proposal: Proposal, passages: Sequence[Passage]) -> DraftClaim | RefusedClaim:
    """A proposal with each quote at its place in the passages as numbered from 1, or why it is refused."""
    quotes = []
    for reference in proposal.references:
        found = _quote(reference, proposal.text, passages)
        if isinstance(found, str):
            return RefusedClaim(proposal.text, found)
        quotes.append(found)
    if not quotes:
        return RefusedClaim(proposal.text, "no_quote")
    return DraftClaim(proposal.text, tuple(dict.fromkeys(quotes)))


def _quote(reference: Reference, claim: str, passages: Sequence[Passage]) -> Quote | str:
    if reference.number is None or not 1 <= reference.number <= len(passages):
        return "unknown_passage"
    passage = passages[reference.number - 1]
    if reference.quote is None:
        return _likest_sentence(claim, passage)
    span = locate(reference.quote, passage.text)
    if isinstance(span, Span):
        return _at(passage, span)
    elsewhere = (one for one in passages if one is not passage)
    if span == "quote_not_found" and any(
        isinstance(locate(reference.quote, one.text), Span) for one in elsewhere
    ):
        return "quote_in_other_passage"
    return span


def locate(quote: str, text: str) -> Span | str:
    """Where a quote stands in a text, word for word or folded; else the reason why it doesn't count."""
    wanted = quote.strip()
    if len(wanted) < LEAST_CHARACTERS:
        return "quote_too_short"
    found = places(wanted, text)
    for span in found:
        if not cuts_word(span, text):
            return span
    if found:
        return "quote_cuts_word"
    return "quote_spliced" if _ELLIPSIS.search(wanted) else "quote_not_found"


def _likest_sentence(claim: str, passage: Passage) -> Quote:
    """Where a model names a passage and no words, the sentence there that carries the claim best."""
    spans = [Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences]
    return _at(passage, max(spans, key=lambda span: likeness(claim, [span.of(passage.text)])))


def _at(passage: Passage, span: Span) -> Quote:
    place = Span(passage.start + span.start, passage.start + span.end)
    return Quote(passage.passage_id, span.of(passage.text), place)
