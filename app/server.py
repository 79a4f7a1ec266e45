"""Runs the application under uvicorn: listens at once, says how far its start is, stops in order."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from fastapi import FastAPI
from rich.console import Console

from app.connection import protocol
from app.errors import ConfigurationError
from app.loading import Load, load_articles
from app.main import create_app
from app.settings import Settings

log = logging.getLogger(__name__)

# Enough for what was nearly stored; a book would take minutes.
WRITES_SECONDS = 2.0


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `_serve`.

    uvicorn raises the signal again once it has stopped, which ends the process before the lifespan is closed.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def run_server(settings: Settings, *, load: Load, console: Console) -> None:
    """Serves until a signal. Raises ConfigurationError when the service can't start."""
    app = create_app(settings)
    if settings.openai_base_url and settings.llm_model is None and settings.embedding != "openai":
        log.warning("OPENAI_BASE_URL is set and FOOTNOTE_LLM_MODEL is not: no language model is used")
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=protocol(head_seconds=settings.receive_timeout_seconds),
        lifespan="off",  # opened here, beside the listening server, so that errors are ours to tell
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.shutdown_grace_seconds),
    )
    with suppress(asyncio.CancelledError):  # stopped while it started
        asyncio.run(_serve(app, Server(config), settings, load, console))


async def _serve(app: FastAPI, server: Server, settings: Settings, load: Load, console: Console) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, app, server, task, number)
    # Bound first, so that a taken port is told before anything is opened.
    with _bound(settings) as listener:
        listener.listen()  # from here on a caller waits and isn't refused
        url = _url(listener)
        async with _listening(server, listener) as served:
            console.print(f"Footnote starts on [bold]{url}[/]", highlight=False)
            async with app.router.lifespan_context(app):
                app.state.lifecycle.starting = "loading articles"  # the application would be open now
                await load_articles(app, settings, load, console)
                # What the start made stays. Walking through it, a full collection of garbage stops everything
                # for 0.2 to 0.5 s, and a long article brings one on; so it takes 0.02.
                gc.freeze()
                app.state.lifecycle.starting = None
                app.state.lock.describe(url)
                console.print(f"Footnote serves on [bold]{url}[/]", highlight=False)
                console.print(f"Swagger UI: [bold]{url}/docs[/] (Ctrl-C stops)", highlight=False)
                await served
                console.print("Footnote stopped")


@asynccontextmanager
async def _listening(server: Server, listener: socket.socket) -> AsyncIterator["asyncio.Task[None]"]:
    """The server at work, from before the application is open: it answers that it starts."""
    served = asyncio.create_task(server.serve([listener]))
    try:
        yield served
    finally:
        server.should_exit = True
        await served


def _stop(app: FastAPI, server: Server, task: "asyncio.Task[None]", number: int) -> None:
    """Makes /readyz say that it is stopping; a start is given up, and so are long writes a little later."""
    app.state.lifecycle.stopping = True
    if app.state.lifecycle.starting:
        task.cancel()
    else:
        asyncio.get_running_loop().call_later(WRITES_SECONDS, app.state.service.ingest.stop)
        server.handle_exit(number, None)


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named so that asyncio sees TCP and sends small writes at once: without it every reply
    # whose head and body are two writes waits 40 ms for the caller's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"can't listen on {settings.host}:{settings.port} ({error.strerror}); "
            "FOOTNOTE_PORT takes another port, 0 a free one"
        ) from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
