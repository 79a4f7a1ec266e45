"""Two words that have changed places round a verb, told by the order of words alone."""

import pytest

from app.answer.checks.exchanged import are_exchanged


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The pump controls the valve.", "The valve controls the pump."),
        ("The moss covered the stone.", "Every winter the stone covered the moss of the yard."),
        ("The poet, once a clerk, betrayed the judge.", "The judge, once a clerk, betrayed the poet."),
        ("The owl was seen by the hare.", "The hare was seen by the owl."),
    ],
)
def test_a_pair_the_other_way_round(claim: str, evidence: str) -> None:
    assert are_exchanged(claim, [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The valve controls the pump.", "The valve controls the pump."),
        ("The pump controls the valve.", "The valve controls the pump, and the pump controls the valve."),
        ("Moss met Lind.", "Lind met Moss."),  # says the same
        ("The owl and the hare slept.", "The hare and the owl slept."),
        ("The owl lived with the hare.", "The hare lived with the owl."),
        ("The hare was seen by the owl.", "The owl saw the hare."),
        ("Tarn is near Oslo.", "Oslo is near Tarn."),
    ],
)
def test_a_pair_that_may_stand_so(claim: str, evidence: str) -> None:
    assert not are_exchanged(claim, [evidence])
