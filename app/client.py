"""Whom a command is for, and a client of it: a running service, or the application in this process.

In this order: the service that `--url` names; the one that holds the data folder; the store in that folder;
when the folder wasn't named and holds none, the service at the configured host and port. Only then, and only
for a command that stores, a new store.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from app.adapters.folder_lock import read_holder
from app.errors import ConfigurationError
from app.main import create_app
from app.seeding import read_body
from app.settings import Settings

TIMEOUT_SECONDS = 600  # a long book on a slow machine embeds for minutes
PROBE_SECONDS = 2  # a service beside us answers /healthz within milliseconds
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True, slots=True)
class Access:
    """What the caller named: a service's address, a key for it; None is left to the settings."""

    url: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A client, and in words where what it sends goes."""

    http: httpx2.AsyncClient
    place: str


class Refused(Exception):
    """The service refused a request; it says why with a code."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@asynccontextmanager
async def connect(
    settings: Settings, access: Access, *, may_make_store: bool = False
) -> AsyncIterator[Connection]:
    """A client of a running service, or of the application in this process.

    Raises ConfigurationError when there is neither a service nor a store, and none may be made.
    """
    key = access.key or next(iter(settings.api_keys), None)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    address = access.url or await _running(settings)
    if address:
        async with httpx2.AsyncClient(
            base_url=address, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False
        ) as client:
            yield Connection(client, f"at {address}")
        return
    place = _local(settings, may_make_store=may_make_store)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://footnote", headers=headers
        ) as client:
            yield Connection(client, place)


async def call(connection: Connection, method: str, path: str, **options: Any) -> dict[str, Any]:
    """What the service answers. Raises Refused; ConfigurationError when no service does."""
    try:
        response = await connection.http.request(method, path, **options)
    except (httpx2.TransportError, httpx2.InvalidURL) as error:
        raise ConfigurationError(f"no service answers at {connection.http.base_url}: {error}") from error
    body = read_body(response)
    if response.is_error:
        raise Refused(body["code"], body["detail"])
    return body


async def listening_service(settings: Settings) -> str | None:
    """The address of the Footnote that answers at the configured host and port, None when none does."""
    if settings.port == 0:
        return None
    host = _ANY_ADDRESS.get(settings.host, settings.host)
    address = f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
    try:
        async with httpx2.AsyncClient(timeout=PROBE_SECONDS, trust_env=False) as client:
            body = (await client.get(f"{address}/healthz")).json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        return None
    is_ours = isinstance(body, dict) and body.get("status") == "alive" and "version" in body
    return address if is_ours else None


def keeps_to_folder(settings: Settings) -> bool:
    """Whether commands use the data folder when no service runs on it: it was named, or holds a store."""
    return "data_dir" in settings.model_fields_set or settings.database_path.exists()


async def _running(settings: Settings) -> str | None:
    holder = read_holder(settings.data_dir)
    if holder is not None:
        return holder.url  # None while it starts: the folder's lock will tell of it
    if keeps_to_folder(settings):
        return None
    return await listening_service(settings)


def _local(settings: Settings, *, may_make_store: bool) -> str:
    folder = settings.data_dir.absolute()
    # Where a service starts, the folder's lock is what the caller has to hear of.
    if settings.database_path.exists() or read_holder(settings.data_dir) is not None:
        return f"in the store {folder}"
    if may_make_store:
        return f"in a new store, {folder}"
    raise ConfigurationError(_nothing_at(folder, settings))


def _nothing_at(folder: Path, settings: Settings) -> str:
    looked = f"no store in {folder}"
    if "data_dir" not in settings.model_fields_set:
        looked += f" and no service at {settings.host}:{settings.port}"
    return (
        f"{looked}; name a service with --url http://HOST:PORT or a store's folder with FOOTNOTE_DATA_DIR, "
        "or make a store with `footnote ingest`"
    )
