"""Alive, ready, measured."""

from typing import Literal

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from app.api.problems import responses
from app.api.service import ServiceDependency
from app.errors import NotReady, Starting, StorageUnreadable

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"
    version: str


class Model(BaseModel):
    """The configured language model; `trouble` is the code of an error that won't mend by itself."""

    model: str
    trouble: str | None


class Embedding(BaseModel):
    """The model that embeds; `trouble` is the code of an error of its server that won't mend by itself."""

    model: str
    trouble: str | None


class Ready(BaseModel):
    """The service can answer; `degraded` names parts that are away, `detail` says why."""

    status: Literal["ready"] = "ready"
    articles: int
    passages: int
    engine: str
    degraded: list[str]
    detail: str | None
    embedding: Embedding
    llm: Model | None


@router.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    """To the documentation, for whoever opens the address that the service said."""
    return RedirectResponse("docs")


@router.get("/healthz", response_model=Alive, summary="Is it alive?")
async def healthz(request: Request) -> Alive:
    """200 while the process answers, whatever state its parts are in."""
    return Alive(version=request.app.version)


@router.get(
    "/readyz",
    response_model=Ready,
    summary="Can it serve?",
    responses=responses(Starting, NotReady, StorageUnreadable),
)
async def readyz(request: Request, service: ServiceDependency) -> Ready:
    """200 when it can answer, with what is degraded; 503 with the reason while it starts or stops."""
    if request.app.state.lifecycle.stopping:
        raise NotReady("the service is stopping")
    articles, passages = await service.store.counts()
    embedder = service.retriever.embedder
    return Ready(
        articles=articles,
        passages=passages,
        engine="extractive" if service.composer.model is None else "llm",
        degraded=["dense"] if embedder.trouble else service.index.degraded,
        detail=service.index.detail or _embedding_detail(embedder.trouble),
        embedding=Embedding(model=embedder.model_id, trouble=embedder.trouble),
        llm=Model(model=service.chat.model, trouble=service.chat.trouble) if service.chat else None,
    )


def _embedding_detail(trouble: str | None) -> str | None:
    return f"questions can't be embedded: {trouble}" if trouble else None


@router.get("/metrics", response_class=Response, summary="Prometheus metrics")
async def metrics(request: Request) -> Response:
    """Requests by route and status, their times, and the process's own figures, in Prometheus text format."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
