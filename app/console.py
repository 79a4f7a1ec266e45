"""What the command line says, and where: results on standard output, the rest on standard error."""

import logging

from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

out = Console()
err = Console(stderr=True)


def say(text: str) -> None:
    """A line of the result, as it is."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def warn(word: str, text: str, *, style: str = "bold red") -> None:
    """A line beside the result, after a word that says of what kind it is."""
    err.print(f"[{style}]{escape(word)}[/] {escape(text)}", highlight=False, soft_wrap=True)


def progress_bar() -> Progress:
    """A bar on standard error: how many of how many, and how long yet."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
    )


def log_to_stderr(level: str) -> None:
    """Sends the logs of a service to standard error."""
    logging.basicConfig(
        level=level.upper(),
        format="%(name)s: %(message)s",
        handlers=[RichHandler(console=err, show_path=False)],
    )
    # The clients inside speak to our own child once a second, we say that the server starts or stops, and at
    # debug every event that is sent would be logged, answers and all.
    for noisy in ("httpx", "httpx2", "chromadb", "uvicorn.error", "sse_starlette"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
