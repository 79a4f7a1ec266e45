"""Questions of a change or of another time, and sentences that tell of neither."""

import pytest

from app.answer.extraction.changes import change_stands
from app.answer.questions.question import read_question
from tests.answer.made import candidate_at_end


@pytest.mark.parametrize(
    ("question", "sentence", "stands"),
    [
        ("By how much did exports fall?", "Exports fell by 9 percent.", True),
        ("By how much did exports fall?", "Exports declined by 9 percent.", True),
        ("By how much did exports fall?", "Exports are 9 percent of trade.", False),
        ("What was the fare a year earlier?", "The fare is £2.", False),
        ("What was the fare a year earlier?", "The fare was £1 until May.", True),
        ("When was the fair before this one?", "The fair opened on Monday, a day before the vote.", False),
        ("When was the fair before this one?", "The fair opened in May, and in April the year before.", True),
        ("When was the fair before this one?", "The fair was held in 2019.", True),
        ("Who won the previous race?", "Ada Brook won the race.", False),
        ("Who won the previous race?", "Ada Brook won the last race.", True),
        ("Who won the race?", "Ada Brook won the race.", True),
    ],
)
def test_a_change_or_another_time_stands(question: str, sentence: str, stands: bool) -> None:
    asked = read_question(question)
    assert change_stands(asked, candidate_at_end(asked, sentence)) is stands
