"""Reads a posted article: a JSON body, or a file with its fields as multipart/form-data."""

import json
from dataclasses import replace
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.api.problems import unreadable_json
from app.api.schemas.articles import ArticleBody
from app.errors import FieldError, InvalidRequest, MalformedJson, UnsupportedMediaType
from app.ingest.parse import parse_upload
from app.models import Source

Model = TypeVar("Model", bound=BaseModel)
_LISTS = ("authors", "tags")


async def read_article(request: Request, *, max_text_bytes: int) -> Source:
    """The article in a request. Raises UnsupportedMediaType for any other content type."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        return await _read_form(request, max_text_bytes=max_text_bytes)
    if content_type == "application/json" or content_type.endswith("+json"):
        return validated(ArticleBody, await _read_json(request)).to_source()
    kind = content_type or "a body with no content type"
    raise UnsupportedMediaType(f"body: {kind}; send application/json or multipart/form-data")


def validated(schema: type[Model], data: Any) -> Model:
    """Data as a schema. Raises RequestValidationError like the framework does for a declared body."""
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        errors = [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]
        raise RequestValidationError(errors) from error


def parse_json(data: bytes) -> Any:
    """Bytes as JSON. Raises MalformedJson, saying where it stops being JSON."""
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise MalformedJson(f"body: not JSON ({error.msg}, at character {error.pos})") from error
    except (ValueError, RecursionError) as error:
        raise MalformedJson(unreadable_json(error)) from error


async def _read_json(request: Request) -> Any:
    return parse_json(await request.body())


async def _read_form(request: Request, *, max_text_bytes: int) -> Source:
    try:
        async with request.form(max_files=1, max_fields=300) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise InvalidRequest("file: needed, as a file", field="file")
            data = await file.read()
            found = await run_in_threadpool(
                parse_upload,
                data,
                file_name=file.filename or "",
                content_type=file.content_type,
                max_text_bytes=max_text_bytes,
            )
            return _with_fields(found, form)
    except HTTPException as error:  # what the framework makes of a form that it can't read
        raise InvalidRequest(f"body: {error.detail}", field="body") from error


def _with_fields(found: Source, form: FormData) -> Source:
    """What the file says, with the caller's own fields in place of it."""
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name == "file":
            continue
        if name == "text":
            raise InvalidRequest("text: the file has it; send one of them", field="text")
        if not isinstance(value, str):
            raise InvalidRequest(f"{name}: text, not a file", fields=(FieldError(name, "text, not a file"),))
        if name in _LISTS:
            # Swagger UI sends a list as one field with commas, curl -F as one field each.
            given.setdefault(name, []).extend(part.strip() for part in value.split(",") if part.strip())
        elif value:
            given[name] = value
    # The file's own title and text stand in while the schema checks the fields.
    checked = validated(ArticleBody, {"title": found.title[:1] or "-", "text": "-", **given})
    source = checked.to_source()
    return replace(found, **{name: getattr(source, name) for name in given})
