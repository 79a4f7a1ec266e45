"""Decides over a scored run: could it be measured, do the invariants hold, are the limits kept, is it as good
as before. Every failure is named with its case and stage; nothing that wasn't measured passes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evals.baseline import Baseline, by_case, case_passes
from evals.comparison import accepted_failures, compare
from evals.errors import BadUsage
from evals.measure import measure
from evals.model import Case, CaseFailure, CaseResult, Comparison, MetricVerdict, RunResult, Verdict
from evals.policy import Policy
from evals.stats import places_apart

PASS: Final = 0
FELL_SHORT: Final = 1
BAD_USAGE: Final = 2
NOT_MEASURED: Final = 3
_Cases = Mapping[str, Sequence[CaseResult]]


def decide(
    run: RunResult, *, policy: Policy, baseline: Baseline | None = None, cases: Sequence[Case] = ()
) -> Verdict:
    """The verdict that every report shows; `cases` are for the reports. Raises BadUsage."""
    _require_comparable(run, baseline)
    grouped = by_case(run.results)
    metrics = measure(run, policy, baseline)
    comparison = None
    if baseline is not None:
        comparison = compare(run.results, baseline, meta=run.meta, rule=policy.live_comparison)
    failures = _failures(grouped, comparison)
    unmeasured = [*_incomplete(run, cases), *_unmeasured(run, metrics)]
    short = [
        *_broken_metrics(metrics, run.results),
        *_broken_cases(run, failures, metrics, baseline, comparison),
        *_gone(comparison),
    ]
    return Verdict(
        exit_code=NOT_MEASURED if unmeasured else FELL_SHORT if short else PASS,
        reasons=(*unmeasured, *short),
        meta=run.meta,
        passed=sum(case_passes(results) for results in grouped.values()),
        failed=len(failures),
        unmeasured=sum(any(one.passed is None for one in results) for results in grouped.values()),
        metrics=metrics,
        failures=failures,
        comparison=comparison,
        results=run.results,
        cases=tuple(case for case in cases if case.id in grouped),
        before={
            case_id: case.answer
            for case_id, case in (baseline.cases if baseline else {}).items()
            if case_id in grouped
        },
        accepted=tuple(sorted(one.case_id for one in failures if _is_accepted(one, baseline))),
    )


def _require_comparable(run: RunResult, baseline: Baseline | None) -> None:
    """A repeat count chosen after the fact would choose the result: both sides have the same."""
    if baseline is None or run.meta.target == "offline":
        return
    if baseline.repeats != run.meta.repeats:
        raise BadUsage(
            f"the run has {run.meta.repeats} repeats of each case and the baseline {baseline.repeats}: "
            f"run with --repeat {baseline.repeats}"
        )


def _gone(comparison: Comparison | None) -> Iterator[str]:
    """A case that is no longer there can't fail; that it went is for a person to accept."""
    if comparison is not None and comparison.removed:
        gone = ", ".join(comparison.removed)
        yield f"the baseline has cases that are gone: {gone}; if that is meant, update the baseline"


def _incomplete(run: RunResult, cases: Sequence[Case]) -> Iterator[str]:
    """What of the run is missing, or there twice."""
    planned, came = run.meta.planned, len(run.results)
    if planned == 0 or came == 0:
        yield "nothing was run: an empty run is no pass"
    elif came != planned:
        yield f"{came} of {planned} replies were recorded: the run is partial"
    seen = Counter((result.case_id, result.repeat) for result in run.results)
    for (case_id, repeat), count in seen.items():
        if count > 1:
            yield f"{named(case_id, repeat)} was recorded {count} times"
    if run.results and not run.meta.selection:
        ran = {result.case_id for result in run.results}
        if missing := [case.id for case in cases if case.id not in ran]:
            yield f"the run lacks cases: {', '.join(missing)}; run them all"


def _unmeasured(run: RunResult, metrics: Sequence[MetricVerdict]) -> Iterator[str]:
    for result in run.results:
        if result.passed is None:
            yield f"{named(result.case_id, result.repeat)}: {why_unmeasured(result)}"
    if run.meta.selection or not run.results:
        return
    for metric in metrics:
        if metric.limit is not None and metric.passed is None and not metric.hard:
            yield f"{label(metric)} has a limit, and no case has a value of it"


