"""Texts of all callers in one queue, from which the model takes batches of like length.

A batch is as wide as its longest text, and what the others lack is computed for nothing: an article by itself
has too few passages to find neighbours of their own length.

Who leads a batch: the caller who has led fewest, so that nobody waits for the end of a book; but after each
that another led, the one who came first, so that a book comes to its end, and an import, which answers in
the order of its lines, goes on.
"""

import threading
from bisect import insort
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Encoding

from app.ports import Matrix

# A text is padded to at most so many times its length. A call costs as much as 7 word pieces: a line alone
# takes 5 ms, beside a full passage 130.
WIDEST_PADDING = 2


@dataclass(slots=True, eq=False)
class Call:
    """What one caller waits for: a row for each of its texts."""

    came: int
    vectors: Matrix
    missing: int
    batches_led: int = 0
    done: "Future[Matrix]" = field(default_factory=Future)


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text that waits: its word pieces, and the row that is to be filled."""

    encoding: Encoding
    call: Call
    row: int


class BatchQueue:
    """Hands out batches of at most `most_pieces` once padded (or one text). For any number of threads."""

    def __init__(self, *, most_pieces: int, dimension: int) -> None:
        self._most_pieces = most_pieces
        self._dimension = dimension
        self._lock = threading.Lock()
        self._callers = 0
        self._first_is_owed = False
        self._waiting: list[Text] = []  # by length

    def put(self, encodings: Sequence[Encoding]) -> "Future[Matrix]":
        """Adds the texts of a caller; the future gets a row for each, and takes them back when cancelled."""
        vectors = np.empty((len(encodings), self._dimension), dtype=np.float32)
        with self._lock:
            self._callers += 1
            call = Call(self._callers, vectors, len(encodings))
            for row, encoding in enumerate(encodings):
                insort(self._waiting, Text(encoding, call, row), key=_length)
        if not encodings:
            call.done.set_result(vectors)
        call.done.add_done_callback(lambda _: self._take_back(call))
        return call.done

    def take(self) -> list[Text]:
        """The longest text of the caller who leads, and those nearest to it in length, whosever."""
        with self._lock:
            if not self._waiting:
                return []
            leader = self._leader()
            first = max(at for at, text in enumerate(self._waiting) if text.call is leader)
            low, end = _window([_length(text) for text in self._waiting], first, self._most_pieces)
            batch = self._waiting[low:end]
            del self._waiting[low:end]
            return batch

    def settle(self, batch: Sequence[Text], rows: Matrix) -> None:
        """Gives the callers the rows of a batch."""
        with self._lock:
            for text, row in zip(batch, rows, strict=True):
                text.call.vectors[text.row] = row
                text.call.missing -= 1
        for call in {text.call for text in batch}:
            if call.missing == 0:
                with suppress(InvalidStateError):  # gone away, or settled beside us by another thread
                    call.done.set_result(call.vectors)

    def fail(self, batch: Sequence[Text], error: Exception) -> None:
        """Gives the callers the error that a batch ended with."""
        for call in {text.call for text in batch}:
            with suppress(InvalidStateError):
                call.done.set_exception(error)

    def cancel(self) -> None:
        """Tells all who wait that nothing will come."""
        with self._lock:
            calls = {text.call for text in self._waiting}
        for call in calls:
            call.done.cancel()

    def _leader(self) -> Call:
        calls = {text.call for text in self._waiting}
        first = min(calls, key=lambda call: call.came)
        fewest = min(calls, key=lambda call: (call.batches_led, call.came))
        leader = first if self._first_is_owed else fewest
        self._first_is_owed = leader is not first
        leader.batches_led += 1
        return leader

    def _take_back(self, call: Call) -> None:
        with self._lock:
            self._waiting = [text for text in self._waiting if text.call is not call]


def _length(text: Text) -> int:
    return len(text.encoding)


def _window(lengths: Sequence[int], first: int, most: int) -> tuple[int, int]:
    """Start and end of a batch around `first` in ascending `lengths`, grown to whichever side is nearer."""
    low, end = first, first + 1
    while True:
        shorter = lengths[first] - lengths[low - 1] if low > 0 else None
        longer = lengths[end] - lengths[first] if end < len(lengths) else None
        grows_up = longer is not None and (shorter is None or longer < shorter)
        if shorter is None and longer is None:
            return low, end
        wider = (low, end + 1) if grows_up else (low - 1, end)
        longest = lengths[wider[1] - 1]
        if (wider[1] - wider[0]) * longest > most or longest > WIDEST_PADDING * lengths[wider[0]]:
            return low, end
        low, end = wider
