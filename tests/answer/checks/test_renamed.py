"""Another name in the place of a claim's is told from an empty place and a pronoun."""

import pytest

from app.answer.checks.renamed import has_another_name, is_put_elsewhere


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The statue was shipped to Lisbon.", "In May the statue was shipped to Hamburg."),
        ("Rosa Lind painted the altar of the old church.", "Jan Moor painted the altar of the old church."),
        ("Lind moved to Turin as a child.", "She moved to Naples as a child."),
        ("The cup was won by Norland, Estia and Koria.", "The cup was won by Norland, Lavia and Koria."),
    ],
)
def test_another_name(claim: str, evidence: str) -> None:
    assert has_another_name(claim, [evidence], "Lind")


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Rosa Lind painted the altar of the old church.", "She painted the altar of the old church."),
        ("Rosa Lind painted the altar of the old church.", "The painter made the altar of the old church."),
        ("Rosa Lind painted the altar.", "Lind painted the altar."),
        ("The statue was shipped to Lisbon.", "The statue was shipped to the capital."),
        ("The statue was shipped to Lisbon.", "Hamburg sold the statue."),
    ],
)
def test_an_empty_place(claim: str, evidence: str) -> None:
    assert not has_another_name(claim, [evidence], "")


def test_a_place_that_the_rest_of_the_source_has() -> None:
    told = ["She moved to Naples as a child.", "Later Turin made her a citizen."]
    assert is_put_elsewhere("Lind moved to Turin as a child.", told)
    assert not is_put_elsewhere("Lind moved to Naples as a child.", told)
