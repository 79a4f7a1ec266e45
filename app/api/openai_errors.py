"""Errors in OpenAI's own shape, for the routes that OpenAI's clients call: they read nothing else."""

from typing import Any

from pydantic import BaseModel, Field

from app.errors import FootnoteError

MEDIA_TYPE = "application/json"
COMPLETIONS_PATH = "/v1/chat/completions"
MODELS_PATH = "/v1/models"
# Most of what OpenAI's clients call: what isn't here is refused in words that they read.
_CLIENT_PATHS = (
    "/v1/chat",
    MODELS_PATH,
    "/v1/completions",
    "/v1/responses",
    "/v1/embeddings",
    "/v1/moderations",
    "/v1/images",
    "/v1/audio",
    "/v1/files",
    "/v1/batches",
)


class OpenAIErrorDetail(BaseModel):
    """What went wrong."""

    message: str
    type: str = Field(description="`invalid_request_error`, `authentication_error` or `server_error`.")
    param: str | None = Field(description="The field that was refused.")
    code: str = Field(description="The same codes as in the problems of the other routes.")


class OpenAIError(BaseModel):
    """An error, as OpenAI's clients read it."""

    error: OpenAIErrorDetail


def is_for_openai_clients(path: str) -> bool:
    """True for the paths whose errors have this shape, whoever refuses the request, there or not."""
    return any(path == known or path.startswith(f"{known}/") for known in _CLIENT_PATHS)


def openai_error(error: FootnoteError) -> dict[str, Any]:
    """The body of an error, ready for JSON."""
    return OpenAIError(
        error=OpenAIErrorDetail(
            message=error.detail,
            type=_type(error.status),
            param=error.fields[0].field if error.fields else None,
            code=error.code,
        )
    ).model_dump()


def _type(status: int) -> str:
    if status >= 500:
        return "server_error"
    return "authentication_error" if status == 401 else "invalid_request_error"
