"""The benchmarks' own parts: what they draw, what they count, what they hold a service to."""

import numpy as np
import pytest

from evals.bench.corpus import Corpus, clustered_vectors
from evals.bench.durability import Entry, Tally
from evals.bench.durability import _rows as durability_rows
from evals.bench.tables import at_most, percentile


def test_the_same_seed_gives_the_same_text() -> None:
    assert Corpus(seed=1).article(words=200) == Corpus(seed=1).article(words=200)
    assert Corpus(seed=1).query() != Corpus(seed=2).query()


def test_words_are_as_unevenly_spread_as_real_ones() -> None:
    text = Corpus(seed=1).article(words=20_000).text.lower().replace(".", "").split()
    shares = [text.count(word) / len(text) for word in ("the", "of")]
    assert 0.015 < shares[1] < shares[0] < 0.1
    assert len(set(text)) > 3_000


def test_vectors_are_of_unit_length_and_near_their_centres() -> None:
    vectors = clustered_vectors(3_000, dimension=384, seed=1)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors[:200] @ vectors.T
    np.fill_diagonal(likeness, 0)
    assert float(np.median(likeness.max(axis=1))) > 0.8


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_percentiles_are_values_that_were_measured(share: float, expected: int) -> None:
    assert percentile(range(100, 0, -1), share) == expected


def test_a_figure_over_its_target_is_missed() -> None:
    assert at_most("p50", 25.0, 25, "ms").is_met
    assert not at_most("p50", 25.1, 25, "ms").is_met


def test_a_cut_request_may_have_happened_or_not() -> None:
    entry = Entry(acknowledged="old", pending="new", is_pending=True)
    assert entry.possible == {"old", "new"}
    assert Entry(acknowledged="old", pending="new").possible == {"old"}


def test_one_lost_write_misses_the_target() -> None:
    tally = Tally(lost=["article-1"], ready_seconds=[1.0], whole_seconds=[0.0])
    verdicts = {row.what: row.is_met for row in durability_rows(tally)}
    assert verdicts["acknowledged writes lost"] is False
    assert verdicts["half articles"] is True
