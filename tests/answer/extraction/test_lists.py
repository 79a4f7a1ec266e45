"""Lists in an article."""

import pytest

from app.answer.extraction.lists import MOST_ITEMS, announced_items
from app.models import Passage
from tests.answer.made import article_of, passage

INTRO = "The town has three aims."
ITEMS = ["- Clean air and aims.", "- Cheap trams as aims.", "- Schools as aims."]


def items(place: Passage, at: int, asked: tuple[str, ...] = ("aim",)) -> list[str]:
    return [span.of(article_of(place).text) for span in announced_items(place, at, asked=asked)]


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_found_by_the_sentence_that_announces_and_by_each_item(at: int) -> None:
    place = passage("Before.", INTRO, *ITEMS, "After the list.", between="\n")
    assert items(place, at) == ITEMS


@pytest.mark.parametrize("at", [0, 2])
def test_nothing_may_stand_between(at: int) -> None:
    place = passage(INTRO, "They are dear.", "Is it so?", *ITEMS, between="\n")
    assert items(place, 0 if at == 0 else 1) == []


def test_one_item_is_no_list() -> None:
    assert items(passage(INTRO, ITEMS[0], "After.", between="\n"), 0) == []


def test_an_item_stands_for_its_list_only_when_each_has_what_is_asked_for() -> None:
    place = passage(INTRO, *ITEMS, "4. The mayor came late.", between="\n")
    assert items(place, 1) == []
    assert len(items(place, 0)) == 4


def test_a_long_list_is_cut() -> None:
    place = passage(INTRO, *(f"{number}. Aim of the town." for number in range(1, 20)), between="\n")
    assert len(items(place, 0)) == MOST_ITEMS
