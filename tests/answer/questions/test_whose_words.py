"""In whose words an answer is wanted, and whose words a sentence gives."""

import pytest

from app.answer.questions.whose_words import asked_speaker, speakers, speaks_by_pronoun, speaks_of
from app.language.names import names


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Ada Brook say about Lima?", "Ada Brook"),
        ("What is the bridge, according to Ada Brook?", "Ada Brook"),
        ("What is the bridge in the view of the president Ada Brook?", "Ada Brook"),
        ("What is the bridge, as Ada Brook sees it?", "Ada Brook"),
        ("What is the bridge, by Ada Brook's own account?", "Ada Brook"),
        ("What did Ada Brook build?", None),
        ("What did Lima's mayor say about Ada Brook?", None),
    ],
)
def test_the_one_whose_words_are_asked_for(question: str, speaker: str | None) -> None:
    found = asked_speaker(question, tuple(names(question)))
    assert (found.text if found else None) == speaker


@pytest.mark.parametrize(
    ("sentence", "speaking"),
    [
        ("Ada Brook also said that Carl Dean came.", ["Ada Brook"]),
        ("The bridge is safe, according to Ada Brook.", ["Ada Brook"]),
        ("The bridge is safe, said Ada Brook.", ["Ada Brook"]),
        ("Ada Brook said so, and Carl Dean denied it.", ["Ada Brook", "Carl Dean"]),
        ("Ada Brook crossed the bridge.", []),
    ],
)
def test_those_whose_words_a_sentence_gives(sentence: str, speaking: list[str]) -> None:
    assert [name.text for name in speakers(sentence, tuple(names(sentence)))] == speaking


def test_words_given_by_a_pronoun_or_a_noun() -> None:
    assert speaks_by_pronoun("The bridge is safe, she said.")
    assert speaks_by_pronoun("She later said that the bridge is safe.")
    assert not speaks_by_pronoun("She crossed the bridge.")
    assert speaks_of("In her speech the bridge was safe.")
    assert not speaks_of("The bridge was crossed.")
