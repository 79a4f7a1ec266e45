"""The cases as they ship: fit to judge by, of every kind, and resting on every seed."""

from collections import Counter

from evals.lint import lint
from evals.load import load_cases, load_with_places
from evals.seeds import load_seeds


def test_lint_finds_nothing_and_notices_nearly_every_small_lie() -> None:
    report = lint(load_with_places(), load_seeds())
    assert [str(problem) for problem in (*report.problems, *report.seed_changes)] == []
    assert (report.kill_rate or 0) >= 0.98, report.survivors


def test_every_kind_has_enough_cases() -> None:
    kinds = Counter(case.kind for case in load_cases())
    assert kinds["answerable"] >= 60
    assert kinds["unanswerable"] >= 22
    assert kinds["false_premise"] >= 11
    assert kinds["summary"] >= 9
    assert kinds["injection"] >= 9


def test_every_seed_is_evidence_for_something() -> None:
    cited = {place.article for case in load_cases() for places in case.evidence.values() for place in places}
    assert cited == set(load_seeds().articles)


def test_no_question_is_asked_twice_within_a_kind() -> None:
    asked = Counter((case.kind, case.question) for case in load_cases() if case.question)
    assert [question for question, times in asked.items() if times > 1] == []
