import pytest

from evals.bench.quality.answer_scores import Given, worth_of
from tests.evals.bench.quality.made import question

LONG = question("How long is it?", "381 kilometres", "381 km")
NONE = question("How deep is it?")


@pytest.mark.parametrize("quote", ["It is 381 kilometres long.", "So it is 381\n KM, all told."])
def test_a_quote_holds_an_answer_whatever_its_case_and_space(quote: str) -> None:
    assert Given(LONG, ("Otters live there.", quote)).holds_gold


@pytest.mark.parametrize("quotes", [(), ("It is 38 kilometres long.",), ("381", "kilometres")])
def test_no_quote_holds_it(quotes: tuple[str, ...]) -> None:
    assert not Given(LONG, quotes).holds_gold
    assert not Given(NONE, quotes).holds_gold


def test_each_share_is_of_the_questions_it_is_about() -> None:
    worth = worth_of(
        [
            Given(LONG, ("381 km", "more")),
            Given(LONG, ("something else",)),
            Given(LONG, ()),
            Given(LONG, ()),
            Given(NONE, ()),
            Given(NONE, ("a", "b", "c")),
        ]
    )
    assert (worth.gold, worth.quotes, worth.abstained, worth.refused) == (0.25, 2.0, 0.5, 0.5)


def test_a_share_of_nothing_is_undefined() -> None:
    worth = worth_of([Given(NONE, ())])
    assert (worth.gold, worth.quotes, worth.refused) == (None, None, None)
    assert worth.abstained == 1.0
