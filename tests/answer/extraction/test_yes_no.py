"""A denial answers a question of yes or no, if it is told of the one who is asked about."""

import pytest

from app.answer.extraction.premises import premises_stand, tells_what_is_asked
from app.answer.questions.question import read_question
from tests.answer.made import candidate_at_end


def tells(question: str, *sentences: str, title: str = "Untitled") -> bool:
    """Whether the last of the sentences says yes or no to the question."""
    asked = read_question(question)
    one = candidate_at_end(asked, *sentences, title=title)
    return tells_what_is_asked(asked, one) and premises_stand(asked, one)


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Did Ada Brook resign?", ["Ada Brook did not resign."]),
        ("Did Ada Brook resign?", ["Ada Brook spoke to the crew.", "She did not resign."]),
        ("Did Ada Brook resign?", ["Ada Brook left.", "She met Carl Dean.", "She did not resign."]),
        ("Did Ada Brook resign?", ["Carl Dean scolded Ada Brook because she had not resigned."]),
        ("Was anyone hurt?", ["Nobody was hurt."]),
        ("Was anyone hurt at the regatta?", ["The regatta was stormy.", "Nobody was hurt."]),
        ("Were any trees felled?", ["None of the trees was felled."]),
        ("Did Ada Brook have brothers?", ["Ada Brook grew up here.", "She had no brothers."]),
        ("Does Ada Brook have a boat?", ["Ada Brook's boat is red."]),
        (
            "Has The Song of the Sea been filmed?",
            ['"The Song of the Sea" sold well.', "It was never filmed."],
        ),
    ],
)
def test_says_yes_or_no(question: str, sentences: list[str]) -> None:
    assert tells(question, *sentences)


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Did Ada Brook resign?", ["Ada Brook spoke to the crew.", "Carl Dean came.", "He did not resign."]),
        ("Did Ada Brook resign?", ["Carl Dean did not resign when he met the crew."]),
        ("Did Ada Brook scold Carl Dean?", ["Carl Dean scolded Ada Brook."]),
        ("Did Ada Brook have brothers?", ["Ada Brook is one of five brothers and sisters of a smith."]),
        ("Was anyone hurt at the regatta?", ["The fair was stormy.", "The regatta was calm."]),
    ],
)
def test_says_neither(question: str, sentences: list[str]) -> None:
    assert not tells(question, *sentences)


def test_the_company_is_the_one_in_the_title() -> None:
    told = "Carl Dean said that the company had no plans to close the brewery."
    asked = "Does Northmill plan to close the brewery?"
    assert tells(asked, told, title="Northmill: results of the year")
    assert not tells(asked, told, title="Eastmill: results of the year")
