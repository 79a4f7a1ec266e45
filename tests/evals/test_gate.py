"""What is decided over made-up results."""

import pytest
from pydantic import ValidationError

from evals.baseline import Baseline, baseline_of
from evals.errors import BadUsage
from evals.gate import decide
from evals.model import CaseResult, MetricVerdict, RunResult, Verdict
from evals.policy import Limit, Policy
from tests.evals.runs import HOTEL, RATE, result, run_of

RECALL = Policy(limits=(Limit(metric="fact_recall", min=0.9), Limit(metric="over_refusal", max=0.1)))
LIVE = {"target": "live", "model": "m"}


def test_all_that_passes_passes() -> None:
    verdict = decide(run_of(result("a", True), result("b", True)), policy=Policy())
    assert (verdict.exit_code, verdict.reasons, verdict.passed, verdict.failed) == (0, (), 2, 0)


@pytest.mark.parametrize("planned", [0, 3])
def test_an_empty_run_is_no_pass(planned: int) -> None:
    verdict = decide(run_of(planned=planned), policy=Policy())
    assert verdict.exit_code == 3
    assert verdict.reasons[0] == "nothing was run: an empty run is no pass"


def test_a_partial_run_is_not_measured_whatever_it_holds() -> None:
    for passed in (True, False):
        verdict = decide(run_of(result("a", passed), planned=2), policy=Policy())
        assert verdict.exit_code == 3
        assert verdict.reasons[0] == "1 of 2 replies were recorded: the run is partial"


def test_a_reply_that_is_there_twice_is_none_of_another_case() -> None:
    verdict = decide(run_of(result("a", True), result("a", True)), policy=Policy())
    assert (verdict.exit_code, verdict.reasons) == (3, ("a was recorded 2 times",))


def test_a_whole_run_has_every_case() -> None:
    verdict = decide(run_of(result(RATE.id, True)), policy=Policy(), cases=[RATE, HOTEL])
    assert (verdict.exit_code, verdict.reasons) == (3, (f"the run lacks cases: {HOTEL.id}; run them all",))


def test_a_case_that_is_gone_is_accepted_by_a_person() -> None:
    before = baseline_of(run_of(result("a", True), result("gone", True)))
    verdict = decide(run_of(result("a", True)), policy=Policy(), baseline=before)
    assert verdict.exit_code == 1
    assert verdict.reasons == (
        "the baseline has cases that are gone: gone; if that is meant, update the baseline",
    )


def test_a_limit_is_for_targets_that_there_are() -> None:
    with pytest.raises(ValidationError, match="offline"):
        Limit.model_validate({"metric": "passed", "min": 0.9, "targets": ["ofline"]})


def test_a_reply_that_did_not_come_is_named() -> None:
    verdict = decide(run_of(result("a", True), result("b", None)), policy=Policy())
    assert (verdict.exit_code, verdict.reasons, verdict.unmeasured) == (3, ("b: no reply",), 1)


def test_an_invariant_holds_in_every_reply_or_falls_short() -> None:
    run = run_of(*(result(name, True, quotes_exact=name != "c") for name in "abcd"))
    verdict = decide(run, policy=Policy(), baseline=baseline_of(run))
    assert verdict.exit_code == 1
    assert verdict.reasons == ("quotes_exact must hold in every reply, and doesn't in c",)


def test_no_baseline_accepts_a_broken_invariant() -> None:
    run = run_of(result("a", False, quotes_exact=0))
    assert decide(run, policy=Policy(), baseline=baseline_of(run)).exit_code == 1


def test_a_mean_under_its_floor_falls_short() -> None:
    run = run_of(result("a", True, fact_recall=1), result("b", True, fact_recall=0.7))
    verdict = decide(run, policy=RECALL.model_copy(update={"limits": RECALL.limits[:1]}))
    assert verdict.exit_code == 1
    assert verdict.reasons == ("fact_recall is 0.850, under its limit 0.900 (n=2)",)


def test_a_ceiling_is_for_what_is_better_low() -> None:
    run = run_of(result("a", True, fact_recall=1, over_refusal=1))
    assert decide(run, policy=RECALL).reasons == ("over_refusal is 1.000, over its limit 0.100 (n=1)",)


def test_a_floor_of_a_tag_looks_at_its_cases_only() -> None:
    policy = Policy(limits=(Limit(metric="fact_recall", tag="date", min=0.9),))
    run = run_of(result("a", True, fact_recall=1), result("b", True, tags=["date"], fact_recall=0.5))
    assert decide(run, policy=policy).reasons[0].startswith("fact_recall [date] is 0.500, under")


