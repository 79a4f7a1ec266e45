"""Embeddings over the wire: every way in which their server is known to fail, over real sockets."""

import asyncio
import logging
import socket
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.adapters.embeddings_openai import BATCH_PIECES, QUESTION_PIECES, OpenAiEmbedder
from app.adapters.embeddings_server import EmbeddingOptions
from app.errors import ConfigurationError, UpstreamFailed
from tests.upstream import scripts
from tests.upstream.embeddings import DIMENSION, at_most, embeddings, encoded, of_embedding, vector_of
from tests.upstream.scripts import SECRET, coded, content, error, refusing
from tests.upstream.server import LIMIT_SECONDS, FaultServer, Script

KEY = "sk-a-key-to-keep"
TEXTS = ["The harbour bridge reopened.", "what nobody else may read", "A ferry crosses at six."]
SHORT_SECONDS = 0.5
"""A deadline for servers that never answer."""

Embedders = Callable[..., OpenAiEmbedder]


@pytest.fixture
def embedders(upstream: FaultServer) -> Embedders:
    """Makes embedders at the server, quick to try again."""
    upstream.play(embeddings())

    def make(**options: Any) -> OpenAiEmbedder:
        given = {"model": "m", "dimension": DIMENSION, "api_key": KEY, "base_url": upstream.url}
        return OpenAiEmbedder(EmbeddingOptions(**{**given, "backoff_seconds": 0.001, **options}))

    return make


@pytest.fixture
def embedder(embedders: Embedders) -> OpenAiEmbedder:
    return embedders(batch_seconds=LIMIT_SECONDS, question_seconds=LIMIT_SECONDS)


async def failure(embedder: OpenAiEmbedder) -> UpstreamFailed:
    """What an ingest is told."""
    with pytest.raises(UpstreamFailed) as raised:
        await embedder.embed_passages(TEXTS)
    return raised.value


def unit(text: str) -> Any:
    vector = vector_of(text)
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize(
    "script",
    [
        embeddings(),
        embeddings(as_numbers=True),
        embeddings(change=lambda data: data[::-1]),
        refusing({"encoding_format": 400}, embeddings()),
        refusing({"encoding_format": 422}, embeddings()),
    ],
    ids=["base64", "numbers", "another order", "no base64: 400", "no base64: 422"],
)
async def test_vectors_come_in_order_and_of_unit_length(
    embedder: OpenAiEmbedder, upstream: FaultServer, script: Script
) -> None:
    upstream.play(script)
    rows = await embedder.embed_passages(TEXTS)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, [unit(text) for text in TEXTS], atol=1e-6)
    np.testing.assert_allclose(await embedder.embed_query(TEXTS[1]), rows[1], atol=1e-6)


async def test_a_refused_encoding_is_not_asked_for_again(
    embedder: OpenAiEmbedder, upstream: FaultServer
) -> None:
    upstream.play(refusing({"encoding_format": 400}, embeddings()))
    for _ in range(2):
        await embedder.embed_passages(TEXTS)
    assert [body.get("encoding_format") for body in upstream.bodies] == ["base64", None, None]


async def test_no_texts_need_no_server(embedder: OpenAiEmbedder, upstream: FaultServer) -> None:
    assert (await embedder.embed_passages([])).shape == (0, DIMENSION)
    assert upstream.exchanges == []


async def test_the_key_and_the_model_are_sent_and_no_dimension(
    embedder: OpenAiEmbedder, upstream: FaultServer
) -> None:
    await embedder.embed_passages(TEXTS)
    assert upstream.exchanges[0].headers["authorization"] == f"Bearer {KEY}"
    assert upstream.bodies == [{"model": "m", "input": TEXTS, "encoding_format": "base64"}]


async def test_a_dimension_is_asked_for_where_the_model_takes_it(
    embedders: Embedders, upstream: FaultServer
) -> None:
    upstream.play(embeddings(16))
    rows = await embedders(sends_dimension=True).embed_passages(TEXTS)
    assert (rows.shape, upstream.bodies[0]["dimensions"]) == ((3, DIMENSION), DIMENSION)


async def test_without_a_key_none_is_sent(embedders: Embedders, upstream: FaultServer) -> None:
    await embedders(api_key=None).embed_passages(TEXTS)
    assert "authorization" not in upstream.exchanges[0].headers


