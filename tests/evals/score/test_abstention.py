"""What an abstention may still say."""

import pytest

from evals.score.abstention import numbers_beyond
from evals.score.reply import parse_reply


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("", ()),
        ("The articles don't say which of the 3 days it was.", ()),
        ("It was on 20 March 2023.", ("20 March 2023",)),
        ("It was on 9 May 2025.", ()),
        ("It was at 4 in the afternoon.", ("4",)),
    ],
)
def test_a_figure_or_a_day_beyond_the_question_is_a_guess(text: str, beyond: tuple[str, ...]) -> None:
    reply = parse_reply({"status": "abstained", "answer": text, "citations": []}, field="answer")
    assert numbers_beyond("Which of the 3 days was the parade on, if not on 9 May 2025?", reply) == beyond
