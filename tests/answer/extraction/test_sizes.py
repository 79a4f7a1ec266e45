"""The size that is asked for, and numbers that are another's or of another unit."""

import pytest

from app.answer.extraction.sizes import is_of_a_thing, is_said_to_be, may_be_size
from app.language.numbers import quantities


@pytest.mark.parametrize(
    ("question", "sentence", "may_be"),
    [
        ("How wide is the lock?", "The lock is 12 metres wide.", True),
        ("How wide is the lock?", "The lock has a width of about 12 metres.", True),
        ("How wide is the lock?", "The lock is 12 metres deep.", False),
        ("How wide is the lock?", "The lock holds 12 boats.", False),
        ("How wide is the lock?", "The new gate adds 12 metres.", False),
        ("How much does the bell weigh?", "The bell weighs 900 kg.", True),
        ("How much does the bell weigh?", "The bell weighs 900 pounds.", True),
        ("How much does the bell weigh?", "The bell hangs 9 metres up.", False),
        ("How fast does it sail?", "It sails 30 km an hour.", True),
        ("How fast does it sail?", "It sailed 30 km.", False),
        ("How old is Ada Brook?", "Ada Brook, aged 40, spoke.", True),
        ("How tall is the tower?", "The tower has 12 storeys.", True),
        ("How many boats came?", "The lock holds 12 boats.", True),
    ],
)
def test_a_number_may_be_the_size(question: str, sentence: str, may_be: bool) -> None:
    [number] = quantities(sentence)
    assert may_be_size(question, number, sentence) is may_be


def test_a_number_that_is_said_to_be_the_size() -> None:
    [number] = quantities("The bridge is 3 km long.")
    assert is_said_to_be("How long is the bridge?", number, "The bridge is 3 km long.")
    assert not is_said_to_be("How wide is the bridge?", number, "The bridge is 3 km long.")


def test_how_long_of_a_thing_or_of_what_is_done() -> None:
    assert is_of_a_thing("How long is the bridge?")
    assert not is_of_a_thing("How long was the bridge closed?")
