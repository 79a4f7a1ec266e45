"""Dates as values."""

from datetime import date

import pytest

from evals.score.dates import find_days, resolve


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 9 May 2025", [(2025, 5, 9, None)]),
        ("on Friday, 9 May 2025,", [(2025, 5, 9, 4)]),
        ("on May 9, 2025", [(2025, 5, 9, None)]),
        ("on Friday, May 9th", [(None, 5, 9, 4)]),
        ("the 9th of May", [(None, 5, 9, None)]),
        ("2025-05-09", [(2025, 5, 9, None)]),
        ("on 9.5.2025.", [(2025, 5, 9, None)]),
        ("1.5 and 2.25", []),
        ("7 and 8 May", [(None, 5, 7, None), (None, 5, 8, None)]),
        ("from 7 to 10 May 2025", [(2025, 5, 7, None), (2025, 5, 10, None)]),
        ("May 7-10, 2025", [(2025, 5, 7, None), (2025, 5, 10, None)]),
        ("in May 2025", [(2025, 5, None, None)]),
        ("since January", [(None, 1, None, None)]),
        ("It may march on.", []),
        ("on Friday", [(None, None, None, 4)]),
        ("in 2025", [(2025, None, None, None)]),
        ("20 documents", []),
        ("", []),
    ],
)
def test_what_is_named(text: str, expected: list[tuple[int | None, ...]]) -> None:
    assert [(day.year, day.month, day.day, day.weekday) for day in find_days(text)] == expected


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("9 May", True),
        ("9 May 2025", True),
        ("Friday, 9 May", True),
        ("9 May 2024", False),
        ("Thursday, 9 May", False),
        ("9 June", False),
        ("8 May", False),
        ("May 2025", False),
        ("Friday", False),
        ("2025", False),
    ],
)
def test_agreement_with_a_day(text: str, agrees: bool) -> None:
    assert find_days(f"in {text}")[0].agrees(2025, 5, 9) is agrees


@pytest.mark.parametrize(
    ("text", "agrees"), [("9 May 2025", True), ("in May", True), ("in June 2025", False)]
)
def test_agreement_with_a_month(text: str, agrees: bool) -> None:
    assert find_days(text)[0].agrees(2025, 5, None) is agrees


@pytest.mark.parametrize(("weekday", "day"), [("Friday", 9), ("Thursday", 8), ("Saturday", 3)])
def test_a_bare_weekday_is_the_day_itself_or_the_last_before(weekday: str, day: int) -> None:
    meant = resolve(find_days(weekday)[0], date(2025, 5, 9))
    assert (meant.year, meant.month, meant.day) == (2025, 5, day)


def test_without_a_date_of_the_article_a_weekday_stays_bare() -> None:
    assert resolve(find_days("Friday")[0], None).is_bare_weekday
