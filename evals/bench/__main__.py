"""`python -m evals.bench COMMAND`: ends with 0 when it measured, met or not, else 3."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from evals.bench.durability import run_durability
from evals.bench.errors import NotMeasured
from evals.bench.quality.answers import run_answers
from evals.bench.quality.data import FITTED, OTHER
from evals.bench.quality.fit_chance import run_fit_chance
from evals.bench.quality.fit_ranking import run_fit
from evals.bench.quality.fit_sureness import run_fit_sureness
from evals.bench.quality.retrieval import run_retrieval
from evals.bench.quality.retrieval_sets import SetName
from evals.bench.quality.summaries import run_summaries
from evals.bench.quality.verification import run_verification
from evals.bench.speed import Part, run_speed
from evals.bench.tables import console
from evals.bench.upstream import run_upstream

NOT_MEASURED = 3

cli = typer.Typer(
    help="Measures on this machine: a real service on loopback, or how good its answers are.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@cli.command()
def speed(
    passages: Annotated[int, typer.Option(min=100, help="Passages in the large store.")] = 100_000,
    queries: Annotated[int, typer.Option(min=10, max=20_000, help="Distinct queries against it.")] = 2000,
    part: Annotated[list[Part] | None, typer.Option(help="Only this; may be given again.")] = None,
) -> None:
    """Start, answers, ingest, and search at size."""
    with _exit_code():
        run_speed(passages=passages, queries=queries, parts=part or list(Part))


@cli.command()
def durability(
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="How often everything is killed.")] = 30,
    seed: Annotated[int, typer.Option(help="Of the writes and the moments of the kills.")] = 1,
) -> None:
    """kill -9 during concurrent writes, then compare with what the clients were told."""
    with _exit_code():
        run_durability(rounds=rounds, seed=seed)


@cli.command()
def upstream(
    answers: Annotated[int, typer.Option(min=2, max=400, help="Answers in turn.")] = 60,
    clients: Annotated[int, typer.Option(min=2, max=512, help="Answers in flight at once.")] = 64,
    hang_ups: Annotated[int, typer.Option(min=1, max=300, help="Callers who hang up.")] = 100,
    seed: Annotated[int, typer.Option(help="Of the moments at which they hang up.")] = 1,
) -> None:
    """What Footnote adds to a language model that answers with fixed delays."""
    with _exit_code():
        run_upstream(answers=answers, clients=clients, hang_ups=hang_ups, seed=seed)


@cli.command()
def answers(
    data: Annotated[Path, typer.Option(help="The folder with the public sets.")],
    others: Annotated[int, typer.Option(min=0, max=482, help="Articles beside, the second time.")] = 108,
) -> None:
    """Which sentence answers and when to abstain, on SQuAD 2.0, beside plain ways."""
    with _exit_code():
        run_answers(data, others=others)


@cli.command()
def fit_ranking(
    data: Annotated[Path, typer.Option(help="The folder with the public sets.")],
) -> None:
    """Fits the weights of extraction/ranking.py to one half of SQuAD 2.0, an article left out in turn."""
    with _exit_code():
        run_fit(data)


@cli.command()
def fit_sureness(
    data: Annotated[Path, typer.Option(help="The folder with the public sets.")],
) -> None:
    """Fits the weights of extraction/sureness.py to one half of SQuAD 2.0, an article left out in turn."""
    with _exit_code():
        run_fit_sureness(data)


@cli.command()
def fit_chance(
    data: Annotated[Path, typer.Option(help="The folder with the public sets.")],
) -> None:
    """Fits the curve of app/answer/judging/chance.py to one half of WiCE's claims."""
    with _exit_code():
        run_fit_chance(data)


@cli.command()
def retrieval(
    data: Annotated[Path, typer.Option(help="The folder with the public sets.")],
    only: Annotated[list[SetName] | None, typer.Option("--set", help="Only this; may be repeated.")] = None,
) -> None:
    """Which passages search finds, and how high, beside plain rankings."""
    with _exit_code():
        run_retrieval(data, names=only or list(SetName))


@cli.command()
def summaries(
    data: Annotated[Path, typer.Option(help="Folder of the public sets; evals/README.md names them.")],
    other: Annotated[bool, typer.Option("--other", help="The half that nothing is fitted to.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print every summary too.")] = False,
) -> None:
    """What the summaries with no model say, beside plain ways to summarize, and their faults."""
    with _exit_code():
        run_summaries(data, half=OTHER if other else FITTED, shown=show)


@cli.command()
def verification(
    data: Annotated[Path, typer.Option(help="The folder of the public sets.")],
    show: Annotated[bool, typer.Option(help="Print what was judged wrongly, of the fitted half.")] = False,
) -> None:
    """How well claims are told from wrong ones, beside plain ways."""
    with _exit_code():
        run_verification(data=data, show=show)


@contextmanager
def _exit_code() -> Iterator[None]:
    # Asked to end, it still stops the service that it started.
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    except NotMeasured as error:
        console.print(f"[bold red]not measured:[/] {escape(str(error))}")
        raise typer.Exit(NOT_MEASURED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    cli()
