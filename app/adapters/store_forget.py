"""Empties the write-ahead log soon after something was deleted.

What a delete takes out of the database's file still stands in the log, where it was written, until the log is
emptied: SQLite only ever starts it again from the front. One emptying serves all deletes of a second.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import apsw

log = logging.getLogger(__name__)

AFTER_SECONDS = 1.0
# Writes wait for as long at most; a search takes a few milliseconds, and what begins meanwhile is in no way.
READERS_MILLISECONDS = 200


class Forgetting:
    """Empties the log a second after it is wanted, and again a second later when readers were in the way."""

    def __init__(self, empty_log: Callable[[], Awaitable[bool]]) -> None:
        self._empty_log = empty_log
        self._is_wanted = False
        self._task: asyncio.Task[None] | None = None

    def want(self) -> None:
        """Something was deleted."""
        self._is_wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="store-forget")

    async def close(self) -> None:
        """Leaves the rest to the closing of the file, which empties the log too."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._is_wanted:
            await asyncio.sleep(AFTER_SECONDS)
            self._is_wanted = False
            if not await self._empty_log():
                self._is_wanted = True


def empty_log(connection: apsw.Connection) -> bool:
    """Moves the log into the file and cuts it to nothing; False when that has to be tried again."""
    before = connection.pragma("busy_timeout")
    connection.set_busy_timeout(READERS_MILLISECONDS)
    try:
        rows = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except apsw.BusyError:
        return False
    except apsw.Error as error:
        log.warning("the write-ahead log couldn't be emptied (%s); the next delete tries again", error)
        return True
    finally:
        connection.set_busy_timeout(before)
    return not rows[0][0]
