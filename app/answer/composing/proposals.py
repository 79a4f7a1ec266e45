"""Reads a model's reply into proposals while it comes: JSON of any wrapping, or lines with markers.

Nothing here believes a word of it. A proposal is what the model says that it claims and what it says that it
rests on; numbers that name nothing and quotes that stand nowhere are for the verifier to refuse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.answer.composing.json_objects import FoundObject, ObjectScanner, loads, whole_characters
from app.answer.composing.thoughts import ThoughtFilter, without_thoughts
from app.answer.composing.wording import LONGEST_CLAIM, clean_claim, mixes_scripts

MOST_PROPOSALS = 200  # read of one reply; a tenth of that is asked for

# Every repetition has its bound, so that a reply is read once and not again with each piece of it.
_MARKERS = re.compile(r"(?:\[\d{1,4}(?:\s{0,3},\s{0,3}\d{1,4}){0,50}\]\s{0,9}){1,50}")
_PART_OF_MARKER = re.compile(r"\[[\d,\s]{0,500}\Z")
_NUMBER = re.compile(r"\d{1,6}")
_LIST_SIGN = re.compile(r"^(?:[-*•]|\d{1,3}[.)])\s+")
_EMPTY_LIST = re.compile(r"(?:```(?:json)?)?\s*\[\s*\]\s*(?:```)?", re.I)
_LONGEST_NONE = 100  # characters
_LONGEST_RAW = 2 * LONGEST_CLAIM  # before it is cleaned


@dataclass(frozen=True, slots=True)
class Reference:
    """What a claim is said to rest on: the number of a passage or claim, and its words if any are given."""

    number: int | None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim as the model sent it, in plain text; with a problem it is to be refused for that."""

    text: str
    references: tuple[Reference, ...]
    problem: str | None = None


class ProposalReader:
    """Gives each proposal as soon as its last character has come; after MOST_PROPOSALS it gives no more."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._thoughts = ThoughtFilter()
        self._objects = ObjectScanner()
        self._lines = _MarkedLines()
        self._says_none = False
        self._read = 0

    @property
    def text(self) -> str:
        """All that came so far."""
        return "".join(self._pieces)

    @property
    def is_over(self) -> bool:
        """True when nothing more will be read."""
        return self._read >= MOST_PROPOSALS

    def feed(self, piece: str) -> list[Proposal]:
        """The proposals that this piece completes."""
        self._pieces.append(piece)
        return self._next(self._thoughts.feed(piece))

    def finish(self) -> list[Proposal] | None:
        """What is left at the end; None when the reply as a whole can't be read as claims or as none."""
        found = self._next(self._thoughts.finish(), at_end=True)
        if self._read or self._says_none or _is_empty_list(without_thoughts(self.text)):
            return found
        return None

    def _next(self, piece: str, *, at_end: bool = False) -> list[Proposal]:
        found: list[Proposal] = []
        for proposal in self._proposals(piece, at_end=at_end):
            if self.is_over:
                break
            found.append(proposal)
            self._read += 1
        return found

    def _proposals(self, piece: str, *, at_end: bool) -> Iterator[Proposal]:
        if self.is_over:
            return
        for one in self._objects.feed(piece):
            value = loads(one.text)
            self._says_none = self._says_none or _says_none(value, one)
            proposal = _from_json(value)
            if proposal is not None:
                yield proposal
        if not self._objects.seen:
            yield from self._lines.feed(piece, at_end=at_end)


class _MarkedLines:
    """Reads claims that have their markers behind them."""

    def __init__(self) -> None:
        self._text = ""
        self._searched = 0  # no marker begins before

    def feed(self, piece: str, *, at_end: bool) -> Iterator[Proposal]:
        """The claims whose markers end in this piece."""
        self._text += piece
        while match := _MARKERS.search(self._text, self._searched):
            may_go_on = match.end() == len(self._text) or _PART_OF_MARKER.match(self._text, match.end())
            if may_go_on and not at_end:
                self._searched = match.start()
                return
            claim, self._text = self._text[: match.start()], self._text[match.end() :]
            self._searched = 0
            proposal = _marked(claim, match.group())
            if proposal is not None:
                yield proposal
        self._shorten()

    def _shorten(self) -> None:
        """Keeps of a claim without end its beginning, and what may be part of a marker."""
        at = self._text.rfind("[", self._searched)
        is_part = at >= 0 and _PART_OF_MARKER.match(self._text, at)
        rest = self._text[at:] if is_part else ""
        before = self._text[: len(self._text) - len(rest)][: _LONGEST_RAW + 1]
        self._text, self._searched = before + rest, len(before)


def read_question(text: str) -> str | None:
    """A rewritten question: the field of that name, or a reply of one line; None when it is neither."""
    text = whole_characters(without_thoughts(text))
    for found in ObjectScanner().feed(text):
        value = loads(found.text)
        if isinstance(value, dict) and isinstance(value.get("question"), str):
            return " ".join(whole_characters(value["question"]).split()) or None
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 and "{" not in lines[0] else None


def _from_json(value: object) -> Proposal | None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    references = value.get("quotes", value.get("claims"))
    if not isinstance(references, list):
        return None
    return _proposal(value["text"], tuple(_reference(one) for one in references))


def _reference(value: object) -> Reference:
    if isinstance(value, dict):
        quote = value.get("quote")
        quote = whole_characters(quote) if isinstance(quote, str) else ""
        return Reference(_number(value.get("passage")), quote)
    return Reference(_number(value))


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return None


def _marked(claim: str, markers: str) -> Proposal | None:
    text = _LIST_SIGN.sub("", claim.lstrip(".;, \t\r\n"))
    numbers = dict.fromkeys(int(number) for number in _NUMBER.findall(markers))
    return _proposal(text, tuple(Reference(number) for number in numbers))


def _proposal(raw: str, references: tuple[Reference, ...]) -> Proposal | None:
    text = clean_claim(raw[: _LONGEST_RAW + 1])
    if not text:
        return None
    if len(raw) > _LONGEST_RAW or len(text) > LONGEST_CLAIM:
        return Proposal(text[:LONGEST_CLAIM], (), "too_long")
    if mixes_scripts(text):
        return Proposal(text, (), "mixed_script")
    return Proposal(text, references)


def _says_none(value: object, found: FoundObject) -> bool:
    return found.depth == 1 and isinstance(value, dict) and value.get("claims") == []


def _is_empty_list(text: str) -> bool:
    """True for an empty list, bare or in a fence."""
    bare = text.strip()
    return len(bare) <= _LONGEST_NONE and _EMPTY_LIST.fullmatch(bare) is not None
