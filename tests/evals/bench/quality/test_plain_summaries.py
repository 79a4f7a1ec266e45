"""The plain ways to summarize that the service's summaries are measured beside."""

from evals.bench.quality.plain_summaries import (
    PLAIN,
    by_centrality,
    by_chance,
    by_focus,
    by_paragraph,
    ceiling,
    fill,
    pieces_of,
)

TEXT = """# A heading

The storm broke the bridge. Bakers sold bread.

The mayor paid for the bridge. The ferry was free.

- The school was closed.
- The road was open.
"""
PIECES = pieces_of([TEXT])


def test_sentences_know_whether_they_open_a_paragraph() -> None:
    assert [piece.text for piece in PIECES if piece.opens] == [
        "The storm broke the bridge.",
        "The mayor paid for the bridge.",
        "The school was closed.",
        "The road was open.",
    ]
    assert [piece.text for piece in PIECES if not piece.opens] == [
        "Bakers sold bread.",
        "The ferry was free.",
    ]


def test_a_sentence_too_long_is_passed_over() -> None:
    assert fill(PIECES, [0, 2, 1], 8) == ["The storm broke the bridge.", "Bakers sold bread."]


def test_every_way_ranks_every_sentence_once_and_the_same_each_time() -> None:
    for rank in PLAIN.values():
        assert sorted(rank(PIECES, "bridge")) == list(range(len(PIECES)))
        assert rank(PIECES, "bridge") == rank(PIECES, "bridge")


def test_openers_come_before_the_rest() -> None:
    assert by_paragraph(PIECES, "") == [0, 2, 4, 5, 1, 3]


def test_chance_is_no_order() -> None:
    assert by_chance(PIECES, "") != list(range(len(PIECES)))


def test_what_shares_no_word_is_the_least_central() -> None:
    assert set(by_centrality(PIECES, "")[:2]) == {0, 2}


def test_the_focus_counts_by_its_words() -> None:
    assert by_focus(PIECES, "the free ferry")[0] == 3


def test_the_ceiling_takes_what_is_worth_most_for_its_words_and_nothing_twice() -> None:
    gains = [{0: 1.0}, {0: 1.0, 1: 1.0}, {2: 3.0}, {1: 1.0}, {}, {}]
    assert ceiling(PIECES, gains, 100) == ["Bakers sold bread.", "The mayor paid for the bridge."]
    assert ceiling(PIECES, gains, 3) == ["Bakers sold bread."]