def _broken_metrics(metrics: Sequence[MetricVerdict], results: Sequence[CaseResult]) -> Iterator[str]:
    for metric in metrics:
        if metric.passed is not False or metric.limit is None:
            continue
        if metric.hard:
            broken = [one for one in results if _breaks(one, metric.name)]
            shown = ", ".join(named(one.case_id, one.repeat) for one in broken)
            yield f"{metric.name} must hold in every reply, and doesn't in {shown}"
        else:
            sign = "under" if metric.higher_is_better else "over"
            places = places_apart(metric.value or 0.0, metric.limit, least=3)
            figures = f"{metric.value:.{places}f}, {sign} its limit {metric.limit:.{places}f}"
            yield f"{label(metric)} is {figures} (n={metric.n})"


def _breaks(result: CaseResult, metric: str) -> bool:
    score = result.scores.get(metric)
    return score is not None and score.value is not None and score.value < 1


def _broken_cases(
    run: RunResult,
    failures: Sequence[CaseFailure],
    metrics: Sequence[MetricVerdict],
    baseline: Baseline | None,
    comparison: Comparison | None,
) -> Iterator[str]:
    if run.meta.target == "offline":
        # What fails and isn't known to falls short, new cases too: only the baseline can accept a failure.
        for failure in failures:
            if not _is_accepted(failure, baseline):
                yield describe(failure)
    elif comparison is None and not any(metric.passed is not None and not metric.hard for metric in metrics):
        yield from map(describe, failures)  # there is nothing else to go by
    elif comparison is not None and not comparison.passed:
        net = len(comparison.broken) - len(comparison.fixed)
        yield (
            f"worse than the baseline by {net} of {comparison.pairs} cases (p = {comparison.p_value:.3f}): "
            + ", ".join(comparison.broken)
        )


def _is_accepted(failure: CaseFailure, baseline: Baseline | None) -> bool:
    """Whether the baseline knew it; what came with a change of the seeds it can't have known."""
    return failure.stage != "seeds" and failure.case_id in accepted_failures(baseline)


def _failures(grouped: _Cases, comparison: Comparison | None) -> tuple[CaseFailure, ...]:
    """The cases that fail, those that passed before first."""
    broken = frozenset(comparison.broken if comparison else ())
    made = [
        _failure(results, is_regression=case_id in broken)
        for case_id, results in grouped.items()
        if not case_passes(results) and all(one.passed is not None for one in results)
    ]
    return tuple(sorted(made, key=lambda one: (not one.regression, one.case_id)))


def _failure(results: Sequence[CaseResult], *, is_regression: bool) -> CaseFailure:
    first = next(one for one in results if not one.passed)
    return CaseFailure(
        case_id=first.case_id,
        repeat=first.repeat,
        stage=first.failures[0].stage if first.failures else "answer",
        regression=is_regression,
        failures=first.failures,
        lost_at=first.lost_at,
    )


def describe(failure: CaseFailure) -> str:
    """A case that fails, with the stage, what is wrong and where it was lost."""
    details = "; ".join(one.detail for one in failure.failures)
    lost = f" (lost at: {failure.lost_at})" if failure.lost_at else ""
    was = ", passed before" if failure.regression else ""
    return f"{failure.case_id} fails at {failure.stage}{was}: {details}{lost}"


def why_unmeasured(result: CaseResult) -> str:
    """Why a reply could not be judged."""
    details = [failure.detail for failure in result.failures]
    return result.recorded.error or "; ".join(details) or f"HTTP {result.recorded.http_status}"


def named(case_id: str, repeat: int) -> str:
    """A reply's name; the first of a case has the case's."""
    return case_id if repeat == 0 else f"{case_id} (repeat {repeat})"


def label(metric: MetricVerdict) -> str:
    """A metric's name with its tag."""
    return metric.name if metric.tag is None else f"{metric.name} [{metric.tag}]"
