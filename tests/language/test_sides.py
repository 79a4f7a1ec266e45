"""Sides that one text has of a thing, and another the opposite."""

import pytest

from app.language.sides import on_other_side


@pytest.mark.parametrize(
    ("asked", "told", "is_other"),
    [
        ("A clerk sits behind the mayor.", "A clerk sits in front of the mayor.", True),
        ("A clerk sits behind the mayor.", "A clerk sits behind the mayor.", False),
        ("A clerk sits behind the mayor.", "A clerk sits in front of the desk.", False),
        ("Brook spoke against tolls.", "Brook once more spoke up for tolls.", True),
        ("Brook spoke in favour of the tolls.", "Brook spoke against tolls.", True),
        ("Brook spoke for tolls.", "Brook spoke for tolls and Dean against tolls.", False),
        ("Brook spoke against tolls.", "Brook spoke of tolls for ships.", False),
    ],
)
def test_the_opposite_side_alone(asked: str, told: str, is_other: bool) -> None:
    assert on_other_side(asked, told) is is_other
