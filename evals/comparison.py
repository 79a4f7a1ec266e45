"""A run beside its baseline, case by case.

Offline is deterministic: one case that passed and now fails is a loss. A live model isn't, nor is a service
of which nobody knows what answers in it: there the pairs decide, by the exact one-sided test of McNemar
(1947) on those that differ, together with how much was lost.
"""

from collections.abc import Sequence

from evals.baseline import Baseline, by_case, case_passes
from evals.model import CaseResult, Comparison, RunMeta
from evals.policy import LiveComparison
from evals.stats import mcnemar_p_value


def compare(
    results: Sequence[CaseResult], baseline: Baseline, *, meta: RunMeta, rule: LiveComparison
) -> Comparison:
    """What broke and what was fixed; `passed` says whether that is acceptable."""
    now = {case_id: case_passes(repeats) for case_id, repeats in by_case(results).items()}
    before = {case_id: case.passed for case_id, case in baseline.cases.items()}
    both = sorted(now.keys() & before.keys())
    broken = [case_id for case_id in both if before[case_id] and not now[case_id]]
    fixed = [case_id for case_id in both if now[case_id] and not before[case_id]]
    varies = meta.target != "offline"
    p_value = mcnemar_p_value(broken=len(broken), fixed=len(fixed)) if varies and both else None
    return Comparison(
        pairs=len(both),
        broken=tuple(broken),
        fixed=tuple(fixed),
        added=tuple(sorted(now.keys() - before.keys())),
        removed=() if meta.selection else tuple(sorted(before.keys() - now.keys())),
        p_value=p_value,
        passed=not (broken if p_value is None else _lost(len(broken) - len(fixed), len(both), p_value, rule)),
    )


def _lost(net: int, pairs: int, p_value: float, rule: LiveComparison) -> bool:
    enough = net >= rule.net_loss_cases or 100 * net / pairs >= rule.net_loss_points
    return p_value < rule.p_below and enough


def accepted_failures(baseline: Baseline | None) -> frozenset[str]:
    """The cases that the baseline says fail."""
    cases = baseline.cases if baseline else {}
    return frozenset(case_id for case_id, case in cases.items() if not case.passed)
