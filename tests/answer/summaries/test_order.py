"""The order of a summary's sentences: reading order, with who or what a focus names first."""

import pytest

from app.answer.summaries.order import in_order
from app.answer.summaries.sentences import read_sentences
from tests.answer.made import passage

STRIKE = "The bakers of Ghent went on strike on Monday."
PRICE = "Bread cost three euros by Friday."
MAES = "The trade minister, Lotte Maes, met the bakers on Saturday."
SHE = "She promised lower taxes on flour."
ALSO = "The bakers also asked Maes for a longer break."


def ordered(*texts: str, focus: str) -> list[str]:
    source = passage(*texts)
    sentences = read_sentences([source])
    found = in_order(sentences, range(len(sentences)), focus)
    return [one.span.of("." * source.start + source.text) for one in found]


@pytest.mark.parametrize("focus", ["", "strike", "the price of bread", "Peeters"])
def test_without_a_name_that_is_there_the_articles_order_stays(focus: str) -> None:
    assert ordered(STRIKE, PRICE, MAES, SHE, focus=focus) == [STRIKE, PRICE, MAES, SHE]


@pytest.mark.parametrize("focus", ["Maes", "maes", "What did Lotte Maes promise?"])
def test_whom_a_focus_names_comes_first_with_what_leans_on_it(focus: str) -> None:
    assert ordered(STRIKE, PRICE, MAES, SHE, focus=focus) == [MAES, SHE, STRIKE, PRICE]


def test_what_goes_on_from_the_rest_does_not_open() -> None:
    assert ordered(STRIKE, PRICE, ALSO, focus="Maes") == [STRIKE, PRICE, ALSO]
    assert ordered(STRIKE, PRICE, MAES, ALSO, focus="Maes") == [MAES, ALSO, STRIKE, PRICE]
