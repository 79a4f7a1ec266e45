"""Figures of two subjects in one sentence, the verb of the second left out."""

import pytest

from app.answer.checks.gapped import figures_are_of_their_own

TRAIN = "The train travels at 90 km/h and the bus at 60 km/h."
FAIR = "The concert was on Sunday and the fair on Saturday."
TUNNEL = "The tunnel is 3 km long, the bridge 2 km."


@pytest.mark.parametrize(
    ("claim", "evidence", "own"),
    [
        ("The train travels at 60 km/h.", TRAIN, (False, True)),
        ("The bus travels at 90 km/h.", TRAIN, (False, True)),
        ("The bus travels at 60 km/h.", TRAIN, (True, True)),
        ("The train travels at 90 km/h.", TRAIN, (True, True)),
        (TRAIN, TRAIN, (True, True)),
        ("The concert was on Saturday.", FAIR, (True, False)),
        ("The fair was on Sunday.", FAIR, (True, False)),
        ("The fair was on Saturday.", FAIR, (True, True)),
        ("The tunnel is 2 km long.", TUNNEL, (False, True)),
        ("The bridge is 2 km long.", TUNNEL, (True, True)),
        ("The fair closed on Friday.", "The fair opened on Monday and closed on Friday.", (True, True)),
    ],
)
def test_a_figure_is_of_its_own_subject(claim: str, evidence: str, own: tuple[bool, bool]) -> None:
    assert figures_are_of_their_own(claim, [evidence]) == own


def test_another_sentence_may_say_it_too() -> None:
    other = "Uphill the train is at 60 km/h."
    assert figures_are_of_their_own("The train travels at 60 km/h.", [TRAIN, other]) == (True, True)
