"""Sentences that share words with a question but tell of another office, event or thing."""

import pytest

from app.answer.extraction.near_misses import is_near_miss, office_is_open
from app.answer.extraction.premises import tells_what_is_asked
from app.answer.questions.question import read_question
from tests.answer.made import candidate_at_end


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Who is the mayor of Tarn?", ["Ships from Tarn paid a toll under Mayor Ada Brook."]),
        ("Who is the mayor of Tarn?", ["Ada Brook, the mayor of Lima, came to Tarn."]),
        ("Who is the mayor of Tarn?", ["Many other mayors shared the stage with singers from Tarn."]),
        ("Who is Tarn's mayor?", ["Ada Brook sang with Carl Dean in Tarn."]),
        ("Who is the Peruvian mayor?", ["Ada Brook sang while Peruvian dancers went by."]),
        ("Which other captains came to the regatta?", ["The regatta came a day after Ada Brook left."]),
        ("Which other captains came to the regatta?", ["The captains came to the regatta in the rain."]),
        ("Who sang at the regatta?", ["It was Ada Brook who sang of the sea."]),
        ("Who was at the regatta?", ["The regatta marked the birthday of Ada Brook."]),
        ("Who was at the regatta?", ["At the time of the regatta Ada Brook lived in Lima."]),
        ("Who watched the regatta?", ["Ada Brook and Carl Dean were witnesses when papers were signed."]),
    ],
)
def test_misses(question: str, sentences: list[str]) -> None:
    asked = read_question(question)
    candidate = candidate_at_end(asked, *sentences)
    assert is_near_miss(asked, candidate)


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Who is the mayor of Tarn?", ["Ships paid a toll under Tarn's mayor, Ada Brook."]),
        ("Who is Tarn's mayor?", ["Ada Brook, the mayor of Tarn, spoke."]),
        ("Who is the mayor of the United States?", ["A ferry that US Mayor Ada Brook has launched sank."]),
        ("Who is the mayor who met Ada Brook?", ["Ada Brook met Mayor Carl Dean."]),
        ("Who is the mayor of Peru?", ["The Peruvian mayor, Ada Brook, spoke."]),
        ("Who is the mayor of Tarn?", ["The mayor of Tarn is called Ada Brook."]),
        ("Who is the captain of the ferry?", ["Ada Brook is its captain."]),
        ("Which other leaders came to the regatta?", ["Mayor Carl Dean came to the regatta."]),
        ("Which other captains came to the regatta?", ["Two other captains came to the regatta."]),
        ("Who sang at the regatta?", ["Ada Brook sang at the regatta."]),
        ("Who sang at the regatta?", ["The regatta was loud.", "Ada Brook sang there."]),
        ("Who was at the regatta?", ["Ada Brook attended the large regatta."]),
        ("Who was at the regatta?", ["Ada Brook stood at the regatta."]),
        ("Who watched the regatta?", ["The regatta was long.", "Ada Brook watched it."]),
    ],
)
def test_does_not_miss(question: str, sentences: list[str]) -> None:
    asked = read_question(question)
    candidate = candidate_at_end(asked, *sentences)
    assert not is_near_miss(asked, candidate)


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("What is the child fare?", "The fare of the ferry is £2.", False),
        ("What is the child fare?", "A child pays a fare of £1.", True),
        ("What is the current fare?", "The fare of the ferry is £2.", True),
    ],
)
def test_which_of_its_kind_is_asked_for(question: str, sentence: str, told: bool) -> None:
    asked = read_question(question)
    assert tells_what_is_asked(asked, candidate_at_end(asked, sentence)) is told


@pytest.mark.parametrize(
    ("question", "sentences", "is_open"),
    [
        ("Who is the mayor?", ["Mayor Ada Brook spoke.", "Lima's mayor Carl Dean came."], True),
        ("Who is the mayor?", ["Mayor Ada Brook spoke.", "Mayor Brook sang."], False),
        ("Who is the mayor of Lima?", ["Mayor Ada Brook spoke.", "Lima's mayor Carl Dean came."], False),
        ("Who is the baker?", ["Mayor Ada Brook spoke.", "Lima's mayor Carl Dean came."], False),
    ],
)
def test_an_office_with_several_holders_needs_its_place(
    question: str, sentences: list[str], is_open: bool
) -> None:
    asked = read_question(question)
    assert office_is_open(asked, [candidate_at_end(asked, one) for one in sentences]) is is_open
