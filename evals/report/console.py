"""The verdict on a terminal: what fails and why, the figures, and one line at the end."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.gate import label
from evals.metrics import METRICS
from evals.model import MetricVerdict, Verdict
from evals.report.figures import delta, interval, last_line, limit, mark, readable, shown

_COLOURS = {0: "green", 1: "bold red", 2: "bold red", 3: "bold yellow"}
_MARKS = {"met": "[green]met[/]", "missed": "[bold red]missed[/]"}


def print_verdict(verdict: Verdict, console: Console) -> None:
    """Prints it."""
    if verdict.results:
        console.print(_figures(verdict))
    if accepted := len(verdict.accepted):
        known = ", ".join(verdict.accepted)
        console.print(f"{accepted} known to fail, as the baseline says: {known}", soft_wrap=True)
    if comparison := verdict.comparison:
        for what, names in (
            ("fixed", comparison.fixed),
            ("new", comparison.added),
            ("gone", comparison.removed),
        ):
            if names:
                console.print(f"{len(names)} {what} since the baseline: {', '.join(names)}", soft_wrap=True)
    for reason in verdict.reasons:
        console.print(f"[red]- {escape(reason)}[/]", highlight=False, soft_wrap=True)
    colour = _COLOURS[verdict.exit_code]
    console.print(f"[{colour}]{escape(last_line(verdict))}[/]", highlight=False, soft_wrap=True)


def _figures(verdict: Verdict) -> Table:
    table = Table("metric", "value", "95 %", "change", "n", "undefined", "limit", "", box=None)
    for metric in verdict.metrics:
        if metric.name in METRICS and not (metric.n or metric.undefined):
            continue
        if metric.tag is not None and metric.limit is None:
            continue
        table.add_row(*_row(metric))
    return table


def _row(metric: MetricVerdict) -> tuple[str, ...]:
    name = readable(label(metric)) + (" (hard)" if metric.hard else "")
    figures = (shown(metric), interval(metric), delta(metric), str(metric.n), str(metric.undefined or ""))
    judged = mark(metric)
    return (escape(name), *map(escape, figures), escape(limit(metric)), _MARKS.get(judged, judged))
