"""The OpenAPI schema: what FastAPI makes of the routes, with what only hand-written bodies name."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPBearer

from app.api.openai_errors import OpenAIError
from app.api.problems import responses
from app.api.schemas.articles import ArticleBody, ImportLine
from app.api.schemas.problems import Problem
from app.errors import FootnoteError, Starting, StorageUnreadable, Unauthorized

DESCRIPTION = """Answers questions and writes summaries over your articles. Every sentence it returns carries
a footnote: the exact characters of the source that support it, found and checked by code.

For every citation, `article.text[start:end] == quote`, where the text is what
`GET /v1/articles/{article_id}/text` returns and offsets count Unicode code points."""


ANYWHERE = (Starting, StorageUnreadable, FootnoteError)  # what any route under /v1 may answer
TAGS = [
    {"name": "articles", "description": "Store, list, read and delete articles."},
    {"name": "search", "description": "Find passages."},
    {"name": "answers", "description": "Ask; every sentence comes with its citations."},
    {"name": "summaries", "description": "Summarize articles within a word limit."},
    {"name": "verifications", "description": "Judge the claims of any text."},
    {"name": "openai", "description": "Ask with any client of OpenAI's API."},
    {"name": "health", "description": "Alive, ready, measured."},
]


def document(app: FastAPI, *, secured: bool) -> dict[str, object]:
    """The schema, with the models that only hand-written bodies name, and Authorize when there are keys."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            tags=app.openapi_tags,
            routes=app.routes,
        )
        schemas = schema["components"]["schemas"]
        for model in (ArticleBody, ImportLine, OpenAIError, Problem):
            own = model.model_json_schema(ref_template="#/components/schemas/{model}")
            for name, definition in own.pop("$defs", {}).items():
                schemas.setdefault(name, definition)
            schemas.setdefault(model.__name__, own)
        if secured:
            bearer = HTTPBearer().model
            schema["components"]["securitySchemes"] = {
                "key": bearer.model_dump(mode="json", by_alias=True, exclude_none=True)
            }
            schema["security"] = [{"key": []}]
        everywhere = (Unauthorized, *ANYWHERE) if secured else ANYWHERE
        for path, operations in schema["paths"].items():
            for operation in operations.values() if path.startswith("/v1/") else ():
                _add_responses(operation["responses"], responses(*everywhere, path=path))
        app.openapi_schema = schema
    return app.openapi_schema


def _add_responses(documented: dict[str, Any], more: Mapping[int | str, Any]) -> None:
    """Adds codes beside those that a status has already."""
    for status, response in more.items():
        known = documented.setdefault(str(status), {"description": "", "content": {}})
        known["description"] = "; ".join(filter(None, (known["description"], response["description"])))
        for media_type, content in response["content"].items():
            shown = known["content"].setdefault(media_type, {"schema": content["schema"], "examples": {}})
            shown.setdefault("examples", {}).update(content["examples"])
