"""Articles from files, posted through the HTTP API: for `footnote ingest` and `footnote serve`."""

import asyncio
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2

from app.errors import ConfigurationError, FootnoteError
from app.ingest.canonical import canonical_text, decode, slug
from app.ingest.front_matter import split_front_matter
from app.ingest.parse import PARSERS

PATH_HASH_CHARACTERS = 12  # among 10,000 files called index.html two would meet once in 5 million times


@dataclass(frozen=True, slots=True)
class PostedFile:
    """What became of a file; `problem` says why it was refused."""

    outcome: str
    article_id: str | None = None
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
    """Posts one file, so that it replaces what it was when it was last posted.

    Raises ConfigurationError when no service answers, or one that wants a key.
    """
    try:
        data = await asyncio.to_thread(file.read_bytes)
        response = await client.post(
            "/v1/articles",
            files={"file": (file.name, data, "application/octet-stream")},
            data={} if _has_front_matter(file, data) else {"article_id": file_id(file)},
        )
    except httpx2.TransportError as error:
        raise ConfigurationError(f"no service answers at {client.base_url}: {error}") from error
    except OSError as error:
        return PostedFile("refused", problem=f"can't be read: {error}")
    body = read_body(response)
    if response.is_error:
        return PostedFile("refused", problem=body["detail"])
    return PostedFile(body["outcome"], body["article_id"])


def file_id(file: Path) -> str:
    """The id of an article whose file doesn't give one: its name, and a hash of its path.

    The whole path, whichever way it was named: an edited file then replaces itself, and files of the same
    name in two folders stay apart. Links are not followed, so that one which is turned to a new release keeps
    the ids.
    """
    path = os.fsencode(os.path.abspath(file))  # Path.absolute() keeps ".."
    return f"{slug(file.stem)}-{hashlib.sha256(path).hexdigest()[:PATH_HASH_CHARACTERS]}"


def _has_front_matter(file: Path, data: bytes) -> bool:
    """Whether the file names itself: an id is required in front matter."""
    if PARSERS.get(file.suffix.lower()) is not PARSERS[".md"]:
        return False
    try:
        fields, _ = split_front_matter(canonical_text(decode(data, declared=None)))
    except FootnoteError:  # the service says what is wrong with it
        return True
    return fields is not None


def read_body(response: httpx2.Response) -> dict[str, Any]:
    """What the service answered. Raises ConfigurationError when it wants a key, or is another server."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or (response.is_error and "code" not in body):
        raise ConfigurationError(f"what answers {response.status_code} at {response.url} is not Footnote")
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        raise ConfigurationError(
            f"unauthorized: {response.url} wants one of the service's keys; "
            "give it with --key, or in FOOTNOTE_API_KEYS"
        )
    return body
