"""`python -m evals`: lint, run offline, score, gate, report. Its commands do one of these each.

0 pass, 1 quality fell short, 2 bad usage or invalid cases, 3 could not be measured.
"""

import os
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from evals.baseline import baseline_of, baseline_path, load_baseline, save_baseline
from evals.comparison import accepted_failures
from evals.errors import BadUsage, EvalsError, NotMeasured
from evals.explain import print_explanation
from evals.folder import Run, folder_of, load_run, save_run
from evals.gate import BAD_USAGE, NOT_MEASURED
from evals.lint import lint
from evals.load import load_cases, load_with_places
from evals.model import Case, Verdict
from evals.options import default_name, kind_of, target_of
from evals.policy import POLICY, load_policy
from evals.report.console import print_verdict
from evals.run import why_no_reply
from evals.seeds import Seeds, load_seeds
from evals.steps import (
    Selection,
    baseline_for,
    judge,
    record_run,
    verdict_of,
    verdict_without_run,
    write_reports,
)
from evals.targets import Kind, Target

cli = typer.Typer(help=__doc__, invoke_without_command=True, pretty_exceptions_enable=False)
baselines = typer.Typer(help="What later runs are compared with.", no_args_is_help=True)
cli.add_typer(baselines, name="baseline")
# No emoji: ":100:" in "file:100: what" is a line and not a face.
out, err = Console(emoji=False), Console(stderr=True, emoji=False)

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="A run's name, or its folder.")]
BaselineOption = Annotated[
    Path | None, typer.Option("--baseline", help="The file to compare with; else the target's own, if any.")
]
PolicyOption = Annotated[Path | None, typer.Option("--policy", help="The limits; else evals/policy.yaml.")]
AtOnceOption = Annotated[int, typer.Option("-j", "--jobs", min=1, max=64, help="Requests at once.")]


def main() -> None:
    """Runs the command line. What isn't a verdict never ends with the code of one."""
    try:
        cli()
    except BadUsage as error:
        _say("evals", error)
        raise SystemExit(BAD_USAGE) from None
    except NotMeasured as error:
        _say("NOT MEASURED", error)
        raise SystemExit(NOT_MEASURED) from None
    except Exception:  # noqa: BLE001 - Python would end with 1, which here says that quality fell short
        err.print_exception()
        raise SystemExit(NOT_MEASURED) from None


def _say(what: str, error: EvalsError) -> None:
    err.print(f"[bold red]{what}:[/] {escape(str(error))}", highlight=False, soft_wrap=True)


@cli.callback()
def everything(context: typer.Context, at_once: AtOnceOption = 4) -> None:
    """Lint, run offline, score, gate, report; the reports are in evals/runs/offline."""
    if context.invoked_subcommand is not None:
        return
    folder = folder_of("offline")
    shutil.rmtree(folder, ignore_errors=True)  # whatever happens, no report of a former run is left
    try:
        verdict, seeds = _run_offline(folder, at_once)
    except EvalsError as error:
        write_reports(verdict_without_run(error), None, folder)
        raise
    write_reports(verdict, seeds, folder)
    out.print(f"Reports: {folder}/report.html, junit.xml, summary.md", highlight=False, soft_wrap=True)
    _end(verdict)


def _run_offline(folder: Path, at_once: int) -> tuple[Verdict, Seeds]:
    cases, seeds = _linted(seeds_may_change=True)
    run = record_run(cases, seeds, Target(), at_once=at_once, console=err)
    save_run(folder, run)
    started = time.perf_counter()
    verdict = _verdict(run, cases, seeds, baseline=None, policy=None)
    judged = time.perf_counter() - started
    out.print(f"asked in {run.times['seconds']:.1f} s, judged in {judged:.1f} s", highlight=False)
    return verdict, seeds


@cli.command("lint")
def check_cases() -> None:
    """Check the cases: their evidence is in the seeds, their own replies pass and fail as they should."""
    _linted(seeds_may_change=False)
    out.print(
        "next: python -m evals, which asks them; a new case that fails is told as failing: "
        "mend the product, or accept it with: python -m evals baseline update",
        highlight=False,
        soft_wrap=True,
    )


