import pytest

from evals.bench.quality.ranking import (
    Asked,
    Place,
    Ranking,
    Target,
    figures_of,
    rank_of,
    reciprocal_rank_fusion,
)

ANSWER = Target((Place("tarn", 40, 54),))
FACT = Target((Place("brook", 0, 30),))
ELSEWHERE = Place("severn", 0, 100)


def ranking(*found: Place, targets: tuple[Target, ...] = (ANSWER,)) -> Ranking:
    return Ranking(Asked("How long?", targets, 0), found)


@pytest.mark.parametrize(
    ("passage", "rank"),
    [
        (Place("tarn", 0, 100), 1),
        (Place("tarn", 40, 54), 1),
        (Place("tarn", 0, 53), None),  # cuts it
        (Place("severn", 0, 100), None),  # another article that may say the same
    ],
)
def test_a_passage_holds_the_answer_whole_or_does_not_count(passage: Place, rank: int | None) -> None:
    assert rank_of(ANSWER, [passage]) == rank


def test_any_place_of_a_target_will_do() -> None:
    assert (
        rank_of(Target((Place("tarn", 0, 3), Place("tarn", 9, 12))), [ELSEWHERE, Place("tarn", 8, 20)]) == 2
    )


def test_figures_are_means_over_queries() -> None:
    first = ranking(Place("tarn", 0, 100))
    fifth = ranking(*[ELSEWHERE] * 4, Place("tarn", 0, 100))
    figures = figures_of([first, fifth, ranking(ELSEWHERE), ranking()])
    assert (figures.queries, figures.hits_at_4, figures.hits_at_10) == (4, 0.25, 0.5)
    assert figures.mrr_at_10 == pytest.approx((1 + 1 / 5) / 4)


def test_recall_counts_each_of_several_targets() -> None:
    one = ranking(ELSEWHERE, Place("brook", 0, 40), targets=(ANSWER, FACT))
    figures = figures_of([one])
    assert (figures.hits_at_4, figures.mrr_at_10, figures.recall_at_10) == (1, 0.5, 0.5)


def test_what_comes_after_the_tenth_counts_nowhere() -> None:
    figures = figures_of([ranking(*[ELSEWHERE] * 10, Place("tarn", 0, 100))])
    assert (figures.hits_at_10, figures.mrr_at_10, figures.recall_at_10) == (0, 0, 0)


def test_no_queries_give_zeros() -> None:
    assert figures_of([]).queries == 0


def test_equal_weights_put_first_what_both_rank_high() -> None:
    assert reciprocal_rank_fusion(["a", "b", "c"], ["b", "d"]) == ["b", "a", "d", "c"]
