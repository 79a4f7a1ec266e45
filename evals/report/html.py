"""One page that needs nothing else: no network, no other file, and no script but its own."""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.gate import label
from evals.metrics import METRICS
from evals.model import MetricVerdict, Verdict
from evals.report.figures import TITLES, delta, interval, last_line, limit, mark, readable, shown, written
from evals.report.page import case_views

_TEMPLATES = Path(__file__).parent / "templates"


def html(verdict: Verdict, articles: Mapping[str, str]) -> str:
    """The page; `articles` are the texts that citations point into, by id."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,  # answers and articles are shown, never run
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in (delta, interval, label, limit, mark, readable, shown):
        environment.filters[filter_.__name__] = filter_
    environment.globals["written"] = written
    script = (_TEMPLATES / "page.js").read_text("utf-8")
    views = case_views(verdict, articles)
    return environment.get_template("page.html.j2").render(
        verdict=verdict,
        title=TITLES[verdict.exit_code],
        line=last_line(verdict),
        tiles=_tiles(verdict),
        rows=[metric for metric in verdict.metrics if _has_a_row(metric)],
        tags=[one for one in verdict.metrics if one.name == "passed" and one.tag and one.n],
        views=views,
        states=Counter(view.state for view in views),
        changed=sum(bool(view.difference) for view in views),
        anchors={view.name: view.anchor for view in views},
        style=(_TEMPLATES / "page.css").read_text("utf-8"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _tiles(verdict: Verdict) -> list[MetricVerdict]:
    """The figures to see first."""
    wanted = ("passed", "fact_recall", "abstention", "over_refusal", "quotes_exact", "evidence_recall")
    found = {metric.name: metric for metric in verdict.metrics if metric.tag is None}
    return [found[name] for name in (*wanted, "seconds_p95") if name in found and found[name].n]


def _has_a_row(metric: MetricVerdict) -> bool:
    if metric.tag is not None and metric.limit is None:
        return False
    return metric.name not in METRICS or bool(metric.n or metric.undefined)
