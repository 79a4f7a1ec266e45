"""Times of requests, and what they come to."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx2

from evals.bench.errors import NotMeasured
from evals.bench.tables import progress_bar

TIMEOUT_SECONDS = 30.0

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of some requests."""

    count: int
    p50: float
    p95: float
    p99: float
    worst: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} / {self.p99:.1f} / {self.worst:.1f} ms"


@dataclass(frozen=True, slots=True)
class Timed:
    """One reply, and how long it took from the request to the last byte."""

    milliseconds: float
    reply: Mapping[str, Any]


def latency_of(milliseconds: Sequence[float]) -> Latency:
    """The spread of some times. Raises NotMeasured when there are none."""
    if not milliseconds:
        raise NotMeasured("no request was timed")
    p50, p95, p99 = (percentile(milliseconds, share) for share in (0.5, 0.95, 0.99))
    return Latency(len(milliseconds), p50, p95, p99, max(milliseconds))


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def post_in_turn(url: str, path: str, bodies: Sequence[Body], *, label: str) -> list[Timed]:
    """Posts the bodies one after the other over one connection. Raises NotMeasured."""
    with _client(url) as client, progress_bar() as progress:
        return [_post(client, path, body) for body in progress.track(bodies, description=label)]


def post_at_once(url: str, path: str, bodies: Sequence[Body], *, clients: int, label: str) -> list[Timed]:
    """Posts the bodies from several clients, each over a connection of its own. Raises NotMeasured."""
    with progress_bar() as progress, ThreadPoolExecutor(clients) as pool:
        task = progress.add_task(label, total=len(bodies))

        def post_share(share: Sequence[Body]) -> list[Timed]:
            with _client(url) as client:
                return [_posted(client, path, body, lambda: progress.advance(task)) for body in share]

        shares = [bodies[start::clients] for start in range(clients)]
        return [timed for share in pool.map(post_share, shares) for timed in share]


def _posted(client: httpx2.Client, path: str, body: Body, done: Callable[[], None]) -> Timed:
    timed = _post(client, path, body)
    done()
    return timed


def _post(client: httpx2.Client, path: str, body: Body) -> Timed:
    started = time.perf_counter()
    try:
        response = client.post(path, json=body)
    except httpx2.TransportError as error:
        raise NotMeasured(f"{path} did not answer: {error!r}") from error
    milliseconds = (time.perf_counter() - started) * 1000
    if response.is_error:
        raise NotMeasured(f"{path} answered {response.status_code}: {response.text[:300]}")
    reply = response.json()
    if reply.get("degraded"):
        raise NotMeasured(f"{path} answered without a part of it: {reply['degraded']}")
    return Timed(milliseconds, reply)


def _client(url: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False)
