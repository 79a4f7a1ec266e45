"""How the reports write figures."""

from evals.model import MetricVerdict, Verdict
from evals.stats import places_apart

TITLES = {0: "PASS", 1: "FAIL", 2: "BAD USAGE", 3: "NOT MEASURED"}
_DOLLARS, _SECONDS = ("cost_usd",), ("seconds", "seconds_p50", "seconds_p95")
_COUNTS = ("prompt_tokens", "completion_tokens", "novel_numbers")


def short(value: float, places: int = 2) -> str:
    """.94, 1.00"""
    return f"{value:.{places}f}".removeprefix("0") if value >= 0 else f"-{short(-value, places)}"


def signed(value: float) -> str:
    """+.03, -.03; as many places as it takes not to be +.00"""
    places = places_apart(value, 0)
    return f"{'-' if value < 0 else '+'}{short(abs(value), places)}"


def shown(metric: MetricVerdict) -> str:
    """A metric's value in its unit, "-" where undefined; one that misses its limit doesn't read like it."""
    value, limit = metric.value, metric.limit
    if metric.passed is False and value is not None and limit is not None and _is_share(metric.name):
        return short(value, places_apart(value, limit))
    return written(metric.name, value)


def written(name: str, value: float | None) -> str:
    """A value in the unit of its metric; "-" where there is none."""
    if value is None:
        return "-"
    if name in _SECONDS:
        return f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms"
    if name in _DOLLARS:
        return f"${value:.4f}"
    return short(value) if _is_share(name) else f"{value:,.1f}"


def _is_share(name: str) -> bool:
    return name not in (*_SECONDS, *_DOLLARS, *_COUNTS)


def interval(metric: MetricVerdict) -> str:
    """[.89,.97], in the unit of the metric."""
    if metric.interval is None:
        return ""
    low, high = (written(metric.name, end) for end in metric.interval)
    return f"[{low},{high}]"


def delta(metric: MetricVerdict) -> str:
    """The change against the baseline; "=" only where both are shown alike."""
    if metric.value is None or metric.baseline is None:
        return ""
    change = metric.value - metric.baseline
    alike = written(metric.name, metric.value) == written(metric.name, metric.baseline)
    # The baseline's scores are rounded to four places.
    return "=" if abs(change) < (0.005 if alike else 0.0001) else signed(change)


def limit(metric: MetricVerdict) -> str:
    """What it must reach."""
    if metric.limit is None:
        return ""
    return f"{'>=' if metric.higher_is_better else '<='} {written(metric.name, metric.limit)}"


def mark(metric: MetricVerdict) -> str:
    """Whether it reaches it."""
    if metric.limit is None:
        return ""
    return {True: "met", False: "missed", None: "not judged"}[metric.passed]


def readable(name: str) -> str:
    """fact_recall as it is read."""
    return {"seconds_p50": "p50", "seconds_p95": "p95", "cost_usd": "cost"}.get(name, name.replace("_", " "))


def overall(verdict: Verdict, name: str) -> MetricVerdict | None:
    """A metric over all cases."""
    return next((one for one in verdict.metrics if one.name == name and one.tag is None), None)


def last_line(verdict: Verdict) -> str:
    """The whole run in a line: the cases that fail, or that pass when the run does, and the main figures."""
    total = verdict.passed + verdict.failed + verdict.unmeasured
    counted = {0: verdict.passed, 1: verdict.failed}.get(verdict.exit_code, verdict.unmeasured)
    parts = [f"{TITLES[verdict.exit_code]} {counted}/{total}"]
    if (recall := overall(verdict, "fact_recall")) is not None and recall.value is not None:
        figures = (shown(recall), interval(recall), delta(recall))
        parts.append(" ".join(["fact recall", *(figure for figure in figures if figure)]))
    if (sound := sound_citations(verdict)) is not None:
        parts.append(
            f"citations {100 * sound:.0f} %" if sound in (0, 1) else f"citations {100 * sound:.1f} %"
        )
    slow = next(
        (
            one
            for name in ("seconds_p95", "seconds_p50")
            if (one := overall(verdict, name)) is not None and one.value is not None
        ),
        None,
    )
    if slow is not None:
        parts.append(f"{readable(slow.name)} {shown(slow)}")
    return " · ".join(parts)


def sound_citations(verdict: Verdict) -> float | None:
    """The lower of the shares of cases whose citations resolve and whose quotes are exact."""
    values = [
        metric.value
        for name in ("citations_resolve", "quotes_exact")
        if (metric := overall(verdict, name)) is not None and metric.value is not None
    ]
    return min(values, default=None)
