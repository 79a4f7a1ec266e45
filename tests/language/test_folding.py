"""Words found whatever their quotation marks, dashes and spaces; their places in the text as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.folding import FoldedTexts, cuts_word, fold, places, visible_length
from app.models import Span


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


def test_what_shows_nothing_has_no_length() -> None:
    assert visible_length(fold("2.4" + "\u200b" * 12).text) == 3
    assert visible_length(fold(" 2.4 \u3164 \u2800 \ufe0f\u034f").text) == 3
    assert visible_length(fold("e" + "\u0323\u0331" * 9).text) == 1
    assert visible_length(fold("2.4 million").text) == 11


def test_a_number_is_cut_across_what_shows_nothing() -> None:
    assert cuts_word(Span(0, 3), "125\u200b6 cars")
    assert cuts_word(Span(3, 5), "1.\u200b25 cars")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u061c", "\ufe0f", "\U000e0041", "\u3164", "\u034f"])
def test_signs_that_show_nothing_are_passed_over(sign: str) -> None:
    assert fold(f"brid{sign}ge").text == "bridge"


def test_passages_are_kept_up_to_so_many_characters() -> None:
    kept = FoldedTexts(25)
    first = kept.get("a" * 10)
    assert kept.get("a" * 10) is first
    kept.get("b" * 10)
    kept.get("c" * 10)
    assert kept.characters == 20
    assert kept.get("a" * 10) is not first
    kept.get("d" * 26)
    assert kept.characters == 0


def test_marks_without_end_are_folded() -> None:
    assert len(fold("a" + "\u0323\u0301" * 5_000).text) == 10_000  # one mark composes
