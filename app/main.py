"""The composition root: settings, adapters and pipelines meet here and nowhere else."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry

from app import __version__
from app.adapters.chat_options import OPENAI_URL, ChatOptions, Record
from app.adapters.chroma_orphan import claim_folder
from app.adapters.chroma_server import ChromaServer
from app.adapters.folder_lock import FolderLock
from app.adapters.reader import load_reader
from app.adapters.store import SqliteStore
from app.adapters.tokens import TokenCounter
from app.adapters.vectors import ChromaVectors
from app.answer.composing.compose import Writer
from app.answer.embedded_engine import EmbeddedEngine
from app.answer.judging.verification import Verifier
from app.answer.model_engine import ModelEngine
from app.answer.pipeline import Composer
from app.api import answers, articles, completions, health, imports, search, summaries, verifications
from app.api.documentation import DESCRIPTION, TAGS, document
from app.api.lifecycle import Lifecycle, StartGate, StopGate
from app.api.middleware import ApiKeys, HeadAsGet, RequestContext
from app.api.model_metrics import ModelMetrics
from app.api.problems import install_handlers
from app.api.receiving import BodyDeadline, BodyLimit
from app.api.service import Service
from app.embedding import make_embedder
from app.errors import ConfigurationError
from app.ingest.index_sync import IndexSync
from app.ingest.pipeline import Ingest
from app.ports import ArticleStore, ChatModel, Embedder, Reader, VectorIndex
from app.prompts import Prompts, load_prompts
from app.retrieve.search import Retriever
from app.settings import Settings

log = logging.getLogger(__name__)

# An orphaned Chroma gets this long to write its files and end before a new service takes the folder.
LOCK_WAIT_SECONDS = 3.0
# Serving lexically from here on beats keeping callers waiting; the index joins when it is ready.
INDEX_WAIT_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts to use in place of the usual ones, one for each port."""

    store: ArticleStore | None = None
    embedder: Embedder | None = None
    index: VectorIndex | None = None
    chat: ChatModel | None = None
    reader: Reader | None = None


def create_app(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """The application. Nothing is opened before its lifespan starts.

    Raises ConfigurationError when a prompt can't be used, and from the lifespan when the data folder, the
    store or a model can't.
    """
    prompts = load_prompts(settings.prompts_dir)  # checked whether there is a model or not
    registry, lifecycle = CollectorRegistry(), Lifecycle()
    for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
        registry.register(collector)
    record = ModelMetrics(registry).record

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # What blocks runs on other threads: the server may be listening already, and says that this starts.
        lock = await asyncio.to_thread(
            claim_folder, settings.data_dir, settings.chroma_dir, wait_seconds=LOCK_WAIT_SECONDS
        )
        try:
            async with _running_service(settings, parts or Parts(), prompts, lock, record) as service:
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
        openapi_tags=TAGS,
    )
    app.state.registry, app.state.lifecycle = registry, lifecycle
    for module in (articles, imports, search, answers, summaries, verifications, completions, health):
        app.include_router(module.router)
    install_handlers(app)
    app.openapi = lambda: document(app, secured=bool(settings.api_keys))  # type: ignore[method-assign]
    # The last added runs first: an id for the request, then the key, then the start, then the body.
    seconds, imports_path = settings.receive_timeout_seconds, frozenset({"/v1/articles/import"})
    app.add_middleware(BodyDeadline, seconds=seconds, exempt_paths=imports_path)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, unlimited_paths=imports_path)
    app.add_middleware(HeadAsGet)
    app.add_middleware(StartGate, lifecycle=lifecycle)
    app.add_middleware(StopGate, lifecycle=lifecycle)
    app.add_middleware(ApiKeys, keys=settings.api_keys)
    app.add_middleware(RequestContext, registry=registry)
    return app


