"""One word turned to its opposite between words that stay the same."""

import pytest

from app.answer.checks.replaced import has_opposite_in_place

COAST = "The western coast had been charted by Jansen in 1606, but nobody tried to settle it."


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The eastern coast had been charted by Jansen in 1606.", COAST),
        ("The first mill on the Ost was built of brick.", "The last mill on the Ost was built of brick."),
        ("Its walls are thin at the top of the tower.", "Its walls are thick at the top of the tower."),
        ("The court will not accept the late appeal.", "The court will not accept the early appeal."),
        ("The soup was saltier and less hot at noon.", "The soup was saltier and more hot at noon."),
    ],
)
def test_the_opposite_in_the_same_place(claim: str, evidence: str) -> None:
    assert has_opposite_in_place(claim, [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The western coast had been charted by Jansen.", COAST),
        ("In the south, exports fell.", "Imports rose in the north and exports fell in the south."),
        ("Ada is older than Bo.", "Bo is younger than Ada."),  # turned round as a whole
        ("The board did not fully accept the new plan.", "The board did fully reject the new plan."),
        ("The bridge is long.", "The road is short."),  # hardly the same sentence
        ("Less than 20 letters came to the hall.", "More than 20 letters came to the hall."),  # a bound
        ("", COAST),
    ],
)
def test_what_says_no_opposite(claim: str, evidence: str) -> None:
    assert not has_opposite_in_place(claim, [evidence])


def test_the_text_that_says_most_decides() -> None:
    claim = "The eastern coast had been charted by Jansen."
    assert not has_opposite_in_place(claim, [COAST, claim])
    assert has_opposite_in_place(claim, [COAST, "The eastern coast is rocky."])
