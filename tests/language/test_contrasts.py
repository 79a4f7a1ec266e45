"""What is denied beside what is said in its place."""

import pytest

from app.language.contrasts import contrasts
from app.language.negation import is_contrasted


@pytest.mark.parametrize(
    ("text", "said", "denied"),
    [
        ("The chapel is built of wood, not stone.", "wood", "stone"),
        ("The guild chose a baker and not a smith.", "baker", "smith"),
        ("The guild chose not a smith but a baker.", "baker", "smith"),
        ("The valley grows barley rather than wheat.", "barley", "wheat"),
        ("The valley grows barley instead of wheat, as before.", "barley", "wheat"),
    ],
)
def test_contrast(text: str, said: str, denied: str) -> None:
    assert [(one.said, one.denied) for one in contrasts(text)] == [(said, denied)]


@pytest.mark.parametrize(
    "text", ["He did not come, but she did.", "It grew, not because of rain.", "Not only cats came."]
)
def test_no_contrast(text: str) -> None:
    assert contrasts(text) == ()


BLAMES = "The report blames rust, not storms, for the fall of the tower; storms are rare there."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The report blames storms for the fall of the tower.", True),
        ("The report blames rust for the fall of the tower.", False),
        ("The report does not blame storms.", False),
        ("The report blames rust, not storms.", False),
        ("Storms are rare there.", False),
    ],
)
def test_a_claim_may_not_take_what_is_denied(claim: str, expected: bool) -> None:
    assert is_contrasted(claim, BLAMES) is expected
