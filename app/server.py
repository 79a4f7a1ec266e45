"""Runs the application under uvicorn: loads articles before it listens, says where it is, stops in order."""

import asyncio
import signal
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.markup import escape

from app.errors import ConfigurationError
from app.main import create_app
from app.seeding import post_file
from app.settings import Settings

LOAD_AT_ONCE = 8


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `_serve`.

    uvicorn raises the signal again once it has stopped, which ends the process before the lifespan is closed.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def run_server(settings: Settings, *, load: Sequence[Path], console: Console) -> None:
    """Serves until a signal. Raises ConfigurationError when the service can't start."""
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        lifespan="off",  # opened here, so that articles are loaded, and errors are ours, before it listens
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.shutdown_grace_seconds),
    )
    with suppress(asyncio.CancelledError):  # stopped while it loaded
        asyncio.run(_serve(app, Server(config), settings, load, console))


async def _serve(
    app: FastAPI, server: Server, settings: Settings, load: Sequence[Path], console: Console
) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, app, server, task, number)
    # Bound first, so that a taken port is told before anything is opened; uvicorn begins to listen.
    with _bound(settings) as listener:
        async with app.router.lifespan_context(app):
            if load:
                await _load(app, settings, load, console)
            listener.listen()  # from here on a caller waits and isn't refused
            url = _url(listener)
            app.state.lock.describe(url)
            console.print(f"Footnote serves on [bold]{url}[/]", highlight=False)
            console.print(f"Swagger UI: [bold]{url}/docs[/] (Ctrl-C stops)", highlight=False)
            await server.serve([listener])
            console.print("Footnote stopped")


def _stop(app: FastAPI, server: Server, task: "asyncio.Task[None]", number: int) -> None:
    """Makes /readyz say that it is stopping; while it still loads, loading is given up."""
    app.state.stopping = True
    if server.started:
        server.handle_exit(number, None)
    else:
        task.cancel()


async def _load(app: FastAPI, settings: Settings, files: Sequence[Path], console: Console) -> None:
    headers = {"Authorization": f"Bearer {settings.api_keys[0]}"} if settings.api_keys else {}
    transport = httpx2.ASGITransport(app=app)
    counts: Counter[str] = Counter()
    async with httpx2.AsyncClient(transport=transport, base_url="http://footnote", headers=headers) as client:
        # A few at once, so that embedding has work for each of its threads.
        for start in range(0, len(files), LOAD_AT_ONCE):
            some = files[start : start + LOAD_AT_ONCE]
            results = await asyncio.gather(*(post_file(client, file) for file in some))
            for file, result in zip(some, results, strict=True):
                counts[result.outcome] += 1
                if result.problem:
                    refusal = f"[red]refused[/] {escape(str(file))}: {escape(result.problem)}"
                    console.print(refusal, highlight=False, soft_wrap=True)
    console.print("Articles: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items()))


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
