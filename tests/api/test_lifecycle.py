"""While it starts, the service says so."""

import httpx2

from tests.api.checks import problem_of
from tests.api.serving import app_of


async def test_a_service_that_starts_says_how_far_it_is(stocked: httpx2.AsyncClient) -> None:
    app_of(stocked).state.lifecycle.starting = "loading articles, 8 of 12 done"
    for request_line in ("GET /readyz", "GET /v1/articles", "POST /v1/search", "GET /v1/nope"):
        response = await stocked.request(*request_line.split())
        problem = problem_of(response)
        assert (problem["code"], response.status_code) == ("starting", 503)
        assert "8 of 12" in problem["detail"]
        assert response.headers["Retry-After"] == "1"
    for path in ("/healthz", "/metrics", "/docs", "/openapi.json"):
        assert (await stocked.get(path)).status_code == 200
