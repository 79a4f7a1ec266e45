"""Alive, ready, measured; and who may come in when the service has keys."""

from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import apsw
import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import __version__
from app.adapters.memory_vectors import MemoryVectors
from tests.api.checks import problem_of
from tests.api.conftest import Opened
from tests.api.serving import app_of

KEYS = ("first-key", "second-key")


async def samples(client: httpx2.AsyncClient, name: str) -> list[dict[str, str]]:
    """The labels of a metric's samples; all of the output must be Prometheus text."""
    response = await client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(response.text)
    return [dict(sample.labels) for family in families for sample in family.samples if sample.name == name]


async def test_healthz_says_alive(api: httpx2.AsyncClient) -> None:
    response = await api.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive", "version": __version__})


async def test_readyz_says_what_there_is(stocked: httpx2.AsyncClient) -> None:
    response = await stocked.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "articles": 2,
        "passages": 2,
        "engine": "extractive",
        "degraded": [],
        "detail": None,
        "embedding": {"model": "hash-words", "trouble": None},
        "llm": None,
    }


async def test_readyz_says_what_is_degraded_and_why(opened: Opened) -> None:
    async with opened(index=MemoryVectors(available=False)) as client:
        body = (await client.get("/readyz")).json()
        assert (body["status"], body["degraded"]) == ("ready", ["dense"])
        assert body["detail"]


async def test_readyz_refuses_once_the_service_stops(api: httpx2.AsyncClient) -> None:
    app_of(api).state.lifecycle.stopping = True
    response = await api.get("/readyz")
    assert (problem_of(response)["code"], response.status_code) == ("not_ready", 503)
    assert (await api.get("/healthz")).status_code == 200


async def test_readyz_refuses_while_the_store_cant_be_read(api: httpx2.AsyncClient, tmp_path: Path) -> None:
    with closing(apsw.Connection(str(tmp_path / "api" / "footnote.sqlite"))) as other:
        other.execute("ALTER TABLE articles RENAME TO elsewhere")
    for path in ("/readyz", "/v1/articles/bridge"):
        response = await api.get(path)
        assert (problem_of(response)["code"], response.status_code) == ("storage_unreadable", 503)
        assert "elsewhere" not in response.text


async def test_the_bare_address_leads_to_the_documentation(api: httpx2.AsyncClient) -> None:
    response = await api.get("/", follow_redirects=True)
    assert (response.url.path, response.status_code) == ("/docs", 200)
    assert "/docs shows those there are" in problem_of(await api.get("/nope"))["detail"]


async def test_metrics_count_requests_by_route_and_status(stocked: httpx2.AsyncClient) -> None:
    await stocked.get("/v1/articles/bridge")
    await stocked.get("/v1/articles/nope")
    await stocked.get("/v1/articles/bridge/text")
    found = await samples(stocked, "footnote_requests_total")
    one = "/v1/articles/{article_id}"
    assert {"method": "GET", "route": one, "status": "200"} in found
    assert {"method": "GET", "route": one, "status": "404"} in found
    assert {"method": "GET", "route": f"{one}/text", "status": "200"} in found


async def test_no_label_is_made_up_by_a_caller(stocked: httpx2.AsyncClient) -> None:
    await stocked.get("/no/such/path")
    await stocked.request("BREW", "/v1/articles/bridge")
    found = await samples(stocked, "footnote_requests_total")
    assert not any(
        "bridge" in label or "such" in label or "BREW" in label
        for labels in found
        for label in labels.values()
    )
    assert {"method": "GET", "route": "none", "status": "404"} in found


async def test_metrics_time_requests_and_tell_of_the_process(stocked: httpx2.AsyncClient) -> None:
    await stocked.post("/v1/search", json={"query": "bridge"})
    assert {"method": "POST", "route": "/v1/search"} in await samples(
        stocked, "footnote_request_seconds_count"
    )
    assert await samples(stocked, "process_resident_memory_bytes") == [{}]


@pytest.fixture
async def guarded(opened: Opened) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with no key of a service that has two."""
    async with opened(api_keys=KEYS) as client:
        yield client


@pytest.mark.parametrize("key", KEYS)
async def test_each_key_opens_v1(guarded: httpx2.AsyncClient, key: str) -> None:
    for scheme in ("Bearer", "bearer"):
        response = await guarded.get("/v1/articles", headers={"Authorization": f"{scheme} {key}"})
        assert response.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer first-key,second-key"},
        {"Authorization": "Basic first-key"},
        {"Authorization": "first-key"},
        {"Authorization": "Bearer ünknown".encode()},
        {"X-API-Key": "first-key"},
    ],
)
async def test_v1_is_closed_without_a_key(
    guarded: httpx2.AsyncClient, headers: dict[str, str | bytes]
) -> None:
    response = await guarded.get("/v1/articles", headers=headers)
    assert (problem_of(response)["code"], response.status_code) == ("unauthorized", 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "first-key" not in response.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v1/articles/a"),
        ("POST", "/v1/articles"),
        ("POST", "/v1/articles/import"),
        ("POST", "/v1/search"),
    ],
)
async def test_a_key_is_asked_for_before_the_body_is_looked_at(
    guarded: httpx2.AsyncClient, method: str, path: str
) -> None:
    response = await guarded.request(method, path, content=b"not json")
    assert problem_of(response)["code"] == "unauthorized"


async def test_an_unknown_path_under_v1_is_closed_too(guarded: httpx2.AsyncClient) -> None:
    assert (await guarded.get("/v1/nope")).status_code == 401
    assert (await guarded.get("/v2/nope")).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/docs", "/openapi.json"])
async def test_what_is_beside_v1_is_open(guarded: httpx2.AsyncClient, path: str) -> None:
    assert (await guarded.get(path)).status_code == 200


async def test_the_schema_has_one_bearer_scheme_when_there_are_keys(guarded: httpx2.AsyncClient) -> None:
    schema = (await guarded.get("/openapi.json")).json()
    ((name, scheme),) = schema["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert schema["security"] == [{name: []}]


async def test_the_schema_documents_401_under_v1_when_there_are_keys(
    guarded: httpx2.AsyncClient, api: httpx2.AsyncClient
) -> None:
    for client, expected in ((guarded, True), (api, False)):
        paths = (await client.get("/openapi.json")).json()["paths"]
        for path, operations in paths.items():
            for operation in operations.values():
                assert ("401" in operation["responses"]) == (expected and path.startswith("/v1/"))


async def test_the_schema_has_no_scheme_when_there_are_no_keys(api: httpx2.AsyncClient) -> None:
    schema = (await api.get("/openapi.json")).json()
    assert "securitySchemes" not in schema["components"]
    assert "security" not in schema
