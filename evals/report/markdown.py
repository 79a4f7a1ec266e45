"""A summary for the page of a CI run, which takes at most a megabyte."""

import re
from collections.abc import Iterator

from evals.baseline import answer_of
from evals.gate import describe, label
from evals.metrics import METRICS
from evals.model import CaseFailure, Verdict
from evals.report.figures import TITLES, delta, interval, last_line, limit, mark, readable, shown

MOST_BYTES = 900_000
_TOLD_IN_FULL = 50
_CUT = "\n\n… cut here; the HTML report has the rest.\n"
# Text of articles and answers is shown, never rendered: no markup, no table's bar, no mention, no link.
# What would become a link by itself.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|www)(:(?=//)|\.)")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&$])")


def markdown(verdict: Verdict) -> str:
    """The summary, cut to MOST_BYTES."""
    text = "\n".join(_lines(verdict)) + "\n"
    data = text.encode()
    if len(data) <= MOST_BYTES:
        return text
    return data[: MOST_BYTES - len(_CUT.encode())].decode(errors="ignore") + _CUT


def _lines(verdict: Verdict) -> Iterator[str]:
    symbol = {0: "✅", 1: "❌"}.get(verdict.exit_code, "⚠️")
    model = f" · {_shown(verdict.meta.model)}" if verdict.meta.model else ""
    yield f"## {symbol} Evals: {TITLES[verdict.exit_code]} ({verdict.meta.target}{model})"
    yield ""
    yield f"`{last_line(verdict)}`"
    yield ""
    if verdict.reasons:
        yield "### Why"
        yield ""
        yield from (f"- {_shown(reason)}" for reason in verdict.reasons[:_TOLD_IN_FULL])
        if len(verdict.reasons) > _TOLD_IN_FULL:
            yield f"- … and {len(verdict.reasons) - _TOLD_IN_FULL} more"
        yield ""
    yield from _figures(verdict)
    yield from _failing(verdict)
    if comparison := verdict.comparison:
        for what, names in (
            ("Fixed", comparison.fixed),
            ("New", comparison.added),
            ("Gone", comparison.removed),
        ):
            if names:
                yield f"{what} since the baseline: {', '.join(map(_shown, names))}"
                yield ""


def _figures(verdict: Verdict) -> Iterator[str]:
    yield "| metric | value | 95 % | change | n | undefined | limit | |"
    yield "|---|--:|---|--:|--:|--:|---|---|"
    for metric in verdict.metrics:
        if metric.name in METRICS and not (metric.n or metric.undefined):
            continue
        if metric.tag is not None and metric.limit is None:
            continue
        name = readable(label(metric)) + (" (hard)" if metric.hard else "")
        cells = (name, shown(metric), interval(metric), delta(metric), str(metric.n))
        last = (str(metric.undefined or ""), limit(metric), mark(metric))
        yield "| " + " | ".join(_shown(cell) for cell in (*cells, *last)) + " |"
    yield ""


def _failing(verdict: Verdict) -> Iterator[str]:
    new = [one for one in verdict.failures if one.case_id not in verdict.accepted]
    known = [one for one in verdict.failures if one.case_id in verdict.accepted]
    for title, failures, is_open in (("Fails", new, True), ("Known to fail", known, False)):
        if not failures:
            continue
        yield f"<details{' open' if is_open else ''}><summary>{title}: {len(failures)}</summary>"
        yield ""
        for failure in failures:
            yield from _case(failure, verdict)
        yield "</details>"
        yield ""


def _case(failure: CaseFailure, verdict: Verdict) -> Iterator[str]:
    case = next((one for one in verdict.cases if one.id == failure.case_id), None)
    result = next(
        one for one in verdict.results if (one.case_id, one.repeat) == (failure.case_id, failure.repeat)
    )
    yield f"- **{_shown(failure.case_id)}**: {_shown(describe(failure))}"
    if case is not None and case.question:
        yield f"  - asked: {_shown(case.question)}"
    yield f"  - said: {_shown(answer_of(result)) or 'nothing'}"
    if before := verdict.before.get(failure.case_id):
        yield f"  - said before: {_shown(before)}"


def _shown(text: str | None) -> str:
    """Text as it is, on one line."""
    escaped = _MARKUP.sub(r"\\\1", " ".join((text or "").split()))
    return _ADDRESS.sub(r"\1\\\2", escaped)
