"""Cases from YAML, and what is said of wrong ones."""

from pathlib import Path
from textwrap import dedent

import pytest

from evals.errors import BadUsage
from evals.load import SCHEMA, InvalidCases, case_schema, load_cases, parse_cases

CASE = """\
- id: a/b
  kind: answerable
  question: How many?
  facts:
  - {id: count, number: 20, bound: ">", near: [[documents, deals]], evidence: [e1]}
  evidence: {e1: {article: bridge, quote: "more than 20"}}
  selftest:
    pass: ["More than 20. [1]"]
    fail: ["", {answer: "20", because: fact_missed}]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidCases) as caught:
        parse_cases(dedent(text), name="x.yaml")
    return str(caught.value).splitlines()


def test_a_case_as_written() -> None:
    [loaded] = parse_cases(CASE, name="x.yaml")
    case = loaded.case
    assert (case.facts[0].number, case.facts[0].near) == (20, (("documents", "deals"),))
    assert case.evidence["e1"][0].article == "bridge"
    assert [reply.answer for reply in case.selftest.failing] == ["", "20"]
    assert case.body == {"question": "How many?"}


def test_short_forms_and_dates_of_yaml() -> None:
    text = CASE.replace(
        'number: 20, bound: ">", near: [[documents, deals]]', "date: 2025-05-09, near: [parade]"
    )
    fact = parse_cases(text, name="x.yaml")[0].case.facts[0]
    assert (fact.date, fact.near) == ("2025-05-09", (("parade",),))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: answerable", "kind: answered", "x.yaml:2: a/b: kind: Input should be 'answerable'"),
        ("number: 20", "nubmer: 20", "x.yaml:5: a/b: facts.0.nubmer: Extra inputs"),
        ("number: 20", "number: 20, percent: 20", "x.yaml:5: a/b: facts.0: exactly one of number"),
        ("number: 20", "number: 20, weekday: true", "x.yaml:5: a/b: facts.0: weekday is only for date"),
        ('number: 20, bound: ">"', "date: 2025-13", "x.yaml:5: a/b: facts.0: "),
        ('number: 20, bound: ">"', "date: '2025-02-30'", "x.yaml:5: a/b: facts.0: "),
        ('bound: ">"', "unit: percent", "x.yaml:5: a/b: facts.0: a number of percent is a percentage: write"),
        ('bound: ">"', "unit: [days, '%']", "x.yaml:5: a/b: facts.0: a number of % is a percentage"),
        ('bound: ">"', "unit: per cent", "x.yaml:5: a/b: facts.0: a number of per cent is"),
        ('bound: ">"', "bound: more", "x.yaml:5: a/b: facts.0.bound: Input should be '='"),
        ("evidence: [e1]", "evidence: [e2]", "x.yaml:1: a/b: fact count: no evidence is called e2"),
        ("  question: How many?\n", "", "x.yaml:1: a/b: kind answerable needs question"),
        ("question: How many?", "question: A\n  question: B", "x.yaml:4: a/b: question: is there twice"),
        ('    pass: ["More than 20. [1]"]\n', "", "x.yaml:8: a/b: selftest.pass: Field required"),
        ("- id: a/b", "- id: A b", "x.yaml:1: A b: id: String should match pattern"),
        (
            "  selftest:",
            "  forbidden: [{id: x, regex: '('}]\n  selftest:",
            "x.yaml:7: a/b: forbidden.0: regex: ",
        ),
        ("  selftest:", "  forbidden: [{id: x}]\n  selftest:", "x.yaml:7: a/b: forbidden.0: needs regex"),
        (
            "  selftest:",
            "  forbidden: [{id: count, regex: x}]\n  selftest:",
            "x.yaml:1: a/b: the id count is",
        ),
        ("  selftest:", "  summary: {}\n  selftest:", "x.yaml:1: a/b: summary is for kind summary"),
        ("- id: a/b", "id: a/b", "x.yaml:2: mapping values"),
    ],
)
def test_a_problem_names_file_line_case_and_field(old: str, new: str, expected: str) -> None:
    assert old in CASE
    assert any(line.startswith(expected) for line in problems(CASE.replace(old, new, 1)))


def test_a_file_that_is_no_list() -> None:
    assert problems("a: b") == ["x.yaml:1: a file of cases is a list of them"]


def test_every_problem_is_told_at_once() -> None:
    assert len(problems((CASE * 2).replace("kind: answerable", "kind: x"))) == 2


def test_cases_come_in_the_order_of_their_ids_and_once_each(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(CASE)
    (tmp_path / "2.yaml").write_text(CASE.replace("a/b", "a/a"))
    assert [case.id for case in load_cases(tmp_path)] == ["a/a", "a/b"]
    (tmp_path / "3.yaml").write_text(CASE)
    with pytest.raises(InvalidCases, match=r"3.yaml:1: a/b: id: is there twice; the first is 1.yaml:1"):
        load_cases(tmp_path)


def test_a_file_that_would_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(CASE)
    (tmp_path / "2.yml").write_text(CASE.replace("a/b", "a/a"))
    with pytest.raises(InvalidCases, match=r"2.yml:1: is not read: name it 2.yaml"):
        load_cases(tmp_path)


def test_no_cases_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="no cases"):
        load_cases(tmp_path)


def test_the_schema_is_as_generated() -> None:
    assert SCHEMA.read_text("utf-8") == case_schema()
