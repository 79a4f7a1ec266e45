"""Measured values beside their targets."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

console = Console()


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `is_met` is None for a figure that has no target."""

    what: str
    value: str
    target: str = ""
    is_met: bool | None = None


def at_most(what: str, value: float, target: float, unit: str) -> Row:
    """A figure that should not be over its target."""
    return Row(what, f"{value:.1f} {unit}", f"<= {target:g} {unit}", value <= target)


def print_rows(title: str, rows: Sequence[Row]) -> None:
    """A table of figures."""
    table = Table("measure", "value", "target", "", title=title, title_justify="left")
    verdicts = {None: "", True: "[green]met[/]", False: "[bold red]missed[/]"}
    for row in rows:
        table.add_row(row.what, row.value, row.target, verdicts[row.is_met])
    console.print(table)


def progress_bar() -> Progress:
    """A bar that says what is being done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]