async def test_batches_are_bounded_by_count(embedders: Embedders, upstream: FaultServer) -> None:
    texts = [f"text {number}" for number in range(7)]
    rows = await embedders(batch_texts=3).embed_passages(texts)
    assert sorted(len(body["input"]) for body in upstream.bodies) == [1, 3, 3]
    np.testing.assert_allclose(rows, [unit(text) for text in texts], atol=1e-6)


async def test_batches_are_bounded_by_length(embedders: Embedders, upstream: FaultServer) -> None:
    long = "word " * (BATCH_PIECES // 2 + 1)
    await embedders(batch_texts=9).embed_passages([long, "short", long, "short"])
    assert sorted(len(body["input"]) for body in upstream.bodies) == [2, 2]


async def test_no_more_calls_at_once_than_allowed(embedders: Embedders, upstream: FaultServer) -> None:
    at_once = most = 0

    async def slow(exchange: Any) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.02)
        at_once -= 1
        await embeddings()(exchange)

    upstream.play(slow)
    await embedders(batch_texts=1, in_flight=2).embed_passages([str(number) for number in range(8)])
    assert (most, len(upstream.exchanges)) == (2, 8)


async def test_a_question_does_not_wait_for_an_ingest(embedders: Embedders, upstream: FaultServer) -> None:
    upstream.play(scripts.hang, embeddings())
    embedder = embedders(in_flight=1)
    ingest = asyncio.create_task(embedder.embed_passages(TEXTS))
    await asyncio.wait_for(upstream.asked.wait(), LIMIT_SECONDS)
    await asyncio.wait_for(embedder.embed_query("a question"), LIMIT_SECONDS)
    ingest.cancel()
    await asyncio.gather(ingest, return_exceptions=True)
    await upstream.all_hung_up(seconds=LIMIT_SECONDS)


async def test_too_large_a_batch_is_halved(embedder: OpenAiEmbedder, upstream: FaultServer) -> None:
    upstream.play(at_most(1, embeddings()))
    rows = await embedder.embed_passages(TEXTS)
    np.testing.assert_allclose(rows, [unit(text) for text in TEXTS], atol=1e-6)


async def test_a_question_is_remembered(embedder: OpenAiEmbedder, upstream: FaultServer) -> None:
    first, second = await embedder.embed_query("the same"), await embedder.embed_query("the same")
    assert first is second
    assert len(upstream.exchanges) == 1


async def test_a_long_question_is_cut(embedder: OpenAiEmbedder, upstream: FaultServer) -> None:
    await embedder.embed_query("word " * 1000)
    assert embedder.count_pieces(upstream.bodies[0]["input"]) == [QUESTION_PIECES]


