"""The command line: footnote serve | ingest | list | delete | ask | summarize | reembed | doctor.

All but `serve`, `reembed` and `doctor` are clients of the HTTP API: of a running service, or of the same
application in this process for as long as the command takes; `app.client` says of which.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.markup import escape

from app import __version__
from app.article_commands import delete_articles, ingest_files, list_articles
from app.client import Access, Connection, Refused, call, connect
from app.console import err, log_to_stderr, out, progress_bar, say, warn
from app.doctor import diagnose
from app.errors import ConfigurationError, FootnoteError
from app.loading import Load
from app.reembedding import Reembedded
from app.reembedding import reembed as reembed_store
from app.seeding import article_files
from app.server import run_server
from app.settings import Settings, load_settings

Result = TypeVar("Result")

MARKS = {"ok": "green", "check": "yellow", "wrong": "bold red"}

cli = typer.Typer(
    help="Answers and summaries in which every sentence carries the exact characters that support it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

UrlOption = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="http://HOST:PORT",
        help="A running service. Left out: the one on the data folder (FOOTNOTE_DATA_DIR), else the store "
        "there, else, when that isn't set, the service at FOOTNOTE_HOST and FOOTNOTE_PORT.",
    ),
]
KeyOption = Annotated[
    str | None,
    typer.Option("--key", help="One of the service's keys. Left out: the first of FOOTNOTE_API_KEYS."),
]


def main() -> None:
    """Runs the command line; configuration errors are told in one line."""
    try:
        cli()
    except ConfigurationError as error:
        err.print(f"[bold red]footnote:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        raise SystemExit(2) from None


def _say_version(wanted: bool) -> None:
    if wanted:
        say(f"footnote {__version__}")
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Answers and summaries in which every sentence carries the exact characters that support it."""


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
    log_to_stderr(settings.log_level)
    articles = Load(files=article_files(load or []), seeds=article_files(seeds or []))
    run_server(settings, load=articles, console=out)


@cli.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: .txt .md .html .pdf")],
    url: UrlOption = None,
    key: KeyOption = None,
) -> None:
    """Store articles from files, each in place of what it was before; ends with 1 when any was refused."""
    files = article_files(paths)
    if not files:
        say("no files")
        return
    failed = _run(lambda service: ingest_files(service, files), Access(url, key), may_make_store=True)
    raise typer.Exit(1 if failed else 0)


@cli.command("list")
def list_(
    source: Annotated[str | None, typer.Option(help="Only articles of this source.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only articles with all of these tags.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All that is known of each, as an array.")] = False,
    url: UrlOption = None,
    key: KeyOption = None,
) -> None:
    """List the articles: date, id, title."""
    filters = {"source": source, "tag": tag or None}
    _run(lambda service: list_articles(service, filters, as_json=as_json), Access(url, key))


@cli.command()
def delete(
    article_ids: Annotated[list[str], typer.Argument(help="Articles to delete.", metavar="ID...")],
    url: UrlOption = None,
    key: KeyOption = None,
) -> None:
    """Delete articles; ends with 1 when any wasn't there."""
    failed = _run(lambda service: delete_articles(service, article_ids), Access(url, key))
    raise typer.Exit(1 if failed else 0)


@cli.command()
def ask(
    question: str,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="Passages to look at.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="The reply as the API gives it.")] = False,
    url: UrlOption = None,
    key: KeyOption = None,
) -> None:
    """Ask a question; ends with 1 when there is no answer in the articles."""
    body = {"question": question, "top_k": top_k}
    reply = _run(lambda service: _reply(service, "/v1/answers", body), Access(url, key))
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
    key: KeyOption = None,
) -> None:
    """Summarize articles, or what a query finds; all articles when neither is given."""
    body: dict[str, Any] = {"max_words": max_words, "format": "bullets" if bullets else "paragraph"}
    given = {"article_ids": article_ids or None, "query": query, "focus": focus}
    body |= {name: value for name, value in given.items() if value is not None}
    if not article_ids and query is None:
        body["filters"] = {}
    reply = _run(lambda service: _reply(service, "/v1/summaries", body), Access(url, key))
    _show(reply, "summary", as_json=as_json)


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
    logging.getLogger("app").addHandler(logging.NullHandler())  # what fails is told as a finding, once
    findings = asyncio.run(diagnose(load_settings()))
    for finding in findings:
        mark = f"[{MARKS[finding.mark]}]{finding.mark:<5}[/]"
        out.print(f"{mark} {finding.part:<12} {escape(finding.detail)}", highlight=False, soft_wrap=True)
        if finding.remedy:
            out.print(f"      {'':<12} -> {escape(finding.remedy)}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


def _run(
    work: Callable[[Connection], Awaitable[Result]], access: Access, *, may_make_store: bool = False
) -> Result:
    """What a command gets done at its service; what that refuses is told and ends the program with 1."""

    async def connected() -> Result:
        async with connect(load_settings(), access, may_make_store=may_make_store) as service:
            return await work(service)

    try:
        return asyncio.run(connected())
    except Refused as refused:
        warn(f"{refused.code}:", refused.detail)
        raise typer.Exit(1) from None


async def _reply(service: Connection, path: str, body: dict[str, Any]) -> dict[str, Any]:
    reply = await call(service, "POST", path, json=body)
    if reply["reason"] == "no_articles":  # perhaps another store was meant
        warn("note:", f"there are no articles {service.place}", style="yellow")
    return reply


async def _reembed(settings: Settings) -> Reembedded:
    with progress_bar() as progress:
        task = progress.add_task("Embedding passages", total=None)
        return await reembed_store(
            settings, report=lambda done, total: progress.update(task, completed=done, total=total)
        )


def _show(reply: dict[str, Any], text_field: str, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps(reply))
    elif reply["status"] == "abstained":
        out.print(f"[yellow]No {text_field} in the articles[/] ({reply['reason']})")
    else:
        say(reply[text_field])
        out.print()
        for citation in reply["citations"]:
            place = f"{citation['article_id']} [{citation['start']}:{citation['end']}]"
            quote = " ".join(citation["quote"].split())
            say(f"[{citation['number']}] {place} {quote}")
    if reply["degraded"]:
        err.print(f"[yellow]degraded:[/] {', '.join(reply['degraded'])}")
    if reply["status"] == "abstained":
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
