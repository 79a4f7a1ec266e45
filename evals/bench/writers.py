"""Clients that put, replace and delete articles until the service under them is killed.

Now and then one goes away in the midst of a PUT and writes to the same article again: whatever became of the
first, the second is what counts once it is acknowledged.
"""

import asyncio
import random
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2
import numpy as np

from app.adapters.embeddings import MiniLmEmbedder
from app.models import Source
from evals.bench.corpus import Corpus
from evals.bench.large_store import pack
from evals.bench.ledger import Ledger, State

WRITERS = 8
SENTENCES = (2, 6)
SENTENCE_WORDS = 19  # the corpus' mean
EDIT_SHARE, SAME_SHARE, DELETE_SHARE, DELETE_ABSENT_SHARE = 0.15, 0.15, 0.25, 0.1
ABANDON_SHARE, DELETE_ABANDONED_SHARE = 0.2, 0.5
# From before a write takes effect until after most have, on a busy machine too.
ABANDON_AFTER_SECONDS = (0.01, 0.2)


class StateMaker:
    """Makes states with the revision and passages that the service has to give them."""

    def __init__(self, corpus: Corpus, embedder: MiniLmEmbedder) -> None:
        self._sentences = corpus.write
        self._embedder = embedder
        self._numbers = count(1)

    def new(self, article_id: str, chance: random.Random) -> State:
        """An article of a few sentences."""
        return self._state(article_id, self._written(chance.randint(*SENTENCES)))

    def edited(self, article_id: str, earlier: State) -> State:
        """The same with another marker and its last sentence replaced, so that much of it is kept."""
        kept = earlier.text.split(" ", 3)[3].rsplit(". ", 1)[0]
        return self._state(article_id, f"{kept}. {self._written(1)}")

    def _written(self, sentences: int) -> str:
        generator = np.random.default_rng((3, next(self._numbers)))
        return " ".join(self._sentences(generator, SENTENCE_WORDS * sentences)[:sentences])

    def _state(self, article_id: str, sentences: str) -> State:
        marker = f"marker{next(self._numbers)}"  # ends in a digit: no stemmer changes it
        title = f"Report {article_id}"
        text = f"Marked {marker} here: {sentences}"
        packed = pack(Source(article_id=article_id, title=title, text=text), self._embedder)
        slices = tuple(passage.span.of(packed.article.text) for passage in packed.passages)
        return State(marker, title, text, packed.article.revision, slices)


@dataclass(slots=True)
class Writing:
    """What the writers did; `wrong` are replies that don't fit what was sent."""

    acknowledged: int = 0
    refused: int = 0
    abandoned_then_deleted: int = 0
    abandoned_then_put: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Writers:
    """Some clients over one ledger."""

    ledger: Ledger
    states: StateMaker
    chance: random.Random
    done: Writing = field(default_factory=Writing)

    async def write(self, url: str) -> None:
        """Writes until no service answers any more."""
        free = self.ledger.article_ids
        async with httpx2.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
            await asyncio.gather(*(self._write_on(client, free) for _ in range(WRITERS)))

    async def _write_on(self, client: httpx2.AsyncClient, free: list[str]) -> None:
        while True:
            # Out of the list while a request is under way: never two for one article.
            article_id = free.pop(self.chance.randrange(len(free)))
            try:
                await self._write_one(client, article_id)
            except httpx2.TransportError:
                return
            free.append(article_id)

    async def _write_one(self, client: httpx2.AsyncClient, article_id: str) -> None:
        if not (self.chance.random() < ABANDON_SHARE and await self._abandon(client, article_id)):
            await self._send(client, article_id, await self._next(article_id))
        elif self.chance.random() < DELETE_ABANDONED_SHARE:
            self.done.abandoned_then_deleted += await self._send(client, article_id, None)
        else:
            state = await asyncio.to_thread(self.states.new, article_id, self.chance)
            self.done.abandoned_then_put += await self._send(client, article_id, state)

    async def _abandon(self, client: httpx2.AsyncClient, article_id: str) -> bool:
        """Goes away in the midst of a PUT; False when the answer came before."""
        state = await asyncio.to_thread(self.states.new, article_id, self.chance)
        sending = asyncio.create_task(self._send(client, article_id, state))
        done, _ = await asyncio.wait({sending}, timeout=self.chance.uniform(*ABANDON_AFTER_SECONDS))
        if done:
            await sending  # raises what it met
            return False
        sending.cancel()  # which closes the connection
        await asyncio.gather(sending, return_exceptions=True)
        return sending.cancelled()

    async def _send(self, client: httpx2.AsyncClient, article_id: str, state: State | None) -> bool:
        """Sends a write; True when it was acknowledged."""
        earlier = self.ledger.possible(article_id)
        self.ledger.begin(article_id, state)
        path = f"/v1/articles/{article_id}"
        if state is None:
            response = await client.delete(path)
        else:
            response = await client.put(path, json={"title": state.title, "text": state.text})
        if response.status_code >= 500:
            self.done.refused += 1  # it may have been stored or not, as when it was cut
            return False
        expected = {_expected(state, each) for each in earlier}
        if (found := _outcome(response, state)) not in expected:
            self.done.wrong.append(f"{article_id}: {found} where one of {expected} was right")
        if response.status_code not in (200, 201, 404):
            return False
        self.ledger.acknowledge(article_id, state)
        self.done.acknowledged += 1
        return True

    async def _next(self, article_id: str) -> State | None:
        earlier = self.ledger.acknowledged(article_id)
        drawn = self.chance.random()
        if earlier is None:
            deletes = drawn < DELETE_ABSENT_SHARE
            return None if deletes else await asyncio.to_thread(self.states.new, article_id, self.chance)
        if (drawn := drawn - DELETE_SHARE) < 0:
            return None
        if (drawn := drawn - SAME_SHARE) < 0:
            return earlier
        if drawn < EDIT_SHARE:
            return await asyncio.to_thread(self.states.edited, article_id, earlier)
        return await asyncio.to_thread(self.states.new, article_id, self.chance)


def _expected(state: State | None, earlier: State | None) -> tuple[int, str]:
    if state is None:
        return (404, "") if earlier is None else (200, "")
    if earlier is None:
        return 201, f"created {state.revision} {len(state.passages)}"
    outcome = "unchanged" if state == earlier else "replaced"
    return 200, f"{outcome} {state.revision} {len(state.passages)}"


def _outcome(response: httpx2.Response, state: State | None) -> tuple[int, str]:
    if state is None or response.is_error:
        return response.status_code, ""
    reply: dict[str, Any] = response.json()
    return response.status_code, f"{reply['outcome']} {reply['revision']} {reply['passages']}"
