"""What a sentence says there was no one or nothing of."""

import pytest

from app.language.nothing import none_of


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("No boats sank.", {"boat"}),
        ("There were no further complaints about the noise.", {"complaint"}),
        ("None of the trees was felled.", {"tree"}),
        ("Of the nine trees none was felled.", {"tree", "nine"}),
        ("Nobody was hurt.", {"peopl", "person", "man", "woman", "human"}),
        ("Not a single vote was counted.", {"vote"}),
        ("No sign of the boats was seen.", {"sign"}),
        ("The boats did not sink.", set()),
        ("No fewer than 40 boats came.", set()),
        ("The boats never came.", set()),
        ("All boats came.", set()),
    ],
)
def test_none_of(text: str, stems: set[str]) -> None:
    assert none_of(text) == stems
