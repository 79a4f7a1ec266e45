"""Records what a target replies to the cases. Nothing is judged here: a record can be judged many times."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
from pydantic import ValidationError

from evals.errors import NotMeasured
from evals.model import Case, RankedPassage, Recorded
from evals.targets import Target, open_target

if TYPE_CHECKING:
    from app.main import Parts

Tick = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Asked:
    case: Case
    repeat: int


async def record(
    cases: Sequence[Case],
    target: Target,
    *,
    repeats: int = 1,
    at_once: int = 4,
    parts: "Parts | None" = None,
    tick: Tick = lambda: None,
) -> list[Recorded]:
    """The replies in order of case id and repeat; fewer than asked for when the service went away.

    `tick` is called after each. Raises NotMeasured for no cases, or when the target doesn't come up.
    """
    if not cases:
        raise NotMeasured("no case is selected")
    asked = [_Asked(case, repeat) for case in cases for repeat in range(repeats)]
    async with open_target(target, parts=parts) as client:
        recorder = _Recorder(client, target, tick)
        # An article that is put for one case would be found by the others: those cases run alone, at the end.
        await recorder.work([one for one in asked if one.case.inject is None], at_once=at_once)
        await recorder.work([one for one in asked if one.case.inject is not None], at_once=1)
    return sorted(recorder.done, key=lambda one: (one.case_id, one.repeat))


def why_no_reply(recorded: Recorded) -> str | None:
    """Why a record says nothing about quality; None when it does."""
    status = recorded.http_status or 0
    return recorded.error or (
        f"{recorded.case_id}: HTTP {status}" if status >= 500 or status == 429 else None
    )


class _Recorder:
    """Asks, and keeps what came."""

    def __init__(self, client: httpx2.AsyncClient, target: Target, tick: Tick) -> None:
        self._client, self._target, self._tick = client, target, tick
        self._is_gone = False
        self.done: list[Recorded] = []

    async def work(self, asked: Sequence[_Asked], *, at_once: int) -> None:
        """Asks all, so many at once."""
        waiting = iter(asked)
        await asyncio.gather(*(self._work(waiting) for _ in range(at_once)))

    async def _work(self, waiting: Iterator[_Asked]) -> None:
        for one in waiting:
            if self._is_gone:
                return
            self.done.append(await self._record(one))
            self._tick()

    async def _record(self, one: _Asked) -> Recorded:
        record, limit = Recorded(case_id=one.case.id, repeat=one.repeat), self._target.reply_seconds
        try:
            async with asyncio.timeout(limit), self._with_article(one.case):
                return await self._ask(one.case, record)
        except TimeoutError:
            return record.model_copy(update={"error": f"no reply within {limit:.0f} s"})
        except httpx2.RequestError as error:
            self._is_gone = isinstance(error, httpx2.NetworkError | httpx2.ConnectTimeout)
            return record.model_copy(update={"error": f"no reply: {error!r}"})
        except _Refused as refusal:
            return record.model_copy(update={"error": str(refusal)})

    async def _ask(self, case: Case, record: Recorded) -> Recorded:
        ranking = await self._search(case.search_body)
        started = time.perf_counter()
        response = await self._client.post(case.path, json={"engine": self._target.engine, **case.body})
        seconds = time.perf_counter() - started
        body = _json(response)
        error = None if body is not None else f"{case.path} answers {response.status_code}, not with JSON"
        got = {"http_status": response.status_code, "body": body, "ranking": ranking, "error": error}
        return record.model_copy(update={**got, "seconds": seconds})

    async def _search(self, body: Mapping[str, Any] | None) -> tuple[RankedPassage, ...] | None:
        if body is None:
            return None
        response = await self._client.post("/v1/search", json=body)
        found = _json(response)
        if response.is_error or found is None:
            raise _Refused("/v1/search", response)
        names = RankedPassage.model_fields.keys()
        try:
            return tuple(
                RankedPassage.model_validate({name: passage[name] for name in names})
                for passage in found["passages"]
            )
        except (KeyError, TypeError, ValidationError):
            raise _Refused("/v1/search", response, "with no ranking") from None

    @asynccontextmanager
    async def _with_article(self, case: Case) -> AsyncIterator[None]:
        """The case's own article is there for the length of its question, and for no other."""
        if case.inject is None:
            yield
            return
        path = f"/v1/articles/{case.inject.article_id}"
        there = await self._client.get(path)
        if there.status_code != 404:  # somebody's own article, which a PUT would replace
            raise _Refused(f"GET {path}, which must not be there,", there)
        put = await self._client.put(path, json=case.inject.body)
        if put.status_code != 201:
            raise _Refused(f"PUT {path}", put)
        try:
            yield
        finally:
            deleted = await self._client.delete(path)
        if deleted.is_error:
            raise _Refused(f"DELETE {path}", deleted)


class _Refused(Exception):
    def __init__(self, path: str, response: httpx2.Response, how: str = "") -> None:
        answers = " ".join(filter(None, (str(response.status_code), how)))
        super().__init__(f"{path} answers {answers}: {response.text[:300]}")


def _json(response: httpx2.Response) -> dict[str, Any] | None:
    """The object that was sent; None when none can be read. Half of a surrogate pair becomes "?"."""
    try:
        sound = json.dumps(response.json(), ensure_ascii=False).encode("utf-8", "replace")
        body = json.loads(sound)
    except (ValueError, RecursionError):  # no JSON, no text, a number of thousands of digits, endless nesting
        return None
    return body if isinstance(body, dict) else None
