"""Serves an application on a free loopback port, in the tests' own loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import uvicorn
from fastapi import FastAPI

from app.connection import protocol

LIMIT_SECONDS = 20


def app_of(client: httpx2.AsyncClient) -> FastAPI:
    """The application that a client calls without a server."""
    transport = client._transport
    assert isinstance(transport, httpx2.ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return transport.app


@asynccontextmanager
async def served(app: FastAPI, *, head_seconds: float = LIMIT_SECONDS) -> AsyncIterator[int]:
    """The port of an application whose lifespan is open already, served as `footnote serve` does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who connects before the server takes over waits
        http = protocol(head_seconds=head_seconds)
        config = uvicorn.Config(app, http=http, lifespan="off", log_config=None, timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await asyncio.wait_for(serving, LIMIT_SECONDS)
