"""Tests of numbers, their units and bounds, and of which bears out which."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.numbers import Number, compatible, numbers, quantities


def number(text: str) -> Number:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("20 documents", "20", id="digits"),
        pytest.param("1,234,567", "1234567", id="thousands with commas"),
        pytest.param("1\u202f234\u00a0567", "1234567", id="thousands with thin spaces"),
        pytest.param("3.25", "3.25", id="decimals"),
        pytest.param("3½", "3.5", id="vulgar fraction"),
        pytest.param("1.2 million", "1200000", id="scale word"),
        pytest.param("5bn", "5000000000", id="attached scale"),
        pytest.param("30k", "30000", id="thousands by letter"),
        pytest.param("twenty-five", "25", id="hyphenated words"),
        pytest.param("one hundred and forty-five", "145", id="hundreds with and"),
        pytest.param("two million three hundred thousand", "2300000", id="long words"),
        pytest.param("a dozen", "12", id="dozen"),
        pytest.param("half a million", "500000", id="half"),
        pytest.param("two-thirds", "0.6667", id="fraction"),
        pytest.param("a third of them", "0.3333", id="fraction with an article"),
        pytest.param("at −3", "-3", id="minus"),
    ],
)
def test_value(text: str, value: str) -> None:
    assert number(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("125%", "percent", id="percent sign"),
        pytest.param("125 per cent", "percent", id="per cent"),
        pytest.param("3 percentage points", "percentage points", id="percentage points"),
        pytest.param("US$5", "usd", id="dollar sign"),
        pytest.param("5 million dollars", "usd", id="dollars"),
        pytest.param("€5m", "eur", id="euro sign"),
        pytest.param("5 yuan", "cny", id="yuan"),
        pytest.param("5 kilometres", "km", id="kilometres"),
        pytest.param("20 km²", "square km", id="superscript"),
        pytest.param("20 km³", None, id="unknown power"),
        pytest.param("a four-day visit", "day", id="hyphenated unit"),
        pytest.param("one day", "day", id="one with a unit"),
        pytest.param("9:30 a.m.", "clock", id="time of day"),
        pytest.param("20 documents", None, id="noun"),
    ],
)
def test_unit(text: str, unit: str | None) -> None:
    assert number(text).unit == unit


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        pytest.param("20 documents", "=", id="default"),
        pytest.param("exactly 20", "=", id="exactly"),
        pytest.param("more than 20", ">", id="more than"),
        pytest.param("just over $20", ">", id="just over"),
        pytest.param("at least 20", ">=", id="at least"),
        pytest.param("no fewer than 20", ">=", id="no fewer than"),
        pytest.param("20 or more", ">=", id="or more"),
        pytest.param("20 percent or more", ">=", id="or more after the unit"),
        pytest.param("20+ years", ">=", id="plus sign"),
        pytest.param("up to 145 percent", "<=", id="up to"),
        pytest.param("no more than 20", "<=", id="no more than"),
        pytest.param("less than one percent", "<", id="less than"),
        pytest.param("nearly twenty", "~", id="nearly"),
        pytest.param("20 years or so", "~", id="or so"),
    ],
)
def test_bound(text: str, bound: str) -> None:
    assert number(text).bound == bound


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("the 80th anniversary", 80, id="digits"),
        pytest.param("the eightieth anniversary", 80, id="word"),
        pytest.param("the twenty-first century", 21, id="hyphenated"),
        pytest.param("the second meeting", 2, id="second"),
    ],
)
def test_ordinal(text: str, value: int) -> None:
    assert (number(text).value, number(text).ordinal) == (value, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("7 to 10 percent", [("7", "percent"), ("10", "percent")], id="unit said once"),
        pytest.param("7-10", [("7", None), ("10", None)], id="hyphen"),
        pytest.param("$7-10 billion", [("7000000000", "usd"), ("10000000000", "usd")], id="scale said once"),
        pytest.param("125 and 145 percent", [("125", "percent"), ("145", "percent")], id="list"),
        pytest.param("five and six", [("5", None), ("6", None)], id="words"),
    ],
)
def test_ranges_are_two_numbers(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(one.value, one.unit) for one in quantities(text)] == [(Decimal(v), u) for v, u in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("one of the leaders, no one else", id="pronoun"),
        pytest.param("several hundred, thousands", id="vague"),
        pytest.param("COVID-19, F-16, 5G, v1.2.3", id="identifiers"),
        pytest.param("as said [12]", id="citation marker"),
        pytest.param("the Second World War", id="ordinal in a name"),
        pytest.param("on 9 May 2025, in 1945, in the 1990s", id="dates"),
        pytest.param("9" * 5000, id="endless digits"),
    ],
)
def test_not_a_number(text: str) -> None:
    assert quantities(text) == []


def test_skipped_spans_have_no_numbers() -> None:
    assert [one.text for one in numbers("5 or 20", [(0, 1)])] == ["20"]


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        pytest.param("more than 20", "more than 20", True, id="same bound"),
        pytest.param("at least 20", "more than 20", True, id="at least from more than"),
        pytest.param("about 20", "more than 20", True, id="about from more than"),
        pytest.param("20", "more than 20", False, id="exact from more than"),
        pytest.param("exactly 20", "more than 20", False, id="exactly from more than"),
        pytest.param("more than 20", "20", False, id="more than from exact"),
        pytest.param("more than 20", "24", True, id="more than from a higher figure"),
        pytest.param("more than 20", "240", False, id="more than from one far off"),
        pytest.param("less than 20", "18", True, id="less than from a lower figure"),
        pytest.param("up to 20", "18", False, id="up to from a lower figure"),
        pytest.param("two times a day", "twice a day", True, id="twice is two times"),
        pytest.param("once a month", "twice a month", False, id="once is not twice"),
        pytest.param("5 litres a day", "5 litres a week", False, id="another rate"),
        pytest.param("5 litres daily", "5 litres per day", True, id="ways to say a rate"),
        pytest.param("5 litres", "5 litres a week", True, id="rate left out"),
        pytest.param("twice as heavy", "half as heavy", False, id="twice is not half"),
        pytest.param("at least 20", "20", True, id="at least from exact"),
        pytest.param("up to 20", "20", True, id="up to from exact"),
        pytest.param("145 percent", "up to 145 percent", False, id="exact from up to"),
        pytest.param("20", "about 20", False, id="exact from about"),
        pytest.param("twenty", "20", True, id="words and digits"),
        pytest.param("$1.5bn", "1.5 billion dollars", True, id="ways to write money"),
        pytest.param("¥100", "100 yen", True, id="yen sign"),
        pytest.param("145", "125", False, id="other figure"),
        pytest.param("125 percent", "125", False, id="unit added"),
        pytest.param("80", "80 years", True, id="measure left out"),
        pytest.param("125", "125 percent", False, id="percent left out"),
        pytest.param("80", "80th", False, id="ordinal"),
        pytest.param("3 percent", "3 percentage points", False, id="points are not percent"),
    ],
)
def test_compatible(claim: str, evidence: str, expected: bool) -> None:
    assert compatible(number(claim), number(evidence)) is expected


_WORDS = "20 1,5 $ % one hundred and million - to half a third 5th ½ : . \u00a0 €3m 9 May 1990s"
_PIECES = st.sampled_from(_WORDS.split(" "))


@pytest.mark.parametrize("text", ["0 $ 0", "0 USD 0", "5 € 10"])
def test_a_sign_between_two_numbers_belongs_to_the_second(text: str) -> None:
    first, second = numbers(text)
    assert (first.unit, first.end) == (None, 1)
    assert (second.unit, second.start) != (None, 2)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join)))
def test_numbers_are_slices_in_order(text: str) -> None:
    for found in (numbers(text), quantities(text)):
        assert all(text[one.start : one.end] == one.text for one in found)
        assert all(left.end <= right.start for left, right in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_digits_round_trip(value: int) -> None:
    assert [one.value for one in numbers(f"{value:,} people")] == [value]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("a ticket costs at least 8 euros", True),
        ("a ticket costs at most 12 euros", True),
        ("a ticket costs between 8 and 12 euros", True),
        ("a ticket costs 8 to 12 euros", True),
        ("a ticket costs at most 8 euros", False),
        ("a ticket costs at least 12 euros", False),
        ("a ticket costs 12 euros", False),
    ],
)
def test_the_ends_of_a_range_are_bounds(claim: str, expected: bool) -> None:
    known = quantities("a ticket costs between 8 and 12 euros")
    assert all(any(compatible(one, other) for other in known) for one in quantities(claim)) is expected


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        pytest.param("between 20 and 30 boats", "[]", id="between"),
        pytest.param("20 to 30 litres", "[]", id="with a unit"),
        pytest.param("20-30 litres", "[]", id="hyphen"),
        pytest.param("about 20 to 30 litres", "~]", id="with a bound of its own"),
        pytest.param("from 20 to 30 litres", "==", id="a change"),
        pytest.param("20 to 30", "==", id="a result"),
        pytest.param("30 to 20 litres", "==", id="downwards"),
    ],
)
def test_which_two_numbers_are_a_range(text: str, bounds: str) -> None:
    assert "".join(one.bound for one in quantities(text)) == bounds
