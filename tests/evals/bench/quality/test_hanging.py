"""What hangs on another sentence, judged from a sentence alone."""

import pytest

from evals.bench.quality.hanging import why_it_hangs


@pytest.mark.parametrize(
    "text",
    [
        "The coach disagreed.",
        "Two senators abstained.",
        "The farmers refused on Tuesday.",
        "The captain did not.",
        "Seven were rescued.",
        "The gap between them has widened.",
        "The economist Clara Weiss doubts this.",
        "Engineers warned about that in spring.",
        "The court rejected it.",
        "The orchestra elected him.",
        "Three years later the museum burned down.",
        "The factory had closed a decade earlier.",
        "Chemists prefer the latter.",
        "Last autumn it was sold.",
        "In Brno she opened a school.",
        "The company has since done so.",
        "However, the ferry sank.",
    ],
)
def test_some_leave_a_reader_asking(text: str) -> None:
    assert why_it_hangs(text)


@pytest.mark.parametrize(
    "text",
    [
        "The coach disagreed with the referee.",
        "Most of the passengers were children.",
        "The museum opened in 1901 and burned down three years later.",
        "Those who stayed paid a fine.",
        "This year the harvest of olives failed twice.",
        "The firm said that it would pay its debts.",
        "In its report, the council praised the nurses.",
        "Weber took the dog with him.",
        "Rain fell, and this spoiled the wheat.",
        "Norway's parliament said they had voted.",
        "The former mayor of Hull died on Sunday.",
    ],
)
def test_others_say_all_that_they_mean(text: str) -> None:
    assert why_it_hangs(text) == ""


def test_the_word_that_points_is_named() -> None:
    assert why_it_hangs("The economist Clara Weiss doubts this.") == "this"
