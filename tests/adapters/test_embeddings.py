"""The embedding model as it ships, and the fake that tests use in its place."""

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest

from app.adapters.embeddings import DIMENSION, MAX_PIECES, HashEmbedder, MiniLmEmbedder
from app.ports import Embedder
from tests.conftest import SEEDS

SENTENCE = "The harbour bridge reopened on Monday after repairs."
# Lengths mixed, so that batches are made up of texts from everywhere in the list.
TEXTS = [
    "Short.",
    SENTENCE * 20,
    "Zoë’s café — “open” — costs €3.",
    SENTENCE,
    "x",
    SENTENCE * 5,
    "",
    "条约于周五签署。",
    *(f"{SENTENCE} Number {number}. " * (number % 7 + 1) for number in range(20)),
]


@pytest.fixture(scope="module")
def embedder() -> Iterator[MiniLmEmbedder]:
    one = MiniLmEmbedder(threads=2)
    yield one
    one.close()


@pytest.fixture(params=["model", "fake"])
def either(request: pytest.FixtureRequest, embedder: MiniLmEmbedder) -> Embedder:
    return embedder if request.param == "model" else HashEmbedder()


async def test_vectors_are_float32_of_unit_length(either: Embedder) -> None:
    vectors = await either.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), either.dimension), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


async def test_order_is_kept_whatever_the_lengths(either: Embedder) -> None:
    forward = await either.embed_passages(TEXTS)
    backward = await either.embed_passages(TEXTS[::-1])
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-5)


async def test_a_text_has_one_vector_alone_in_a_batch_or_as_a_question(either: Embedder) -> None:
    together = await either.embed_passages(TEXTS)
    for text, vector in zip(TEXTS[:8], together, strict=False):
        np.testing.assert_allclose((await either.embed_passages([text]))[0], vector, atol=1e-5)
        np.testing.assert_allclose(await either.embed_query(text), vector, atol=1e-5)


async def test_callers_at_once_get_each_their_own_vectors(either: Embedder) -> None:
    together = await either.embed_passages(TEXTS)
    shares = await asyncio.gather(*(either.embed_passages(TEXTS[start::5]) for start in range(5)))
    for start, share in enumerate(shares):
        np.testing.assert_allclose(share, together[start::5], atol=1e-5)


async def test_a_failure_of_the_model_is_raised(
    embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_encodings: object) -> None:
        raise MemoryError("no memory for the batch")

    monkeypatch.setattr(embedder, "_run", fail)
    with pytest.raises(MemoryError, match="no memory"):
        await embedder.embed_passages(TEXTS)


async def test_no_texts_have_no_vectors(either: Embedder) -> None:
    assert (await either.embed_passages([])).shape == (0, either.dimension)
    assert either.count_pieces([]) == []


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("When did the bridge reopen?", SENTENCE, "Bread needs flour, water and salt."),
        ("How high are the tariffs?", "Duties on imports reach 145 percent.", "The cat sleeps all day."),
    ],
)
async def test_what_means_the_same_is_nearer(
    embedder: MiniLmEmbedder, question: str, near: str, far: str
) -> None:
    asked = await embedder.embed_query(question)
    likes = await embedder.embed_passages([near, far])
    assert likes[0] @ asked > likes[1] @ asked + 0.2


async def test_a_long_text_is_cut_at_the_models_limit(embedder: MiniLmEmbedder) -> None:
    long = "bridge " * 5000
    within = "bridge " * (MAX_PIECES - 2)
    assert embedder.count_pieces([within]) == [MAX_PIECES - 2]
    vectors = await embedder.embed_passages([long, within])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)


def test_pieces_are_counted_past_the_limit_and_without_the_models_marks(embedder: MiniLmEmbedder) -> None:
    assert embedder.count_pieces(["bridge " * 5000, "bridge", ""]) == [5000, 1, 0]


@pytest.mark.parametrize("text", [*TEXTS[:8], "naïve İstanbul 😀 e\u0301\tx\n\ny"])
def test_piece_spans_are_as_many_as_are_counted_in_order_and_within_the_text(
    either: Embedder, text: str
) -> None:
    spans = either.piece_spans(text)
    assert [len(spans)] == either.count_pieces([text])
    assert spans == sorted(spans, key=lambda span: span.start)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_piece_spans_cover_every_character_that_is_not_blank(embedder: MiniLmEmbedder) -> None:
    text = (SEEDS / "joint-statement.md").read_text("utf-8")
    covered = {at for span in embedder.piece_spans(text) for at in range(span.start, span.end)}
    assert {at for at, character in enumerate(text) if not character.isspace()} == covered


async def test_a_question_asked_again_is_remembered_and_can_not_be_changed(embedder: MiniLmEmbedder) -> None:
    first = await embedder.embed_query("Is it remembered?")
    assert await embedder.embed_query("Is it remembered?") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1.0


def test_the_model_is_named_with_its_precision(embedder: MiniLmEmbedder) -> None:
    assert (embedder.model_id, embedder.dimension) == ("all-MiniLM-L6-v2/w8", DIMENSION)


async def test_the_fake_puts_texts_that_share_words_near() -> None:
    fake = HashEmbedder()
    asked = await fake.embed_query("the bridge reopened")
    near, far = await fake.embed_passages(["The bridge reopened today", "nothing of that kind"])
    assert near @ asked > far @ asked
