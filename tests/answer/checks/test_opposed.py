"""The opposite word in the place of a claim's."""

import pytest

from app.answer.checks.opposed import is_opposed


@pytest.mark.parametrize(
    ("claim", "evidence", "opposed"),
    [
        ("Peru eased its sanctions on Chile.", "Peru tightened its sanctions on Chile.", True),
        ("Peru tightened its sanctions on Chile.", "Peru tightened its sanctions on Chile.", False),
        ("Prices rose in May.", "Prices fell in May, and wages rose in June.", True),
        ("Wages rose in June.", "Prices fell in May, and wages rose in June.", False),
        ("Prices did not rise in May.", "Prices fell in May.", False),
    ],
)
def test_the_opposite_stands_in_its_place(claim: str, evidence: str, opposed: bool) -> None:
    assert is_opposed(claim, [evidence]) is opposed
