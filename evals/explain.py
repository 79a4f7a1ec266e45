"""One case of a run on a terminal: asked, said, met and missed, cited, retrieved, and before."""

from rich.console import Console
from rich.markup import escape

from evals.baseline import answer_of
from evals.errors import BadUsage
from evals.gate import why_unmeasured
from evals.model import CaseResult, Verdict
from evals.report.figures import written
from evals.report.page import LOST, SHOWN_RANKS

_STATES = {True: "[green]passes[/]", False: "[bold red]fails[/]", None: "[yellow]not measured[/]"}


def print_explanation(verdict: Verdict, case_id: str, console: Console) -> None:
    """Prints every repeat of the case. Raises BadUsage when the run doesn't have it."""
    results = [result for result in verdict.results if result.case_id == case_id]
    if not results:
        raise BadUsage(f"the run has no case {case_id}")
    for result in results:
        for line in _lines(verdict, result):
            console.print(line, highlight=False, soft_wrap=True)


def _lines(verdict: Verdict, result: CaseResult) -> list[str]:
    case = next((one for one in verdict.cases if one.id == result.case_id), None)
    body = result.recorded.body or {}
    lines = [f"[bold]{escape(result.case_id)}[/] {_STATES[result.passed]} ({result.kind})"]
    if case is not None:
        lines.append(f"asked      {escape(case.question or str(case.body))}")
    if result.passed is None:
        return [*lines, f"because    {escape(why_unmeasured(result))}"]
    reason = f" ({body['reason']})" if body.get("reason") else ""
    lines.append(f"said       {escape(answer_of(result)) or 'nothing'}")
    lines.append(f"status     {escape(str(body.get('status')))}{escape(reason)}")
    before = verdict.before.get(result.case_id)
    if before is not None and before != answer_of(result):
        lines.append(f"before     {escape(before) or 'nothing'}")
    lines += [f"[red]failed[/]     {one.stage}: {escape(one.detail)}" for one in result.failures]
    for fact in result.facts:
        lost = f"; {LOST[fact.lost_at]}" if fact.lost_at else ""
        sign = "[green]met[/]   " if fact.met else "[red]missed[/]"
        lines.append(f"{sign}     {escape(fact.what)}: {escape(fact.reason)}{lost}")
    for finding in result.forbidden:
        sign = "[red]said[/]  " if finding.met else "[green]unsaid[/]"
        lines.append(f"{sign}     {escape(finding.what)}")
    for citation in body.get("citations") or ():
        place = f"{citation.get('article_id')} {citation.get('start')}:{citation.get('end')}"
        lines.append(escape(f"cited      [{citation.get('number')}] {place} {citation.get('quote')!r}"))
    for rank, passage in enumerate((result.recorded.ranking or ())[:SHOWN_RANKS], start=1):
        place = f"{passage.article_id} {passage.start}:{passage.end}"
        lines.append(escape(f"retrieved  {rank}. {place} {' '.join(passage.text.split())[:80]!r}"))
    for name, score in result.scores.items():
        why = score.reason or score.undefined or ""
        lines.append(escape(f"score      {name} {written(name, score.value)}{f': {why}' if why else ''}"))
    return lines
