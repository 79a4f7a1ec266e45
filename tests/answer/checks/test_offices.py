"""An office is its holder's, and of its place."""

import pytest

from app.answer.checks.offices import offices_hold


@pytest.mark.parametrize(
    ("claim", "evidence", "hold"),
    [
        ("Ada Brook is the mayor of Tarn.", "Tarn's mayor, Ada Brook, met Carl Dean.", True),
        ("Carl Dean is the mayor of Tarn.", "Tarn's mayor, Ada Brook, met Carl Dean.", False),
        ("Ada Brook is the mayor of Lima.", "Ada Brook, the mayor of Tarn, flew to Lima.", False),
        ("Mayor Ada Brook spoke.", "Ada Brook, the mayor of Tarn, spoke.", True),
        ("Ada Brook is the mayor of Tarn.", "Ada Brook spoke in Tarn.", True),
    ],
)
def test_an_office_holds(claim: str, evidence: str, hold: bool) -> None:
    assert offices_hold(claim, [evidence]) is hold
