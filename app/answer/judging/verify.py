"""The only way out: a claim leaves when each of its quotes stands, character by character, in its article.

Engines propose drafts; nothing they say is believed. A quote is looked up in the passage it is attributed
to, its place is computed here, and the article as it is stored now must hold exactly these characters there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.answer.judging.judge import PARTIAL_SCORE, SUPPORTED_SCORE, EvidenceText, judge, likeness
from app.answer.judging.own_words import Quoted, clause_around, fault_of
from app.language.dates import resolved_days
from app.language.told_days import days_from, days_within
from app.models import (
    Article,
    Draft,
    DraftClaim,
    Evidence,
    Judgement,
    Passage,
    Quote,
    RefusedClaim,
    ResolvedDay,
    Span,
    Support,
    Verified,
    VerifiedClaim,
)

IN_PASSAGE = frozenset({"numbers", "dates", "names"})  # checks that the rest of a quote's passage may answer


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
    judgement = _judge(claim.text, found, library)
    if judgement.support is Support.UNSUPPORTED:
        return RefusedClaim(claim.text, "_".join(["not_in_quote", *judgement.failed_checks]))
    fault = fault_of(claim.text, [_quoted(item, library.passages[item.passage_id]) for item in found])
    if fault is not None:
        return RefusedClaim(claim.text, fault)
    return VerifiedClaim(claim.text, judgement, found)


def _judge(claim: str, evidence: Sequence[Evidence], library: Library) -> Judgement:
    """Judged by the sentences that the quotes stand in: a quote may leave out a "not".

    A number, date or name that only the rest of the passage has leaves the claim partial at best, since who
    sees the quotes doesn't see it.
    """
    passages = [library.passages[item.passage_id] for item in evidence]
    sentences = [_around(item, passage) for item, passage in zip(evidence, passages, strict=True)]
    judgement = judge(claim, sentences)
    if judgement.support is not Support.UNSUPPORTED or not set(judgement.failed_checks) <= IN_PASSAGE:
        return judgement
    wider = judge(
        claim,
        [*sentences, *(_whole(item, passage) for item, passage in zip(evidence, passages, strict=True))],
    )
    if (
        wider.support is Support.UNSUPPORTED
        or likeness(claim, [one.text for one in sentences]) < PARTIAL_SCORE
    ):
        return judgement
    score = min(wider.score, SUPPORTED_SCORE - 0.01)
    return Judgement(Support.PARTIAL, round(score, 4), judgement.checks, judgement.failed_checks)


def _quoted(evidence: Evidence, passage: Passage) -> Quoted:
    sentences = _around(evidence, passage).text
    start = max(0, sentences.find(evidence.quote))
    return Quoted(
        quote=evidence.quote,
        clause=clause_around(sentences, start, start + len(evidence.quote)),
        sentences=sentences,
        title=passage.title,
    )


def _around(evidence: Evidence, passage: Passage) -> EvidenceText:
    """A quote with the rest of its sentences."""
    touched = [
        one for one in passage.sentences if one.start < evidence.span.end and evidence.span.start < one.end
    ]
    if not touched:
        return evidence_text(evidence)
    start = min(evidence.span.start, touched[0].start) - passage.start
    end = max(evidence.span.end, touched[-1].end) - passage.start
    return _wider(evidence, passage, Span(start, end))


def _whole(evidence: Evidence, passage: Passage) -> EvidenceText:
    return _wider(evidence, passage, Span(0, len(passage.text)))


def _wider(evidence: Evidence, passage: Passage, part: Span) -> EvidenceText:
    place = Span(passage.start + part.start, passage.start + part.end)
    days = days_from(days_within(passage.days, place), place.start)
    return replace(evidence_text(evidence), text=part.of(passage.text), days=days)


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
    days = days_from(days_within(passage.days, span), span.start)
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
            ResolvedDay(day.text, day.date) for day in resolved_days(quote.text, article.published_at, days)
        ),
        days=days,
    )


def evidence_text(evidence: Evidence) -> EvidenceText:
    """A found quote as the judge reads it: the article's title may name what the quote calls 'he' or 'it'."""
    return EvidenceText(evidence.quote, evidence.title, evidence.published_at, evidence.days)


def library_of(passages: Sequence[Passage], articles: Mapping[str, Article]) -> Library:
    """A library of these passages."""
    return Library({passage.passage_id: passage for passage in passages}, articles)


def _place(text: str, passage: Passage) -> Span | None:
    at = passage.text.find(text)
    return None if at < 0 else Span(passage.start + at, passage.start + at + len(text))
