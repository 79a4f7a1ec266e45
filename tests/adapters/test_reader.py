"""The reader that the product carries, run for real."""

import pytest

from app.adapters.reader import MAX_PIECES, MiniLmReader, load_reader

ASKED = "How many people were left without power?"
TELLS = "After the storm 30,000 people had no electricity."
SHARES = "People were asked how many of the pictures on the left they liked."


@pytest.fixture(scope="module")
def reader() -> MiniLmReader:
    return load_reader()


def test_a_sentence_that_answers_in_other_words_is_above_one_that_shares_words(reader: MiniLmReader) -> None:
    tells, shares = reader.scores(ASKED, [TELLS, SHARES])
    assert tells > shares


def test_what_has_nothing_to_do_with_the_question_is_far_below(reader: MiniLmReader) -> None:
    tells, other = reader.scores(ASKED, [TELLS, "Bread is baked before dawn."])
    assert tells - other > 3


def test_the_sentences_beside_it_do_not_change_a_score(reader: MiniLmReader) -> None:
    alone = reader.scores(ASKED, [TELLS])
    assert reader.scores(ASKED, [SHARES, TELLS, SHARES * 5])[1:2] == alone


def test_one_score_for_each_sentence_in_the_order_given(reader: MiniLmReader) -> None:
    one, other = reader.scores(ASKED, [TELLS, SHARES])
    assert reader.scores(ASKED, [SHARES, TELLS]) == [other, one]
    assert reader.scores(ASKED, []) == []


def test_a_long_sentence_is_cut_and_an_empty_question_is_read(reader: MiniLmReader) -> None:
    long = " ".join([TELLS] * 60)
    assert reader.scores(ASKED, [long]) == reader.scores(ASKED, [long + " Bread is baked before dawn."])
    assert len(reader.scores("", ["", "A."])) == 2
    assert len(long.split()) > MAX_PIECES


def test_it_is_loaded_once() -> None:
    assert load_reader() is load_reader()
