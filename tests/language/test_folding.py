"""Words found whatever their quotation marks, dashes and spaces; their places in the text as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.folding import cuts_word, fold, places


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("the old bridge", "Here the old bridge stands.", "the old bridge"),
        ('"the old" bridge', "Here “the old” bridge.", "“the old” bridge"),
        ("Brook's bridge", "Brook’s bridge.", "Brook’s bridge"),
        ("2020-2025 plan", "A 2020–2025 plan.", "2020–2025 plan"),
        ("the old bridge", "the old\n  bridge", "the old\n  bridge"),
        ("the\u00a0old bridge", "the old bridge", "the old bridge"),
        ("café au lait", "A cafe\u0301 au lait.", "cafe\u0301 au lait"),
        ("cafe\u0301 au lait", "A café au lait.", "café au lait"),
        ("cooperation", "co\u00adopera\u200btion", "co\u00adopera\u200btion"),
        ("a ‹b› ［C] D：", "a <b> [C] D:", "a <b> [C] D:"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", "한글"),
    ],
)
def test_a_needle_is_found_as_it_stands_there(needle: str, text: str, found: str) -> None:
    (span,) = places(needle, text)
    assert span.of(text) == found


def test_word_for_word_wins_over_folded() -> None:
    text = "It’s so. It's so."
    assert [span.of(text) for span in places("It's so.", text)] == ["It's so."]


def test_every_place_is_found() -> None:
    assert [span.start for span in places("aa", "aaa")] == [0, 1]


@pytest.mark.parametrize("needle", ["", " ", "\u200b", "not there"])
def test_what_is_not_there_has_no_place(needle: str) -> None:
    assert places(needle, "The old bridge.") == [] or needle == " "


@given(st.text(max_size=60), st.data())
def test_a_slice_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start < end:
        assert any((span.start, span.end) == (start, end) for span in places(text[start:end], text))


@given(st.text(alphabet="aé\u0301“\"' \n\u00a0–-<‹：한\u1161\u200b", max_size=40))
def test_each_folded_character_has_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert fold(folded.text).text == folded.text == unicodedata.normalize("NFC", folded.text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("125 percent", "25 percent"),
        ("1.25 percent", "25 percent"),
        ("1,250 cars", "1,25"),
        ("unfair", "fair"),
        ("9:30", "30"),
        ("cafe\u0301", "cafe"),
        ("3.5", "3"),
    ],
)
def test_a_cut_word_or_number_is_told(text: str, part: str) -> None:
    (span,) = places(part, text)
    assert cuts_word(span, text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("(125 percent)", "125 percent"),
        ("rose. Then", "rose."),
        ("In 2025. 3 men", "In 2025."),
        ("all", "all"),
        ("well-known men", "known men"),
        ("cost 5, or 6", "cost 5"),
    ],
)
def test_whole_words_are_not_cut(text: str, part: str) -> None:
    (span,) = places(part, text)
    assert not cuts_word(span, text)
