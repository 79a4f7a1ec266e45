"""A word that the question attaches to one name, and the sentence to another."""

import pytest

from app.answer.extraction.swaps import names_swapped
from app.answer.questions.question import read_question


@pytest.mark.parametrize(
    ("sentence", "is_swapped"),
    [
        ("Tariffs on Chilean exports are 12 percent.", True),
        ("Tariffs on the exports of Chile are 12 percent.", True),
        ("Tariffs on Chile's exports are 12 percent.", True),
        ("Tariffs on Peruvian exports are 12 percent.", False),
        ("Tariffs on exports from Peru are 12 percent.", False),
        ("Tariffs on Peruvian and Chilean exports are 12 percent.", False),
        ("Tariffs are 12 percent.", False),
    ],
)
def test_another_name_at_the_same_word(sentence: str, is_swapped: bool) -> None:
    assert names_swapped(read_question("How high are tariffs on Peruvian exports?"), sentence) is is_swapped


def test_what_is_done_to_another() -> None:
    asked = read_question("Who tightened sanctions on Peru?")
    assert names_swapped(asked, "Carl Dean's party tightened sanctions on Chile.")
    assert names_swapped(asked, "Carl Dean's party tightened sanctions against Chile.")
    assert not names_swapped(asked, "Carl Dean's party tightened sanctions on Peru.")
    tolls = read_question("What tolls did Peru set on Chilean ships?")
    assert not names_swapped(tolls, "Peru set tolls of 12 percent on Chilean ships.")


def test_a_name_that_may_be_misspelled_is_not_swapped() -> None:
    asked = read_question("What is Broook's plan?")
    assert names_swapped(asked, "Dean's plan is a bridge.")
    assert not names_swapped(asked, "Dean's plan is a bridge.", frozenset({"Broook"}))
