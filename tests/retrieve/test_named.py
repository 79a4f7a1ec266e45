from datetime import date

import pytest

from app.retrieve.named import Named


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("What does 'The Verge' say?", "The Verge"),
        ("what does the verge say", "The Verge"),
        ("As Fortune reported", "Fortune"),
        ("according to The Independent and others", "The Independent - Life and Style"),
        ("as Live Science has it", "Live Science: The Most Interesting Articles"),
        ("CBSSports.com says", "CBSSports.com"),
    ],
)
def test_a_source_is_named(query: str, source: str) -> None:
    assert Named.by(query).has_source(source)


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("Who made a fortune?", "Fortune"),
        ("Who stood on the verge of tears?", "Verge Weekly"),
        ("Who is it?", None),
        ("Who is it?", "—"),
    ],
)
def test_a_source_is_not_named(query: str, source: str | None) -> None:
    assert not Named.by(query).has_source(source)


def test_a_day_is_named_with_its_year_alone() -> None:
    assert Named.by("published on November 1, 2023").has_day(date(2023, 11, 1))
    assert not Named.by("published on November 1").has_day(date(2023, 11, 1))
    assert not Named.by("published in November 2023").has_day(date(2023, 11, 1))
    assert not Named.by("published on November 1, 2023").has_day(None)
