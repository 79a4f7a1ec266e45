"""Numbers as values."""

import pytest

from evals.score.numbers import find_numbers
from evals.score.reading import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 documents", [(20, "number")]),
        ("twenty documents", [(20, "number")]),
        ("20.0 documents", [(20, "number")]),
        ("twenty-five of them", [(25, "number")]),
        ("one hundred and forty-five percent", [(145, "percent")]),
        ("a hundred and twenty-five per cent", [(125, "percent")]),
        ("145% and 125 %", [(145, "percent"), (125, "percent")]),
        ("1.45 percent", [(1.45, "percent")]),
        ("a 145-percent tariff", [(145, "percent")]),
        ("3 percentage points", [(3, "points")]),
        ("the 80th and the eightieth", [(80, "ordinal"), (80, "ordinal")]),
        ("the twenty-first day", [(21, "ordinal")]),
        ("1,250,000 people", [(1_250_000, "number")]),
        ("2.4 million euros", [(2_400_000, "number")]),
        ("two thousand and four", [(2004, "number")]),
        ("a dozen, two dozen", [(12, "number"), (24, "number")]),
        ("a 4-day visit", [(4, "number")]),
        ("the 1940s", [(1940, "decade")]),
        ("two-thirds", [(2, "fraction")]),
        ("a score of men and a trio of wars", [(20, "number"), (3, "number")]),
        ("they score often, and the score is even", []),
        ("2012", [(2012, "number")]),
        ("G20 and e1", []),
        ("someone often weighs tenets", []),
        ("", []),
    ],
)
def test_values_and_kinds(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(number.value, number.kind) for number in find_numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("20 documents", ""),
        ("exactly 20 documents", "="),
        ("more than 20 documents", ">"),
        ("over twenty documents", ">"),
        ("20+ documents", ">"),
        ("just over 20", ">"),
        ("at least 20", ">="),
        ("20 or more", ">="),
        ("no fewer than 20", ">="),
        ("fewer than 20", "<"),
        ("under 20", "<"),
        ("up to 20 percent", "<="),
        ("no more than 20", "<="),
        ("not more than 20", "<="),
        ("20 percent at most", "<="),
        ("20 percent is the upper limit of it", "<="),
        ("The ceiling of the tariffs on goods is 20 percent", "<="),
        ("about 20", "~"),
        ("nearly 20", "~"),
        ("7 to 20", "range"),
        ("between 10 and 20", "range"),
        ("more than a total of 20", ">"),
        ("It does not exceed 20", "<="),
        ("They don't exceed 20", "<="),
        ("It never goes above 20", "<="),
        ("It cannot be higher than 20", "<="),
        ("It goes no higher than 20", "<="),
        ("It exceeds 20", ">"),
        ("It does not fall below 20", ">="),
        ("They top out at 20", "<="),
        ("It peaked at 20", "<="),
        ("20 percent at their highest", "<="),
        ("20 percent at the most", "<="),
        ("20 at the very least", ">="),
        ("up to a maximum of 20", "<="),
        ("only as more than 20", ">"),
        ("not just 20 but more than that", ">"),
        ("not only 20 were seen, but more.", ">"),
        ("not only 20", "="),
        ("more than a score of men", ">"),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    assert find_numbers(text)[-1].bound == bound


def test_a_list_is_no_range() -> None:
    assert [number.bound for number in find_numbers("10 and 20")] == ["", ""]


def test_a_count_can_be_said_the_other_way() -> None:
    number = find_numbers("at least 21")[0].restated
    assert (number.value, number.bound) == (20, ">")
    assert find_numbers("up to 45 percent")[0].restated.bound == "<="


def test_the_place_has_bound_and_unit() -> None:
    number = find_numbers("It is up to 45 percent now.")[0]
    assert "It is up to 45 percent now."[number.start : number.end] == "up to 45 percent"


def test_days_of_a_date_are_no_numbers_and_a_year_is() -> None:
    assert [number.value for number in read("20 documents on 9 May 2025, and 2025 it is").numbers] == [
        20,
        2025,
    ]
