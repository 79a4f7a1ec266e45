"""What a number is counted over, and words for how often."""

import pytest

from app.language.rates import frequencies, rate_after


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("4 extra trains a day", "day"),
        ("4 trains each week", "week"),
        ("4 euros per person", "person"),
        ("4 euros/hour", "hour"),
        ("4 trains daily", "day"),
        ("4 died in a year", None),
        ("4 a year later", None),
        ("4 boats. A day", None),
        ("4 a day-long strike", None),
        ("4 boats were lost a year", None),
    ],
)
def test_rate(text: str, over: str | None) -> None:
    assert rate_after(text, 1) == over


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("twice a week", [2]),
        ("once a week", [1]),
        ("once weekly", [1]),
        ("once the seat of kings", []),
        ("thrice", [3]),
    ],
)
def test_frequency(text: str, values: list[int]) -> None:
    assert [one.value for one in frequencies(text)] == values
