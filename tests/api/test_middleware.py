"""HEAD is answered like GET, without the body."""

import httpx2
import pytest

from tests.api.serving import app_of, served


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles",
        "/v1/articles/bridge",
        "/v1/articles/bridge/text",
        "/healthz",
        "/readyz",
        "/metrics",
        "/docs",
        "/openapi.json",
    ],
)
async def test_head_is_get_without_a_body(stocked: httpx2.AsyncClient, path: str) -> None:
    async with served(app_of(stocked)) as port, httpx2.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}{path}"
        got, asked = await client.get(url), await client.head(url)
        assert (asked.status_code, asked.content) == (200, b"")
        for name in ("Content-Type", "ETag"):
            assert asked.headers.get(name) == got.headers.get(name)
        assert int(asked.headers["Content-Length"]) > 0
        assert (await client.get(url)).status_code == 200  # on the same connection, so nothing was left in it


async def test_head_of_what_is_not_there_or_has_no_get_is_refused(stocked: httpx2.AsyncClient) -> None:
    assert (await stocked.head("/v1/articles/nope")).status_code == 404
    refused = await stocked.head("/v1/search")
    assert (refused.status_code, refused.headers["Allow"], refused.content) == (405, "POST", b"")
