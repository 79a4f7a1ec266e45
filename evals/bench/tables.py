"""Measured values beside their targets."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

EXAMPLES = 3  # shown of each thing that should not be
console = Console(emoji=False)
_err = Console(stderr=True, emoji=False)
_VERDICTS = {None: "", True: "[green]met[/]", False: "[bold red]missed[/]"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `is_met` is None for a figure that has no target."""

    what: str
    value: str
    target: str = ""
    is_met: bool | None = None
    examples: Sequence[str] = ()


def at_most(what: str, value: float, target: float, unit: str) -> Row:
    """A figure that should not be over its target."""
    return Row(what, f"{value:.1f} {unit}", f"<= {target:g} {unit}", value <= target)


def at_least(what: str, value: float, target: float) -> Row:
    """A figure that should not be under its target."""
    return Row(what, f"{value:.2f}", f">= {target:g}", value >= target)


def none_of(what: str, found: Sequence[str]) -> Row:
    """A count that should be zero."""
    return Row(what, str(len(found)), "0", not found, found[:EXAMPLES])


def print_rows(title: str, rows: Sequence[Row]) -> None:
    """A table of figures, and below it examples of what should not be."""
    table = Table("measure", "value", "target", "", title=title, title_justify="left")
    for row in rows:
        table.add_row(escape(row.what), escape(row.value), row.target, _VERDICTS[row.is_met])
    console.print(table)
    for line in (line for row in rows for line in row.examples):
        console.print(line, markup=False, highlight=False)


def print_machine() -> None:
    """What is measured on, and how busy it is beside."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    memory = psutil.virtual_memory().total / 2**30
    console.print(
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB; load average before: {load}",
        highlight=False,
    )


def progress_bar() -> Progress:
    """A bar that says what is being done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_err,
        transient=True,
    )
