"""How much of a thing a text speaks of."""

import pytest

from app.language.quantifiers import Extent, quantified


@pytest.mark.parametrize(
    ("text", "extent", "head"),
    [
        ("All houses burned.", Extent.ALL, "hous"),
        ("Every one-eyed cat was fed.", Extent.ALL, "cat"),
        ("Nearly all houses burned.", Extent.ALMOST, "hous"),
        ("All but two of the houses burned.", Extent.ALMOST, "hous"),
        ("Most old houses burned.", Extent.MOST, "hous"),
        ("A majority of the members left.", Extent.MOST, "member"),
        ("Most of them burned.", Extent.MOST, None),
        ("Many houses burned.", Extent.MANY, "hous"),
        ("Not all houses burned.", Extent.SOME, "hous"),
        ("Several houses burned.", Extent.SOME, "hous"),
        ("Few houses burned.", Extent.FEW, "hous"),
        ("One of the town's houses burned.", Extent.PART, "hous"),
        ("Six of the nine houses burned.", Extent.PART, "hous"),
        ("Nine of the nine houses burned.", Extent.ALL, "hous"),
        ("70 percent of houses burned.", Extent.PART, "hous"),
    ],
)
def test_quantified(text: str, extent: Extent, head: str | None) -> None:
    found = quantified(text)[0]
    assert (found.extent, found.head) == (extent, head)


@pytest.mark.parametrize(
    "text",
    [
        "It burns every year.",
        "the most beautiful houses",
        "Most likely it burned.",
        "at all",
        "each other",
        "above all",
        "a few",
    ],
)
def test_not_a_quantity_of_a_thing(text: str) -> None:
    assert quantified(text) == ()