@cli.command()
def run(
    target: Annotated[
        Kind,
        typer.Option(
            parser=kind_of, metavar="offline|url|live", help="The application in this process, or a service."
        ),
    ],
    url: Annotated[str | None, typer.Option(help="url: the service.")] = None,
    base_url: Annotated[str | None, typer.Option(help="live: the model's server.")] = None,
    model: Annotated[str | None, typer.Option(help="live: the model.")] = None,
    repeats: Annotated[int, typer.Option("--repeat", min=1, max=100, help="Times each case is asked.")] = 1,
    case: Annotated[list[str] | None, typer.Option(help="Only cases whose id fits; may be repeated.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="Only cases with the tag, or with any of several.")
    ] = None,
    at_once: AtOnceOption = 4,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    name: Annotated[str | None, typer.Option(help="The run's name.")] = None,
) -> None:
    """Record what a target replies, in evals/runs/<name>; nothing is judged.

    Keys come from the environment: OPENAI_API_KEY for live, FOOTNOTE_API_KEY for url.
    """
    chosen = target_of(target, url=url, base_url=base_url, model=model)
    selection = Selection(tuple(case or ()), tuple(tag or ()), limit)
    folder = folder_of(name) if name else None  # before anything is paid for
    recorded = record_run(
        load_cases(),
        load_seeds(),
        chosen,
        selection=selection,
        repeats=repeats,
        at_once=at_once,
        console=err,
    )
    folder = folder or folder_of(default_name(recorded))
    save_run(folder, recorded)
    missing = [why for one in recorded.recorded if (why := why_no_reply(one))]
    came = len(recorded.recorded) - len(missing)
    out.print(
        f"{came} of {recorded.meta.planned} replies recorded in {folder}", highlight=False, soft_wrap=True
    )
    if came < recorded.meta.planned:
        raise NotMeasured(f"the run is partial: {next(iter(missing), 'the service went away')}")


@cli.command()
def gate(run: RunArgument, baseline: BaselineOption = None, policy: PolicyOption = None) -> None:
    """Decide over a run."""
    recorded = load_run(folder_of(run))
    _end(_verdict(recorded, load_cases(), load_seeds(), baseline=baseline, policy=policy))


@cli.command()
def report(
    run: RunArgument,
    baseline: BaselineOption = None,
    policy: PolicyOption = None,
    output: Annotated[Path | None, typer.Option(help="Folder of the reports; else the run's.")] = None,
) -> None:
    """Write report.html, junit.xml and summary.md of a run."""
    recorded, seeds = load_run(folder_of(run)), load_seeds()
    verdict = _verdict(recorded, load_cases(), seeds, baseline=baseline, policy=policy)
    folder = output or folder_of(run)
    write_reports(verdict, seeds, folder)
    out.print(f"{folder}/report.html", highlight=False, soft_wrap=True)


@cli.command()
def compare(before: RunArgument, after: RunArgument, policy: PolicyOption = None) -> None:
    """Decide over the second run with the first as its baseline; limits are left to gate."""
    cases, seeds = load_cases(), load_seeds()
    rules = load_policy(policy or POLICY).model_copy(update={"limits": ()})
    first = baseline_of(judge(load_run(folder_of(before)), cases, seeds))
    _end(verdict_of(load_run(folder_of(after)), cases, seeds, policy=rules, baseline=first))


@cli.command()
def explain(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case's id.")], run: RunArgument
) -> None:
    """Show all that is known of one case in a run."""
    cases, seeds = load_cases(), load_seeds()
    recorded = load_run(folder_of(run))
    verdict = _verdict(recorded, cases, seeds, baseline=None, policy=None)
    print_explanation(verdict, case, out)


@baselines.command("update")
def update_baseline(run: Annotated[str, typer.Argument(metavar="RUN")] = "offline") -> None:
    """Make a run what later ones are compared with; failing cases become known to fail."""
    if os.environ.get("CI"):
        raise BadUsage("a baseline is updated by a person who looked at what changed, not where CI is set")
    recorded = load_run(folder_of(run))
    result = judge(recorded, load_cases(), load_seeds())
    if recorded.meta.selection:
        raise BadUsage(f"the run is of a part of the cases ({recorded.meta.selection}): run them all")
    if len(result.results) != recorded.meta.planned or any(one.passed is None for one in result.results):
        raise NotMeasured("the run is partial: a baseline needs every case")
    path = baseline_path(recorded.meta)
    new, before = baseline_of(result), load_baseline(path) if path.is_file() else None
    save_baseline(path, new)
    out.print(f"{path} holds {len(result.results)} replies", highlight=False, soft_wrap=True)
    if accepted := sorted(accepted_failures(new) - accepted_failures(before)):
        out.print(f"now known to fail: {', '.join(accepted)}", highlight=False, soft_wrap=True)


def _linted(*, seeds_may_change: bool) -> tuple[Sequence[Case], Seeds]:
    """The cases and the seeds. Raises BadUsage; a case whose seeds changed may be left to fail by itself."""
    loaded, seeds = load_with_places(), load_seeds()
    found = lint(loaded, seeds)
    wrong = [*found.lines, *([] if seeds_may_change else map(str, found.seed_changes))]
    if wrong:
        raise BadUsage("\n".join(["the cases are not sound", *wrong]))
    made, killed = sum(found.made.values()), sum(found.killed.values())
    out.print(
        f"{len(loaded)} cases are sound; of {made} answers changed for the worse {killed} were noticed",
        highlight=False,
    )
    if unnoticed := Counter(one.kind for one in found.survivors):
        kinds = ", ".join(f"{kind} {times}" for kind, times in unnoticed.most_common())
        out.print(f"{unnoticed.total()} unnoticed: {kinds}", highlight=False, soft_wrap=True)
    if found.seed_changes:
        changed = sorted({problem.case_id for problem in found.seed_changes})
        out.print(f"the seeds no longer bear out {', '.join(changed)}", style="red", soft_wrap=True)
    return [one.case for one in loaded], seeds


def _verdict(
    run: Run, cases: Sequence[Case], seeds: Seeds, *, baseline: Path | None, policy: Path | None
) -> Verdict:
    return verdict_of(
        run, cases, seeds, policy=load_policy(policy or POLICY), baseline=baseline_for(run.meta, baseline)
    )


def _end(verdict: Verdict) -> None:
    print_verdict(verdict, out)
    raise typer.Exit(verdict.exit_code)
