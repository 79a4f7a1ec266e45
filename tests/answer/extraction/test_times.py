"""Dates and lengths of time that answer, and those that only stand in the sentence."""

import pytest

from app.answer.extraction.times import holds_date, holds_duration
from app.answer.questions.question import read_question


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("When did the ferry sink?", "The ferry sank on 8 May 2025.", True),
        ("When did the ferry sink?", "The ferry sank in the ninth century.", True),
        ("When did the ferry sink?", "The ferry sank right after the vote.", True),
        ("When did the ferry sink?", "The ferry sank at the pier.", False),
        ("When did it rain?", "It rained as at the fair of 8 May.", False),
        ("When was the fair?", "It rained at the fair of 8 May.", True),
        ("On which day did the ferry sink?", "The ferry sank in May 2025.", False),
        ("On which day did the ferry sink?", "The ferry sank on Monday.", True),
    ],
)
def test_a_sentence_holds_a_date(question: str, sentence: str, holds: bool) -> None:
    assert holds_date(read_question(question), sentence) is holds


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("How long did the strike last?", "The strike lasted for more than nine days.", True),
        ("How long was the strike?", "It was a four-day strike.", True),
        ("How long did the strike last?", "The strike began nine days ago.", False),
        ("How long did the strike last?", "The strike ended, and the fair took nine days.", False),
        ("How many years after the fire was it rebuilt?", "It was rebuilt two years later.", True),
        ("How many years after the fire was it rebuilt?", "It was rebuilt two months later.", False),
    ],
)
def test_a_sentence_holds_a_length_of_time(question: str, sentence: str, holds: bool) -> None:
    assert holds_duration(read_question(question), sentence) is holds
