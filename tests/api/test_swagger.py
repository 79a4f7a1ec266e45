"""Every example of the documentation runs as it is: in a browser that goes nowhere else, and without one."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from app.api.examples import DELETABLE_ARTICLE_ID
from app.main import create_app
from app.seeding import article_files, post_file
from app.settings import load_settings
from tests.api.openapi import Operation, example, operations
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
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


@dataclass(slots=True)
class Visit:
    """A page with what it asked for and what it complained about since it was last looked at."""

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
        if not await block.locator("button.execute").is_visible():
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
async def docs(origin: str) -> AsyncIterator[Visit]:
    """The documentation, loaded and rendered in a browser."""
    assert CHROMIUM, "Chromium is needed where CI is set: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(LIMIT_MS)
        visit = Visit(page, origin)
        page.on("request", lambda request: visit.requested.append(request.url))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on("console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None)
        await page.goto(f"{origin}/docs")
        await expect(page.locator(".opblock")).to_have_count(len(OPERATIONS))
        yield visit
        await browser.close()


async def shown_body(responded: Locator) -> str:
    return await responded.locator(".highlight-code code").first.inner_text()


@NEEDS_CHROMIUM
@each_operation
async def test_pressing_execute_runs_the_example_as_it_is(docs: Visit, operation: Operation) -> None:
    responded = await docs.execute(operation)
    assert (await responded.locator(".response-col_status").inner_text())[:3] in ("200", "201")
    body = await shown_body(responded)
    assert body.strip()
    assert '"error"' not in body
    assert '"abstained"' not in body
    assert docs.left_the_origin == []
    assert docs.complaints == []


@NEEDS_CHROMIUM
async def test_the_answers_example_shows_a_cited_answer(docs: Visit) -> None:
    asking = next(one for one in OPERATIONS if one.path == "/v1/answers")
    body: dict[str, Any] = json.loads(await shown_body(await docs.execute(asking)))
    (citation, *_) = body["citations"]
    assert (body["status"], "[1]" in body["answer"]) == ("answered", True)
    async with httpx2.AsyncClient(base_url=docs.origin) as client:
        text = (await client.get(f"/v1/articles/{citation['article_id']}/text")).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]


@each_operation
async def test_an_example_runs_without_a_browser(origin: str, operation: Operation) -> None:
    asked = example(SCHEMA, operation)
    content = asked.body if isinstance(asked.body, str) or asked.body is None else json.dumps(asked.body)
    headers = {"Content-Type": asked.media_type} if asked.media_type else {}
    async with httpx2.AsyncClient(base_url=origin) as client:
        if operation.method == "DELETE":  # the browser may have deleted it already
            await post_file(client, SEEDS / f"{DELETABLE_ARTICLE_ID}.md")
        response = await client.request(asked.method, asked.path, content=content, headers=headers)
    assert response.status_code in (200, 201), response.text
    assert '"error"' not in response.text
    assert '"abstained"' not in response.text
