"""Marks that claims leave out, and headlines that are no sentences."""

from dataclasses import replace

import pytest

from app.answer.extraction.candidates import candidates
from app.answer.markup import is_headline, without_emphasis
from app.answer.questions.question import read_question
from app.answer.summaries.summarize import summarize
from app.answer.verbatim import draft_claim
from tests.answer.made import hits, passage

HEADLINE = "Harbour bridge reopens after six weeks of repairs"
LEAD = "The city opened the harbour bridge to cars and cyclists again on Monday morning."


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The repairs cost **2.4 million euros**.", "The repairs cost 2.4 million euros."),
        ("*By Anna Lee* and _others_.", "By Anna Lee and others."),
        ("***Never*** (*ever*) again.", "Never (ever) again."),
        ("**One** and **two**.", "One and two."),
        ("It is 2*3*4 and 5 * 6 * 7.", "It is 2*3*4 and 5 * 6 * 7."),
        ("Call __init__ or snake_case_name.", "Call __init__ or snake_case_name."),
        ("*It opens here, and is not closed.", "*It opens here, and is not closed."),
        ("The price* and the cost*.", "The price* and the cost*."),
        (r"Stars \*here\*.", r"Stars \*here\*."),
        ("** not bold **", "** not bold **"),
    ],
)
def test_emphasis(text: str, plain: str) -> None:
    assert without_emphasis(text) == plain


def test_a_claim_leaves_the_marks_out_and_its_quote_keeps_them() -> None:
    place = passage("The repairs cost **2.4\nmillion** euros.")
    made = draft_claim(place, place.sentences[0])
    assert made.text == "The repairs cost 2.4 million euros."
    assert made.quotes[0].text == place.text


@pytest.mark.parametrize("title", [HEADLINE, HEADLINE.upper(), f"{HEADLINE} - City Daily"])
def test_a_summary_does_not_begin_with_the_headline(title: str) -> None:
    page = passage(HEADLINE, LEAD, title=title, between="\n\n")
    assert [claim.text for claim in summarize([page], max_words=100, focus="").claims] == [LEAD]


def test_an_answer_is_not_the_headline() -> None:
    asked = read_question("What reopens after six weeks of repairs?")
    page = passage(HEADLINE, LEAD, title=HEADLINE)
    assert [one.text for one in candidates(asked, hits(page), {}, least=0.0)] == [LEAD]


def test_what_is_no_headline() -> None:
    page = passage(HEADLINE, LEAD, title=HEADLINE)
    first, second = page.sentences
    assert is_headline(page, first)
    assert not is_headline(page, second)
    assert not is_headline(replace(page, ordinal=1), first)
    assert not is_headline(replace(page, sentences=(first,)), first)
    stopped = passage(LEAD, HEADLINE, title=LEAD)
    assert not is_headline(stopped, stopped.sentences[0])