@asynccontextmanager
async def _running_service(
    settings: Settings, parts: Parts, prompts: Prompts, lock: FolderLock, record: Record
) -> AsyncIterator[Service]:
    chat = parts.chat or _chat(settings, record)  # first, since it may be refused
    counter = TokenCounter()
    embedder, reader, _ = await asyncio.gather(
        asyncio.to_thread(lambda: parts.embedder or make_embedder(settings)),
        asyncio.to_thread(lambda: parts.reader or load_reader()),
        asyncio.to_thread(_warm_up, chat, counter),
    )
    store = parts.store
    if store is None:
        store = await asyncio.to_thread(
            SqliteStore, settings.database_path, model_id=embedder.model_id, dimension=embedder.dimension
        )
    index = IndexSync(store, parts.index or chroma_index(settings, lock, store, embedder))
    try:
        await index.start(wait_seconds=INDEX_WAIT_SECONDS)
        writer = _writer(settings, prompts, chat, counter)
        yield _service(settings, store, embedder, reader, index, chat, writer)
    finally:
        if chat is not None:
            await chat.close()
        await index.close()
        await store.close()
        embedder.close()


def _warm_up(chat: ChatModel | None, counter: TokenCounter) -> None:
    """Loads the vocabulary beside all else that a start loads: the first question would stop for it."""
    if chat is not None:
        counter.load()


def _service(
    settings: Settings,
    store: ArticleStore,
    embedder: Embedder,
    reader: Reader,
    index: IndexSync,
    chat: ChatModel | None,
    writer: Writer | None,
) -> Service:
    retriever = Retriever(store, embedder, index)
    return Service(
        settings=settings,
        store=store,
        index=index,
        chat=chat,
        ingest=Ingest(store, embedder, index, settings.max_text_bytes),
        retriever=retriever,
        composer=Composer(
            EmbeddedEngine(store, retriever, reader), _model_engine(settings, store, retriever, writer)
        ),
        verifier=Verifier(store, retriever, settings.max_text_bytes),
    )


def _writer(
    settings: Settings, prompts: Prompts, chat: ChatModel | None, counter: TokenCounter
) -> Writer | None:
    if chat is None:
        return None
    return Writer(
        chat=chat,
        prompts=prompts,
        count_tokens=counter.count,
        prompt_tokens=settings.llm_prompt_tokens,
        reply_tokens=settings.llm_reply_tokens,
    )


def _model_engine(
    settings: Settings, store: ArticleStore, retriever: Retriever, writer: Writer | None
) -> ModelEngine | None:
    if writer is None:
        return None
    return ModelEngine(
        store,
        retriever,
        writer,
        answer_seconds=settings.llm_deadline_seconds,
        summary_seconds=settings.llm_summary_deadline_seconds,
    )


def _chat(settings: Settings, record: Record) -> ChatModel | None:
    """The configured model; nothing is asked of it yet, so that its server may be down now."""
    if settings.llm_model is None:
        return None
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    if key is None and settings.openai_base_url is None:
        raise ConfigurationError(
            "FOOTNOTE_LLM_MODEL names a model, and neither OPENAI_API_KEY nor OPENAI_BASE_URL is set: "
            "set one, or unset FOOTNOTE_LLM_MODEL to go without a model"
        )
    options = ChatOptions(
        model=settings.llm_model,
        api_key=key,
        base_url=settings.openai_base_url or OPENAI_URL,
        max_tokens_field=settings.llm_max_tokens_field,
        retries=settings.llm_retries,
        in_flight=settings.llm_in_flight,
        queue=settings.llm_queue,
        max_reply_bytes=settings.llm_max_reply_bytes,
    )
    from app.adapters.chat import OpenAiChat  # half a second that a start without a model is spared

    return OpenAiChat(options, record=record)


def chroma_index(
    settings: Settings, lock: FolderLock, store: ArticleStore, embedder: Embedder
) -> ChromaVectors:
    """The vector index in Chroma, in a server of ours unless another is named. Nothing is started yet."""
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
        store_id=store.store_id,
        model_id=embedder.model_id,
        dimension=embedder.dimension,
        query_timeout_seconds=settings.chroma_query_timeout_seconds,
        write_timeout_seconds=settings.chroma_write_timeout_seconds,
    )
