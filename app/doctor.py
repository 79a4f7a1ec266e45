"""`footnote doctor`: what is installed, what is wrong and what to do about it. Changes nothing."""

import hashlib
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import apsw
import httpx2

from app import __version__
from app.adapters.embeddings_openai import OpenAiEmbedder
from app.adapters.folder_lock import Holder, read_holder
from app.adapters.tokens import VOCABULARIES, TokenCounter
from app.client import keeps_to_folder, listening_service
from app.embedding import EmbeddingIdentity, embedding_identity, openai_options
from app.errors import ConfigurationError, UpstreamFailed
from app.finding import Finding
from app.model_check import check_model
from app.prompts import load_prompts
from app.settings import Settings

ASSETS = Path(__file__).parent / "assets"
LEAST_FREE_BYTES = 1_000_000_000
PACKAGES = ("fastapi", "uvicorn", "chromadb", "onnxruntime", "tokenizers", "tiktoken", "openai")


async def diagnose(settings: Settings) -> list[Finding]:
    """Findings on every part, in the order in which the service needs them."""
    holder = read_holder(settings.data_dir)
    checks: tuple[Callable[[], Finding], ...] = (
        _versions,
        _assets,
        lambda: _prompts(settings),
        lambda: _disk(settings),
        lambda: _store(settings),
    )
    asked = [
        await _service(settings, holder),
        await _chroma(settings, holder),
        await _embedding(settings),
        await check_model(settings),
    ]
    return [check() for check in checks] + asked


def _versions() -> Finding:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    sqlite = apsw.sqlite_lib_version()
    return Finding(
        "versions", True, f"Footnote {__version__}, Python {python_version()}, SQLite {sqlite}, {packages}"
    )


def _assets() -> Finding:
    remedy = "check the files out again, or reinstall"
    sums = [line.split(maxsplit=1) for line in (ASSETS / "SHA256SUMS").read_text().splitlines()]
    wrong = [name for digest, name in sums if _digest(ASSETS / name.strip()) != digest]
    if wrong:
        return Finding("assets", False, f"missing or changed: {', '.join(wrong)}", remedy)
    try:
        for encoding in VOCABULARIES:
            TokenCounter(encoding, assets=ASSETS / "tiktoken").count("Footnote")
    except ConfigurationError as error:
        return Finding("assets", False, str(error), remedy)
    return Finding(
        "assets", True, f"models and vocabularies: {len(sums)} files with the expected hashes; they load"
    )


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _prompts(settings: Settings) -> Finding:
    try:
        load_prompts(settings.prompts_dir)
    except ConfigurationError as error:
        remedy = "correct that file (the service doesn't start with it), or unset FOOTNOTE_PROMPTS_DIR"
        return Finding("prompts", False, str(error), remedy)
    of = f"those of {settings.prompts_dir.absolute()}" if settings.prompts_dir else "the project's own"
    return Finding("prompts", True, of)


def _disk(settings: Settings) -> Finding:
    existing = next(
        path for path in (settings.data_dir, *settings.data_dir.resolve().parents) if path.exists()
    )
    free = shutil.disk_usage(existing).free
    detail = f"{free / 1e9:.1f} GB free for {settings.data_dir.absolute()}"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", False, detail, "make room, or set FOOTNOTE_DATA_DIR to a larger disk")
    return Finding("disk", True, detail)


