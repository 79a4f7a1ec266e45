"""Words for dimensions, in their several forms."""

import pytest

from app.language.measures import dimensions_of
from app.language.words import content_stems


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("deep", "a depth", True),
        ("tall", "the height", True),
        ("wide", "in breadth", True),
        ("old", "an age", True),
        ("long", "deep", False),
        ("a height", "a diameter", False),
        ("weighs", "a weight", True),
    ],
)
def test_words_of_one_dimension_agree(one: str, other: str, agree: bool) -> None:
    assert bool(dimensions_of(content_stems(one)) & dimensions_of(content_stems(other))) is agree


def test_other_words_name_none() -> None:
    assert not dimensions_of(content_stems("white sheep"))
