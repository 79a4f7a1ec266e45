"""Compares a service with the ledger: every article, and what search finds of them."""

import asyncio
import random
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2

from evals.bench.errors import NotMeasured
from evals.bench.ledger import Ledger, Observed, State, Verdict

AT_ONCE = 4
TOP_K = 50
RETIRED_EACH_ROUND = 150
_MARKER = re.compile(r"\bmarker\d+\b")
_QUERY_CHARACTERS = 2000

_Item = TypeVar("_Item")


@dataclass(slots=True)
class Findings:
    """What was wrong, a line each."""

    articles: dict[Verdict, list[str]] = field(default_factory=lambda: defaultdict(list))
    stale: list[str] = field(default_factory=list)
    unfound: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Audit:
    """Checks after each restart; `retired_seen` is how many retired markers were searched for already."""

    ledger: Ledger
    chance: random.Random
    findings: Findings = field(default_factory=Findings)
    retired_seen: int = 0

    async def check(self, url: str, *, all_retired: bool) -> None:
        """Every article first, which settles what cut requests came to; then search. Raises NotMeasured."""
        try:
            async with httpx2.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
                await _each(self.ledger.article_ids, lambda name: self._check_article(client, name))
                current = self.ledger.current()
                await _each(list(current), lambda name: self._check_found(client, name, current))
                markers = self._retired(every=all_retired)
                await _each(markers, lambda marker: self._check_retired(client, marker, current))
        except httpx2.TransportError as error:
            raise NotMeasured(f"the service did not answer after its restart: {error!r}") from error

    def _retired(self, *, every: bool) -> list[str]:
        """Markers retired since the last check, and some older ones."""
        retired = self.ledger.retired
        older, newer = retired[: self.retired_seen], retired[self.retired_seen :]
        self.retired_seen = len(retired)
        if every:
            return list(retired)
        room = max(0, RETIRED_EACH_ROUND - len(newer))
        return [*newer, *self.chance.sample(older, min(room, len(older)))]

    async def _check_article(self, client: httpx2.AsyncClient, article_id: str) -> None:
        observed = await _observe(client, article_id)
        told = self.ledger.acknowledged(article_id)
        verdict = self.ledger.judge(article_id, observed)
        if verdict is not Verdict.KEPT:
            self.findings.articles[verdict].append(f"{article_id}: told {told}, found {observed}")

    async def _check_found(
        self, client: httpx2.AsyncClient, article_id: str, current: Mapping[str, State]
    ) -> None:
        """Each passage is found by its own text, in both rankings."""
        for text in current[article_id].passages:
            passages = await _search(client, text[:_QUERY_CHARACTERS])
            self._check_hits(passages, current)
            ranks = [
                (passage["dense_rank"], passage["lexical_rank"])
                for passage in passages
                if passage["article_id"] == article_id and passage["text"] == text
            ]
            if not ranks or None in ranks[0]:
                self.findings.unfound.append(
                    f"{article_id}: dense and lexical rank {ranks} for {text[:60]!r}"
                )

    async def _check_retired(
        self, client: httpx2.AsyncClient, marker: str, current: Mapping[str, State]
    ) -> None:
        passages = await _search(client, marker)
        self._check_hits(passages, current)
        self.findings.stale += [
            f"{marker}: {passage['article_id']} {passage['text'][:60]!r}"
            for passage in passages
            if marker in _MARKER.findall(passage["text"])
        ]

    def _check_hits(self, passages: Sequence[Mapping[str, Any]], current: Mapping[str, State]) -> None:
        """Whatever is found, by whichever ranking, is a slice of its article as it is now."""
        for passage in passages:
            state = current.get(passage["article_id"])
            if state is None or state.text[passage["start"] : passage["end"]] != passage["text"]:
                self.findings.stale.append(f"{passage['article_id']}: {passage['text'][:60]!r}")


async def _observe(client: httpx2.AsyncClient, article_id: str) -> Observed | None:
    """The article by all ways to it. Its absence must be the same by each, or it counts as half there."""
    path = f"/v1/articles/{article_id}"
    metadata, text = await client.get(path), await client.get(f"{path}/text")
    passages = await _search(client, "what it reports", {"article_ids": [article_id]})
    statuses = {metadata.status_code, text.status_code}
    if statuses == {404} and not passages:
        return None
    known = metadata.json() if metadata.status_code == 200 else {}
    return Observed(
        text=text.text if text.status_code == 200 else "",
        revision=known.get("revision", ""),
        counted_passages=known.get("passages", 0),
        found_passages=tuple(passage["text"] for passage in passages),
    )


async def _search(
    client: httpx2.AsyncClient, query: str, filters: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    response = await client.post("/v1/search", json={"query": query, "top_k": TOP_K, "filters": filters})
    if response.is_error:
        raise NotMeasured(f"a search answered {response.status_code}: {response.text[:300]}")
    reply: dict[str, Any] = response.json()
    if reply["degraded"]:
        raise NotMeasured("a search was degraded after the index was whole")
    passages: list[dict[str, Any]] = reply["passages"]
    return passages


async def _each(items: Sequence[_Item], check: Callable[[_Item], Awaitable[None]]) -> None:
    """Checks all, AT_ONCE at a time."""
    waiting = iter(items)

    async def work() -> None:
        for item in waiting:
            await check(item)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
