import numpy as np

from evals.bench.large_store import Clusters


def test_vectors_of_an_article_are_unit_length_and_near_each_other() -> None:
    centres = np.eye(64, dtype=np.float32)
    rows = Clusters(centres).vectors(5, number=3)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert float((rows @ rows.T).min()) > 0.2


def test_vectors_are_the_same_for_a_number() -> None:
    clusters = Clusters(np.eye(64, dtype=np.float32))
    assert np.array_equal(clusters.vectors(3, number=9), clusters.vectors(3, number=9))
    assert not np.array_equal(clusters.vectors(3, number=9), clusters.vectors(3, number=10))
