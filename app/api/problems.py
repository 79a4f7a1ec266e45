"""Errors as RFC 9457 problem details: one handler for the whole tree, one shape for the framework's own."""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api import openai_errors
from app.errors import (
    BodyTooLarge,
    ContextTooLong,
    FieldError,
    FootnoteError,
    InvalidRequest,
    MalformedJson,
    NotFound,
    RequestTimedOut,
    UnreadableText,
    UnsupportedMediaType,
    UpstreamAuth,
    UpstreamBusy,
    UpstreamFailed,
    UpstreamMalformed,
    UpstreamModel,
    UpstreamQuota,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimeout,
    UpstreamTooLarge,
    UpstreamTruncated,
    UpstreamUnavailable,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
BODY_ERRORS = (MalformedJson, RequestTimedOut, BodyTooLarge, UnsupportedMediaType, InvalidRequest)
"""What can be wrong with any JSON body, for the documentation."""
EMBEDDING_ERRORS = (
    UpstreamAuth,
    UpstreamModel,
    UpstreamRejected,
    UpstreamMalformed,
    UpstreamTooLarge,
    UpstreamUnavailable,
    UpstreamRateLimited,
    UpstreamQuota,
    UpstreamBusy,
    UpstreamTimeout,
)
"""What can go wrong with a server of embeddings, for the documentation."""
MODEL_ERRORS = (ContextTooLong, UpstreamTruncated, *EMBEDDING_ERRORS)
"""What can go wrong with the language model, for the documentation."""
_HEADERS = {
    "unauthorized": {"WWW-Authenticate": "Bearer"},
    "starting": {"Retry-After": "1"},
    "stopping": {"Retry-After": "5"},
    "request_timeout": {"Connection": "close"},  # the rest of the body may still come, and nobody reads it
}
_STATUS_CODES = {405: ("method_not_allowed", "This path has no such method")}


def problem(error: FootnoteError, *, instance: str, request_id: str) -> dict[str, Any]:
    """The problem details of an error, ready for JSON."""
    body: dict[str, Any] = {
        "type": f"urn:footnote:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": instance,
        "code": error.code,
        "request_id": request_id,
    }
    if error.fields:
        body["errors"] = [{"field": item.field, "message": item.message} for item in error.fields]
    return body


def problem_response(error: FootnoteError, *, instance: str, request_id: str) -> Response:
    """An error as a response, in the shape that the route's clients read."""
    media_type, _, body = _shape(error, instance=instance, request_id=request_id)
    headers = dict(_HEADERS.get(error.code, {}))
    if isinstance(error, UpstreamFailed) and error.retry_after_seconds is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after_seconds))
    # Escaped to ASCII: a detail may show characters that can't be encoded otherwise.
    return Response(json.dumps(body), status_code=error.status, headers=headers, media_type=media_type)


def _shape(error: FootnoteError, *, instance: str, request_id: str) -> tuple[str, str, dict[str, Any]]:
    """An error's media type, the name of its schema, and its body."""
    if openai_errors.is_for_openai_clients(instance):
        return openai_errors.MEDIA_TYPE, "OpenAIError", openai_errors.openai_error(error)
    return MEDIA_TYPE, "Problem", problem(error, instance=instance, request_id=request_id)


