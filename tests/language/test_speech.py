"""Who says each clause of a text."""

import pytest

from app.language.speech import told


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("It opened.", [None]),
        ("Ada Brook said that it opened.", ["Ada Brook", "Ada Brook"]),
        ("It opened, Ada Brook said.", ["Ada Brook", "Ada Brook"]),
        ('"It opened", said Ada Brook.', ["Ada Brook", "Ada Brook"]),
        ("According to Ada Brook, it opened.", ["Ada Brook"]),
        ("In the view of Ada Brook, it opened.", ["Ada Brook"]),
        ("Ada said that it opened, while Carl said that it closed.", ["Ada", "Ada", "Carl", "Carl"]),
        ("Ada said that it opened, and Carl left.", ["Ada", "Ada", None]),
    ],
)
def test_speakers(text: str, speakers: list[str | None]) -> None:
    found = [one.speaker.names[0].text if one.speaker else None for one in told(text)]
    assert found == speakers


@pytest.mark.parametrize("text", ["She said that it opened.", "The bridge, it said, opened."])
def test_a_pronoun_names_nobody(text: str) -> None:
    assert all(one.speaker is None or not one.speaker.names for one in told(text))


@pytest.mark.parametrize(
    ("text", "is_theirs"),
    [
        ("The critics argue that it failed.", True),
        ("The view of the paper is that it failed.", True),
        ("It failed, the paper holds.", True),
        ("The paper reported that it failed.", False),
    ],
)
def test_opinions(text: str, is_theirs: bool) -> None:
    assert {one.speaker.is_theirs for one in told(text) if one.speaker} == {is_theirs}


def test_a_text_that_ends_before_its_speaker_is_read() -> None:
    assert [one.speaker for one in told("It failed, according to")] == [None]
