"""The documentation is complete, and its examples run as they are, in a browser that goes nowhere else."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from app.main import create_app
from app.seeding import article_files, post_file
from app.settings import load_settings
from tests.api.checks import REPLY_FIELDS
from tests.api.openapi import Operation, example, operations, references, resolved
from tests.api.serving import served
from tests.conftest import SEEDS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="no Chromium here (apt-get install chromium); where CI is set this fails instead",
)
LIMIT_MS = 20_000
SCHEMA = create_app(load_settings({})).openapi()
OPERATIONS = operations(SCHEMA)
V1 = [operation for operation in OPERATIONS if operation.path.startswith("/v1/")]


def each(some: list[Operation]) -> Any:
    return pytest.mark.parametrize("operation", some, ids=lambda operation: operation.name)


@each(OPERATIONS)
def test_an_operation_says_what_it_does(operation: Operation) -> None:
    described = operation.described
    assert 0 < len(described["summary"]) < 60
    assert described["description"].rstrip()[-1] in ".!?"
    assert "\\n" not in described["description"]
    assert described["tags"] == [
        tag for tag in described["tags"] if tag in {one["name"] for one in SCHEMA["tags"]}
    ]
    assert all(parameter["description"] for parameter in described.get("parameters", []))


@each([operation for operation in V1 if operation.path != "/v1/articles/import"])
def test_an_operations_errors_are_documented_with_an_example_each(operation: Operation) -> None:
    errors = {status: one for status, one in operation.described["responses"].items() if status >= "400"}
    assert errors
    for status, response in errors.items():
        ((media_type, content),) = response["content"].items()
        assert (media_type, content["schema"]["$ref"]) == (
            "application/problem+json",
            "#/components/schemas/Problem",
        )
        for code, shown in content["examples"].items():
            assert (shown["value"]["code"], shown["value"]["status"]) == (code, int(status))
            assert f"`{code}`" in response["description"]


def test_an_imports_errors_are_documented_line_by_line() -> None:
    (response,) = SCHEMA["paths"]["/v1/articles/import"]["post"]["responses"].values()
    line = resolved(SCHEMA, response["content"]["application/x-ndjson"]["schema"])
    assert "#/components/schemas/Problem" in references(line["properties"]["error"])


async def test_the_answer_that_is_shown_is_a_real_one(origin: str) -> None:
    shown = find("POST", "/v1/answers").described["responses"]["200"]["content"]["application/json"][
        "example"
    ]
    (citation,) = shown["citations"]
    assert shown.keys() == (REPLY_FIELDS | {"answer"}) - {"reason"}  # the framework leaves nulls out
    async with httpx2.AsyncClient(base_url=origin) as client:
        text = (await client.get(f"/v1/articles/{citation['article_id']}/text")).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert shown["answer"] == f"{citation['quote']} [1]"


def test_whatever_is_referred_to_is_there() -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(SCHEMA)}
    assert names <= SCHEMA["components"]["schemas"].keys()
    assert "HTTPValidationError" not in names


def test_a_schema_says_what_it_is() -> None:
    silent = [name for name, one in SCHEMA["components"]["schemas"].items() if not one.get("description")]
    assert silent == []


@dataclass(slots=True)
class Visit:
    """A page with what it asked for and what it complained about."""

    page: Page
    origin: str
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def left_the_origin(self) -> list[str]:
        """Requests to anywhere else."""
        return [url for url in self.requested if not url.startswith((f"{self.origin}/", "data:", "blob:"))]

    async def execute(self, operation: Operation) -> Locator:
        """Opens an operation, presses Execute, and gives what came of it once it is there."""
        block = self.page.locator(
            f"#operations-{operation.described['tags'][0]}-{operation.described['operationId']}"
        )
        await block.locator(".opblock-summary-control").click()
        await block.locator("button.execute").click()
        responded = block.locator(".live-responses-table .response").first
        await expect(responded).to_be_visible(timeout=LIMIT_MS)
        return responded


@pytest.fixture(scope="module")
async def origin(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Where the application is served as it ships, with its model, a real Chroma and the seeds."""
    app = create_app(load_settings({}, data_dir=tmp_path_factory.mktemp("swagger")))
    async with app.router.lifespan_context(app), served(app) as port:
        url = f"http://127.0.0.1:{port}"
        async with httpx2.AsyncClient(base_url=url) as client:
            for file in article_files([SEEDS]):
                assert (await post_file(client, file)).outcome == "created"
        yield url


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM, "Chromium is needed where CI is set: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def docs(browser: Browser, origin: str) -> AsyncIterator[Visit]:
    """The documentation, loaded and rendered; nothing it does may leave its origin or go wrong."""
    page = await browser.new_page(viewport={"width": 1280, "height": 1600})
    page.set_default_timeout(LIMIT_MS)
    visit = Visit(page, origin)
    page.on("request", lambda request: visit.requested.append(request.url))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None)
    await page.goto(f"{origin}/docs")
    await expect(page.locator(".opblock")).to_have_count(len(OPERATIONS))
    yield visit
    await page.close()
    assert visit.left_the_origin == []
    assert visit.complaints == []


def find(method: str, path: str) -> Operation:
    return next(one for one in OPERATIONS if (one.method, one.path) == (method, path))


async def body_in(responded: Locator) -> Any:
    return json.loads(await responded.locator(".highlight-code code").first.inner_text())


@NEEDS_CHROMIUM
async def test_the_answers_example_shows_a_cited_answer(docs: Visit, tmp_path: Path) -> None:
    responded = await docs.execute(find("POST", "/v1/answers"))
    assert (await responded.locator(".response-col_status").inner_text()).startswith("200")
    body = await body_in(responded)
    (citation, *_) = body["citations"]
    assert (body["status"], "[1]" in body["answer"]) == ("answered", True)
    await docs.page.screenshot(path=tmp_path / "answers.png", full_page=True)
    async with httpx2.AsyncClient(base_url=docs.origin) as client:
        text = (await client.get(f"/v1/articles/{citation['article_id']}/text")).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]


# A value in the path, lines in the body, both of them, and JSON.
IN_THE_BROWSER = [
    find("GET", "/v1/articles/{article_id}/text"),
    find("POST", "/v1/articles/import"),
    find("PUT", "/v1/articles/{article_id}"),
    find("POST", "/v1/verifications"),
]


@NEEDS_CHROMIUM
async def test_pressing_execute_runs_examples_as_they_are(docs: Visit) -> None:
    statuses = {}
    for operation in IN_THE_BROWSER:
        responded = await docs.execute(operation)
        statuses[operation.name] = (await responded.locator(".response-col_status").inner_text())[:3]
    assert set(statuses.values()) <= {"200", "201"}, statuses


@each(OPERATIONS)
async def test_an_example_runs_as_it_is(origin: str, operation: Operation) -> None:
    asked = example(SCHEMA, operation)
    content = asked.body if isinstance(asked.body, str) or asked.body is None else json.dumps(asked.body)
    headers = {"Content-Type": asked.media_type} if asked.media_type else {}
    async with httpx2.AsyncClient(base_url=origin) as client:
        response = await client.request(asked.method, asked.path, content=content, headers=headers)
    assert response.status_code in (200, 201), response.text
    assert '"error"' not in response.text
    assert '"abstained"' not in response.text
