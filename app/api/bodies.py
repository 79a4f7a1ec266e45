"""Values to response bodies."""

from collections.abc import Sequence
from typing import Any

from app.answer.reply import AddedClaim
from app.api.schemas.answers import Answer
from app.api.schemas.articles import ArticleMetadata, WrittenArticle
from app.api.schemas.replies import (
    CitationBody,
    ClaimBody,
    ConsideredBody,
    EngineBody,
    ResolvedDayBody,
    UnsupportedBody,
    UsageBody,
)
from app.api.schemas.search import FoundPassage
from app.api.schemas.summaries import Summary
from app.api.schemas.verifications import JudgedClaimBody
from app.models import ArticleSummary, Citation, Claim, Hit, Reply, Written


def _metadata_fields(article: ArticleSummary) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "revision": article.revision,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "authors": list(article.authors),
        "published_at": article.published_at,
        "language": article.language,
        "tags": list(article.tags),
        "created_at": article.created_at,
        "updated_at": article.updated_at,
        "characters": article.characters,
        "passages": article.passages,
    }


def metadata_body(article: ArticleSummary) -> ArticleMetadata:
    """An article without its text."""
    return ArticleMetadata(**_metadata_fields(article))


def written_body(written: Written) -> WrittenArticle:
    """A stored article and what happened."""
    return WrittenArticle(**_metadata_fields(written.article), outcome=written.outcome)


def passage_body(hit: Hit) -> FoundPassage:
    """A found passage."""
    passage = hit.passage
    return FoundPassage(
        passage_id=passage.passage_id,
        article_id=passage.article_id,
        title=passage.title,
        url=passage.url,
        published_at=passage.published_at,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=round(hit.score, 4),
        dense_rank=hit.dense_rank,
        lexical_rank=hit.lexical_rank,
    )


def citation_body(citation: Citation) -> CitationBody:
    """A citation."""
    evidence = citation.evidence
    return CitationBody(
        number=citation.number,
        article_id=evidence.article_id,
        revision=evidence.revision,
        title=evidence.title,
        url=evidence.url,
        published_at=evidence.published_at,
        passage_id=evidence.passage_id,
        quote=evidence.quote,
        start=evidence.span.start,
        end=evidence.span.end,
        resolved=[ResolvedDayBody(text=day.text, date=day.date) for day in evidence.resolved],
    )


def _claim_fields(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "start": claim.span.start,
        "end": claim.span.end,
        "citations": list(claim.citations),
        "support": claim.judgement.support,
        "checks": list(claim.judgement.checks),
    }


def claim_body(claim: Claim) -> ClaimBody:
    """A claim of a reply."""
    return ClaimBody(**_claim_fields(claim))


def judged_claim_body(claim: Claim) -> JudgedClaimBody:
    """A claim of a verified text."""
    return JudgedClaimBody(
        **_claim_fields(claim),
        score=claim.judgement.score,
        failed_checks=list(claim.judgement.failed_checks),
    )


def claim_event(added: AddedClaim) -> dict[str, Any]:
    """The data of a `claim` event: the claim and the citations not sent before."""
    return {
        "claim": claim_body(added.claim).model_dump(mode="json"),
        "citations": [citation_body(citation).model_dump(mode="json") for citation in added.new_citations],
    }


def passages_event(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The data of a `passages` event: what search returns."""
    return [passage_body(hit).model_dump(mode="json") for hit in hits]


def answer_body(reply: Reply) -> Answer:
    """A reply as an answer."""
    return Answer(**_reply_fields(reply), question=reply.question, answer=reply.text)


def summary_body(reply: Reply) -> Summary:
    """A reply as a summary."""
    return Summary(**_reply_fields(reply), summary=reply.text, coverage=reply.coverage or 0.0)


def _reply_fields(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.reply_id,
        "status": reply.status,
        "reason": reply.reason,
        "claims": [claim_body(claim) for claim in reply.claims],
        "citations": [citation_body(citation) for citation in reply.citations],
        "unsupported": [UnsupportedBody(text=one.text, reason=one.reason) for one in reply.unsupported],
        "considered": [
            ConsideredBody(passage_id=one.passage_id, article_id=one.article_id, score=round(one.score, 4))
            for one in reply.considered
        ],
        "engine": EngineBody(name=reply.engine.name, model=reply.engine.model, prompt=reply.engine.prompt),
        "degraded": list(reply.degraded),
        "usage": UsageBody(
            prompt_tokens=reply.usage.prompt_tokens,
            completion_tokens=reply.usage.completion_tokens,
            estimated=reply.usage.estimated,
        ),
        "timings_ms": dict(reply.timings_ms),
    }
