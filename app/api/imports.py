"""Import of many articles: NDJSON in, NDJSON out, one result a line as it goes."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from app.api.examples import IMPORT_BODY, IMPORT_LINES
from app.api.ndjson import Line, NdjsonResponse, split_lines
from app.api.problems import from_validation, problem
from app.api.receiving import LEAST_BYTES_A_SECOND, too_slow
from app.api.schemas.articles import ArticleBody, ImportLine
from app.api.schemas.problems import Problem
from app.api.service import Service, ServiceDependency
from app.api.uploads import parse_json, validated
from app.errors import BodyTooLarge, FootnoteError, Stopping, StorageFailed, StorageUnreadable

log = logging.getLogger(__name__)

router = APIRouter(prefix="/v1/articles", tags=["articles"])

# Enough that embedding always has the next articles at hand; more would only hold their texts in memory.
IN_FLIGHT = 16
STORE_FAULTS = (StorageFailed, StorageUnreadable)
FAULTS = (*STORE_FAULTS, Stopping)


@router.post(
    "/import",
    summary="Import many articles",
    status_code=200,
    response_class=NdjsonResponse,
    responses={
        200: {
            "description": "One result a line, in the order of the lines",
            "content": {
                NdjsonResponse.media_type: {
                    "schema": {"$ref": "#/components/schemas/ImportLine"},
                    "examples": IMPORT_LINES,
                }
            },
        }
    },
    openapi_extra={"requestBody": IMPORT_BODY},
)
async def import_articles(request: Request, service: ServiceDependency) -> Response:
    """Takes one article a line: the body of PUT, with an optional `article_id`. No limit to the whole.

    Answers one line for each as it is stored: `{line, article_id, revision, outcome, passages}`, or
    `{line, error}` for a line that was refused; the rest goes on. What was answered is stored, whatever
    happens after. When the store itself fails the import ends: its last line says from where on nothing was
    stored.
    """
    return NdjsonResponse(_Import(request, service).results())


class _Import:
    """An import under way. A fault ends it before its lines do: a store that no later line would survive,
    or lines that don't come."""

    def __init__(self, request: Request, service: Service) -> None:
        self._request, self._service = request, service
        self._lines = split_lines(self._chunks(), max_bytes=service.settings.max_body_bytes)
        self._received_bytes, self._last_line, self._all_read = 0, 0, False
        self._fault: FootnoteError | None = None

    async def results(self) -> AsyncIterator[bytes]:
        """Results in the order of the lines, with up to IN_FLIGHT articles being stored at once."""
        reading: asyncio.Task[Line | None] | None = asyncio.create_task(self._next())
        storing: deque[asyncio.Task[ImportLine]] = deque()
        try:
            while storing or (reading and not self._fault):
                # Whichever comes first: a client may wait for a result before it sends the next line.
                next_line = reading if len(storing) < IN_FLIGHT and not self._fault else None
                awaited = {task for task in (next_line, *list(storing)[:1]) if task is not None}
                await self._wait(awaited, for_the_sender=not storing)
                while storing and storing[0].done():
                    yield _encode(storing.popleft().result())
                if next_line and next_line.done():
                    line = next_line.result()
                    reading = asyncio.create_task(self._next()) if line else None
                    if line:
                        self._last_line = line.number
                        storing.append(asyncio.create_task(self._store(line)))
            if self._fault and not self._all_read:
                yield _encode(self._ended(self._fault))
        finally:
            tasks = [*storing, *([reading] if reading else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(self, tasks: set[asyncio.Task[Any]], *, for_the_sender: bool) -> None:
        """Until one is done. When there is nothing to do but to wait for the sender, enough must come."""
        seconds = self._service.settings.receive_timeout_seconds if for_the_sender else None
        before = self._received_bytes
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if seconds and not done and self._received_bytes - before < LEAST_BYTES_A_SECOND * seconds:
            self._fault = too_slow(seconds)

    async def _chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._request.stream():
            self._received_bytes += len(chunk)
            yield chunk

    async def _next(self) -> Line | None:
        line = await anext(self._lines, None)
        self._all_read = line is None
        return line

    async def _store(self, line: Line) -> ImportLine:
        try:
            return await self._put(line)
        except RequestValidationError as error:
            return self._refused(line.number, from_validation(error.errors()))
        except FootnoteError as error:
            if isinstance(error, STORE_FAULTS):
                log.error("line %d of an import: %s", line.number, error.detail, exc_info=error)
            if isinstance(error, FAULTS):
                self._fault = error
            return self._refused(line.number, error)
        except Exception:
            log.exception("line %d of import %s failed", line.number, self._request.state.request_id)
            unexpected = FootnoteError("an unexpected error; the service's log has it under this request_id")
            return self._refused(line.number, unexpected)

    async def _put(self, line: Line) -> ImportLine:
        if line.data is None:
            raise BodyTooLarge(f"line: over the limit of {self._service.settings.max_body_bytes} bytes")
        written = await self._service.ingest.put(validated(ArticleBody, parse_json(line.data)).to_source())
        return ImportLine(
            line=line.number,
            article_id=written.article.article_id,
            revision=written.article.revision,
            outcome=written.outcome,
            passages=written.article.passages,
        )

    def _ended(self, fault: FootnoteError) -> ImportLine:
        number = self._last_line + 1
        detail = f"the import ended here: nothing was stored from line {number} on ({fault.detail})"
        return self._refused(number, type(fault)(detail))

    def _refused(self, number: int, error: FootnoteError) -> ImportLine:
        details = problem(error, instance=self._request.url.path, request_id=self._request.state.request_id)
        return ImportLine(line=number, error=Problem(**details))


def _encode(result: ImportLine) -> bytes:
    body: dict[str, Any] = result.model_dump(mode="json", exclude_none=True)
    return json.dumps(body).encode() + b"\n"
