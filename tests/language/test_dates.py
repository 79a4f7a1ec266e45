"""Tests of stated dates, the days they stand for, and of which bears out which."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.dates import Date, compatible_dates, dates, resolve, resolved_days

FRIDAY = datetime.date(2025, 5, 9)


def date(text: str) -> Date:
    (found,) = dates(text)
    return found


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        pytest.param("9 May 2025", 2025, 5, 9, id="day first"),
        pytest.param("May 9, 2025", 2025, 5, 9, id="month first"),
        pytest.param("the 9th of May 2025", 2025, 5, 9, id="ordinal of"),
        pytest.param("Sept. 5, 2024", 2024, 9, 5, id="short month"),
        pytest.param("2025-05-09", 2025, 5, 9, id="iso"),
        pytest.param("25/09/2025", 2025, 9, 25, id="slashes, day first"),
        pytest.param("09/25/2025", 2025, 9, 25, id="slashes, month first"),
        pytest.param("May 9th", None, 5, 9, id="no year"),
        pytest.param("May 2025", 2025, 5, None, id="month and year"),
        pytest.param("since January", None, 1, None, id="month alone"),
        pytest.param("in May", None, 5, None, id="May after in"),
        pytest.param("in 2025", 2025, None, None, id="year"),
        pytest.param("the 1990s", 1990, None, None, id="decade"),
        pytest.param("the 2024 elections", 2024, None, None, id="year before a plural"),
        pytest.param("44 BC", -44, None, None, id="era"),
    ],
)
def test_calendar_parts(text: str, year: int | None, month: int | None, day: int | None) -> None:
    found = date(text)
    assert (found.year, found.month, found.day, found.relative) == (year, month, day, None)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        pytest.param("on Friday, 9 May 2025.", "Friday, 9 May 2025", id="weekday before"),
        pytest.param("on 9 May 2025, a Friday", "9 May 2025, a Friday", id="weekday after"),
        pytest.param("on Fri 9 May", "Fri 9 May", id="short weekday"),
    ],
)
def test_a_weekday_beside_a_date_belongs_to_it(text: str, span: str) -> None:
    assert (date(text).text, date(text).weekday) == (span, 4)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("7-10 May 2025", [7, 10], id="day first"),
        pytest.param("May 7 to 10, 2025", [7, 10], id="month first"),
        pytest.param("between 3 and 5 May 2025", [3, 5], id="between"),
    ],
)
def test_a_range_of_days_is_two_dates(text: str, days: list[int]) -> None:
    assert [(found.year, found.month, found.day) for found in dates(text)] == [(2025, 5, day) for day in days]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("You may march 5 times", id="verbs"),
        pytest.param("May said so", id="person"),
        pytest.param("may 5", id="lower case"),
        pytest.param("March 20 km a day", id="verb before a measure"),
        pytest.param("Sun and Sat", id="short weekdays alone"),
        pytest.param("2000 soldiers", id="quantity"),
        pytest.param("1,945 men", id="separator"),
        pytest.param("more than 2000", id="bound"),
        pytest.param("2000 years", id="measure"),
        pytest.param("flight 1234", id="label"),
        pytest.param("05/09/2025", id="ambiguous order"),
        pytest.param("every Friday, Good Friday, on a Friday", id="no one day"),
        pytest.param("several days ago", id="vague"),
    ],
)
def test_not_a_date(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("on Wednesday", "2025-05-07", id="weekday"),
        pytest.param("on Friday", "2025-05-09", id="same weekday"),
        pytest.param("on Saturday", "2025-05-03", id="weekday a week back"),
        pytest.param("last Friday", "2025-05-02", id="last, strictly before"),
        pytest.param("last Wednesday", "2025-05-07", id="last"),
        pytest.param("next Friday", "2025-05-16", id="next, strictly after"),
        pytest.param("next Monday", "2025-05-12", id="next"),
        pytest.param("Wednesday last week", "2025-04-30", id="last week"),
        pytest.param("today", "2025-05-09", id="today"),
        pytest.param("this morning", "2025-05-09", id="this morning"),
        pytest.param("yesterday", "2025-05-08", id="yesterday"),
        pytest.param("tomorrow", "2025-05-10", id="tomorrow"),
        pytest.param("three days ago", "2025-05-06", id="days ago"),
        pytest.param("8 May", "2025-05-08", id="day and month"),
        pytest.param("31 December", "2024-12-31", id="nearest year"),
        pytest.param("8 May 1945", "1945-05-08", id="full date"),
    ],
)
def test_resolve(text: str, day: str) -> None:
    assert resolve(date(text), FRIDAY) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a day after", id="a day after"),
        pytest.param("the day before", id="the day before"),
        pytest.param("two days earlier", id="days earlier"),
        pytest.param("the following day", id="the following day"),
        pytest.param("the following Monday", id="the following Monday"),
        pytest.param("last week", id="week"),
        pytest.param("May 2025", id="month"),
        pytest.param("in 1945", id="year"),
        pytest.param("31 June 2025", id="no such day"),
    ],
)
def test_no_one_day(text: str) -> None:
    assert resolve(date(text), FRIDAY) is None


@pytest.mark.parametrize("published", [datetime.date.min, datetime.date.max])
def test_a_day_outside_the_calendar_is_not_resolved(published: datetime.date) -> None:
    assert None in [resolve(date("three days ago"), published), resolve(date("tomorrow"), published)]


def test_29_february_resolves_to_a_leap_year() -> None:
    assert resolve(date("29 February"), datetime.date(2025, 1, 1)) == datetime.date(2024, 2, 29)


def test_resolved_days_are_the_relative_ones() -> None:
    text = "Xi landed on Wednesday; on Friday, 9 May 2025, and on 8 May, he spoke. Yesterday they met."
    found = [(day.text, day.date.isoformat()) for day in resolved_days(text, FRIDAY)]
    assert found == [("Wednesday", "2025-05-07"), ("Yesterday", "2025-05-08")]


def test_nothing_is_resolved_without_a_day_of_publication() -> None:
    assert resolved_days("on Wednesday", None) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        pytest.param("8 May 2025", "on Thursday", True, id="date from weekday"),
        pytest.param("on Thursday", "8 May 2025", True, id="weekday from date"),
        pytest.param("on Thursday", "1 May 2025", False, id="weekday of another week"),
        pytest.param("9 May 2025", "on Thursday", False, id="other weekday"),
        pytest.param("8 May", "8 May 1945", True, id="omitted year"),
        pytest.param("8 May 2024", "8 May 2025", False, id="wrong year"),
        pytest.param("8 May 2025", "in May 2025", False, id="finer than the evidence"),
        pytest.param("in May 2025", "on 8 May", True, id="coarser than the evidence"),
        pytest.param("in January 2025", "in January", True, id="year filled in"),
        pytest.param("in March", "in January", False, id="other month"),
        pytest.param("in 2024", "last year", True, id="last year"),
        pytest.param("last year", "in 2024", True, id="year as last year"),
        pytest.param("last week", "on 1 May 2025", True, id="day of last week"),
        pytest.param("last week", "on 5 May 2025", False, id="day of this week"),
        pytest.param("this week", "on Monday", True, id="weekday of this week"),
        pytest.param("last weekend", "on 4 May 2025", True, id="day of the weekend"),
        pytest.param("next month", "in June", True, id="month as next month"),
        pytest.param("next month", "on 3 July", False, id="day of another month"),
        pytest.param("this quarter", "in May 2025", True, id="month of the quarter"),
        pytest.param("last year", "in the 2020s", False, id="decade for last year"),
        pytest.param("last month", "in 2025", False, id="year for last month"),
        pytest.param("in May 2025", "this week", True, id="month from a week"),
        pytest.param("in 2025", "last week", True, id="year from a week"),
        pytest.param("in April 2025", "last week", False, id="week of two months"),
        pytest.param("6 May 2025", "this week", False, id="day from a week"),
        pytest.param("the 1990s", "in 1995", True, id="year of the decade"),
        pytest.param("in 1990", "the 1990s", False, id="decade for a year"),
        pytest.param("Thursday, 9 May 2025", "9 May 2025", False, id="wrong weekday"),
        pytest.param("a day later", "the following day", True, id="same step from an event"),
        pytest.param("the day before", "the following day", False, id="other step from an event"),
        pytest.param("today", "on Friday", True, id="today is that weekday"),
    ],
)
def test_compatible_dates(claim: str, evidence: str, expected: bool) -> None:
    assert compatible_dates(date(claim), date(evidence), FRIDAY) is expected


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        pytest.param("on Thursday", "on Thursday", True, id="same weekday"),
        pytest.param("on Thursday", "8 May 2025", True, id="weekday of a date"),
        pytest.param("8 May 2025", "on Thursday", False, id="date from weekday"),
        pytest.param("yesterday", "yesterday", True, id="same relative day"),
        pytest.param("yesterday", "today", False, id="other relative day"),
    ],
)
def test_compatible_dates_without_publication(claim: str, evidence: str, expected: bool) -> None:
    assert compatible_dates(date(claim), date(evidence), None) is expected


_WORDS = "9 31 May 2025 , Friday last next the day after ago today 1990s -05- / three days March"
_PIECES = st.sampled_from(_WORDS.split(" "))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join)), st.dates())
def test_dates_are_slices_in_order(text: str, published: datetime.date) -> None:
    found = dates(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(text[day.start : day.end] == day.text for day in resolved_days(text, published))
    assert all(
        compatible_dates(one, one, published) for one in found if one.day is None and one.weekday is None
    )


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2100, 12, 31)))
def test_written_dates_round_trip(day: datetime.date) -> None:
    written = f"{day:%A}, {day.day} {day:%B} {day.year}"
    assert resolve(date(written), FRIDAY) == resolve(date(day.isoformat()), FRIDAY) == day
