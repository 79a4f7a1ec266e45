"""An error."""

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """An error, as RFC 9457 has it, with a stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[dict[str, str]] | None = Field(None, description="The fields that were refused.")
