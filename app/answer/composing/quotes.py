"""Finds the quotes that a model names in the passages that it was shown, or says why they don't count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answer.composing.proposals import Proposal, Reference
from app.answer.judging.judge import likeness
from app.language.folding import cuts_word, fold, places, visible_length
from app.models import DraftClaim, Passage, Quote, RefusedClaim, Span

LEAST_CHARACTERS = 12  # of a quote: shorter ones stand almost anywhere
_MOST_WRITTEN = 4  # characters for one of a passage's; longer quotes can't be in it, and aren't read
_ELLIPSIS = re.compile(r"\.{3}|…")

# What a refusal tells the model that is asked to mend it.
PROBLEMS = {
    "unknown_passage": "it names a passage that is not there",
    "no_quote": "it has no quote",
    "too_long": "it is too long for one claim",
    "mixed_script": "a word of it mixes letters of different scripts",
    "quote_too_short": f"a quote is shorter than {LEAST_CHARACTERS} characters",
    "quote_spliced": "a quote leaves words out; quote without a gap",
    "quote_cuts_word": "a quote begins or ends inside a word or a number",
    "quote_in_other_passage": "a quote stands in another passage than the one named",
    "quote_not_found": "a quote is not in the passage named, character by character",
    "not_a_statement": "it states nothing",
    "quote_is_an_order": "its quote gives an order and states nothing",
    "hedge_dropped": "its quotes say it with a 'may', 'expected' or the like, and it doesn't",
    "quantity_added": "it says 'all', 'most', 'only' or the like, and its quotes don't",
    "words_not_in_quotes": "it has words that the sentences of its quotes haven't; say it in their words",
    "quotes_unrelated": "its quotes are about different matters",
}


def draft_of(proposal: Proposal, passages: Sequence[Passage]) -> DraftClaim | RefusedClaim:
    """A proposal with each quote at its place in the passages as numbered from 1, or why it is refused."""
    if proposal.problem is not None:
        return RefusedClaim(proposal.text, proposal.problem)
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
    if len(reference.quote) > _MOST_WRITTEN * max(len(one.text) for one in passages):
        return "quote_not_found"
    wanted = _Wanted.of(reference.quote)
    span = _locate(wanted, passage.text)
    elsewhere = (one for one in passages if one is not passage)
    if isinstance(span, Span):
        return _at(passage, span)
    if span == "quote_not_found" and any(isinstance(_locate(wanted, one.text), Span) for one in elsewhere):
        return "quote_in_other_passage"
    return span


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A quote as it was sent and folded."""

    text: str
    folded: str

    @classmethod
    def of(cls, quote: str) -> "_Wanted":
        return cls(quote.strip(), fold(quote).text.strip())


def _locate(wanted: _Wanted, text: str) -> Span | str:
    """Where a quote stands in a text, word for word or folded; else the reason why it doesn't count."""
    if visible_length(wanted.folded) < LEAST_CHARACTERS:
        return "quote_too_short"
    found = places(wanted.text, text, folded_needle=wanted.folded)
    for span in found:
        if not cuts_word(span, text):
            return span
    if found:
        return "quote_cuts_word"
    return "quote_spliced" if _ELLIPSIS.search(wanted.text) else "quote_not_found"


def _likest_sentence(claim: str, passage: Passage) -> Quote:
    """Where a model names a passage and no words, the sentence there that carries the claim best."""
    spans = [Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences]
    return _at(passage, max(spans, key=lambda span: likeness(claim, [span.of(passage.text)])))


def _at(passage: Passage, span: Span) -> Quote:
    place = Span(passage.start + span.start, passage.start + span.end)
    return Quote(passage.passage_id, span.of(passage.text), place)