# A fault that stays: the code, its status, and how often the server was asked with two retries.
LASTING: dict[str, tuple[Script, str, int, int]] = {
    "401": (error(401), "upstream_auth", 502, 1),
    "403": (error(403), "upstream_auth", 502, 1),
    "404": (error(404), "upstream_model", 502, 1),
    "400, in both encodings": (error(400), "upstream_rejected", 502, 2),
    "400 for an unknown model": (coded(400, "model_not_found"), "upstream_model", 502, 1),
    "429": (error(429), "upstream_rate_limited", 503, 3),
    "429 for an hour": (error(429, Retry_After="3600"), "upstream_rate_limited", 503, 1),
    "no quota": (coded(429, "insufficient_quota"), "upstream_quota", 503, 1),
    "500": (error(500), "upstream_unavailable", 503, 3),
    "502 with a page": (error(502, scripts.HTML), "upstream_unavailable", 503, 3),
    "503": (error(503), "upstream_unavailable", 503, 3),
    "529": (error(529), "upstream_unavailable", 503, 3),
    "an endless error": (scripts.endless_error, "upstream_unavailable", 503, 3),
    "hangs up": (scripts.empty, "upstream_unavailable", 503, 3),
    "reset": (scripts.reset, "upstream_unavailable", 503, 3),
    "reset midway": (scripts.reset_midway, "upstream_unavailable", 503, 3),
    "not HTTP": (scripts.not_http, "upstream_unavailable", 503, 3),
    "redirects": (scripts.redirect, "upstream_rejected", 502, 2),
    "200 with a page": (content("text/html", scripts.HTML.encode()), "upstream_malformed", 502, 3),
    "200 with nothing": (content("application/json", b""), "upstream_malformed", 502, 3),
    "bad UTF-8": (content("application/json", b'{"data": "\xff"}'), "upstream_malformed", 502, 3),
    "no list": (content("application/json", b'{"data": null}'), "upstream_malformed", 502, 3),
    "another shape": (content("application/json", b"[[[1]]]"), "upstream_malformed", 502, 3),
    "nested too deeply": (content("application/json", b"[" * 60_000), "upstream_malformed", 502, 3),
    "none": (embeddings(change=lambda data: []), "upstream_malformed", 502, 3),
    "one too few": (embeddings(change=lambda data: data[:-1]), "upstream_malformed", 502, 3),
    "one twice": (embeddings(change=lambda data: [data[0], *data]), "upstream_malformed", 502, 3),
    "no index": (
        embeddings(change=lambda data: [{"embedding": one["embedding"]} for one in data]),
        "upstream_malformed",
        502,
        3,
    ),
    "NaN": (of_embedding([float("nan")] * DIMENSION), "upstream_malformed", 502, 3),
    "NaN in base64": (
        of_embedding(encoded([float("nan")] * DIMENSION, in_base64=True)),
        "upstream_malformed",
        502,
        3,
    ),
    "infinite": (of_embedding([float("inf")] * DIMENSION), "upstream_malformed", 502, 3),
    "over any float": (of_embedding([10**400] * DIMENSION), "upstream_malformed", 502, 3),
    "zeros": (of_embedding([0.0] * DIMENSION), "upstream_malformed", 502, 3),
    "words": (of_embedding(["1.0"] * DIMENSION), "upstream_malformed", 502, 3),
    "a table": (of_embedding([[1.0]] * DIMENSION), "upstream_malformed", 502, 3),
    "no base64": (of_embedding("%%%"), "upstream_malformed", 502, 3),
    "half a number": (of_embedding("AAAA"), "upstream_malformed", 502, 3),
    "an empty vector": (of_embedding([]), "upstream_malformed", 502, 1),
    "another length": (embeddings(DIMENSION + 1), "upstream_malformed", 502, 1),
}


@pytest.mark.parametrize(("script", "code", "status", "asked"), LASTING.values(), ids=LASTING)
async def test_a_fault_that_stays(
    embedder: OpenAiEmbedder, upstream: FaultServer, script: Script, code: str, status: int, asked: int
) -> None:
    upstream.play(script)
    raised = await failure(embedder)
    assert (raised.code, raised.status, len(upstream.bodies)) == (code, status, asked)
    assert SECRET not in raised.detail
    await upstream.all_hung_up(seconds=LIMIT_SECONDS)


PASSING: dict[str, Script] = {
    "429": error(429, Retry_After="0"),
    "500": error(500),
    "hangs up": scripts.empty,
    "reset": scripts.reset,
    "200 with a page": content("text/html", scripts.HTML.encode()),
    "one too few": embeddings(change=lambda data: data[:-1]),
}


@pytest.mark.parametrize("script", PASSING.values(), ids=PASSING)
async def test_a_fault_that_passes_is_not_seen(
    embedder: OpenAiEmbedder, upstream: FaultServer, script: Script
) -> None:
    upstream.play(script, embeddings())
    assert (await embedder.embed_passages(TEXTS)).shape == (3, DIMENSION)
    assert len(upstream.exchanges) == 2


async def test_a_text_too_long_by_itself_is_refused(embedder: OpenAiEmbedder, upstream: FaultServer) -> None:
    upstream.play(error(400, {"error": {"message": "input exceeds the context length"}}))
    assert (await failure(embedder)).code == "upstream_rejected"


async def test_another_length_is_told_with_both_numbers(
    embedder: OpenAiEmbedder, upstream: FaultServer
) -> None:
    upstream.play(embeddings(12))
    detail = (await failure(embedder)).detail
    assert "12 numbers" in detail
    assert f"{DIMENSION} are expected" in detail
    assert "FOOTNOTE_EMBEDDING_DIMENSION" in detail


