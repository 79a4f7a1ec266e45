"""The data under app/assets is the data its README states, and it works with no network."""

import hashlib
import shutil
import socket
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import onnxruntime
import pytest
import tiktoken
from tokenizers import Tokenizer

ASSETS = Path(__file__).parents[2] / "app" / "assets"
ABOUT_THE_DATA = {"README.md", "LICENSE", "SHA256SUMS"}
TEXTS = [
    "Short.",
    "The committee met on Tuesday and put off its decision until the spring.",
    "Zürich’s tram drivers — “tired”, says their union — begin a strike at 04:30. " * 6,
]


def stated_hashes() -> dict[str, str]:
    """Path under the assets to hash, from SHA256SUMS."""
    lines = (ASSETS / "SHA256SUMS").read_text("utf-8").splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def data_files() -> set[str]:
    """Paths under the assets of all files but code and the texts that describe the data."""
    files = (path for path in ASSETS.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return {path.relative_to(ASSETS).as_posix() for path in files if path.name not in ABOUT_THE_DATA}


@pytest.mark.parametrize(("path", "digest"), stated_hashes().items())
def test_file_has_the_stated_hash(path: str, digest: str) -> None:
    assert hashlib.sha256((ASSETS / path).read_bytes()).hexdigest() == digest


def test_every_data_file_is_in_sha256sums_and_nothing_else_is() -> None:
    assert set(stated_hashes()) == data_files()


@pytest.mark.parametrize(("path", "digest"), stated_hashes().items())
def test_readme_states_path_hash_and_size(path: str, digest: str) -> None:
    rows = [
        row
        for row in (ASSETS / "README.md").read_text("utf-8").splitlines()
        if row.startswith(f"| `{path}` |")
    ]
    assert len(rows) == 1
    assert f"`{digest}` | {(ASSETS / path).stat().st_size:,} |" in rows[0]


def test_the_product_does_not_import_the_model_script() -> None:
    sources = [path for path in ASSETS.parent.rglob("*.py") if ASSETS not in path.parents]
    scripts = ("make_minilm", "make_pairs", "make_reader")
    texts = {path: path.read_text("utf-8") for path in sources}
    assert not [path for path, text in texts.items() for script in scripts if script in text]


@pytest.fixture
def offline_tiktoken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the vocabularies (tiktoken deletes one it distrusts), nothing loaded yet, and no network."""

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("tiktoken tried the network")

    folder = shutil.copytree(ASSETS / "tiktoken", tmp_path / "tiktoken")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return folder


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("cl100k_base", [83, 1609, 5963, 374, 2294, 0]),
        ("o200k_base", [83, 8251, 2488, 382, 2212, 0]),
    ],
)
def test_tiktoken_encodes_offline(offline_tiktoken: Path, name: str, tokens: list[int]) -> None:
    assert tiktoken.get_encoding(name).encode("tiktoken is great!") == tokens


def test_tiktoken_keeps_the_files(offline_tiktoken: Path) -> None:
    before = sorted(path.name for path in offline_tiktoken.iterdir())
    tiktoken.get_encoding("cl100k_base")
    tiktoken.get_encoding("o200k_base")
    assert sorted(path.name for path in offline_tiktoken.iterdir()) == before


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    loaded = Tokenizer.from_file(str(ASSETS / "minilm" / "tokenizer.json"))
    loaded.enable_truncation(256)
    loaded.enable_padding()
    return loaded


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(ASSETS / "minilm" / "minilm_w8.onnx"), options, providers=["CPUExecutionProvider"]
    )


def embed(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, texts: list[str]) -> Any:
    """The vectors of one batch: float32 [texts, 384]."""
    batch = tokenizer.encode_batch(texts)
    feeds = {
        "input_ids": np.array([encoding.ids for encoding in batch], np.int64),
        "attention_mask": np.array([encoding.attention_mask for encoding in batch], np.int64),
    }
    return session.run(["sentence_embedding"], feeds)[0]


def test_model_gives_unit_vectors(session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
    vectors = embed(session, tokenizer, TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_vector_does_not_depend_on_batch_mates(
    session: onnxruntime.InferenceSession, tokenizer: Tokenizer
) -> None:
    alone = np.concatenate([embed(session, tokenizer, [text]) for text in TEXTS])
    np.testing.assert_allclose(embed(session, tokenizer, TEXTS), alone, atol=1e-5)


def test_vectors_of_like_meaning_are_closer(
    session: onnxruntime.InferenceSession, tokenizer: Tokenizer
) -> None:
    asked, same, other = embed(
        session,
        tokenizer,
        ["How old is the bridge?", "The bridge was built in 1890.", "Bread needs flour, water and salt."],
    )
    assert asked @ same > asked @ other + 0.3
