"""Reads a model's reply into proposals while it comes: JSON of any wrapping, or lines with markers.

Nothing here believes a word of it. A proposal is what the model says that it claims and what it says that it
rests on; numbers that name nothing and quotes that stand nowhere are for the verifier to refuse.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKERS = re.compile(r"(?:\[\d{1,4}(?:\s*,\s*\d{1,4})*\]\s*)+")
_PART_OF_MARKER = re.compile(r"\[[\d,\s]*\Z")
_NUMBER = re.compile(r"\d+")
_LIST_SIGN = re.compile(r"^(?:[-*•]|\d{1,3}[.)])\s+")
_LONGEST_CLAIM = 2000  # characters; a "claim" beyond that is a page


@dataclass(frozen=True, slots=True)
class Reference:
    """What a claim is said to rest on: the number of a passage or claim, and its words if any are given."""

    number: int | None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim as the model sent it."""

    text: str
    references: tuple[Reference, ...]


class ProposalReader:
    """Gives each proposal as soon as its last character has come."""

    def __init__(self) -> None:
        self._text = ""
        self._objects = ObjectScanner()
        self._read_to = 0
        self._is_json = False
        self._any = False

    @property
    def text(self) -> str:
        """All that came so far."""
        return self._text

    def feed(self, piece: str) -> list[Proposal]:
        """The proposals that this piece completes."""
        self._text += piece
        found = [one for text in self._objects.feed(piece) if (one := _from_json(text))]
        self._is_json = self._is_json or self._objects.seen
        if not self._is_json:
            found = list(self._marked_lines(at_end=False))
        self._any = self._any or bool(found)
        return found

    def finish(self) -> list[Proposal] | None:
        """What is left at the end; None when the reply as a whole can't be read as claims or as none."""
        found = [] if self._is_json else list(self._marked_lines(at_end=True))
        if self._any or found or _says_none(self._text):
            return found
        return None

    def _marked_lines(self, *, at_end: bool) -> Iterator[Proposal]:
        while match := _MARKERS.search(self._text, self._read_to):
            may_go_on = match.end() == len(self._text) or _PART_OF_MARKER.match(self._text, match.end())
            if may_go_on and not at_end:
                return
            claim = self._text[self._read_to : match.start()]
            self._read_to = match.end()
            proposal = _marked(claim, match.group())
            if proposal is not None:
                yield proposal


class ObjectScanner:
    """Finds each JSON object as soon as it closes, inner ones first."""

    def __init__(self) -> None:
        self._buffer: list[str] = []
        self._opened: list[int] = []
        self._in_string = False
        self._escaped = False
        self.seen = False

    def feed(self, piece: str) -> Iterator[str]:
        """The text of each object that this piece closes."""
        for character in piece:
            if not self._opened and character != "{":
                continue  # words round the JSON, a code fence
            self._buffer.append(character)
            if self._in_string:
                self._string(character)
            elif character == '"':
                self._in_string = True
            elif character == "{":
                self.seen = True
                self._opened.append(len(self._buffer) - 1)
            elif character == "}":
                yield "".join(self._buffer[self._opened.pop() :])
                if not self._opened:
                    self._buffer.clear()

    def _string(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = False


def read_question(text: str) -> str | None:
    """A rewritten question: the field of that name, or a reply of one line; None when it is neither."""
    for found in ObjectScanner().feed(text):
        value = _loads(found)
        if isinstance(value, dict) and isinstance(value.get("question"), str):
            return " ".join(value["question"].split()) or None
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 and "{" not in lines[0] else None


def _from_json(text: str) -> Proposal | None:
    value = _loads(text)
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    references = value.get("quotes", value.get("claims"))
    if not isinstance(references, list):
        return None
    # Markers are ours to set; those of a model would look like citations.
    claim = " ".join(_MARKERS.sub(" ", value["text"]).split())
    if not claim or len(claim) > _LONGEST_CLAIM:
        return None
    return Proposal(claim, tuple(_reference(one) for one in references))


def _reference(value: object) -> Reference:
    if isinstance(value, dict):
        quote = value.get("quote")
        return Reference(_number(value.get("passage")), quote if isinstance(quote, str) else "")
    return Reference(_number(value))


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return None


def _marked(claim: str, markers: str) -> Proposal | None:
    text = _LIST_SIGN.sub("", " ".join(claim.split()).lstrip(".;, "))
    if not text or len(text) > _LONGEST_CLAIM:
        return None
    numbers = dict.fromkeys(int(number) for number in _NUMBER.findall(markers))
    return Proposal(text, tuple(Reference(number) for number in numbers))


def _says_none(text: str) -> bool:
    """True for an empty list, bare or under `claims`, in a fence or not."""
    bare = text.strip().removeprefix("```json").strip("`").strip()
    value = _loads(bare)
    return value == [] or (isinstance(value, dict) and value.get("claims") == [])


def _loads(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value
