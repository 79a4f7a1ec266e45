"""Fusion of two rankings."""

from app.ports import Ranked
from app.retrieve.fuse import fuse

DENSE = [Ranked("a", 0.9), Ranked("b", 0.5)]
LEXICAL = [Ranked("b", 8.0), Ranked("c", 2.0)]
COSINES = {"a": 0.9, "b": 0.5, "c": 0.1}


def test_scores_are_the_weighted_sum() -> None:
    fused = fuse(dense=DENSE, lexical=LEXICAL, cosines=COSINES, lexical_weight=0.5)
    assert [(one.passage_id, round(one.score, 3)) for one in fused] == [
        ("b", 0.75),
        ("a", 0.45),
        ("c", 0.175),
    ]


def test_ranks_are_those_of_each_list() -> None:
    fused = {one.passage_id: one for one in fuse(dense=DENSE, lexical=LEXICAL, cosines=COSINES)}
    assert (fused["b"].dense_rank, fused["b"].lexical_rank) == (2, 1)
    assert (fused["c"].dense_rank, fused["c"].lexical_rank) == (None, 2)


def test_one_ranking_decides_alone_when_the_other_is_empty() -> None:
    assert [one.score for one in fuse(dense=[], lexical=LEXICAL, cosines={})] == [1.0, 0.25]
    assert [one.score for one in fuse(dense=DENSE, lexical=[], cosines=COSINES)] == [0.9, 0.5]


def test_nothing_gives_nothing() -> None:
    assert fuse(dense=[], lexical=[], cosines={}) == []
