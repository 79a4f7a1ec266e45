"""Retrieval metrics from places, by rank."""

from math import log2

import pytest

from evals.model import RankedPassage
from evals.score.retrieval import score_retrieval
from tests.evals.made import BRIDGE, OPENING, PASSENGERS, REPAIRS, SEEDS, TRAFFIC, made_case, passage

TWO = {
    "e1": {"article": "bridge", "quote": REPAIRS},
    "e2": [{"article": "ferry", "quote": PASSENGERS}, {"article": "bridge", "quote": TRAFFIC}],
}
COST, FALL, FERRY = passage("bridge", REPAIRS), passage("bridge", TRAFFIC), passage("ferry", PASSENGERS)
OTHER = passage("bridge", OPENING)
ALL = RankedPassage(article_id="bridge", start=0, end=len(BRIDGE))


@pytest.mark.parametrize(
    ("ranking", "recall", "mrr", "ndcg"),
    [
        ([COST, FERRY], 1, 1, 1),
        ([COST, FALL], 1, 1, 1),
        ([FERRY, COST, FALL], 1, 1, 1),
        ([ALL], 1, 1, 1),
        ([OTHER, ALL], 1, 1 / 2, 1 / log2(3)),
        ([COST, OTHER, OTHER], 1 / 2, 1, 1 / (1 + 1 / log2(3))),
        ([COST, COST, FERRY], 1, 1, (1 + 1 / 2) / (1 + 1 / log2(3))),
        ([OTHER, OTHER, OTHER, COST], 0, 0, 0),
        ([], 0, 0, 0),
    ],
)
def test_over_the_first_three(ranking: list[RankedPassage], recall: float, mrr: float, ndcg: float) -> None:
    case = made_case(evidence=TWO, retrieval={"k": 3})
    scores = score_retrieval(case, ranking, SEEDS)
    assert scores.evidence_recall.value == pytest.approx(recall)
    assert scores.mrr.value == pytest.approx(mrr)
    assert scores.ndcg.value == pytest.approx(ndcg)


@pytest.mark.parametrize(("cut", "found"), [(0.4, 1.0), (0.6, 0.0)])
def test_half_of_a_place_is_enough(cut: float, found: float) -> None:
    start = BRIDGE.index(REPAIRS) + round(cut * len(REPAIRS))
    ranking = [RankedPassage(article_id="bridge", start=start, end=len(BRIDGE))]
    assert score_retrieval(made_case(), ranking, SEEDS).evidence_recall.value == found


def test_the_same_offsets_in_another_article_find_nothing() -> None:
    ranking = [COST.model_copy(update={"article_id": "ferry"})]
    assert score_retrieval(made_case(), ranking, SEEDS).evidence_recall.value == 0


def test_undefined_without_evidence_or_ranking() -> None:
    none = score_retrieval(
        made_case(kind="injection", forbidden=[{"id": "x", "regex": "x"}], facts=[], evidence={}), [], SEEDS
    )
    unrecorded = score_retrieval(made_case(), None, SEEDS)
    for scores in (none, unrecorded):
        assert scores.evidence_recall.value is scores.mrr.value is scores.ndcg.value is None
        assert scores.ndcg.undefined
