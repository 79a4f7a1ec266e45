"""The command line: footnote serve | ingest | ask | summarize | reembed | doctor.

`ingest`, `ask` and `summarize` are clients of the HTTP API. When a service runs on the data folder they talk
to it; otherwise they run the same application in this process for as long as the command takes.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.adapters.folder_lock import read_holder
from app.doctor import diagnose
from app.errors import ConfigurationError, FootnoteError
from app.loading import Load
from app.main import create_app
from app.reembedding import Reembedded
from app.reembedding import reembed as reembed_store
from app.seeding import article_files, post_file, read_body
from app.server import run_server
from app.settings import Settings, load_settings

cli = typer.Typer(
    help="Answers and summaries in which every sentence carries the exact characters that support it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)

TIMEOUT_SECONDS = 600  # a long book on a slow machine embeds for minutes
UrlOption = Annotated[
    str | None, typer.Option("--url", help="A running service; found by the data folder when left out.")
]


def main() -> None:
    """Runs the command line; configuration errors are told in one line."""
    try:
        cli()
    except ConfigurationError as error:
        err.print(f"[bold red]footnote:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        raise SystemExit(2) from None


@cli.command()
def serve(
    seeds: Annotated[
        list[Path] | None, typer.Option(help="Files or folders of articles to load into a new store, once.")
    ] = None,
    load: Annotated[
        list[Path] | None, typer.Option(help="Files or folders of articles to load at each start.")
    ] = None,
) -> None:
    """Serve the HTTP API; settings come from FOOTNOTE_ names in the environment."""
    settings = load_settings()
    _log_to_stderr(settings.log_level)
    articles = Load(files=article_files(load or []), seeds=article_files(seeds or []))
    run_server(settings, load=articles, console=out)


@cli.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: .txt .md .html .pdf")],
    url: UrlOption = None,
) -> None:
    """Store articles from files; ends with 1 when any was refused."""
    failed = asyncio.run(_ingest(article_files(paths), url))
    raise typer.Exit(1 if failed else 0)


@cli.command()
def ask(
    question: str,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="Passages to look at.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="The reply as the API gives it.")] = False,
    url: UrlOption = None,
) -> None:
    """Ask a question; ends with 1 when there is no answer in the articles."""
    reply = asyncio.run(_post("/v1/answers", {"question": question, "top_k": top_k}, url))
    _show(reply, "answer", as_json=as_json)


@cli.command()
def summarize(
    article_ids: Annotated[list[str] | None, typer.Argument(help="Articles to summarize.")] = None,
    query: Annotated[str | None, typer.Option(help="Summarize what this finds.")] = None,
    focus: Annotated[str | None, typer.Option(help="What to dwell on.")] = None,
    max_words: Annotated[int, typer.Option(min=10, max=2000)] = 120,
    bullets: Annotated[bool, typer.Option(help="A list in place of a paragraph.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The reply as the API gives it.")] = False,
    url: UrlOption = None,
) -> None:
    """Summarize articles, or what a query finds; all articles when neither is given."""
    body: dict[str, Any] = {"max_words": max_words, "format": "bullets" if bullets else "paragraph"}
    given = {"article_ids": article_ids or None, "query": query, "focus": focus}
    body |= {name: value for name, value in given.items() if value is not None}
    if not article_ids and query is None:
        body["filters"] = {}
    _show(asyncio.run(_post("/v1/summaries", body, url)), "summary", as_json=as_json)


@cli.command()
def reembed() -> None:
    """Embed all passages anew with the model that the settings name, or go on with a run that was cut."""
    settings = load_settings()
    try:
        result = asyncio.run(_reembed(settings))
    except (FootnoteError, KeyboardInterrupt) as error:
        reason = (
            f"[bold red]{error.code}:[/] {escape(error.detail)}; " if isinstance(error, FootnoteError) else ""
        )
        told = f"{reason}what was embedded so far is kept: `footnote reembed` goes on from there"
        err.print(told, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    out.print(
        f"{result.embedded} of {result.passages} passages embedded anew; the store is of {result.model_id}",
        highlight=False,
        soft_wrap=True,
    )
    if result.index_trouble:
        told = f"the vector index isn't ready ({result.index_trouble}); the next start brings it up"
        err.print(escape(told), highlight=False, soft_wrap=True)


@cli.command()
def doctor() -> None:
    """Say what is installed, what is wrong and what to do; ends with 1 when something is wrong."""
    findings = asyncio.run(diagnose(load_settings()))
    for finding in findings:
        mark = "[green]ok[/]   " if finding.is_well else "[bold red]wrong[/]"
        out.print(f"{mark} {finding.part:<12} {escape(finding.detail)}", highlight=False, soft_wrap=True)
        if finding.remedy:
            out.print(f"      {'':<12} -> {escape(finding.remedy)}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


@asynccontextmanager
async def connect(settings: Settings, url: str | None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a running service, or of the application in this process."""
    holder = read_holder(settings.data_dir)
    address = url or (holder.url if holder else None)
    headers = {"Authorization": f"Bearer {settings.api_keys[0]}"} if settings.api_keys else {}
    if address:
        async with httpx2.AsyncClient(
            base_url=address, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False
        ) as client:
            yield client
        return
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://footnote", headers=headers
        ) as client:
            yield client


