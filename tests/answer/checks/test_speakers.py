"""A claim that drops who said something is weaker borne out than what was said."""

import pytest

from app.answer.checks.speakers import Said, compare_speakers


@pytest.mark.parametrize(
    ("claim", "evidence", "said"),
    [
        ("The dam had cracks.", "The keeper said that the dam had cracks.", Said.UNKNOWN),
        ("The dam had cracks.", "The dam had cracks, Ida Lund told the court.", Said.UNKNOWN),
        ("The keeper said the dam had cracks.", "The keeper said that the dam had cracks.", Said.RIGHT),
        ("The dam had cracks.", "The ministry confirmed that the dam had cracks.", Said.RIGHT),
        ("The dam had cracks.", "The keeper said the dam had cracks. The dam had cracks.", Said.RIGHT),
        ("Lund closed the dam.", "Lund said that she had closed the dam.", Said.RIGHT),
        ("Ida Lund said the dam had cracks.", "Olaf Holm said that the dam had cracks.", Said.ANOTHER),
    ],
)
def test_speaker(claim: str, evidence: str, said: Said) -> None:
    assert compare_speakers(claim, [evidence]) is said
