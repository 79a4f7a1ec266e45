"""junit.xml: a test case for each reply and each limit. A failure that the baseline accepts is skipped."""

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from evals.gate import describe, label, named, why_unmeasured
from evals.model import CaseFailure, CaseResult, MetricVerdict, Verdict
from evals.report.figures import limit, shown

# What XML 1.0 can't hold, however it is escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(verdict: Verdict, path: Path) -> None:
    """Writes the file."""
    root = ElementTree.Element("testsuites", name="evals")
    failures = {failure.case_id: failure for failure in verdict.failures}
    kinds = sorted({result.kind for result in verdict.results})
    for kind in kinds:
        results = [result for result in verdict.results if result.kind == kind]
        cases = [_case(one, failures.get(one.case_id), verdict) for one in results]
        root.append(_suite(f"evals.{kind}", cases))
    judged = [metric for metric in verdict.metrics if metric.limit is not None]
    root.append(_suite("evals.gate", [*map(_limit, judged), _measured(verdict)]))
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(name: str, cases: Iterable[ElementTree.Element]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=name)
    suite.extend(cases)
    counts = {"tests": len(suite)}
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[attribute] = len(suite.findall(f"testcase/{tag}"))
    for attribute, count in counts.items():
        suite.set(attribute, str(count))
    return suite


def _case(result: CaseResult, failure: CaseFailure | None, verdict: Verdict) -> ElementTree.Element:
    case = _element(f"evals.{result.kind}", named(result.case_id, result.repeat))
    if result.recorded.seconds is not None:
        case.set("time", f"{result.recorded.seconds:.3f}")
    if result.passed is None:
        _add(case, "error", why_unmeasured(result))
    elif not result.passed:
        own = CaseFailure(
            case_id=result.case_id,
            repeat=result.repeat,
            stage=result.failures[0].stage if result.failures else "answer",
            regression=failure is not None and failure.regression,
            failures=result.failures,
            lost_at=result.lost_at,
        )
        known = failure is None or result.case_id in verdict.accepted
        _add(case, "skipped" if known else "failure", describe(own))
    return case


def _limit(metric: MetricVerdict) -> ElementTree.Element:
    case = _element("evals.gate", f"{label(metric)} {limit(metric)}")
    said = f"{shown(metric)} (n={metric.n}, undefined={metric.undefined})"
    if metric.passed is False:
        _add(case, "failure", said)
    elif metric.passed is None:
        _add(case, "skipped", f"not judged: {said}")
    return case


def _measured(verdict: Verdict) -> ElementTree.Element:
    """The verdict itself, so that a file with no failure is a run that passed."""
    case = _element("evals.gate", "verdict")
    if verdict.exit_code:
        kind = "error" if verdict.exit_code == 3 else "failure"
        _add(case, kind, "\n".join(verdict.reasons))
    return case


def _element(classname: str, name: str) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=classname, name=_clean(name))


def _add(case: ElementTree.Element, tag: str, text: str) -> None:
    inner = ElementTree.SubElement(case, tag, message=_clean(text.split("\n")[0][:500]))
    inner.text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
