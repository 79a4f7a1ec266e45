"""The composition root: settings, adapters and pipelines meet here and nowhere else."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline
from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry

from app import __version__
from app.adapters.chroma_server import ChromaServer, claim_folder
from app.adapters.embeddings import MiniLmEmbedder
from app.adapters.folder_lock import FolderLock
from app.adapters.store import SqliteStore
from app.adapters.vectors import ChromaVectors
from app.answer.pipeline import Composer
from app.answer.verification import Verifier
from app.api import answers, articles, health, imports, search, summaries, verifications
from app.api.lifecycle import Lifecycle, StartGate
from app.api.middleware import ApiKeys, HeadAsGet, RequestContext
from app.api.problems import install_handlers, responses
from app.api.receiving import BodyDeadline, BodyLimit
from app.api.schemas.articles import ArticleBody, ImportLine
from app.api.schemas.problems import Problem
from app.api.service import Service
from app.errors import Unauthorized
from app.ingest.index_sync import IndexSync
from app.ingest.pipeline import Ingest
from app.ports import ArticleStore, ChatModel, Embedder, VectorIndex
from app.retrieve.search import Retriever
from app.settings import Settings

log = logging.getLogger(__name__)

DESCRIPTION = """Answers questions and writes summaries over your articles. Every sentence it returns carries
a footnote: the exact characters of the source that support it, found and checked by code.

For every citation, `article.text[start:end] == quote`, where the text is what
`GET /v1/articles/{article_id}/text` returns and offsets count Unicode code points."""

# An orphaned Chroma gets this long to write its files and end before a new service takes the folder.
LOCK_WAIT_SECONDS = 3.0
# Serving lexically from here on beats keeping callers waiting; the index joins when it is ready.
INDEX_WAIT_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts to use in place of the usual ones: the four ports."""

    store: ArticleStore | None = None
    embedder: Embedder | None = None
    index: VectorIndex | None = None
    chat: ChatModel | None = None


def create_app(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """The application. Nothing is opened before its lifespan starts.

    Raises ConfigurationError from the lifespan when the data folder, the store or the model can't be used.
    """
    registry, lifecycle = CollectorRegistry(), Lifecycle()
    for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
        registry.register(collector)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # What blocks runs on other threads: the server may be listening already, and says that this starts.
        lock = await asyncio.to_thread(
            claim_folder, settings.data_dir, settings.chroma_dir, wait_seconds=LOCK_WAIT_SECONDS
        )
        try:
            async with _running_service(settings, parts or Parts(), lock) as service:
                app.state.service, app.state.lock = service, lock
                lifecycle.starting = None
                yield
                lifecycle.stopping = True
        finally:
            lock.release()

    app = FastAPIOffline(
        title="Footnote",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,  # a path that isn't there gets a problem, not a redirect
        swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True},
        openapi_tags=_TAGS,
    )
    app.state.registry, app.state.lifecycle = registry, lifecycle
    for module in (articles, imports, search, answers, summaries, verifications, health):
        app.include_router(module.router)
    install_handlers(app)
    app.openapi = lambda: _openapi(app, secured=bool(settings.api_keys))  # type: ignore[method-assign]
    # The last added runs first: an id for the request, then the key, then the start, then the body.
    seconds, imports_path = settings.receive_timeout_seconds, frozenset({"/v1/articles/import"})
    app.add_middleware(BodyDeadline, seconds=seconds, exempt_paths=imports_path)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, unlimited_paths=imports_path)
    app.add_middleware(HeadAsGet)
    app.add_middleware(StartGate, lifecycle=lifecycle)
    app.add_middleware(ApiKeys, keys=settings.api_keys)
    app.add_middleware(RequestContext, registry=registry)
    return app


@asynccontextmanager
async def _running_service(settings: Settings, parts: Parts, lock: FolderLock) -> AsyncIterator[Service]:
    embedder = parts.embedder
    if embedder is None:
        embedder = await asyncio.to_thread(MiniLmEmbedder, threads=settings.embedding_threads)
    store = parts.store
    if store is None:
        store = await asyncio.to_thread(
            SqliteStore, settings.database_path, model_id=embedder.model_id, dimension=embedder.dimension
        )
    index = IndexSync(store, parts.index or _chroma(settings, lock, embedder))
    try:
        await index.start(wait_seconds=INDEX_WAIT_SECONDS)
        yield _service(settings, store, embedder, index, parts.chat)
    finally:
        await index.close()
        await store.close()
        embedder.close()


def _service(
    settings: Settings,
    store: ArticleStore,
    embedder: Embedder,
    index: IndexSync,
    chat: ChatModel | None,
) -> Service:
    retriever = Retriever(store, embedder, index)
    return Service(
        settings=settings,
        store=store,
        index=index,
        ingest=Ingest(store, embedder, index, settings.max_text_bytes),
        retriever=retriever,
        composer=Composer(store, retriever, chat),
        verifier=Verifier(store, retriever, settings.max_text_bytes),
    )


def _chroma(settings: Settings, lock: FolderLock, embedder: Embedder) -> ChromaVectors:
    server = None
    if settings.chroma_url is None:
        server = ChromaServer(
            settings.chroma_dir,
            start_timeout_seconds=settings.chroma_start_timeout_seconds,
            lock_fd=lock.fd,
        )
    return ChromaVectors(
        server=server,
        url=settings.chroma_url,
        model_id=embedder.model_id,
        dimension=embedder.dimension,
        query_timeout_seconds=settings.chroma_query_timeout_seconds,
        write_timeout_seconds=settings.chroma_write_timeout_seconds,
    )


_TAGS = [
    {"name": "articles", "description": "Store, list, read and delete articles."},
    {"name": "search", "description": "Find passages."},
    {"name": "answers", "description": "Ask; every sentence comes with its citations."},
    {"name": "summaries", "description": "Summarize articles within a word limit."},
    {"name": "verifications", "description": "Judge the claims of any text."},
    {"name": "health", "description": "Alive, ready, measured."},
]


def _openapi(app: FastAPI, *, secured: bool) -> dict[str, object]:
    """The schema, with the models that only hand-written bodies name, and Authorize when there are keys."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            tags=app.openapi_tags,
            routes=app.routes,
        )
        schemas = schema["components"]["schemas"]
        for model in (ArticleBody, ImportLine, Problem):
            own = model.model_json_schema(ref_template="#/components/schemas/{model}")
            for name, definition in own.pop("$defs", {}).items():
                schemas.setdefault(name, definition)
            schemas.setdefault(model.__name__, own)
        if secured:
            unauthorized = {str(status): shown for status, shown in responses(Unauthorized).items()}
            bearer = HTTPBearer().model
            schema["components"]["securitySchemes"] = {
                "key": bearer.model_dump(mode="json", by_alias=True, exclude_none=True)
            }
            schema["security"] = [{"key": []}]
            for path, operations in schema["paths"].items():
                for operation in operations.values() if path.startswith("/v1/") else ():
                    operation["responses"].update(unauthorized)
        app.openapi_schema = schema
    return app.openapi_schema
