"""`footnote doctor`: what is there, what is wrong and what to do, with nothing changed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import doctor, model_check
from app.adapters.folder_lock import FolderLock
from app.adapters.store import SqliteStore
from app.cli import cli
from app.doctor import diagnose
from app.finding import Finding
from app.prompts import FOLDERS
from app.settings import load_settings
from tests.serving import answering
from tests.upstream.embeddings import embeddings
from tests.upstream.scripts import error, hang, reply
from tests.upstream.server import FaultServer, Script

PARTS = ["versions", "assets", "prompts", "disk", "store", "service", "chroma", "embedding", "model"]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("FOOTNOTE_", "OPENAI_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[FolderLock]:
    lock = FolderLock(tmp_path)
    lock.acquire(wait_seconds=0)
    yield lock
    lock.release()


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the assets to damage."""
    copy = shutil.copytree(doctor.ASSETS, tmp_path / "assets", ignore=shutil.ignore_patterns("*.py"))
    monkeypatch.setattr(doctor, "ASSETS", copy)
    return copy


async def finding(part: str, folder: Path, **settings: object) -> Finding:
    findings = await diagnose(load_settings({}, data_dir=folder, **settings))
    return next(one for one in findings if one.part == part)


async def test_all_is_well_before_the_first_start_and_nothing_is_made(tmp_path: Path) -> None:
    findings = await diagnose(load_settings({}, data_dir=tmp_path / "new"))
    assert [one.part for one in findings] == PARTS
    assert all(one.is_well and one.remedy is None for one in findings)
    assert not (tmp_path / "new").exists()


async def test_versions_are_told(tmp_path: Path) -> None:
    found = await finding("versions", tmp_path)
    assert all(f"{name} " in found.detail for name in ("Footnote", "Python", "SQLite", *doctor.PACKAGES))


async def test_assets_have_their_hashes_and_the_vocabularies_load(assets: Path, tmp_path: Path) -> None:
    found = await finding("assets", tmp_path)
    assert (found.is_well, found.detail) == (
        True,
        "models and vocabularies: 5 files with the expected hashes; they load",
    )


async def test_a_changed_asset_is_named(assets: Path, tmp_path: Path) -> None:
    tokenizer = assets / "minilm" / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes() + b" ")
    found = await finding("assets", tmp_path)
    assert (found.is_well, found.detail) == (False, "missing or changed: minilm/tokenizer.json")
    assert found.remedy


async def test_a_missing_asset_is_named(assets: Path, tmp_path: Path) -> None:
    (assets / "minilm" / "minilm_w8.onnx").unlink()
    assert (await finding("assets", tmp_path)).detail == "missing or changed: minilm/minilm_w8.onnx"


async def test_a_vocabulary_that_does_not_load_is_named(assets: Path, tmp_path: Path) -> None:
    (assets / "SHA256SUMS").write_text("")
    shutil.rmtree(assets / "tiktoken")
    found = await finding("assets", tmp_path)
    assert not found.is_well
    assert "vocabulary of cl100k_base is missing" in found.detail


async def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    found = await finding("disk", tmp_path)
    assert not found.is_well
    assert "FOOTNOTE_DATA_DIR" in str(found.remedy)


async def test_the_store_is_counted(articles: None, tmp_path: Path) -> None:
    found = await finding("store", tmp_path)
    assert (found.is_well, found.detail) == (
        True,
        f"{tmp_path / 'footnote.sqlite'}: 2 articles, 2 passages, 0 changes on their way",
    )


async def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "footnote.sqlite").write_bytes(b"not a database at all " * 100)
    found = await finding("store", tmp_path)
    assert not found.is_well
    assert "backup" in str(found.remedy)


async def test_a_store_without_tables_is_told(tmp_path: Path) -> None:
    (tmp_path / "footnote.sqlite").touch()
    assert not (await finding("store", tmp_path)).is_well


async def test_a_running_service_is_told(held: FolderLock, tmp_path: Path) -> None:
    held.describe("http://127.0.0.1:9")
    found = await finding("service", tmp_path)
    assert found.detail == f"process {os.getpid()} runs on this data folder, http://127.0.0.1:9"


async def test_a_starting_service_is_told(held: FolderLock, tmp_path: Path) -> None:
    assert (await finding("service", tmp_path)).detail.endswith("runs on this data folder, starting")


