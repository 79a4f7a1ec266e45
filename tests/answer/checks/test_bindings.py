"""What a number stands with: by the places round it, and nothing said where they can't be read."""

import pytest

from app.answer.checks.bindings import bindings_hold


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The barn holds 30 cows.", "The barn holds 30 brown cows and 12 white sheep."),
        ("The pit is 40 metres deep.", "The pit is 40 metres."),  # which way, the evidence doesn't say
        ("The mast is 40 metres tall.", "The mast has a height of 40 metres and a width of 2 metres."),
        ("The mast has 40 metres.", "The mast is 40 metres high and 2 metres wide."),
        ("Three guests fell ill in May.", "Three men and two women fell ill at the inn in May."),
        ("The vase is 300 years old.", "The vase is 300 years old and 40 centimetres high."),
        (
            "Rent rose 3 percent in the north in spring.",
            "Rent rose 3 percent in the north and 7 in the south.",
        ),
        ("The jury approved 5 of the 12 letters.", "The jury approved 5 of the 12 letters."),
        ("The jury received 12 letters.", "The jury approved 5 of the 12 letters."),  # another verb
        ("The third of 12 songs is long.", "The third song is long, and 12 songs are short."),
    ],
)
def test_what_may_be_so_holds(claim: str, evidence: str) -> None:
    assert bindings_hold(claim, [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The barn holds 12 white cows.", "The barn holds 30 brown cows and 12 white sheep."),
        ("The mast is 2 metres tall.", "The mast has a height of 40 metres and a width of 2 metres."),
        ("The vase is 40 centimetres wide.", "The vase is 300 years old and 40 centimetres high."),
        ("Its average depth is 90 metres.", "It has an average width of 90 metres."),
        (
            "The lake has an average depth of 90 metres.",
            "The lake has a maximum depth of 90 metres and an average depth of 40 metres.",
        ),
        ("The jury approved 12 letters.", "The jury approved 5 of the 12 letters."),
        ("The bus took 30 pupils from Tarn.", "The bus took 90 pupils from Tarn and 30 pupils from Oslo."),
    ],
)
def test_what_stands_beside_another_number_fails(claim: str, evidence: str) -> None:
    assert not bindings_hold(claim, [evidence])


def test_one_of_several_texts_is_enough() -> None:
    texts = ["The wall is 9 metres high and 2 metres thick.", "The wall is 9 metres thick at its foot."]
    assert bindings_hold("The wall is 9 metres thick.", texts)
    assert not bindings_hold("The wall is 9 metres thick.", texts[:1])