def test_a_limit_with_nothing_to_judge_is_not_measured() -> None:
    verdict = decide(run_of(result("a", True)), policy=RECALL)
    assert verdict.exit_code == 3
    assert verdict.reasons[0] == "fact_recall has a limit, and no case has a value of it"


def test_limits_are_for_whole_runs() -> None:
    verdict = decide(run_of(result("a", True, fact_recall=0), selection="--case a"), policy=RECALL)
    assert (verdict.exit_code, _metric(verdict, "fact_recall").passed) == (0, None)


def test_an_undefined_metric_is_counted_and_is_no_zero() -> None:
    run = run_of(result("a", True, fact_recall=1), result("b", True))
    assert (metric := _metric(decide(run, policy=Policy()), "fact_recall")).value == 1
    assert (metric.n, metric.undefined) == (1, 0)


def test_offline_a_case_that_passed_must_pass() -> None:
    before = baseline_of(run_of(result("a", True), result("b", True)))
    verdict = decide(run_of(result("a", True), result("b", False)), policy=Policy(), baseline=before)
    assert verdict.exit_code == 1
    assert verdict.reasons == ("b fails at answer, passed before: the rate: says '145 percent', not 125",)


def test_offline_a_failure_is_accepted_by_the_baseline_alone() -> None:
    known = baseline_of(run_of(result("a", False)))
    verdict = decide(run_of(result("a", False)), policy=Policy(), baseline=known)
    assert (verdict.exit_code, verdict.accepted) == (0, ("a",))
    new = decide(run_of(result("a", False), result("b", False)), policy=Policy(), baseline=known)
    assert new.exit_code == 1
    assert [reason.split()[0] for reason in new.reasons] == ["b"]


def test_what_was_fixed_added_and_removed_is_told() -> None:
    before = baseline_of(run_of(result("a", False), result("gone", True)))
    verdict = decide(run_of(result("a", True), result("new", True)), policy=Policy(), baseline=before)
    comparison = verdict.comparison
    assert comparison is not None
    assert (comparison.fixed, comparison.added, comparison.removed) == (("a",), ("new",), ("gone",))
    assert verdict.accepted == ()


@pytest.mark.parametrize(("lost", "exit_code"), [(4, 0), (5, 1)])
def test_live_a_loss_must_be_more_than_chance(lost: int, exit_code: int) -> None:
    """Of five that differ all are losses once in 32 times if neither is worse; of four once in 16."""
    verdict = _live(lost=lost, won=0, same=40)
    assert verdict.exit_code == exit_code


def test_live_a_net_loss_of_less_than_three_cases_and_points_is_let_go() -> None:
    """20 lost and 18 won may be chance; 5 lost in 1,000 is not, and is half a point, but five cases."""
    assert _live(lost=20, won=18, same=62).exit_code == 0
    assert _live(lost=5, won=0, same=995).exit_code == 1


def test_live_repeats_are_fixed_beforehand() -> None:
    before = baseline_of(run_of(result("a", True), **LIVE))
    after = run_of(result("a", True), result("a", True, repeat=1), repeats=2, **LIVE)
    with pytest.raises(BadUsage, match="2 repeats of each case and the baseline 1"):
        decide(after, policy=Policy(), baseline=before)


def test_most_repeats_decide_over_a_case() -> None:
    def repeated(*passes: bool) -> Verdict:
        results = [result("a", passed, repeat=number) for number, passed in enumerate(passes)]
        return decide(run_of(*results, repeats=len(passes), **LIVE), policy=Policy())

    assert repeated(True, True, False).failed == 0
    assert repeated(True, False).failed == 1


def test_live_with_nothing_else_to_go_by_every_failure_counts() -> None:
    assert decide(run_of(result("a", False), **LIVE), policy=Policy()).exit_code == 1


def _live(*, lost: int, won: int, same: int) -> Verdict:
    def run(before: bool) -> RunResult:
        results: list[CaseResult] = [result(f"lost-{number}", before) for number in range(lost)]
        results += [result(f"won-{number}", not before) for number in range(won)]
        return run_of(*results, *(result(f"same-{number}", True) for number in range(same)), **LIVE)

    baseline: Baseline = baseline_of(run(True))
    return decide(run(False), policy=Policy(), baseline=baseline)


def _metric(verdict: Verdict, name: str) -> MetricVerdict:
    return next(metric for metric in verdict.metrics if metric.name == name and metric.tag is None)