def _store(settings: Settings) -> Finding:
    path = settings.database_path.absolute()
    if not path.exists():
        return Finding("store", True, f"{path} is not there yet; the first start makes it")
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        [(verdict,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
        [(articles, passages)] = connection.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        ).fetchall()
        [(waiting,)] = connection.execute("SELECT count(*) FROM outbox").fetchall()
    except apsw.Error as error:
        return Finding("store", False, f"{path}: {error}", "restore the file from a backup, or move it away")
    if verdict != "ok":
        return Finding("store", False, f"{path}: {verdict}", "restore the file from a backup")
    return Finding(
        "store", True, f"{path}: {articles} articles, {passages} passages, {waiting} changes on their way"
    )


async def _service(settings: Settings, holder: Holder | None) -> Finding:
    if holder is not None:
        detail = f"process {holder.pid} runs on this data folder, {holder.url or 'starting'}"
        return Finding("service", True, detail)
    elsewhere = await listening_service(settings)
    if elsewhere is None:
        return Finding("service", True, "none runs on this data folder")
    how = "to use it, give commands --url" if keeps_to_folder(settings) else "commands use it"
    detail = f"none runs on this data folder; one on another answers at {elsewhere}: {how}"
    return Finding("service", True, detail)


async def _embedding(settings: Settings) -> Finding:
    try:
        chosen = embedding_identity(settings)
        stored = _stored_embedding(settings)
    except ConfigurationError as error:
        return Finding("embedding", False, str(error), "correct that setting")
    if stored not in (None, chosen):
        remedy = (
            "run `footnote reembed` with the service stopped, or set the FOOTNOTE_EMBEDDING settings back"
        )
        detail = f"the settings name {chosen}, and the store holds vectors of {stored}"
        return Finding("embedding", False, detail, remedy)
    agrees = "as the store's are" if stored else "and the store has none yet"
    if settings.embedding == "embedded":
        return Finding("embedding", True, f"{chosen}, {agrees}")
    try:  # a word embedded says more than a list of models: the key, the model and its length
        await OpenAiEmbedder(openai_options(settings, retries=0)).embed_query("Footnote")
    except UpstreamFailed as error:
        remedy = "correct that, or start the server; until then search is lexical and nothing is ingested"
        return Finding("embedding", False, f"{chosen}, {agrees}; {error.code}: {error.detail}", remedy)
    return Finding("embedding", True, f"{chosen}, {agrees}; the server answers")


def _stored_embedding(settings: Settings) -> EmbeddingIdentity | None:
    """Whose vectors the store holds; None when there is none that can be read, which is told elsewhere."""
    if not settings.database_path.exists():
        return None
    try:
        connection = apsw.Connection(str(settings.database_path), flags=apsw.SQLITE_OPEN_READONLY)
        meta = {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
    except apsw.Error:
        return None
    return EmbeddingIdentity(meta.get("embedding_model", "?"), int(meta.get("embedding_dimension", "0")))


async def _chroma(settings: Settings, holder: Holder | None) -> Finding:
    if settings.chroma_url is not None:
        return await _chroma_at(settings.chroma_url)
    if holder is not None and holder.url:
        return await _chroma_of(holder.url)
    state = "its files are there" if settings.chroma_dir.exists() else "the first start makes its files"
    return Finding("chroma", True, f"started beside the service when it runs; {state}")


async def _chroma_at(url: str) -> Finding:
    remedy = "start that server, or unset FOOTNOTE_CHROMA_URL to have one started"
    try:
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
            response = await client.get(f"{url.rstrip('/')}/api/v2/version")
    except (httpx2.TransportError, httpx2.InvalidURL) as error:
        return Finding("chroma", False, f"{url} doesn't answer: {error}", remedy)
    if response.is_error:
        return Finding("chroma", False, f"{url} answers {response.status_code}", remedy)
    return Finding("chroma", True, f"version {response.text.strip()} at {url}")


async def _chroma_of(service_url: str) -> Finding:
    try:
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
            response = await client.get(f"{service_url}/readyz")
            body = response.json()
    except (httpx2.TransportError, ValueError) as error:
        return Finding("chroma", False, f"the service at {service_url} doesn't answer: {error}", "restart it")
    if response.is_error:
        return Finding("chroma", False, f"the service at {service_url} is not ready", "wait, or restart it")
    if body.get("degraded"):
        return Finding(
            "chroma", False, f"search is lexical only: {body['detail']}", "see chroma.log in the data folder"
        )
    return Finding("chroma", True, "in step with the store")