@pytest.mark.parametrize(
    ("status", "body", "is_well"),
    [
        (200, '{"status": "ready", "degraded": [], "detail": null}', True),
        (200, '{"status": "ready", "degraded": ["dense"], "detail": "gone"}', False),
        (503, '{"code": "not_ready", "detail": "the service is stopping"}', False),
        (200, "hello", False),
    ],
    ids=["in step", "degraded", "not ready", "another server"],
)
async def test_chroma_of_a_running_service(
    held: FolderLock, tmp_path: Path, status: int, body: str, is_well: bool
) -> None:
    with answering(status, body) as url:
        held.describe(url)
        found = await finding("chroma", tmp_path)
    assert (found.is_well, found.remedy is None) == (is_well, is_well)


async def test_a_service_that_does_not_answer_is_told(held: FolderLock, tmp_path: Path) -> None:
    held.describe("http://127.0.0.1:1")
    found = await finding("chroma", tmp_path)
    assert (found.is_well, found.remedy) == (False, "restart it")


async def test_a_chroma_of_its_own_is_asked_for_its_version(tmp_path: Path) -> None:
    with answering(200, '"1.0.0"') as url:
        found = await finding("chroma", tmp_path, chroma_url=url)
    assert (found.is_well, found.detail) == (True, f'version "1.0.0" at {url}')


async def test_a_chroma_that_answers_with_an_error_is_told(tmp_path: Path) -> None:
    with answering(404, "") as url:
        found = await finding("chroma", tmp_path, chroma_url=url)
    assert (found.is_well, found.detail) == (False, f"{url} answers 404")


async def test_a_chroma_that_does_not_answer_is_told(tmp_path: Path) -> None:
    found = await finding("chroma", tmp_path, chroma_url="http://127.0.0.1:1")
    assert not found.is_well
    assert "FOOTNOTE_CHROMA_URL" in str(found.remedy)


@pytest.mark.parametrize(
    ("settings", "is_well", "said"),
    [
        ({}, True, "none is named"),
        ({"openai_api_key": "sk-1"}, True, "none is named"),
        ({"openai_base_url": "http://127.0.0.1:1"}, False, "none is named for http://127.0.0.1:1"),
        ({"llm_model": "m"}, False, "m is named, with no key and no server"),
        ({"llm_model": "m", "openai_base_url": "http://127.0.0.1:1"}, False, "doesn't answer: ConnectError"),
    ],
    ids=["nothing", "a key alone", "a server alone", "a model alone", "a server that is away"],
)
async def test_what_is_set_of_a_model_is_told(
    tmp_path: Path, settings: dict[str, str], is_well: bool, said: str
) -> None:
    found = await finding("model", tmp_path, **settings)
    assert (found.is_well, found.remedy is None) == (is_well, is_well)
    assert said in found.detail


def listing(*names: str, **fields: object) -> Script:
    """What a server says to GET /models, each model with these fields."""
    return listed({"object": "list", "data": [{"id": name, **fields} for name in names]})


def listed(body: object) -> Script:
    return error(200, body)


@pytest.mark.parametrize(
    ("scripts", "mark", "said", "remedy"),
    [
        ([listing("m"), reply()], "ok", "which answers", None),
        ([listed([]), reply()], "ok", "which answers", None),
        ([listed("<html>"), reply()], "ok", "which answers", None),
        ([error(404), reply()], "ok", "which answers", None),
        (
            [listing("a", "b"), reply()],
            "check",
            "which answers; it doesn't list that name but a, b",
            "LLM_MODEL",
        ),
        ([listing(*"abcdefg"), reply()], "check", "a, b, c, d, e and 2 more", "LLM_MODEL"),
        ([error(404)], "wrong", "/v1/models", "path of OPENAI_BASE_URL"),
        ([error(401)], "wrong", "refuses the key", "OPENAI_API_KEY"),
        ([listing("m"), error(401)], "wrong", "upstream_auth", "correct that"),
        ([listing("a"), error(404)], "wrong", "upstream_model", "one that it has: a"),
        ([listing("m"), error(500)], "wrong", "upstream_unavailable", "engine: extractive"),
        ([listing("m", max_model_len=7499)], "wrong", "7499 tokens", "--max-model-len"),
        ([listing("m.gguf", meta={"n_ctx": 4096})], "wrong", "4096 tokens", "-c"),
        ([listing("m", max_model_len=7500), reply()], "ok", "which answers", None),
        ([listing("m", meta={"n_ctx_train": 512}), reply()], "ok", "which answers", None),
        ([listing("a", "m", max_model_len=None), reply()], "ok", "which answers", None),
    ],
)
async def test_the_server_of_a_model_is_asked(
    tmp_path: Path, upstream: FaultServer, scripts: list[Script], mark: str, said: str, remedy: str | None
) -> None:
    upstream.play(*scripts)
    found = await model_at(upstream, tmp_path)
    assert (found.mark, said in found.detail, "sk-1" in repr(found)) == (mark, True, False)
    assert remedy in str(found.remedy) if remedy else found.remedy is None


