"""Search: passages for a query."""

import time

from fastapi import APIRouter, Request

from app.api.bodies import passage_body
from app.api.problems import BODY_ERRORS, responses
from app.api.receiving import unless_gone
from app.api.schemas.search import SearchBody, SearchResult
from app.api.service import ServiceDependency
from app.models import Filters

router = APIRouter(prefix="/v1", tags=["search"])


@router.post(
    "/search",
    response_model=SearchResult,
    summary="Find passages",
    responses=responses(*BODY_ERRORS),
)
async def search(body: SearchBody, request: Request, service: ServiceDependency) -> SearchResult:
    """Dense and lexical rankings, fused, and the best put in order by how the query's words stand in them.

    Each passage's `text` is its article's text from `start` to `end`.

    `dense_rank` and `lexical_rank` say where each ranking had it. A filter that matches nothing gives no
    passages. `degraded: ["dense"]` says that the vector index is away and the ranking lexical only.
    """
    started = time.perf_counter()
    filters = body.filters.to_filters() if body.filters else Filters()
    searching = service.retriever.search(body.query, top_k=body.top_k, filters=filters)
    retrieved = await unless_gone(request, searching)
    return SearchResult(
        passages=[passage_body(hit) for hit in retrieved.hits],
        degraded=list(retrieved.degraded),
        timings_ms={"total": round((time.perf_counter() - started) * 1000, 2)},
    )
