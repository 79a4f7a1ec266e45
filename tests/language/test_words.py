"""Tests of word tokens and stems."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.words import STOP_WORDS, content_stems, fold, words


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        pytest.param("nations agreed", ["nation", "agre"], id="stems"),
        pytest.param("China’s", ["china"], id="typographic possessive"),
        pytest.param("leaders' talks", ["leader", "talk"], id="plural possessive"),
        pytest.param("well-known", ["well", "know"], id="hyphen parts"),
        pytest.param("O'Brien", ["o'brien"], id="inner apostrophe"),
        pytest.param("Café ÉTUDE", ["cafe", "etud"], id="diacritics and case"),
        pytest.param("cafe\u0301", ["cafe"], id="combining mark"),
        pytest.param("Łódź", ["lodz"], id="letters that do not decompose"),
        pytest.param("1,234.5", ["1234.5"], id="number"),
        pytest.param("the US and the U.S.", ["the", "us", "and", "the", "us"], id="acronym"),
        pytest.param("agree\u00adment", ["agreement"], id="soft hyphen"),
        pytest.param("...—!", [], id="no words"),
    ],
)
def test_stems(text: str, stems: list[str]) -> None:
    assert [word.stem for word in words(text)] == stems


def test_offsets_count_code_points() -> None:
    (first, second) = words("𝒜 café")
    assert (first.start, first.end, second.start, second.end) == (0, 1, 2, 6)


@pytest.mark.parametrize(
    ("text", "is_stop"),
    [
        pytest.param("the", True, id="article"),
        pytest.param("don’t", True, id="contraction"),
        pytest.param("it's", True, id="contracted verb"),
        pytest.param("us", True, id="pronoun"),
        pytest.param("US", False, id="acronym"),
        pytest.param("parade", False, id="noun"),
    ],
)
def test_function_words(text: str, is_stop: bool) -> None:
    assert [word.is_stop for word in words(text)] == [is_stop]


def test_content_stems_leave_out_function_words() -> None:
    assert content_stems("The leaders of the two countries met") == ["leader", "two", "countri", "meet"]


def test_stop_words_are_folded() -> None:
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS


def test_a_long_run_of_letters_is_not_stemmed() -> None:
    assert words("ing" * 1000)[0].stem == "ing" * 1000


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_words_are_slices_in_order(text: str) -> None:
    found = words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("form", "base"),
    [("began", "begin"), ("women", "woman"), ("Sold", "sell"), ("crises", "crisis"), ("rose", "rose")],
)
def test_an_irregular_form_has_the_stem_of_its_base(form: str, base: str) -> None:
    assert content_stems(form) == content_stems(base)
