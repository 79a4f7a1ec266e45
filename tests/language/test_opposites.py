"""Words that mean the opposite of each other."""

import pytest

from app.language.opposites import opposite_among
from app.language.words import stem


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("low", "high"),
        ("highest", "lowest"),
        ("equal", "unequal"),
        ("unconnected", "connected"),
        ("formal", "informal"),
        ("imports", "exports"),
        ("won", "lost"),
        ("lost", "won"),
        ("eased", "tightened"),
        ("backed", "denounced"),
        ("raised", "cut"),
    ],
)
def test_opposites(word: str, other: str) -> None:
    assert opposite_among(stem(word), frozenset({stem(other), "boat"}))


@pytest.mark.parametrize(
    ("word", "other"),
    [("under", "der"), ("house", "home"), ("low", "low"), ("ill", "l"), ("backed", "praised")],
)
def test_no_opposites(word: str, other: str) -> None:
    assert not opposite_among(stem(word), frozenset({stem(other)}))
