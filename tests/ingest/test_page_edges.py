"""Lines that a document prints on each page are not its text."""

import pytest

from app.ingest.page_edges import without_running_lines

TEXTS = ["The parade began.", "It rained.", "The mayor spoke.", "The end."]


@pytest.mark.parametrize(
    "pages",
    [
        [f"City Daily\n{text}" for text in TEXTS],
        [f"{text}\n{number}" for number, text in enumerate(TEXTS, 7)],
        [f"{text}\n- {number} of 4 -" for number, text in enumerate(TEXTS, 1)],
        [
            f"12/3/25, 10:11\n\n{text}\n\nhttps://example.com/a/2025\n{number}/4"
            for number, text in enumerate(TEXTS, 1)
        ],
        [TEXTS[0], *(f"City Daily\n{text}" for text in TEXTS[1:])],
    ],
)
def test_what_repeats_at_the_edges_is_dropped(pages: list[str]) -> None:
    assert without_running_lines(pages) == TEXTS


@pytest.mark.parametrize(
    "pages",
    [
        [],
        ["City Daily\nThe parade began.\n1"],
        ["City Daily\nIt began.", "City Daily\nIt rained.", "One.", "Two."],
        [f"{text}\nTotal {number}" for number, text in zip((30, 31, 70, 12), TEXTS, strict=True)],
        ["First.\nA chorus.\nOnce.", "Second.\nA chorus.\nTwice.", "Third.\nA chorus.\nThrice."],
        ["The same.", "The same."],
    ],
    ids=["none", "one page", "half of the pages", "figures", "inside", "nothing else"],
)
def test_all_else_stays(pages: list[str]) -> None:
    assert without_running_lines(pages) == pages


def test_a_page_of_running_lines_alone_is_left_out() -> None:
    assert without_running_lines(["Daily\nIt began.", "Daily", "Daily\nIt ended."]) == [
        "It began.",
        "It ended.",
    ]
