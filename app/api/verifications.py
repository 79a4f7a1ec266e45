"""Verifications: the claims of any text, judged."""

from fastapi import APIRouter, Request

from app.answer.judging.verification import GivenSource
from app.api.bodies import citation_body, judged_claim_body
from app.api.problems import BODY_ERRORS, responses
from app.api.receiving import unless_gone
from app.api.schemas.verifications import Verification, VerificationBody
from app.api.service import ServiceDependency
from app.errors import ArticleNotFound, EmptyText, TextTooLong, UnreadableText

router = APIRouter(prefix="/v1", tags=["verifications"])


@router.post(
    "/verifications",
    response_model=Verification,
    summary="Verify a text",
    responses=responses(*BODY_ERRORS, ArticleNotFound, TextTooLong, EmptyText, UnreadableText),
)
async def verify_text(body: VerificationBody, request: Request, service: ServiceDependency) -> Verification:
    """Splits a text into claims and judges each against the articles, or against the `sources` given.

    Each claim comes with one to three quotes that are nearest to it, its `support`, a `score` from 0 to 1,
    and which checks (numbers, dates, names, roles, speaker, negation) passed and failed. Needs no model.
    At most 400 claims, and 1,000,000 characters of sources together.
    """
    if body.sources is not None:
        sources = [GivenSource(source.id, source.text) for source in body.sources]
        judging = service.verifier.against_sources(body.text, sources)
    else:
        article_ids = None if body.article_ids is None else tuple(dict.fromkeys(body.article_ids))
        judging = service.verifier.against_articles(body.text, article_ids)
    judged = await unless_gone(request, judging)
    return Verification(
        claims=[judged_claim_body(claim) for claim in judged.claims],
        citations=[citation_body(citation) for citation in judged.citations],
    )