async def test_a_missing_model_is_told_with_its_setting(
    embedder: OpenAiEmbedder, upstream: FaultServer
) -> None:
    upstream.play(error(404))
    assert "FOOTNOTE_EMBEDDING_MODEL" in (await failure(embedder)).detail


async def test_trouble_stays_until_a_call_works(embedder: OpenAiEmbedder, upstream: FaultServer) -> None:
    assert embedder.trouble is None
    for script, code in ((error(401), "upstream_auth"), (embeddings(9), "upstream_malformed")):
        upstream.play(script)
        await failure(embedder)
        assert embedder.trouble == code
    upstream.play(embeddings())
    await embedder.embed_passages(TEXTS)
    assert embedder.trouble is None


@pytest.mark.parametrize(
    "script", [scripts.hang, scripts.hang_midway, scripts.drip], ids=lambda one: one.__name__
)
async def test_a_server_that_does_not_end_is_left(
    embedders: Embedders, upstream: FaultServer, script: Script
) -> None:
    upstream.play(script)
    embedder = embedders(batch_seconds=SHORT_SECONDS, question_seconds=SHORT_SECONDS)
    raised = await asyncio.wait_for(failure(embedder), LIMIT_SECONDS)
    assert (raised.code, raised.status) == ("upstream_timeout", 504)
    with pytest.raises(UpstreamFailed):
        await asyncio.wait_for(embedder.embed_query("a question"), LIMIT_SECONDS)
    await upstream.all_hung_up(seconds=LIMIT_SECONDS)


async def test_nobody_there_is_unavailable(embedders: Embedders) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        embedder = embedders(base_url=f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        assert (await failure(embedder)).code == "upstream_unavailable"


async def test_tls_that_fails_is_unavailable(embedders: Embedders, upstream: FaultServer) -> None:
    raised = await failure(embedders(base_url=upstream.url.replace("http:", "https:")))
    assert (raised.code, "TLS" in raised.detail) == ("upstream_unavailable", True)


@pytest.mark.parametrize("script", [scripts.endless_line, scripts.endless_lines], ids=["line", "lines"])
async def test_a_reply_without_end_is_not_kept(
    embedder: OpenAiEmbedder, upstream: FaultServer, script: Script
) -> None:
    upstream.play(script)
    tracemalloc.start()
    try:
        raised = await failure(embedder)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
    assert (raised.code, len(upstream.bodies)) == ("upstream_too_large", 1)


async def test_a_server_that_is_away_is_left_alone_a_while(
    embedders: Embedders, upstream: FaultServer
) -> None:
    upstream.play(error(503))
    embedder = embedders(breaker_failures=2, breaker_seconds=60.0, retries=0)
    for _ in range(4):
        assert (await failure(embedder)).code == "upstream_unavailable"
    assert len(upstream.exchanges) == 2


async def test_a_failed_batch_gives_up_the_others(embedders: Embedders, upstream: FaultServer) -> None:
    upstream.play(error(401), scripts.hang)
    embedder = embedders(batch_texts=1)
    assert (await asyncio.wait_for(failure(embedder), LIMIT_SECONDS)).code == "upstream_auth"
    await upstream.all_hung_up(seconds=LIMIT_SECONDS)


@pytest.mark.parametrize(
    "script", [error(401), error(500), error(400), scripts.reset], ids=["401", "500", "400", "reset"]
)
async def test_no_key_no_text_and_no_word_of_the_server_is_logged(
    embedder: OpenAiEmbedder, upstream: FaultServer, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.play(script)
    with caplog.at_level(logging.DEBUG):
        raised = await failure(embedder)
    assert "embedding 3 texts failed" in caplog.text
    for secret in (KEY, TEXTS[1], SECRET):
        assert secret not in caplog.text + raised.detail + repr(embedder._options)
    assert raised.__cause__ is None
    assert raised.__context__ is None or SECRET not in repr(raised.__context__.__dict__)


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [("api_key", "sk-\n", "OPENAI_API_KEY"), ("base_url", "http://host:port", "OPENAI_BASE_URL")],
)
def test_what_can_not_be_sent_is_refused_at_once(
    embedders: Embedders, option: str, value: str, named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        embedders(**{option: value})