async def refuse(error: FootnoteError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a request with an error, outside the framework's own handlers."""
    request_id = scope.get("state", {}).get("request_id", "")
    await problem_response(error, instance=scope["path"], request_id=request_id)(scope, receive, send)


def install_handlers(app: FastAPI) -> None:
    """Registers the handlers."""
    app.add_exception_handler(FootnoteError, _handle_footnote_error)
    app.add_exception_handler(RequestValidationError, _handle_validation_error)
    app.add_exception_handler(HTTPException, _handle_http_error)
    app.add_exception_handler(Exception, _handle_unexpected)


def from_validation(errors: Sequence[Mapping[str, Any]]) -> FootnoteError:
    """A schema's errors as one of ours, each field named; a body that is not JSON is its own kind."""
    if errors and errors[0]["type"] == "json_invalid":
        reason = errors[0].get("ctx", {}).get("error", errors[0]["msg"])
        return MalformedJson(f"body: not JSON ({reason}, at character {errors[0]['loc'][-1]})")
    if errors and errors[0]["type"] == "missing" and tuple(errors[0]["loc"]) == ("body",):
        return MalformedJson("body: empty; send JSON")
    fields = tuple(FieldError(_field(item["loc"]), _message(item)) for item in errors)
    detail = "; ".join(f"{item.field}: {item.message}" for item in fields)
    if any(item["type"] == "string_unicode" for item in errors):
        error = UnreadableText(detail, fields=fields)
        error.code = "lone_surrogate"
        return error
    return InvalidRequest(detail, fields=fields)


def unreadable_json(error: ValueError | RecursionError) -> str:
    """Why bytes can't be read as JSON, though it may be no mistake in its signs."""
    if isinstance(error, UnicodeDecodeError):
        return f"body: byte {error.start} is not UTF-8"
    return "body: nested too deeply" if isinstance(error, RecursionError) else "body: a number is too long"


def _field(location: Sequence[str | int]) -> str:
    # The first part says where in the request it stands; a field may well be called `query`.
    return ".".join(str(part) for part in location[1:]) or "body"


def _message(item: Mapping[str, Any]) -> str:
    if item["type"] == "string_unicode":
        return "holds a lone surrogate, which is not a character"
    if item["type"] == "extra_forbidden":
        return "there is no such field"
    blank = item["type"] == "string_pattern_mismatch" and item.get("ctx", {}).get("pattern") == r"\S"
    if blank or (item["type"] == "string_too_short" and item["ctx"]["min_length"] == 1):
        return "empty, or nothing but white space"
    return str(item["msg"]).removeprefix("Value error, ")


async def _handle_footnote_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, FootnoteError)
    if error.status >= 500 and error.__cause__ is not None:
        log.error("%s: %s", error.code, error.detail, exc_info=error)
    return _respond(request, error)


async def _handle_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    content_type = request.headers.get("content-type", "")
    errors = error.errors()
    if "json" not in content_type and any(tuple(item["loc"]) == ("body",) for item in errors):
        kind = content_type or "a body with no content type"
        return _respond(request, UnsupportedMediaType(f"body: {kind}; send Content-Type: application/json"))
    return _respond(request, from_validation(errors))


async def _handle_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    cause = error.__cause__
    if isinstance(cause, FootnoteError):
        return _respond(request, cause)
    if isinstance(cause, (ValueError, RecursionError)):
        return _respond(request, MalformedJson(unreadable_json(cause)))
    if error.status_code == 404:
        return _respond(request, NotFound(f"no such path: {request.url.path}; /docs shows those there are"))
    headers = dict(error.headers or {})
    own = FootnoteError(str(error.detail))
    own.status = error.status_code
    own.code, own.title = _STATUS_CODES.get(error.status_code, ("http_error", "The request failed"))
    if error.status_code == 405:
        headers["Allow"] = _allowed_methods(request) or headers.get("Allow", "GET")
        own.detail = f"{request.method} is not one of this path's methods: {headers['Allow']}"
    response = _respond(request, own)
    response.headers.update(headers)
    return response


def _allowed_methods(request: Request) -> str:
    """All methods of a path; the framework names those of the first route alone."""
    path = getattr(request.scope.get("route"), "path_format", "")
    methods = {method.upper() for method in request.app.openapi()["paths"].get(path, {})}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


async def _handle_unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error in %s %s", request.method, request.url.path, exc_info=error)
    response = _respond(
        request, FootnoteError("an unexpected error; the service's log has it under this request_id")
    )
    # The framework sends this one from outside the middleware that gives the others their id.
    response.headers["X-Request-ID"] = getattr(request.state, "request_id", "")
    return response


def _respond(request: Request, error: FootnoteError) -> Response:
    return problem_response(
        error, instance=request.url.path, request_id=getattr(request.state, "request_id", "")
    )


def responses(*errors: type[FootnoteError], path: str = "/v1/…") -> dict[int | str, dict[str, Any]]:
    """The error responses of a route for its documentation, with an example for each code."""
    documented: dict[int | str, dict[str, Any]] = {}
    for kind in errors:
        error = kind("what was wrong, and the limit")
        media_type, schema, body = _shape(error, instance=path, request_id="req_1f0c")
        entry = documented.setdefault(
            kind.status,
            {
                "description": "",
                "content": {
                    media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": {}}
                },
            },
        )
        entry["description"] += ("; " if entry["description"] else "") + f"`{kind.code}`: {kind.title}"
        entry["content"][media_type]["examples"][kind.code] = {"value": body}
    return documented
