"""Which embedding model the settings name; what says too little is refused with a remedy."""

from typing import Any

import pytest

from app.adapters.embeddings_openai import OpenAiEmbedder
from app.embedding import EmbeddingIdentity, embedding_identity, make_embedder, openai_options
from app.errors import ConfigurationError
from app.settings import Settings, load_settings


def settings(**given: Any) -> Settings:
    return load_settings({}, **given)


def openai(**given: Any) -> Settings:
    return settings(embedding="openai", openai_api_key="sk-1", **given)


def test_unset_it_is_the_embedded_model() -> None:
    assert embedding_identity(settings()) == EmbeddingIdentity("all-MiniLM-L6-v2/w8", 384)


@pytest.mark.parametrize(
    ("given", "model_id", "dimension", "sends"),
    [
        ({}, "openai/text-embedding-3-small/1536", 1536, False),
        ({"embedding_model": "text-embedding-3-large"}, "openai/text-embedding-3-large/3072", 3072, False),
        ({"embedding_dimension": 1536}, "openai/text-embedding-3-small/1536", 1536, False),
        ({"embedding_dimension": 256}, "openai/text-embedding-3-small/256", 256, True),
        (
            {"embedding_model": "openai/text-embedding-3-large", "embedding_dimension": 1024},
            "openai/openai/text-embedding-3-large/1024",
            1024,
            True,
        ),
        ({"embedding_model": "nomic", "embedding_dimension": 768}, "openai/nomic/768", 768, False),
    ],
)
def test_a_dimension_is_known_or_given_and_sent_only_to_shorten(
    given: dict[str, Any], model_id: str, dimension: int, sends: bool
) -> None:
    options = openai_options(openai(**given))
    assert (options.model_id, options.dimension, options.sends_dimension) == (model_id, dimension, sends)
    assert embedding_identity(openai(**given)) == EmbeddingIdentity(model_id, dimension)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"embedding": "openai"}, "needs OPENAI_API_KEY, or OPENAI_BASE_URL"),
        (
            {"embedding": "openai", "openai_api_key": "k", "embedding_model": "nomic"},
            "FOOTNOTE_EMBEDDING_DIMENSION is not set: say how many numbers the vectors of nomic have",
        ),
        (
            {"embedding": "openai", "openai_api_key": "k", "embedding_dimension": 2000},
            "FOOTNOTE_EMBEDDING_DIMENSION is 2000.*have 1536 numbers at most",
        ),
        (
            {
                "embedding": "openai",
                "openai_api_key": "k",
                "embedding_model": "text-embedding-ada-002",
                "embedding_dimension": 512,
            },
            "is 512, .*have 1536 numbers$",
        ),
        ({"embedding_model": "nomic"}, "set FOOTNOTE_EMBEDDING=openai too"),
        ({"embedding_dimension": 768}, "is 768, .* have 384 numbers"),
    ],
)
def test_what_can_not_be_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        make_embedder(settings(**given))


def test_the_settings_reach_the_calls() -> None:
    given = openai(
        openai_base_url="http://127.0.0.1:1/v1",
        embedding_batch=7,
        embedding_in_flight=3,
        embedding_deadline_seconds=20.0,
        embedding_query_timeout_seconds=1.5,
        llm_retries=1,
    )
    options = openai_options(given)
    assert (options.base_url, options.api_key) == ("http://127.0.0.1:1/v1", "sk-1")
    assert (options.batch_texts, options.in_flight, options.retries) == (7, 3, 1)
    assert (options.batch_seconds, options.question_seconds) == (20.0, 1.5)
    assert isinstance(make_embedder(given), OpenAiEmbedder)
