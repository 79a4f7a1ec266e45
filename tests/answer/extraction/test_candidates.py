"""Sentences and what they share with a question."""

import pytest

from app.answer.extraction.candidates import DATE_TERM, Candidate, candidates, word_weights
from app.answer.questions.question import read_question
from app.models import Passage
from tests.answer.made import hits, passage


def scored(question: str, *passages: Passage, least: float = 0.0) -> list[Candidate]:
    asked = read_question(question)
    weights = word_weights(asked, passages=50, frequencies={word.text: 5 for word in asked.content})
    return list(candidates(asked, hits(*passages), weights, least=least))


def best(question: str, *sentences: str) -> str:
    return max(scored(question, passage(*sentences)), key=lambda one: one.score).text


def test_a_rare_word_weighs_more() -> None:
    asked = read_question("Did the bridge open with a regatta?")
    weights = word_weights(asked, passages=100, frequencies={"bridge": 90, "open": 90, "regatta": 1})
    assert weights["regatta"] > 5 * weights["bridg"]


def test_two_forms_of_a_word_weigh_once() -> None:
    """Frequencies are known for the first form; the second must not count as a word that nobody has."""
    asked = read_question("What do bridges cost, and the bridge repairs?")
    known = {"bridges": 15, "cost": 2, "repairs": 2}
    weights = word_weights(asked, passages=20, frequencies=known)
    assert weights["bridg"] < weights["cost"] / 4


def test_the_day_asked_about_weighs() -> None:
    asked = read_question("What happened on 5 May 2025?")
    assert DATE_TERM in word_weights(asked, passages=20, frequencies={})


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        (
            "What is a harbour master?",
            "A harbour master keeps the ships in order.",
            "A master harbour keeps the ships in order.",
        ),
        (
            "What colour has the gate?",
            "The gate is of a dull colour, which men once bought with gold.",
            "The gate, which men once bought with gold, is of a dull colour.",
        ),
        (
            "How many boats won the race?",
            "In the race 12 boats won prizes.",
            "In the race some boats won prizes.",
        ),
        (
            "What did Ada Brook paint?",
            "A wall was what Ada Brook had to paint.",
            "A wall was what Carl Dean had to paint.",
        ),
        (
            "What feeds the lake?",
            "A cold spring feeds this quiet lake.",
            "A cold spring feeds this quiet pond.",
        ),
    ],
    ids=["phrase", "nearness", "kind", "name", "word"],
)
def test_ranks_before(question: str, better: str, worse: str) -> None:
    assert best(question, worse, better) == better
    assert best(question, better, worse) == better


def test_what_shares_too_little_gets_no_score() -> None:
    (one,) = scored("Which striker won the football cup?", passage("The harbour bridge is open."), least=0.3)
    assert (one.score, one.of_kind) == (0.0, False)


def test_the_sentence_before_lends_words() -> None:
    _, second = scored(
        "What colour is the ferry?", passage("This is about the ferry.", "Its colour is red now.")
    )
    assert second.before == "This is about the ferry."
    assert second.covered == {"colour"}
    assert second.coverage > 0.5


def test_a_sentence_of_two_passages_comes_once() -> None:
    place = passage("The harbour bridge is open.")
    assert len(scored("Is the bridge open?", place, place)) == 1
