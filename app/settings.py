"""Settings: read once from the environment, frozen, refused when a name is unknown."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from app.errors import ConfigurationError

PREFIX = "FOOTNOTE_"
# Two names that every client of an OpenAI-compatible server knows.
SHARED_NAMES = {"openai_api_key": "OPENAI_API_KEY", "openai_base_url": "OPENAI_BASE_URL"}


class Settings(BaseModel):
    """Everything that can be set, each as `FOOTNOTE_<NAME>` in the environment, or by its SHARED_NAMES."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on; beyond loopback a key is needed.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    data_dir: Path = Field(Path(".data"), description="Folder of the truth store and of Chroma's files.")
    chroma_url: str | None = Field(
        None, pattern=r"^https?://", description="A Chroma server to use; unset, one is started beside this."
    )
    api_keys: tuple[str, ...] = Field(
        (), description="Keys, comma separated; when any is set, /v1 needs `Authorization: Bearer <key>`."
    )
    allow_no_key: bool = Field(
        False, description="Listen beyond loopback with no key (inside a container, say)."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")

    # A long book is about 1 MB of text; 5 MB still ingests within minutes on two cores.
    max_text_bytes: int = Field(5_000_000, ge=1_000, description="Longest article, in bytes of UTF-8.")
    # JSON escapes can double a text; a PDF is mostly not text.
    max_body_bytes: int = Field(32_000_000, ge=10_000, description="Largest request body but an import's.")
    # Two, since one runs per core here and the model doesn't scale within one call.
    embedding_threads: int = Field(2, ge=1, le=64, description="Threads that embed at once.")
    embedding: Literal["embedded", "openai"] = Field(
        "embedded", description="What embeds: the model inside, or one of the OpenAI-compatible server."
    )
    embedding_model: str | None = Field(
        None, min_length=1, description="That server's embedding model; unset, text-embedding-3-small."
    )
    embedding_dimension: int | None = Field(
        None,
        ge=1,
        le=16_384,
        description="Length of its vectors; needed unless it is OpenAI's, whose newer ones can be shortened.",
    )
    # The most that some servers take; larger gains little, since each costs one round trip.
    embedding_batch: int = Field(32, ge=1, le=2048, description="Passages in one call to that server.")
    # Enough to keep a server busy while replies travel; OpenAI's own limits allow hundreds.
    embedding_in_flight: int = Field(4, ge=1, le=256, description="Such calls at once, beside questions.")
    # A batch takes a second at OpenAI, and ten on a server without a graphics card.
    embedding_deadline_seconds: float = Field(
        60.0, gt=0, le=3600, description="Limit of a batch's calls; waiting for a turn doesn't count."
    )
    # A search goes on by words when it passes; a question takes 0.2 to 1 s.
    embedding_query_timeout_seconds: float = Field(
        5.0, gt=0, le=600, description="Limit of a question's calls to that server."
    )
    # A query takes 2 to 8 ms at 100,000 passages; after two seconds Chroma is stuck.
    chroma_query_timeout_seconds: float = Field(2.0, gt=0, description="Limit of one vector query.")
    chroma_write_timeout_seconds: float = Field(30.0, gt=0, description="Limit of one vector write.")
    # 0.2 s measured; the rest is for a slow disk and a busy machine.
    chroma_start_timeout_seconds: float = Field(20.0, gt=0, description="Limit of Chroma's start.")
    # Seconds on any line that works; held open by trickles, sockets would run out.
    receive_timeout_seconds: float = Field(
        20.0,
        gt=0,
        description="Time for a request's head, and for waiting in all for its body, or an import's line.",
    )
    shutdown_grace_seconds: float = Field(10.0, gt=0, description="Time that open requests get at a stop.")

    openai_api_key: SecretStr | None = Field(None, description="Key of the OpenAI-compatible server.")
    openai_base_url: str | None = Field(
        None, pattern=r"^https?://", description="Where that server is; unset, OpenAI's own."
    )
    llm_model: str | None = Field(None, min_length=1, description="The model to ask; unset, none is used.")
    # A long answer of a large model takes 20 s; a person has gone after a minute and a half.
    llm_deadline_seconds: float = Field(90.0, gt=0, le=3600, description="Limit of a request's calls.")
    llm_summary_deadline_seconds: float = Field(
        600.0, gt=0, le=7200, description="Limit of a summary's calls: a book takes dozens."
    )
    llm_in_flight: int = Field(16, ge=1, le=1024, description="Calls to the model at once; more wait.")
    # Waiting longer than this many calls would outlast the deadline anyway.
    llm_queue: int = Field(64, ge=0, le=10_000, description="Calls that may wait; more are refused.")
    llm_retries: int = Field(2, ge=0, le=10, description="Times a failed call is tried again.")
    # Fits, with the reply, into 8,192 tokens, the least that current models offer when set up well.
    llm_prompt_tokens: int = Field(6000, ge=500, description="Most tokens of a prompt.")
    llm_reply_tokens: int = Field(1500, ge=64, description="Most tokens of a reply.")
    llm_max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = Field(
        "max_tokens", description="Which field limits a reply; OpenAI's reasoning models take the second."
    )
    prompts_dir: Path | None = Field(None, description="Folder of prompts to use in place of the project's.")
    # 1,500 tokens are about 8 KB, and a stream wraps each in 200 bytes of JSON.
    llm_max_reply_bytes: int = Field(4_000_000, ge=10_000, description="Most bytes of one streamed reply.")

    @field_validator("api_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(key.strip() for key in value.split(",") if key.strip())
        return value

    @model_validator(mode="after")
    def _refuse_open_service(self) -> "Settings":
        if not self.api_keys and not self.allow_no_key and not _is_loopback(self.host):
            raise ValueError(
                f"host {self.host} is beyond loopback and no key is set: set FOOTNOTE_API_KEYS, "
                "or FOOTNOTE_ALLOW_NO_KEY=true where something else guards the port"
            )
        return self

    @property
    def database_path(self) -> Path:
        """The truth store's file."""
        return self.data_dir / "footnote.sqlite"

    @property
    def chroma_dir(self) -> Path:
        """The folder of the supervised Chroma server."""
        return self.data_dir / "chroma"


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings of this process.

    Raises ConfigurationError for an unknown FOOTNOTE_ name or a value that doesn't fit, naming it.
    """
    names = os.environ if environ is None else environ
    known = {variable(field): field for field in Settings.model_fields}
    unknown = sorted(name for name in names if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigurationError(
            f"unknown setting {', '.join(unknown)}; the known ones are {', '.join(sorted(known))}"
        )
    given = {field: names[name] for name, field in known.items() if name in names}
    # Empty means unset where there is a "none": compose files and .env pass variables on with no value.
    for field, value in list(given.items()):
        if Settings.model_fields[field].default is None and not value.strip():
            del given[field]
    try:
        return Settings(**{**given, **overrides})
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from error


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return SHARED_NAMES.get(field, f"{PREFIX}{field.upper()}")


def _explain(error: ValidationError) -> str:
    lines = [
        f"{variable(str(item['loc'][0]))}: {item['msg']}"
        if item["loc"]
        else item["msg"].removeprefix("Value error, ")
        for item in error.errors(include_url=False, include_input=False)
    ]
    return "; ".join(lines)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
