"""What the routes work with: made once by create_app, reached through `request.app.state`."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.answer.judging.verification import Verifier
from app.answer.pipeline import Composer
from app.ingest.index_sync import IndexSync
from app.ingest.pipeline import Ingest
from app.ports import ArticleStore, ChatModel
from app.retrieve.search import Retriever
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """The pipelines of a running service."""

    settings: Settings
    store: ArticleStore
    index: IndexSync
    chat: ChatModel | None
    ingest: Ingest
    retriever: Retriever
    composer: Composer
    verifier: Verifier


def get_service(request: Request) -> Service:
    """The service of this application."""
    return cast(Service, request.app.state.service)


ServiceDependency = Annotated[Service, Depends(get_service)]
