"""Token counts from the vocabularies in the tree, with the network blocked."""

import os
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from app.adapters.tokens import ASSETS, VOCABULARIES, TokenCounter
from app.errors import ConfigurationError

GREAT = "tiktoken is great!"


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("tiktoken tried the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the vocabularies to damage, with nothing loaded yet."""
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    return shutil.copytree(ASSETS, tmp_path / "tiktoken")


@pytest.fixture(scope="module")
def counter() -> TokenCounter:
    return TokenCounter()


@pytest.mark.parametrize("encoding", VOCABULARIES)
def test_counts_under_each_encoding(encoding: str) -> None:
    assert TokenCounter(encoding).count(GREAT) == 6  # tiktoken's README prints these six


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("hello", 1), ("hello world", 2), ("\ud800", 1)],
    ids=["empty", "a word", "two words", "a lone surrogate"],
)
def test_counts_a_text(counter: TokenCounter, text: str, tokens: int) -> None:
    assert counter.count(text) == tokens


def test_what_looks_like_a_special_token_is_text(counter: TokenCounter) -> None:
    assert counter.count("<|endoftext|>") > 1


def test_loads_at_the_first_count_only(assets: Path) -> None:
    counter = TokenCounter(assets=assets)
    counter.count(GREAT)
    shutil.rmtree(assets)
    assert counter.count(GREAT) == 6


def test_a_missing_vocabulary_is_told(assets: Path) -> None:
    shutil.rmtree(assets)
    with pytest.raises(ConfigurationError, match="o200k_base is missing or changed"):
        TokenCounter(assets=assets).count(GREAT)


def test_a_changed_vocabulary_is_told_and_left_where_it_is(assets: Path) -> None:
    path = assets / VOCABULARIES["o200k_base"][0]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ConfigurationError, match="o200k_base is missing or changed"):
        TokenCounter(assets=assets).count(GREAT)
    assert path.is_file()


def test_an_unknown_encoding_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="r50k_base; there are cl100k_base, o200k_base"):
        TokenCounter("r50k_base").count(GREAT)


@pytest.mark.parametrize("before", [None, "/somewhere"], ids=["unset", "set"])
def test_the_environment_is_as_it_was(
    assets: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    if before:
        monkeypatch.setenv("TIKTOKEN_CACHE_DIR", before)
    TokenCounter("cl100k_base", assets=assets).count(GREAT)
    assert os.environ.get("TIKTOKEN_CACHE_DIR") == before
