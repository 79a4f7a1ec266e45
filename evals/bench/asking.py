"""Asks for answers over HTTP, and notes on the clock that all processes share when what came."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from evals.bench.latency import TIMEOUT_SECONDS

PATH = "/v1/answers"


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer: seconds of the monotonic clock, and the text of each claim with when it came."""

    question: str
    is_stream: bool
    started: float
    ended: float
    claims: Mapping[str, float] = field(default_factory=dict)
    trouble: str = ""


Received = Sequence[tuple[bytes, float]]


def body_of(question: str, *, stream: bool) -> dict[str, object]:
    """What is posted."""
    return {"question": question, "engine": "llm", "stream": stream}


async def ask(client: httpx2.AsyncClient, question: str, *, stream: bool) -> Asked:
    """One answer; what went wrong is told in it."""
    started = time.monotonic()
    try:
        async with client.stream("POST", PATH, json=body_of(question, stream=stream)) as response:
            received = [(part, time.monotonic()) async for part in response.aiter_raw()]
        ended, status = time.monotonic(), response.status_code
    except httpx2.TransportError as error:
        return Asked(question, stream, started, time.monotonic(), trouble=f"no reply: {error!r}")
    if status != 200:
        trouble = f"HTTP {status}: {_text(received)[:200]}"
        return Asked(question, stream, started, ended, trouble=trouble)
    reply, claims = _events(received) if stream else _whole(received)
    is_well = reply.get("status") == "answered" and not reply["degraded"]
    trouble = "" if is_well else f"ended with {json.dumps(_short(reply))}"
    return Asked(question, stream, started, ended, claims, trouble)


def asking_client(url: str) -> httpx2.AsyncClient:
    """A client with as many connections as are asked over at once."""
    limits = httpx2.Limits(max_connections=None)
    return httpx2.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)


def _whole(received: Received) -> tuple[Mapping[str, Any], dict[str, float]]:
    reply = json.loads(_text(received))
    return reply, {claim["text"]: received[-1][1] for claim in reply["claims"]}


def _events(received: Received) -> tuple[Mapping[str, Any], dict[str, float]]:
    """The last event's data, and the claims: each came when the part with its event's end did."""
    claims, last, pending = dict[str, float](), dict[str, Any](), b""
    for part, at in received:
        *events, pending = (pending + part).split(b"\n\n")
        for event in events:
            name, _, data = event.decode().partition("\ndata: ")
            if name == "event: claim":
                claims[json.loads(data)["claim"]["text"]] = at
            elif data:
                last = {"event": name, "data": data} if name != "event: done" else json.loads(data)
    return last, claims


def _short(reply: Mapping[str, Any]) -> dict[str, Any]:
    told = ("status", "reason", "degraded", "event", "data")
    return {name: reply[name] for name in told if name in reply}


def _text(received: Received) -> str:
    return b"".join(part for part, _ in received).decode()