async def model_at(upstream: FaultServer, folder: Path) -> Finding:
    return await finding("model", folder, llm_model="m", openai_api_key="sk-1", openai_base_url=upstream.url)


async def test_one_token_is_asked_for(tmp_path: Path, upstream: FaultServer) -> None:
    upstream.play(listing("m"), reply("{", finish="length"))
    assert (await model_at(upstream, tmp_path)).is_well
    (body,) = upstream.bodies
    assert (body["model"], body["max_tokens"]) == ("m", 1)


async def test_a_model_that_keeps_one_waiting_is_told(
    tmp_path: Path, upstream: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_check, "COMPLETION_SECONDS", 0.1)
    upstream.play(listing("m"), hang)
    found = await model_at(upstream, tmp_path)
    assert (found.mark, "upstream_timeout" in found.detail) == ("wrong", True)
    assert "loading the model" in str(found.remedy)


async def test_what_a_server_that_is_away_means_is_told(tmp_path: Path) -> None:
    found = await finding("model", tmp_path, llm_model="m", openai_base_url="http://127.0.0.1:1")
    assert "engine: extractive" in str(found.remedy)


async def test_prompts_that_keep_the_service_from_starting_are_told(tmp_path: Path) -> None:
    found = await finding("prompts", tmp_path, prompts_dir=tmp_path)
    assert (found.is_well, str(tmp_path / "answer.md") in found.detail) == (False, True)
    assert "FOOTNOTE_PROMPTS_DIR" in str(found.remedy)
    assert (await finding("prompts", tmp_path, prompts_dir=FOLDERS[0])).is_well


def test_the_command_ends_with_0_when_all_is_well(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["doctor"], env={"FOOTNOTE_DATA_DIR": str(tmp_path)})
    assert result.exit_code == 0
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [["ok", part] for part in PARTS]


def test_the_command_ends_with_1_and_says_what_to_do(assets: Path, tmp_path: Path) -> None:
    (assets / "minilm" / "tokenizer.json").unlink()
    result = CliRunner().invoke(cli, ["doctor"], env={"FOOTNOTE_DATA_DIR": str(tmp_path)})
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("wrong"))
    assert lines[place].split()[1] == "assets"
    assert lines[place + 1].strip() == "-> check the files out again, or reinstall"


OPENAI = {"embedding": "openai", "embedding_model": "m", "embedding_dimension": 8}


def a_store(folder: Path, model_id: str, dimension: int) -> None:
    store = SqliteStore(folder / "footnote.sqlite", model_id=model_id, dimension=dimension)
    store._close()


async def test_the_embedding_and_that_the_store_agrees(tmp_path: Path) -> None:
    assert (await finding("embedding", tmp_path)).detail.endswith("and the store has none yet")
    a_store(tmp_path, "all-MiniLM-L6-v2/w8", 384)
    found = await finding("embedding", tmp_path)
    assert (found.is_well, found.detail) == (True, "all-MiniLM-L6-v2/w8 (384 numbers), as the store's are")


async def test_a_store_of_another_embedding_is_told_with_the_command(tmp_path: Path) -> None:
    a_store(tmp_path, "openai/m/8", 8)
    found = await finding("embedding", tmp_path)
    assert not found.is_well
    assert "all-MiniLM-L6-v2/w8 (384 numbers)" in found.detail
    assert "openai/m/8 (8 numbers)" in found.detail
    assert found.remedy
    assert "footnote reembed" in found.remedy


async def test_embedding_settings_that_say_too_little_are_told(tmp_path: Path) -> None:
    found = await finding("embedding", tmp_path, embedding="openai")
    assert (found.is_well, "OPENAI_API_KEY" in found.detail) == (False, True)


async def test_an_embeddings_server_is_asked_for_one_word(tmp_path: Path, upstream: FaultServer) -> None:
    upstream.play(embeddings(8))
    found = await finding("embedding", tmp_path, openai_base_url=upstream.url, **OPENAI)
    assert (found.is_well, found.detail.endswith("the server answers")) == (True, True)
    assert (await finding("model", tmp_path, openai_base_url=upstream.url, **OPENAI)).is_well
    upstream.play(embeddings(9))
    found = await finding("embedding", tmp_path, openai_base_url=upstream.url, **OPENAI)
    assert (found.is_well, "9 numbers for a text, and 8 are expected" in found.detail) == (False, True)