async def _ingest(files: list[Path], url: str | None) -> int:
    failed = 0
    counts: dict[str, int] = {}
    async with connect(load_settings(), url) as client:
        with _progress_bar() as progress:
            task = progress.add_task("Storing articles", total=len(files))
            for file in files:
                result = await post_file(client, file)
                counts[result.outcome] = counts.get(result.outcome, 0) + 1
                if result.problem:
                    failed += 1
                    refusal = f"[red]refused[/] {escape(str(file))}: {escape(result.problem)}"
                    progress.console.print(refusal, highlight=False, soft_wrap=True)
                progress.advance(task)
    out.print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "no files")
    return failed


async def _reembed(settings: Settings) -> Reembedded:
    with _progress_bar() as progress:
        task = progress.add_task("Embedding passages", total=None)
        return await reembed_store(
            settings, report=lambda done, total: progress.update(task, completed=done, total=total)
        )


async def _post(path: str, body: dict[str, Any], url: str | None) -> dict[str, Any]:
    async with connect(load_settings(), url) as client:
        try:
            response = await client.post(path, json=body)
        except httpx2.TransportError as error:
            raise ConfigurationError(f"no service answers at {client.base_url}: {error}") from error
        reply = read_body(response)
    if response.is_error:
        err.print(f"[bold red]{reply['code']}:[/] {escape(reply['detail'])}", highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    return reply


def _show(reply: dict[str, Any], text_field: str, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps(reply))
    elif reply["status"] == "abstained":
        out.print(f"[yellow]No {text_field} in the articles[/] ({reply['reason']})")
    else:
        out.print(reply[text_field], markup=False, highlight=False, soft_wrap=True)
        out.print()
        for citation in reply["citations"]:
            place = f"{citation['article_id']} [{citation['start']}:{citation['end']}]"
            quote = " ".join(citation["quote"].split())
            out.print(
                f"[{citation['number']}] {place} {quote}", markup=False, highlight=False, soft_wrap=True
            )
    if reply["degraded"]:
        err.print(f"[yellow]degraded:[/] {', '.join(reply['degraded'])}")
    if reply["status"] == "abstained":
        raise typer.Exit(1)


def _progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
    )


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level.upper(),
        format="%(name)s: %(message)s",
        handlers=[RichHandler(console=err, show_path=False)],
    )
    # The clients inside speak to our own child once a second, and we say that the server starts or stops.
    for noisy in ("httpx", "httpx2", "chromadb", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


if __name__ == "__main__":
    main()
