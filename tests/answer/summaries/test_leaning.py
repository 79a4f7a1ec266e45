"""What a sentence leans on: what its first words point back to."""

import pytest

from app.answer.summaries.leaning import Leans, leans


@pytest.mark.parametrize(
    "text",
    [
        "It broke in the night.",
        "“They paid for it,” the mayor said.",
        "However, the repairs took weeks.",
        "In addition, the ferry was late.",
        "When it opened, people cheered.",
        "There he met the mayor.",
        "In 1920 he moved to the valley.",
        "The second aim is a wider road.",
        "The same bridge was closed again.",
        '"A wider road for all."',
        "Ada Brook said that these roads are old.",
    ],
)
def test_some_lean_on_the_sentence_before(text: str) -> None:
    assert leans(text) is Leans.ON_THE_PREVIOUS


@pytest.mark.parametrize(
    "text",
    [
        "The mayor also paid for the ferry.",
        "The two sides met again.",
        "The ferry, by contrast, was free.",
    ],
)
def test_some_go_on_from_what_their_article_said(text: str) -> None:
    assert leans(text) is Leans.ON_ITS_ARTICLE


@pytest.mark.parametrize(
    "text",
    [
        "A storm broke the harbour bridge.",
        "There are 131 seats in the chamber.",
        "Ada Brook said that she paid for the ferry.",
        "The Second World War began in 1939.",
        "The second-largest city has a bridge.",
        "Both Hull and York have a bridge.",
        "Asked about tolls, Brook said that they fall.",
        '"A wider road for all" is what Brook wants.',
    ],
)
def test_others_stand_alone(text: str) -> None:
    assert leans(text) is Leans.ON_NOTHING
