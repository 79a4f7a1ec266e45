"""What came before what, and how many days apart."""

from datetime import date

import pytest

from app.answer.checks.order import order_holds

FRIDAY = date(2025, 5, 9)
FAIR = "The fair opened one day before the regatta and one day after the wedding."
DATED = "The fair opened on Wednesday. The regatta began on Friday."
NO_YEAR = "The fair opened on 3 May. The regatta began on 9 November."
MIXED = "The fair opened on 3 May 2021. The regatta began on 9 November."


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The fair opened before the regatta began.", NO_YEAR),
        ("The regatta began after the fair opened.", NO_YEAR),
    ],
)
def test_days_of_one_year_need_no_day_of_publication(claim: str, evidence: str) -> None:
    assert order_holds(claim, [(evidence, None)])


@pytest.mark.parametrize("evidence", [MIXED, DATED])
def test_days_that_nothing_places_in_a_year_order_nothing(evidence: str) -> None:
    assert not order_holds("The fair opened before the regatta began.", [(evidence, None)])


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
