"""Finds JSON objects in a text while it comes, with work that grows with the text and no faster."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 4  # a claim stands in a list of an object, at most in one more wrapping
LARGEST = 20_000  # characters; a claim of 2,000 with its quotes is far below


@dataclass(frozen=True, slots=True)
class FoundObject:
    """The text of an object, and how many objects it stands in, itself counted."""

    text: str
    depth: int


class ObjectScanner:
    """Finds each JSON object once it closes, inner ones first; passes over too deep or large ones."""

    def __init__(self) -> None:
        self._buffer: list[str] = []
        self._opened: list[int] = []  # where each of the outer DEEPEST open objects begins
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self.seen = False

    def feed(self, piece: str) -> Iterator[FoundObject]:
        """Each object that this piece closes."""
        for character in piece:
            if not self._depth and character != "{":
                continue  # words round the JSON, a code fence
            self._buffer.append(character)
            if self._in_string:
                self._string(character)
            elif character == '"':
                self._in_string = True
            elif character == "{":
                self._open()
            elif character == "}":
                yield from self._close()

    def _open(self) -> None:
        self.seen = True
        self._depth += 1
        if self._depth <= DEEPEST:
            self._opened.append(len(self._buffer) - 1)

    def _close(self) -> Iterator[FoundObject]:
        self._depth -= 1
        if self._depth < DEEPEST:
            start = self._opened.pop()
            if len(self._buffer) - start <= LARGEST:
                yield FoundObject("".join(self._buffer[start:]), self._depth + 1)
        if not self._depth:
            self._buffer.clear()

    def _string(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = False


def loads(text: str) -> object:
    """The value, None when it isn't JSON. Its strings may hold half characters: see `whole_characters`."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def whole_characters(text: str) -> str:
    """The text with U+FFFD for each half of a character, which JSON can spell and nothing can encode."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
