"""Tests of names, and of whether a text has them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.names import name_supported, names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("when Xi Jinping met Vladimir Putin", ["Xi Jinping", "Vladimir Putin"], id="people"),
        pytest.param("the UN Security Council voted", ["UN Security Council"], id="acronym in a name"),
        pytest.param("in the Republic of Korea", ["Republic of Korea"], id="of"),
        pytest.param(
            "by Charles de Gaulle and Ludwig van Beethoven",
            ["Charles de Gaulle", "Ludwig van Beethoven"],
            id="particles",
        ),
        pytest.param("the Soviet Union's victory", ["Soviet Union"], id="possessive"),
        pytest.param("China’s Xi Jinping", ["China", "Xi Jinping"], id="possessive parts names"),
        pytest.param("said Chinese President Xi", ["Chinese", "Xi"], id="title parts names"),
        pytest.param("with Foreign Minister Wang Yi", ["Wang Yi"], id="title of two words"),
        pytest.param("J. K. Rowling met Mr. Putin", ["J. K. Rowling", "Putin"], id="stops inside a sentence"),
        pytest.param("the US warned us", ["US"], id="acronym like a pronoun"),
        pytest.param("from the U.S. today", ["U.S."], id="dotted acronym"),
        pytest.param("on Friday in May", [], id="weekday and month"),
        pytest.param("met Theresa May in May", ["Theresa May"], id="month as a surname"),
        pytest.param("I think so", [], id="pronoun"),
        pytest.param("the US-led talks", ["US"], id="lower-case part left out"),
        pytest.param("in Łódź and Über", ["Łódź", "Über"], id="not ascii"),
        pytest.param("the AT&T offer", ["AT&T"], id="ampersand"),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert [name.text for name in names(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("China set tariffs. Putin called.", ["China", "Putin"], id="names"),
        pytest.param("However, he left. The end.", [], id="function words"),
        pytest.param("Tariffs rose. Exporting fell.", [], id="ordinary endings"),
        pytest.param(
            "Texas grew. Beijing agreed. France and Italy left.",
            ["Texas", "Beijing", "France", "Italy"],
            id="names with such endings",
        ),
        pytest.param("Apples fell; then Apples rose", ["Apples", "Apples"], id="capitalised elsewhere"),
        pytest.param("Zebra sightings: a zebra fled", [], id="lower case elsewhere"),
        pytest.param("Great Britain left", ["Great Britain"], id="ordinary word that begins a name"),
        pytest.param(
            "United Nations staff left. Edward stayed.",
            ["United Nations", "Edward"],
            id="participle in a name",
        ),
        pytest.param("Meanwhile Putin left", ["Putin"], id="opener before a name"),
        pytest.param("He said “We agree”", [], id="quotation"),
    ],
)
def test_first_word_of_a_sentence(text: str, found: list[str]) -> None:
    assert [name.text for name in names(text)] == found


def test_words_leave_out_connectors() -> None:
    assert names("in the Republic of Korea")[0].words == ("Republic", "Korea")


@pytest.mark.parametrize(
    ("name", "evidence", "expected"),
    [
        pytest.param("Vladimir Putin", "PUTIN, whose name is Vladimir", True, id="all words"),
        pytest.param("Xi Jinping", "Xi spoke", False, id="a word missing"),
        pytest.param("Xi", "the maximum", False, id="whole words only"),
        pytest.param("Łódź", "in lodz", True, id="diacritics"),
        pytest.param("Putin", "Putin’s talks", True, id="possessive"),
        pytest.param("UN", "the United Nations met", True, id="expansion"),
        pytest.param("United Nations", "the U.N. met", True, id="acronym"),
        pytest.param(
            "UN Security Council", "the United Nations Security Council", True, id="expansion in a name"
        ),
        pytest.param("United States Congress", "the US Congress", True, id="acronym in a name"),
        pytest.param("China", "Chinese goods", True, id="people for country"),
        pytest.param("Russians", "in Russia", True, id="country for people"),
        pytest.param("Germany", "a German car", True, id="country longer than people"),
        pytest.param("French", "in France", True, id="irregular"),
        pytest.param("American", "the United States", True, id="irregular phrase"),
        pytest.param("US", "they told us", False, id="pronoun is no acronym"),
        pytest.param("Austria", "in Australia", False, id="strangers"),
        pytest.param("Niger", "in Nigeria", False, id="neighbours"),
        pytest.param("World War II", "the Second World War", True, id="numeral"),
    ],
)
def test_name_supported(name: str, evidence: str, expected: bool) -> None:
    (found,) = names(f"about {name}")
    assert name_supported(found, evidence) is expected


_WORDS = "China of the US U.S. Mr. President . ’s - J. Łódź É\u0301 may May Friday “ & É"
_PIECES = st.sampled_from(_WORDS.split(" "))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join)))
def test_names_are_slices_in_order_and_in_their_own_text(text: str) -> None:
    found = names(text)
    assert all(text[name.start : name.end] == name.text for name in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(name_supported(name, text) for name in found)
