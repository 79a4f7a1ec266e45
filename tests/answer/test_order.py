"""What came before what, and how many days apart."""

from datetime import date

import pytest

from app.answer.order import order_holds

FRIDAY = date(2025, 5, 9)
FAIR = "The fair opened one day before the regatta and one day after the wedding."
DATED = "The fair opened on Wednesday. The regatta began on Friday."


@pytest.mark.parametrize(
    ("claim", "evidence", "holds"),
    [
        ("The fair opened before the regatta.", FAIR, True),
        ("The fair opened one day before the regatta.", FAIR, True),
        ("The regatta came one day after the fair opened.", FAIR, True),
        ("The fair opened two days before the regatta.", FAIR, False),
        ("The fair opened on the day of the regatta.", FAIR, False),
        ("The fair opened one day after the wedding.", FAIR, True),
        ("The fair opened after the regatta.", FAIR, False),
        ("The fair opened two days before the regatta.", DATED, True),
        ("The fair opened a day before the regatta.", DATED, False),
        ("The fair opened after the regatta began.", DATED, False),
        ("The fair opened on the same day as the regatta.", DATED, False),
        ("The fair opened on the day of the regatta.", "The fair opened on the regatta's day.", False),
        ("The fair opened on the day of the regatta.", "On the day of the regatta the fair opened.", True),
        ("The show opened one day before the regatta.", FAIR, True),
    ],
)
def test_order(claim: str, evidence: str, holds: bool) -> None:
    assert order_holds(claim, [(evidence, FRIDAY)]) is holds
