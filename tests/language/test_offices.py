"""Who holds which office, by the words around it."""

import pytest

from app.language.offices import claimed_nouns, offices
from app.language.words import stem


@pytest.mark.parametrize(
    ("text", "noun", "place", "holder"),
    [
        ("Ada Brook is the mayor of Tarn.", "mayor", "Tarn", "Ada Brook"),
        ("The mayor of Tarn is Ada Brook.", "mayor", "Tarn", "Ada Brook"),
        ("The mayor of Tarn, Ada Brook, left.", "mayor", "Tarn", "Ada Brook"),
        ("Ada Brook, the Tarn mayor, left.", "mayor", "Tarn", "Ada Brook"),
        ("Tarn's Mayor Ada Brook left.", "mayor", "Tarn", "Ada Brook"),
        ("Ada Brook was elected mayor of Tarn.", "mayor", "Tarn", "Ada Brook"),
        ("Ada Brook took over as mayor of Tarn.", "mayor", "Tarn", "Ada Brook"),
        ("Ada Brook is the mayor of Tarn, and Carl Voss is its judge.", "judge", None, "Carl Voss"),
    ],
)
def test_an_office_is_tied_to_its_holder(text: str, noun: str, place: str | None, holder: str) -> None:
    (found,) = offices(text, frozenset({stem(noun)}))
    assert [name.text for name in found.holders] == [holder]
    assert [name.text for name in found.places] == ([place] if place else [])


@pytest.mark.parametrize("text", ["Ada Brook met the mayor of Tarn.", "She is the mayor of Tarn."])
def test_an_office_with_no_name_beside_it_is_tied_to_nobody(text: str) -> None:
    assert offices(text, frozenset({stem("mayor")})) == ()


def test_what_kind_of_office_it_is() -> None:
    (found,) = offices("The finance minister, Ada Brook, left.", frozenset({stem("minister")}))
    assert found.kind == {stem("finance")}


@pytest.mark.parametrize(
    ("text", "nouns"),
    [("Ada is the mayor.", {"mayor"}), ("Ada is ready.", set()), ("President Brook left.", {"president"})],
)
def test_what_a_claim_uses_as_an_office(text: str, nouns: set[str]) -> None:
    assert claimed_nouns(text) == {stem(noun) for noun in nouns}
