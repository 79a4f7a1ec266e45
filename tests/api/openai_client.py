"""OpenAI's own client, asking a served application over a socket."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from openai import AsyncOpenAI

from app.adapters.embeddings import HashEmbedder
from app.adapters.memory_vectors import MemoryVectors
from app.adapters.scripted_chat import Script, ScriptedChat
from app.main import Parts, create_app
from app.models import Source
from app.settings import load_settings
from tests.api.serving import served

BRIDGE = Source(
    article_id="bridge",
    title="Harbour 🌉 reopens",
    text="The harbour bridge 🌉 reopened on Monday. The repairs cost 2.4 million euros.",
    url="https://news.example/bridge",
)
KEY = "sk-footnote"


@asynccontextmanager
async def asking(app: FastAPI, *, key: str = KEY) -> AsyncIterator[AsyncOpenAI]:
    """The client of an application whose lifespan is open already."""
    async with (
        served(app) as port,
        AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=key, max_retries=0) as client,
    ):
        yield client


@asynccontextmanager
async def application(
    folder: Path, *scripts: Script, sources: Sequence[Source] = (BRIDGE,), **settings: Any
) -> AsyncIterator[tuple[FastAPI, ScriptedChat | None]]:
    """An application over the fakes with these articles; with scripts it has a model, which plays them."""
    chat = ScriptedChat(*scripts) if scripts else None
    parts = Parts(embedder=HashEmbedder(), index=MemoryVectors(), chat=chat)
    app = create_app(load_settings({}, data_dir=folder / "openai", **settings), parts)
    async with app.router.lifespan_context(app):
        for source in sources:
            await app.state.service.ingest.put(source)
        yield app, chat


def user(content: Any) -> dict[str, Any]:
    """What a user says."""
    return {"role": "user", "content": content}


def assistant(content: str) -> dict[str, Any]:
    """What the assistant said before."""
    return {"role": "assistant", "content": content}
