"""`python -m evals.bench speed | durability`: ends with 0 when it measured, met or not, with 3 otherwise."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated

import typer

from evals.bench.durability import run_durability
from evals.bench.service import NotMeasured
from evals.bench.speed import Part, run_speed
from evals.bench.tables import console

cli = typer.Typer(help="Measures a real service on this machine; every request goes to loopback.")


@cli.command()
def speed(
    passages: Annotated[int, typer.Option(min=1000, help="Passages in the large store.")] = 100_000,
    queries: Annotated[int, typer.Option(min=100, help="Distinct queries against it.")] = 2000,
    part: Annotated[list[Part] | None, typer.Option(help="Only these parts; all when left out.")] = None,
) -> None:
    """Start and memory, answers, ingest and search."""
    _measure(run_speed(parts=part or list(Part), passages=passages, queries=queries))


@cli.command()
def durability(
    rounds: Annotated[int, typer.Option(min=1, help="How often everything is killed.")] = 30,
    seed: Annotated[int, typer.Option(help="Of the writes and the moments of the kills.")] = 1,
) -> None:
    """kill -9 during concurrent writes, then compare with what the clients were told."""
    _measure(run_durability(rounds=rounds, seed=seed))


def _measure(benchmark: Coroutine[None, None, None]) -> None:
    try:
        asyncio.run(benchmark)
    except NotMeasured as error:
        console.print(f"[bold red]not measured:[/] {error}")
        raise typer.Exit(3) from None


if __name__ == "__main__":
    cli()
