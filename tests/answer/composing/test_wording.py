"""A model's claim as plain text: nothing hidden in it, and no markers but ours."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer.composing.wording import clean_claim, mixes_scripts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It  cost\n3\teuros.", "It cost 3 euros."),
        ("It\x00 cost\x1b 3\x9b euros.\x7f", "It cost 3 euros."),
        ("It \u202ecost\u2066 3\u200f euros.", "It cost 3 euros."),
        ("It c\u00adost\u200b \ufeff3\u2060 \u3164euros.\ufe0f", "It cost 3 euros."),
        ("It cost\u2028𝟏𝟒𝟓, ①, ¹⁴⁵ or １４５ euros.", "It cost 145, 1, 145 or 145 euros."),
        ("It did 𝐧𝐨𝐭 open, nor ｎｏｔ close.", "It did not open, nor not close."),
        ("10 km² with CO₂ and ½ café… “so”", "10 km² with CO₂ and ½ café… “so”"),
        ("日本（東京）ｱ", "日本（東京）ｱ"),
        ("a" + "\u0323\u0331" * 50 + "b", "a" + "\u0323\u0331" * 2 + "b"),
        ("It cost [9\u200b] 3 [1-3] euros ［1］ [[1]1] [12345] in all 【2】", "It cost 3 euros in all"),
        ("[" * 30 + "1" + "]1" * 29 + "] A", "1 " * 22 + "A"),
        ("It is ‹5› ［see note］ at 9：30.", "It is <5> [see note］ at 9:30."),
        ("euros \ud83d.", "euros \ufffd."),
        ("[a note] stays", "[a note] stays"),
    ],
)
def test_a_claim_is_made_plain(text: str, plain: str) -> None:
    assert clean_claim(text) == plain


@given(st.text(max_size=60))
def test_what_is_plain_stays(text: str) -> None:
    plain = clean_claim(text)
    assert plain.isprintable() or any(unicodedata.category(one) in ("Co", "Cn", "Cf") for one in plain)
    assert len(plain.splitlines()) <= 1
    assert clean_claim(plain) == plain


@pytest.mark.parametrize("text", ["The b\u0430nk", "\u0410da spoke", "n\u03bft", "\u0391da", "145\u0430b"])
def test_a_word_of_two_scripts_is_told(text: str) -> None:
    assert mixes_scripts(text)


@pytest.mark.parametrize(
    "text", ["Ada", "Вода и bridge", "5 μm and 3 kΩ", "café ŵ", "β-carotene", "東京 Tower", "IT-компания"]
)
def test_words_of_one_script_each_are_fine(text: str) -> None:
    assert not mixes_scripts(text)
