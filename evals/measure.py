"""The metrics of a run: over all cases and by tag, each with n, its interval, its limit and its old value.

A case counts once, with the mean of its repeats. One for which a metric is undefined is counted as undefined.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evals.baseline import Baseline, by_case, case_mean
from evals.metrics import METRICS
from evals.model import CaseResult, MetricVerdict, RunResult
from evals.policy import Limit, Policy, Price
from evals.stats import bootstrap_interval, percentile, wilson_interval

_CASES = Mapping[str, Sequence[CaseResult]]


def measure(run: RunResult, policy: Policy, baseline: Baseline | None) -> tuple[MetricVerdict, ...]:
    """Every metric that some case has, with its limits; limits are judged when all cases were run."""
    limits = [limit for limit in policy.limits if run.meta.target in limit.targets]
    made = [*_of_cases(run, limits, baseline), *_of_the_run(run, policy)]
    is_whole = not run.meta.selection
    return tuple(one for verdict in made for one in _limited(verdict, limits, is_whole=is_whole))


def _of_cases(run: RunResult, limits: Sequence[Limit], baseline: Baseline | None) -> Iterator[MetricVerdict]:
    cases = by_case(run.results)
    for name in METRICS:
        tags = sorted({limit.tag for limit in limits if limit.metric == name and limit.tag is not None})
        if name == "passed":
            tags = sorted({*tags, *(tag for results in cases.values() for tag in results[0].tags)})
        for tag in (None, *tags):
            chosen = {
                case_id: results
                for case_id, results in cases.items()
                if tag is None or tag in results[0].tags
            }
            yield _verdict(name, tag, chosen, baseline)


def _verdict(name: str, tag: str | None, cases: _CASES, baseline: Baseline | None) -> MetricVerdict:
    metric = METRICS[name]
    means = {case_id: case_mean(results, name) for case_id, results in cases.items()}
    values = [mean for mean in means.values() if mean is not None]
    applies = sum(any(name in result.scores for result in results) for results in cases.values())
    value = math.fsum(values) / len(values) if values else None
    hard = _holds(name, cases) if metric.hard else None
    return MetricVerdict(
        name=name,
        tag=tag,
        n=len(values),
        undefined=applies - len(values),
        value=value,
        interval=_interval(values, is_share=metric.summary == "share"),
        limit=1.0 if metric.hard else None,
        higher_is_better=metric.higher_is_better,
        hard=metric.hard,
        baseline=_before(name, [case_id for case_id, mean in means.items() if mean is not None], baseline),
        passed=hard,
    )


def _holds(name: str, cases: _CASES) -> bool:
    """A hard metric holds on every reply, not on average; with no value there is nothing that breaks it."""
    scores = [one.scores[name] for results in cases.values() for one in results if name in one.scores]
    return all(score.value is None or score.value >= 1 for score in scores)


def _interval(values: Sequence[float], *, is_share: bool) -> tuple[float, float] | None:
    if not values:
        return None
    if is_share:
        return wilson_interval(math.fsum(values), len(values))
    return bootstrap_interval(values)


def _before(name: str, case_ids: Iterable[str], baseline: Baseline | None) -> float | None:
    """The baseline's value over the same cases, when it has them all."""
    cases = baseline.cases if baseline else {}
    before = [cases[case_id].scores.get(name) if case_id in cases else None for case_id in case_ids]
    values = [value for value in before if value is not None]
    return math.fsum(values) / len(values) if values and len(values) == len(before) else None


def _of_the_run(run: RunResult, policy: Policy) -> Iterator[MetricVerdict]:
    seconds = [one.recorded.seconds for one in run.results if one.recorded.seconds is not None]
    if seconds:
        yield _single("seconds_p50", percentile(seconds, 0.5), len(seconds))
        yield _single("seconds_p95", percentile(seconds, 0.95), len(seconds))
    if run.meta.target == "live":
        price = policy.prices.get(run.meta.model or "")
        yield _single("cost_usd", _cost(run.results, price) if price else None, len(run.results))


def _single(name: str, value: float | None, n: int) -> MetricVerdict:
    undefined = 0 if value is not None else n
    return MetricVerdict(name=name, n=n - undefined, undefined=undefined, value=value, higher_is_better=False)


def _cost(results: Sequence[CaseResult], price: Price) -> float:
    usages = [(result.recorded.body or {}).get("usage") or {} for result in results]
    prompt = math.fsum(usage.get("prompt_tokens", 0) for usage in usages)
    completion = math.fsum(usage.get("completion_tokens", 0) for usage in usages)
    return (prompt * price.prompt + completion * price.completion) / 1e6


def _limited(verdict: MetricVerdict, limits: Sequence[Limit], *, is_whole: bool) -> Iterator[MetricVerdict]:
    """The metric once for each of its limits; once without when it has none."""
    own = [limit for limit in limits if (limit.metric, limit.tag) == (verdict.name, verdict.tag)]
    if not own or verdict.hard:
        yield verdict
    for limit in own:
        passed = limit.allows(verdict.value) if is_whole and verdict.value is not None else None
        yield verdict.model_copy(
            update={"limit": limit.value, "higher_is_better": limit.min is not None, "passed": passed}
        )
