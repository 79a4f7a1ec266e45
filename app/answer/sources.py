"""What a summary is made from: whole articles, what filters let through, or what a query finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answer.judging.verify import Library, library_of
from app.answer.named_articles import require_articles
from app.answer.requests import SummaryRequest
from app.answer.summaries.summarize import section_coverage
from app.models import Filters, Hit, Passage, Reason, Retrieved, VerifiedClaim
from app.ports import ArticleStore
from app.retrieve.search import Retriever

SUMMARY_ARTICLES = 200  # a filter over more is cut to the newest, and the reply says so in `degraded`
SUMMARY_PASSAGES = 2000  # about 2 MB of text, weighed in about 3 seconds; the same word tells of a cut
SUMMARY_QUERY_PASSAGES = 24
LEAST_COSINE = 0.25  # under this, with no word in common, nothing stored is about the query


@dataclass(frozen=True, slots=True)
class Sources:
    """The passages of a summary in reading order; `missing` says why there are none."""

    retrieved: Retrieved
    passages: tuple[Passage, ...]
    missing: Reason | None = None


async def gather_sources(request: SummaryRequest, store: ArticleStore, retriever: Retriever) -> Sources:
    """The sources of a summary. Raises ArticleNotFound when one of the named articles is not there."""
    filters = await _narrowed(request, store)
    if request.query is not None:
        retrieved = await retriever.search(request.query, top_k=SUMMARY_QUERY_PASSAGES, filters=filters)
        passages = relevant_passages(retrieved.hits)
    else:
        retrieved = await _whole_articles(filters, store)
        passages = [hit.passage for hit in retrieved.hits]
    missing = None if passages else await why_nothing(filters, store)
    return Sources(retrieved, tuple(passages), missing)


async def why_nothing(filters: Filters, store: ArticleStore) -> Reason:
    """No article to look at (an empty store, a filter that matches nothing), or none that fits."""
    some = await store.matching_ids(filters, limit=1)
    return Reason.NO_RELEVANT_PASSAGE if some else Reason.NO_ARTICLES


def relevant_passages(hits: Sequence[Hit]) -> list[Passage]:
    """The passages of a search that a summary may use, article by article in reading order."""
    found_by_words = any(hit.lexical_rank is not None for hit in hits)
    if not hits or (not found_by_words and hits[0].score < LEAST_COSINE):
        return []
    best = hits[0].score
    kept = [hit.passage for hit in hits if hit.score >= best / 2]
    articles = list(dict.fromkeys(passage.article_id for passage in kept))
    return sorted(kept, key=lambda passage: (articles.index(passage.article_id), passage.ordinal))


async def _narrowed(request: SummaryRequest, store: ArticleStore) -> Filters:
    """The request's filters, narrowed to the articles that it names."""
    if request.article_ids is None:
        return request.filters
    await require_articles(store, request.article_ids)
    also = request.filters.article_ids
    named = tuple(one for one in request.article_ids if also is None or one in also)
    return replace(request.filters, article_ids=named)


async def _whole_articles(filters: Filters, store: ArticleStore) -> Retrieved:
    ids = await store.matching_ids(filters, limit=SUMMARY_ARTICLES + 1)
    if filters.article_ids is not None:
        order = {article_id: place for place, article_id in enumerate(filters.article_ids)}
        ids = tuple(sorted(ids, key=order.__getitem__))
    passages, is_whole = await _passages_of(ids[:SUMMARY_ARTICLES], store)
    degraded = () if is_whole and len(ids) <= SUMMARY_ARTICLES else ("articles",)
    return Retrieved(tuple(Hit(passage, 0.0, None, None) for passage in passages), degraded)


async def _passages_of(article_ids: Sequence[str], store: ArticleStore) -> tuple[list[Passage], bool]:
    """The passages of articles in their order, up to SUMMARY_PASSAGES, and whether those are all."""
    passages: list[Passage] = []
    for article_id in article_ids:
        if len(passages) >= SUMMARY_PASSAGES:
            return passages, False
        passages += await store.article_passages([article_id])
    return passages[:SUMMARY_PASSAGES], len(passages) <= SUMMARY_PASSAGES


async def library_for(passages: Sequence[Passage], store: ArticleStore) -> Library:
    """What claims over these passages may rest on: the passages, and their articles as stored now."""
    ids = sorted({passage.article_id for passage in passages})
    return library_of(passages, await store.articles(ids))


def coverage_of(sections: Sequence[Passage], claims: Sequence[VerifiedClaim]) -> float:
    """The share of a summary's sections (passages) that its claims cite; 0 without sections."""
    return section_coverage(sections, [evidence for claim in claims for evidence in claim.evidence])
