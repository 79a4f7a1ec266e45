"""The only way out: a claim leaves when each of its quotes stands, character by character, in its article.

Engines propose drafts; nothing they say is believed. A quote is looked up in the passage it is attributed
to, its place is computed here, and the article as it is stored now must hold exactly these characters there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.answer.judge import EvidenceText, judge
from app.language.dates import resolved_days
from app.models import (
    Article,
    Draft,
    DraftClaim,
    Evidence,
    Passage,
    Quote,
    RefusedClaim,
    ResolvedDay,
    Span,
    Support,
    Verified,
    VerifiedClaim,
)


@dataclass(frozen=True, slots=True)
class Library:
    """What claims may rest on: the passages an engine was shown, and their articles as stored now."""

    passages: Mapping[str, Passage]
    articles: Mapping[str, Article]


def verify(draft: Draft, library: Library) -> Verified:
    """The claims of a draft that hold, in order, and those that were refused with the reason."""
    results = [verify_claim(claim, library) for claim in draft.claims]
    return Verified(
        claims=tuple(result for result in results if isinstance(result, VerifiedClaim)),
        refused=tuple(result for result in results if isinstance(result, RefusedClaim)),
    )


def verify_claim(claim: DraftClaim, library: Library) -> VerifiedClaim | RefusedClaim:
    """A claim with its quotes at their places, or why it was refused."""
    if not claim.quotes:
        return RefusedClaim(claim.text, "no_quote")
    evidence = [find_quote(quote, library) for quote in claim.quotes]
    found = tuple(item for item in evidence if item is not None)
    if len(found) < len(evidence):
        return RefusedClaim(claim.text, "quote_not_found")
    judgement = judge(claim.text, [evidence_text(item) for item in found])
    if judgement.support is Support.UNSUPPORTED:
        return RefusedClaim(claim.text, "_".join(["not_in_quote", *judgement.failed_checks]))
    return VerifiedClaim(claim.text, judgement, found)


def find_quote(quote: Quote, library: Library) -> Evidence | None:
    """A quote at its exact place in the stored article, None when it isn't there."""
    passage = library.passages.get(quote.passage_id)
    article = library.articles.get(passage.article_id) if passage else None
    if passage is None or article is None or article.revision != passage.revision or not quote.text:
        return None
    span = quote.span or _place(quote.text, passage)
    if span is None or span.start < passage.start or span.end > passage.end:
        return None
    if span.of(article.text) != quote.text:
        return None
    return Evidence(
        passage_id=passage.passage_id,
        article_id=article.article_id,
        revision=article.revision,
        title=article.title,
        url=article.url,
        published_at=article.published_at,
        quote=quote.text,
        span=span,
        resolved=tuple(
            ResolvedDay(day.text, day.date) for day in resolved_days(quote.text, article.published_at)
        ),
    )


def evidence_text(evidence: Evidence) -> EvidenceText:
    """A found quote as the judge reads it: the article's title may name what the quote calls 'he' or 'it'."""
    return EvidenceText(evidence.quote, context=evidence.title, published_at=evidence.published_at)


def library_of(passages: Sequence[Passage], articles: Mapping[str, Article]) -> Library:
    """A library of these passages."""
    return Library({passage.passage_id: passage for passage in passages}, articles)


def _place(text: str, passage: Passage) -> Span | None:
    at = passage.text.find(text)
    return None if at < 0 else Span(passage.start + at, passage.start + at + len(text))
