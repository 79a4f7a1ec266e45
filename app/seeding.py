"""Articles from files, posted through the HTTP API: for `footnote ingest` and `footnote serve`."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from app.errors import ConfigurationError
from app.ingest.parse import PARSERS


@dataclass(frozen=True, slots=True)
class PostedFile:
    """What became of a file; `problem` says why it was refused."""

    outcome: str
    problem: str | None = None


def article_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those of the kinds that are read in the folders named.

    Raises ConfigurationError for a path that isn't there.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in PARSERS)
            files.extend(file for file in found if file.is_file() and not file.name.startswith("."))
        elif path.is_file():
            files.append(path)
        else:
            raise ConfigurationError(f"no such file or folder: {path}")
    return files


async def post_file(client: httpx2.AsyncClient, file: Path) -> PostedFile:
    """Posts one file. Raises ConfigurationError when no service answers."""
    try:
        data = await asyncio.to_thread(file.read_bytes)
        response = await client.post(
            "/v1/articles", files={"file": (file.name, data, "application/octet-stream")}
        )
    except httpx2.TransportError as error:
        raise ConfigurationError(f"no service answers at {client.base_url}: {error}") from error
    except OSError as error:
        return PostedFile("refused", f"can't be read: {error}")
    body = read_body(response)
    if response.is_error:
        return PostedFile("refused", body["detail"])
    return PostedFile(body["outcome"])


def read_body(response: httpx2.Response) -> dict[str, Any]:
    """What the service answered. Raises ConfigurationError when it is another server that did."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or (response.is_error and "code" not in body):
        raise ConfigurationError(f"what answers {response.status_code} at {response.url} is not Footnote")
    return body
