"""The steps between the command line and the parts: record, judge, decide, report."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.baseline import Baseline, baseline_path, load_baseline
from evals.errors import BadUsage, EvalsError, NotMeasured
from evals.folder import Run
from evals.gate import BAD_USAGE, NOT_MEASURED, decide
from evals.model import Case, Recorded, RunMeta, RunResult, Verdict
from evals.policy import Policy
from evals.report.html import html
from evals.report.junit import write_junit
from evals.report.markdown import markdown
from evals.run import record
from evals.score.case import score_case
from evals.seeds import Seeds
from evals.targets import Kind, Target

if TYPE_CHECKING:
    from app.main import Parts


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases: any of the globs, any of the tags, the first so many; all when nothing is said."""

    globs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    limit: int | None = None

    def __str__(self) -> str:
        words = [f"--case {glob}" for glob in self.globs] + [f"--tag {tag}" for tag in self.tags]
        return " ".join([*words, *([f"--limit {self.limit}"] if self.limit is not None else [])])

    def of(self, cases: Sequence[Case]) -> list[Case]:
        """The cases chosen, by id. Raises NotMeasured when there are none."""
        chosen = [
            case
            for case in sorted(cases, key=lambda case: case.id)
            if (not self.globs or any(fnmatchcase(case.id, glob) for glob in self.globs))
            and (not self.tags or set(self.tags) & set(case.tags))
        ][: self.limit]
        if not chosen:
            raise NotMeasured(f"no case is selected by {self or 'an empty folder of cases'}")
        return chosen


def record_run(
    cases: Sequence[Case],
    seeds: Seeds,
    target: Target,
    *,
    selection: Selection | None = None,
    repeats: int = 1,
    at_once: int = 4,
    parts: "Parts | None" = None,
    console: Console | None = None,
) -> Run:
    """Asks the target, with a progress bar on a terminal. Raises NotMeasured."""
    selection = selection or Selection()
    chosen = selection.of(cases)
    started = datetime.now(UTC)
    planned = len(chosen) * repeats
    with progress_bar(console) as progress:
        task = progress.add_task(f"Asking {target.kind}", total=planned)
        recorded = asyncio.run(
            record(
                chosen,
                target,
                repeats=repeats,
                at_once=at_once,
                parts=parts,
                tick=lambda: progress.advance(task),
            )
        )
    models = {model for one in recorded if (model := _model_of(one)) is not None}
    is_fixed = target.kind is Kind.OFFLINE
    meta = RunMeta(
        target=target.kind.value,
        model=target.model or (models.pop() if len(models) == 1 else None),
        planned=planned,
        repeats=repeats,
        selection=str(selection),
        seeds_hash=seeds.digest,
        started_at=None if is_fixed else started.isoformat(timespec="seconds"),
        notes={name: value for name, value in (("url", target.url), ("base_url", target.base_url)) if value},
    )
    ended = datetime.now(UTC)
    times = {"started_at": started.isoformat(), "seconds": round((ended - started).total_seconds(), 3)}
    return Run(meta, tuple(recorded), times)


def _model_of(recorded: Recorded) -> str | None:
    engine = (recorded.body or {}).get("engine")
    model = engine.get("model") if isinstance(engine, Mapping) else None
    return model if isinstance(model, str) else None


def judge(run: Run, cases: Sequence[Case], seeds: Seeds) -> RunResult:
    """Scores every reply by the cases as they are now. Raises BadUsage when a case is gone.

    Raises NotMeasured when the seeds are others: what was asked of those says nothing about these.
    """
    if run.meta.seeds_hash and seeds.digest != run.meta.seeds_hash:
        raise NotMeasured("the run was recorded with other seeds than those in seeds/articles: run it anew")
    by_id = {case.id: case for case in cases}
    if gone := sorted({one.case_id for one in run.recorded} - by_id.keys()):
        raise BadUsage(f"the run has cases that are gone: {', '.join(gone)}; run them anew")
    results = tuple(score_case(by_id[one.case_id], one, seeds) for one in run.recorded)
    return RunResult(meta=run.meta, results=results)


def baseline_for(meta: RunMeta, path: Path | None) -> Baseline | None:
    """The baseline of a file, or the usual one for such a run when it is there. Raises BadUsage."""
    if path is not None:
        return load_baseline(path)
    usual = baseline_path(meta)
    return load_baseline(usual) if usual.is_file() else None


def verdict_of(
    run: Run, cases: Sequence[Case], seeds: Seeds, *, policy: Policy, baseline: Baseline | None
) -> Verdict:
    """Judges a run and decides."""
    return decide(judge(run, cases, seeds), policy=policy, baseline=baseline, cases=cases)


def verdict_without_run(error: EvalsError) -> Verdict:
    """What the reports say when there is nothing to judge: why."""
    return Verdict(
        exit_code=BAD_USAGE if isinstance(error, BadUsage) else NOT_MEASURED,
        reasons=tuple(str(error).splitlines()),
        meta=RunMeta(target="offline", planned=0),
        passed=0,
        failed=0,
        unmeasured=0,
    )


def write_reports(verdict: Verdict, seeds: Seeds | None, folder: Path) -> None:
    """junit.xml, summary.md and report.html, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_junit(verdict, folder / "junit.xml")
    (folder / "summary.md").write_text(markdown(verdict), "utf-8")
    texts = {article_id: seed.text for article_id, seed in seeds.articles.items()} if seeds else {}
    (folder / "report.html").write_text(html(verdict, texts), "utf-8")


def progress_bar(console: Console | None) -> Progress:
    """A bar on a terminal, and nothing elsewhere."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=console is None or not console.is_terminal,
    )
