"""Calls to `/embeddings` of an OpenAI-compatible server, on the same short lead as those to its models."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from app.adapters.chat_faults import LASTING, AttemptFailed, Fault
from app.adapters.chat_guard import Guard
from app.adapters.chat_limits import checked_key, limited_client, quiet_libraries
from app.adapters.chat_options import OPENAI_URL
from app.adapters.chat_retries import wait_before_retry
from app.adapters.chat_statuses import retry_after, status_fault
from app.adapters.embeddings_reply import read_vectors
from app.adapters.http_errors import RAISED, fault_of
from app.errors import ConfigurationError, UpstreamFailed, UpstreamMalformed, UpstreamRejected
from app.ports import Matrix

log = logging.getLogger(__name__)

# Beside what passages may take: a question never waits for an ingest.
QUESTIONS_IN_FLIGHT = 16
QUESTIONS_WAITING = 64
# A float32 in decimals has up to 14 characters and a comma; some servers print float64, with 24.
_BYTES_PER_NUMBER = 32
_BYTES_BESIDE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingOptions:
    """Where the embedding model is, and how patient to be with it."""

    model: str
    dimension: int
    sends_dimension: bool = False  # only some models can shorten their vectors, and others refuse the field
    api_key: str | None = field(default=None, repr=False)
    base_url: str = OPENAI_URL
    batch_texts: int = 32
    in_flight: int = 4
    batch_seconds: float = 60.0
    question_seconds: float = 5.0
    retries: int = 2
    backoff_seconds: float = 0.5
    # As for the model that writes: by then it's no accident.
    breaker_failures: int = 10
    breaker_seconds: float = 5.0

    @property
    def model_id(self) -> str:
        """Names the model; its length too, since a shortened vector is another one."""
        return f"openai/{self.model}/{self.dimension}"


class EmbeddingServer:
    """A server and a model of it that embeds. Raises ConfigurationError for an impossible address or key."""

    def __init__(self, options: EmbeddingOptions) -> None:
        quiet_libraries()
        self._options = options
        self._url = _address(options.base_url)
        key = checked_key(options.api_key)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        most_bytes = options.batch_texts * options.dimension * _BYTES_PER_NUMBER + _BYTES_BESIDE
        connections = options.in_flight + QUESTIONS_IN_FLIGHT
        self._client = limited_client(
            max_reply_bytes=most_bytes, max_line_bytes=most_bytes, max_connections=connections
        )
        self._guard = Guard(
            in_flight=connections,
            queue=QUESTIONS_WAITING,
            failures=options.breaker_failures,
            open_seconds=options.breaker_seconds,
        )
        self._encoding: str | None = "base64"  # a third of the bytes; without it, the server's own default
        self._is_encoding_known = False
        self.trouble: str | None = None

    async def embed(self, texts: Sequence[str], *, seconds: float) -> Matrix:
        """The vectors of some texts, in order. Raises UpstreamFailed and ContextTooLong."""
        deadline = asyncio.get_running_loop().time() + seconds
        attempts = _Attempts()
        try:
            async with self._guard.call(deadline):
                vectors = await self._attempts(texts, deadline, attempts)
        except UpstreamFailed as error:
            if isinstance(error, LASTING) or attempts.has_other_length:
                self.trouble = error.code
            cause = f" ({attempts.cause})" if attempts.cause else ""
            log.warning(
                "embedding %d texts failed after %d retries: %s%s",
                len(texts),
                attempts.retries,
                error.detail,
                cause,
            )
            raise
        self.trouble = None
        return vectors

    async def _attempts(self, texts: Sequence[str], deadline: float, attempts: "_Attempts") -> Matrix:
        encoding = self._encoding
        while True:
            try:
                content = await self._post(self._body(texts, encoding), deadline)
                vectors = read_vectors(content, count=len(texts), dimension=self._options.dimension)
            except AttemptFailed as failed:
                fault = failed.fault
            else:
                self._encoding, self._is_encoding_known = encoding, True
                return vectors
            attempts.failed(fault)
            if isinstance(fault.error, UpstreamRejected) and encoding and not self._is_encoding_known:
                encoding = None  # few servers say what they refuse
                continue
            await asyncio.sleep(self._wait(fault, attempts, deadline))
            attempts.retries += 1

    def _wait(self, fault: Fault, attempts: "_Attempts", deadline: float) -> float:
        return wait_before_retry(
            fault,
            retries=attempts.retries,
            most_retries=self._options.retries,
            backoff_seconds=self._options.backoff_seconds,
            deadline=deadline,
        )

    def _body(self, texts: Sequence[str], encoding: str | None) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self._options.model, "input": list(texts)}
        if encoding:
            body["encoding_format"] = encoding
        if self._options.sends_dimension:
            body["dimensions"] = self._options.dimension
        return body

    async def _post(self, body: dict[str, Any], deadline: float) -> bytes:
        """The body of a reply that says it's well; the connection is closed. Raises AttemptFailed."""
        try:
            async with (
                asyncio.timeout_at(deadline),
                self._client.stream("POST", self._url, json=body, headers=self._headers) as response,
            ):
                content = await response.aread()
        except RAISED as error:
            fault = fault_of(error)
        else:
            if response.is_success:
                return content
            fault = status_fault(
                response.status_code,
                _error_in(content),
                retry_after(response.headers),
                model_setting="FOOTNOTE_EMBEDDING_MODEL",
            )
        # Raised here and not above: the library's error holds what the server sent.
        raise AttemptFailed(fault)


@dataclass(slots=True)
class _Attempts:
    """What is known of a call's attempts so far."""

    retries: int = 0
    cause: str = ""
    has_other_length: bool = False

    def failed(self, fault: Fault) -> None:
        self.cause = fault.cause
        self.has_other_length = isinstance(fault.error, UpstreamMalformed) and not fault.may_retry


def _address(base_url: str) -> httpx2.URL:
    try:
        return httpx2.URL(f"{base_url.rstrip('/')}/embeddings")
    except httpx2.InvalidURL:
        raise ConfigurationError(f"OPENAI_BASE_URL is not an address: {base_url}") from None


def _error_in(content: bytes) -> object:
    """What an error reply says: the object under `error` where there is one, as text when it's no JSON."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")
    return body.get("error", body) if isinstance(body, dict) else body
