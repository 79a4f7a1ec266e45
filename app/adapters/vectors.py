"""The vector index in Chroma, always over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Literal, TypeVar

import httpx
import numpy as np
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.api.models.AsyncCollection import AsyncCollection

from app.adapters.chroma_client import drop_collection, http_client, open_client, translated
from app.adapters.chroma_server import ChromaServer
from app.errors import IndexBusy, IndexOutdated, IndexUnavailable
from app.ports import Matrix, Ranked, StoredVector, VectorIndex

# One for each store, so that several can share a server: none opens, fills or drops what is another's.
COLLECTION = "footnote_{store_id}"
METRIC: Literal["cosine"] = "cosine"
# Recall at depth 50 over 8,000 passages of real text and 750 questions: 0.979 at Chroma's defaults (16, 100,
# 100), 0.998 with these, for 1 ms more a query; writing halves to 1,600 rows a second, embedding makes 100.
GRAPH = CreateHNSWConfiguration(space=METRIC, max_neighbors=32, ef_construction=200, ef_search=200)
# Chroma takes 5,461 rows and 40 MiB a request. Its client checks and encodes rows on the event loop: 500
# stop it for about 15 ms, 1,000 for 25.
BATCH_ROWS = 500
# Throughput falls past 8 requests in flight: 287 a second at 8, 195 at 32.
CALLS_IN_FLIGHT = 8

_Result = TypeVar("_Result")
_Item = TypeVar("_Item")


class ChromaVectors(VectorIndex):
    """A VectorIndex in a Chroma server: the one given, started as needed, or the one at `url`."""

    def __init__(
        self,
        *,
        server: ChromaServer | None,
        url: str | None,
        store_id: str,
        model_id: str,
        dimension: int,
        query_timeout_seconds: float,
        write_timeout_seconds: float,
    ) -> None:
        if (server is None) == (url is None):
            raise ValueError("give either a server or a URL")
        self._server = server
        self._given_url = url
        self._name = COLLECTION.format(store_id=store_id)
        self._identity = {"model_id": model_id, "dimension": dimension, "metric": METRIC}
        self._query_timeout_seconds = query_timeout_seconds
        self._write_timeout_seconds = write_timeout_seconds
        self._in_flight = asyncio.Semaphore(CALLS_IN_FLIGHT)
        self._connecting = asyncio.Lock()
        self._answered_at = float("-inf")  # the loop's time of the last call that Chroma answered
        self._http: httpx.AsyncClient | None = None
        self._collection: AsyncCollection | None = None

    @property
    def is_private(self) -> bool:
        """True for a server of our own."""
        return self._server is not None

    async def upsert(self, rows: Sequence[StoredVector]) -> None:
        """Adds or overwrites vectors under their passage ids; of two rows with one id, the last counts."""
        latest = list({row.passage_id: row for row in rows}.values())
        for batch in _batches(latest):

            async def write(collection: AsyncCollection, batch: list[StoredVector] = batch) -> None:
                await collection.upsert(
                    ids=[row.passage_id for row in batch],
                    embeddings=np.stack([row.vector for row in batch]),
                    metadatas=[{"article_id": row.article_id} for row in batch],
                )

            await self._call("write vectors", self._write_timeout_seconds, write)

    async def delete(self, passage_ids: Sequence[str]) -> None:
        """Removes ids; unknown ones are ignored."""
        for batch in _batches(list(dict.fromkeys(passage_ids))):

            async def remove(collection: AsyncCollection, batch: list[str] = batch) -> None:
                await collection.delete(ids=batch)

            await self._call("delete vectors", self._write_timeout_seconds, remove)

    async def query(self, vector: Matrix, limit: int) -> list[Ranked]:
        """The nearest ids by cosine similarity, best first."""

        async def nearest(collection: AsyncCollection) -> list[Ranked]:
            found = await collection.query(query_embeddings=vector, n_results=limit, include=["distances"])
            pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
            return [Ranked(passage_id, 1.0 - distance) for passage_id, distance in pairs]

        return await self._call("query", self._query_timeout_seconds, nearest) if limit > 0 else []

    async def count(self) -> int:
        """How many vectors there are."""

        async def counted(collection: AsyncCollection) -> int:
            return int(await collection.count())

        return await self._call("count", self._query_timeout_seconds, counted)

    async def fetch(self, passage_ids: Sequence[str]) -> dict[str, Matrix]:
        """The stored vectors of those ids that are there, float32 [dimension]."""
        vectors: dict[str, Matrix] = {}
        for batch in _batches(list(dict.fromkeys(passage_ids))):

            async def stored(collection: AsyncCollection, batch: list[str] = batch) -> dict[str, Matrix]:
                # The reply has an order of its own.
                found = await collection.get(ids=batch, include=["embeddings"])
                rows = np.asarray(found["embeddings"], dtype=np.float32)
                return dict(zip(found["ids"], rows, strict=True))

            vectors |= await self._call("fetch vectors", self._query_timeout_seconds, stored)
        return vectors

    async def connect(self) -> None:
        """Reaches the index, starting a server of ours that is dead or stuck, and making what is missing.

        Raises IndexUnavailable, and IndexOutdated when the index was made by another model.
        """
        async with self._connecting:
            if await self._is_alive():
                return
            if self._collection is not None and self._server is not None:
                await self._server.stop()
            await self._connect(afresh=False)

    async def reset(self) -> None:
        """Puts an empty index in place of what is there, whatever state it is in."""
        async with self._connecting:
            await self._let_go()
            if self._server is not None:
                await self._server.start_empty()
            await self._connect(afresh=True)

    async def close(self) -> None:
        """Lets go of the index, and stops the server that is ours."""
        async with self._connecting:
            await self._let_go()
            if self._server is not None:
                await self._server.stop()

    async def _connect(self, *, afresh: bool) -> None:
        await self._let_go()
        url = await self._server.start() if self._server is not None else str(self._given_url)
        self._http = http_client(url, is_ours=self._server is not None)
        with translated("connect"):
            async with asyncio.timeout(self._write_timeout_seconds):
                client = await open_client(url, self._http)
                if afresh:
                    await drop_collection(client, self._name)
                collection = await client.get_or_create_collection(
                    self._name,
                    # Left out, it would be a model that downloads itself at the first use.
                    embedding_function=None,
                    metadata=dict(self._identity),
                    configuration=CreateCollectionConfiguration(hnsw=GRAPH),
                )
            self._check(collection)
        self._collection = collection

    def _check(self, collection: AsyncCollection) -> None:
        # An existing collection keeps the metadata and configuration that it was made with.
        made_by = {name: (collection.metadata or {}).get(name) for name in self._identity}
        if made_by != self._identity:
            raise IndexOutdated(
                f"the index was made by another model ({made_by}, now {self._identity}) and has to be rebuilt"
            )

    async def _is_alive(self) -> bool:
        if self._collection is None or (self._server is not None and not self._server.is_running):
            return False
        try:
            await self.count()
        except IndexBusy:
            return True
        except IndexUnavailable:
            return False
        return True

    async def _let_go(self) -> None:
        http, self._http, self._collection = self._http, None, None
        if http is not None:
            await http.aclose()

    async def _call(
        self, action: str, seconds: float, make: Callable[[AsyncCollection], Awaitable[_Result]]
    ) -> _Result:
        collection = self._collection
        if collection is None:
            raise IndexUnavailable(f"Chroma could not {action}: not connected")
        clock = asyncio.get_running_loop().time
        began = clock()
        with translated(action):
            try:
                # The wait for a turn counts too: behind a stuck server nobody waits longer than this.
                async with asyncio.timeout(seconds), self._in_flight:
                    result = await _twice(collection, make)
            except TimeoutError as error:
                if self._answered_at > began:
                    raise IndexBusy(f"Chroma could not {action} in time beside other calls") from error
                raise
        self._answered_at = clock()
        return result


async def _twice(
    collection: AsyncCollection, make: Callable[[AsyncCollection], Awaitable[_Result]]
) -> _Result:
    """A call, made again over a new connection when the server had closed a kept one; both give the same."""
    try:
        return await make(collection)
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        return await make(collection)


def _batches(items: list[_Item]) -> Iterator[list[_Item]]:
    for start in range(0, len(items), BATCH_ROWS):
        yield items[start : start + BATCH_ROWS]
