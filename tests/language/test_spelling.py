"""Words that may be one, misspelled."""

import pytest

from app.language.spelling import one_slip_apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("groner", "groener"),
        ("groener", "groner"),
        ("brookner", "broakner"),
        ("brookner", "borokner"),
        ("lindqvist", "lindqvists"),
        ("harbour", "harbour"),
    ],
)
def test_one_slip(one: str, other: str) -> None:
    assert one_slip_apart(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("xi", "li"), ("mali", "bali"), ("brookner", "brinkner"), ("brook", "brookner")]
)
def test_more_than_a_slip(one: str, other: str) -> None:
    assert not one_slip_apart(one, other)
