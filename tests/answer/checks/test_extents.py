"""A claim says no more of a thing than its evidence."""

import pytest

from app.answer.checks.extents import extents_hold


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("All houses were sold.", "Most houses were sold."),
        ("All houses were sold.", "Nearly all houses were sold."),
        ("All nine houses were sold.", "Eight of the nine houses were sold."),
        ("All sailors were rescued.", "The sailors drifted for a day, and all but one of them were rescued."),
        ("Every school closed in May.", "Some schools closed in May."),
        ("All six pumps ran in winter.", "Only one of the quarry's six pumps ran in winter."),
        ("Most farmers voted for the law.", "Many farmers voted for the law."),
        ("Few farmers voted for the law.", "Most farmers voted for the law."),
        ("Lome is the largest town of the coast.", "Lome is the second largest town of the coast."),
        ("It is the country's oldest mill.", "It is one of the oldest mills in the country."),
        ("She was the only pilot of the fleet.", "She was the first pilot of the fleet."),
    ],
)
def test_what_goes_further(claim: str, evidence: str) -> None:
    assert not extents_hold(claim, [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("All houses were sold.", "All the houses were sold."),
        ("All houses were sold.", "The houses were sold."),
        ("Most houses were sold.", "All houses were sold."),
        ("Some houses were sold.", "Most houses were sold."),
        ("All barns were sold.", "Most houses were sold; all barns were sold."),
        ("All members left.", "Most visitors left after all members left."),
        ("Eight of the nine houses were sold.", "Eight of the nine houses were sold."),
        ("Lome is the second largest town.", "Lome is the second largest town."),
        ("Lome is the largest town.", "Lome is the largest town, Kara the second largest."),
        ("She was the only pilot of the fleet.", "She was the first and the only pilot of the fleet."),
    ],
)
def test_what_does_not(claim: str, evidence: str) -> None:
    assert extents_hold(claim, [evidence])
