"""Whether cases are fit to judge by, and whether small lies are noticed."""

from collections.abc import Sequence
from typing import Any

import pytest

from evals.lint import LintReport, lint
from evals.load import Loaded
from evals.model import Case
from evals.mutate import mutants
from evals.score.case import score_case
from evals.selftest import recorded_of
from tests.evals.made import (
    OPENING,
    PASSENGERS,
    REPAIRS,
    SEEDS,
    TRAFFIC,
    made_case,
    made_summary,
    made_unanswerable,
)

COST = "The repairs cost more than 20 million euros. [1]"
GOOD = {"pass": [COST], "fail": ["The repairs cost exactly 20 million euros. [1]"]}


def report(*cases: Case) -> LintReport:
    return lint([Loaded(case, "x.yaml", 3) for case in cases], SEEDS)


def told(*cases: Case) -> list[str]:
    found = report(*cases)
    return [str(problem) for problem in (*found.problems, *found.seed_changes)]


def test_a_sound_case() -> None:
    found = report(made_case(selftest=GOOD))
    assert found.is_clean
    assert found.kill_rate == 1
    assert found.made.keys() >= {
        "number +1",
        "number x10",
        "negation",
        "bound flip",
        "quote edit",
        "citation drop",
    }


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (
            made_case(selftest=GOOD, evidence={"e1": {"article": "bridge", "quote": REPAIRS.upper()}}),
            "evidence.e1: not verbatim in bridge",
        ),
        (
            made_case(selftest=GOOD, evidence={"e1": {"article": "x", "quote": "y"}}),
            "evidence.e1: no seed is called 'x'",
        ),
        (made_unanswerable(absent=["passengers"]), "absent: 'passengers' is in ferry"),
        (made_unanswerable(absent=["passenger"]), "absent: 'passenger' is in ferry"),
        (made_summary(request={"article_ids": ["x"]}), "request.article_ids: no seed is called 'x'"),
        (
            made_case(inject={"article_id": "ferry", "title": "t", "text": "t"}),
            "inject: 'ferry' is a seed",
        ),
        (
            made_case(selftest={**GOOD, "pass": ["The repairs cost 20 million euros. [1]"]}),
            "selftest.pass: 'The repairs cost 20 million euros. [1]' fails: fact_missed",
        ),
        (made_case(selftest={**GOOD, "fail": [COST]}), f"selftest.fail: {COST!r} passes"),
        (
            made_case(selftest={**GOOD, "fail": [COST[:-4]]}),
            "fails only by citation_recall, no_citation; if that is meant, say so in because",
        ),
        (
            made_case(selftest={**GOOD, "fail": [{"answer": "", "because": "forbidden"}]}),
            "fails by abstained, not forbidden",
        ),
    ],
)
def test_what_is_wrong_with_a_case(case: Case, expected: str) -> None:
    assert any(expected in line for line in told(case)), told(case)
    assert not report(case).is_clean


@pytest.mark.parametrize("absent", ["passengering", "toll", "ferry of Norvik"])
def test_what_is_absent(absent: str) -> None:
    assert not [line for line in told(made_unanswerable(absent=[absent])) if "absent" in line]


def test_a_reply_that_fails_by_its_citations_says_so() -> None:
    fails = [
        {"answer": COST[:-4], "because": "no_citation"},
        {"answer": COST, "cites": [{"article": "bridge", "quote": "made up"}], "because": "quote_differs"},
        {"answer": COST, "cites": [{"article": "nowhere", "quote": "x"}], "because": "citation_unresolved"},
    ]
    assert told(made_case(selftest={**GOOD, "fail": fails})) == []


def test_changes_that_nothing_notices_are_told() -> None:
    loose = made_case(
        facts=[{"id": "x", "text": "repairs", "guard": False}],
        citations={"recall_min": None},
        selftest={"pass": [COST], "fail": ["Nothing. [1]"]},
    )
    found = report(loose)
    assert found.kill_rate is not None
    assert found.kill_rate < 0.95
    assert not found.problems
    assert any("number x10 (20 -> " in line for line in found.lines)


def changes(case: Case) -> dict[str, list[str]]:
    recorded = recorded_of(case, case.selftest.passing[0], SEEDS)
    facts = score_case(case, recorded, SEEDS).facts
    found: dict[str, list[str]] = {}
    for mutant in mutants(case, recorded, facts, SEEDS):
        body = mutant.recorded.body or {}
        found.setdefault(mutant.kind, []).append(body["answer"])
    return found


@pytest.mark.parametrize(
    ("fields", "answer", "kind", "changed"),
    [
        ({}, COST, "bound flip", ["The repairs cost fewer than 20 million euros. [1]"]),
        ({}, COST, "number +1", ["The repairs cost more than 21 million euros. [1]"]),
        ({}, COST, "negation", ["It is not true that The repairs cost more than 20 million euros. [1]"]),
        ({}, COST, "citation drop", [COST[:-4]]),
        ({}, COST.replace("cost", "did cost"), "negation", [COST.replace("cost", "did not cost")]),
        ({"fact": {"percent": 45, "bound": "<="}, "quote": TRAFFIC}, "Traffic fell by up to 45 percent. [1]",
         "unit drop", ["Traffic fell by up to 45. [1]"]),
        ({"fact": {"percent": 45, "bound": "<="}, "quote": TRAFFIC}, "Traffic fell by up to 45 percent. [1]",
         "number x10", ["Traffic fell by up to 450 percent. [1]"]),
        ({"fact": {"date": "2025-04-12"}, "quote": PASSENGERS}, "The ferry carried us on 12 April 2025. [1]",
         "day +1", ["The ferry carried us on 13 April 2025. [1]"]),
        ({"fact": {"date": "2025-03"}, "quote": TRAFFIC}, "Traffic fell in March 2025. [1]",
         "month swap", ["Traffic fell in April 2025. [1]"]),
        ({"fact": {"number": 6, "unit": "weeks"}, "quote": OPENING}, "Repairs took six weeks. [1]",
         "unit drop", ["Repairs took six. [1]"]),
        ({"fact": {"number": 6, "unit": "weeks"}, "quote": OPENING}, "Repairs took six weeks. [1]",
         "number -1", ["Repairs took 5 weeks. [1]"]),
    ],
)  # fmt: skip
def test_what_is_changed(fields: dict[str, Any], answer: str, kind: str, changed: Sequence[str]) -> None:
    fact = {"id": "f", **fields.get("fact", {"number": 20_000_000, "bound": ">"})}
    quote = fields.get("quote", REPAIRS)
    evidence = {"e1": {"article": "ferry" if quote == PASSENGERS else "bridge", "quote": quote}}
    case = made_case(facts=[fact], evidence=evidence, selftest={"pass": [answer], "fail": ["x"]})
    assert changes(case)[kind] == list(changed)
    assert report(case).kill_rate == 1
