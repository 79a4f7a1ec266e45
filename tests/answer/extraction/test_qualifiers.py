"""Small words that turn a question."""

import pytest

from app.answer.extraction.qualifiers import qualifiers_stand
from app.answer.questions.question import read_question
from tests.answer.made import candidate_at_end


@pytest.mark.parametrize(
    ("question", "sentence", "stand"),
    [
        ("Who sits behind the mayor?", "A clerk sits in front of the mayor.", False),
        ("Who sits behind the mayor?", "A clerk sits behind the mayor.", True),
        ("Who sits behind the mayor?", "A clerk sits in front of the desk.", True),
        ("Who spoke before the vote?", "After the vote Ada Brook spoke.", False),
        ("Who spoke before the vote?", "Before the vote and after the vote Ada Brook spoke.", True),
        ("What is the only aim of the club?", "One of the aims of the club is to sing.", False),
        ("What is the only aim of the club?", "The sole aim of the club is to sing.", True),
        ("What are the only two aims?", "Two aims are to sing and to dance.", True),
        ("Who likes non-local beer?", "Brook likes local beer.", False),
        ("Who likes non-local beer?", "Brook likes non-local beer.", True),
    ],
)
def test_a_qualifier_stands_in_the_sentence(question: str, sentence: str, stand: bool) -> None:
    asked = read_question(question)
    assert qualifiers_stand(asked, candidate_at_end(asked, sentence)) is stand
