"""Chroma's HTTP client as this service needs it: on a pool of ours, its errors as one of ours."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import chromadb
import httpx
from chromadb.api import AsyncClientAPI
from chromadb.api.async_client import AsyncClient
from chromadb.api.async_fastapi import AsyncFastAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError

from app.errors import IndexUnavailable

# Chroma checks that a port is the same in two places, then takes the URL's own.
_UNUSED_PORT = 80


def http_client(url: str, *, is_ours: bool) -> httpx.AsyncClient:
    """The connection pool; close it when done."""
    return httpx.AsyncClient(
        headers={"Content-Type": "application/json"},
        timeout=None,  # every call stands in an asyncio.timeout of its own
        trust_env=not is_ours,  # a proxy is no way to a child on loopback
        verify=url.startswith("https:"),  # a TLS context takes 80 ms of the event loop
    )


async def open_client(url: str, http: httpx.AsyncClient) -> AsyncClientAPI:
    """Chroma's client on a connection pool of ours.

    Its own pool reads the proxy variables even for loopback, does not verify certificates, has no public
    way to be closed, and is one for all clients of an event loop. It looks its pool up in `_clients` by the
    loop's hash: on the class while the client checks its tenant, then on the instance.
    """
    settings = ChromaSettings(
        anonymized_telemetry=False, chroma_server_host=url, chroma_server_http_port=_UNUSED_PORT
    )
    loop_key = hash(asyncio.get_running_loop())
    AsyncFastAPI._clients[loop_key] = http
    try:
        client = await chromadb.AsyncHttpClient(host=url, port=_UNUSED_PORT, settings=settings)
    finally:
        AsyncFastAPI._clients.pop(loop_key, None)
    cast(AsyncFastAPI, cast(AsyncClient, client)._server)._clients = {loop_key: http}
    return client


async def drop_collection(client: AsyncClientAPI, name: str) -> None:
    """Removes a collection, if it is there."""
    try:
        await client.delete_collection(name)
    except NotFoundError:
        return


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Every vendor error as IndexUnavailable.

    Met so far: chromadb.errors.ChromaError (InvalidArgumentError, NotFoundError, DuplicateIDError,
    InternalError), ValueError and TypeError from its checks of arguments, KeyError and
    orjson.JSONDecodeError from replies it can't read, httpx.HTTPError, RuntimeError from a pool that a
    reconnect closed, TimeoutError from us; and for an error reply that it doesn't know, `Exception(text)`.
    """
    try:
        yield
    except IndexUnavailable:
        raise
    except Exception as error:
        # Blanket, because chromadb raises bare Exception: nothing narrower is complete.
        raise IndexUnavailable(f"Chroma could not {action}: {error!r}") from error
