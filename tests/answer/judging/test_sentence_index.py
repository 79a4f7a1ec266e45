"""Sentences found by the words they share with a claim."""

from app.answer.judging.sentence_index import CANDIDATES, SentenceIndex
from app.answer.judging.verify import library_of
from tests.answer.made import articles_of, passage

BOATS = [f"Boat {number} left the quay at noon." for number in range(CANDIDATES + 20)]
BRIDGE = "The old bridge opened at noon."


def index_of(*sentences: str) -> SentenceIndex:
    place = passage(*sentences)
    return SentenceIndex.of(library_of([place], articles_of([place])))


def test_the_likest_comes_first() -> None:
    ranked = index_of(*BOATS, BRIDGE).ranked("The bridge opened at noon.")
    assert ranked[0][1].text == BRIDGE


def test_the_rarest_words_choose_whom_to_compare() -> None:
    ranked = index_of(*BOATS, BRIDGE).ranked("A boat left the quay under the bridge.")
    assert len(ranked) == CANDIDATES
    assert BRIDGE in [one.text for _, one in ranked]


def test_what_shares_no_word_is_not_looked_at() -> None:
    assert index_of(*BOATS).ranked("Penguins fly.") == []


def test_a_number_counts_by_its_value() -> None:
    ranked = index_of("It cost 300 euros.", "It cost three hundred crowns.", "It cost 40 euros.").ranked(
        "It cost three hundred euros."
    )
    assert ranked[0][1].text == "It cost 300 euros."


def test_overlapping_passages_count_a_sentence_once() -> None:
    one, same = passage(BRIDGE), passage(BRIDGE, ordinal=1)
    index = SentenceIndex.of(library_of([one, same], articles_of([one])))
    assert len(index.sentences) == 1
