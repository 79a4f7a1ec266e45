"""What a reply's JSON holds, read with no trust in it: a service that is judged may send anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evals.score.reading import Reading, read
from evals.score.text import Span, markers_in

# The longest summary that can be asked for, 2,000 words, is half as long; reading takes time by the square.
MOST_CHARACTERS = 30_000
STATUSES = ("answered", "partial", "abstained")


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as it came: None for what isn't there or is of another type."""

    number: int | None
    article_id: str | None
    quote: str | None
    start: int | None
    end: int | None

    @property
    def place(self) -> tuple[str | None, int | None, int | None]:
        """What makes two citations the same."""
        return self.article_id, self.start, self.end


@dataclass(frozen=True, slots=True)
class Reply:
    """The parts of a reply that are scored; `malformed` says why it isn't one."""

    text: str
    status: str
    citations: tuple[Citation, ...]
    malformed: str | None = None

    @property
    def abstained(self) -> bool:
        """By the typed status alone."""
        return self.status == "abstained"

    @property
    def reading(self) -> Reading:
        """The answer read."""
        return read(self.text)

    def cited_in(self, span: Span) -> tuple[tuple[Citation, ...], int]:
        """The citations that a part of the answer names, each place once, and how many ids are invented."""
        by_number = {one.number: one for one in reversed(self.citations)}
        numbers = markers_in(self.text[span.start : span.end])
        found = {by_number[number].place: by_number[number] for number in numbers if number in by_number}
        return tuple(found.values()), sum(number not in by_number for number in numbers)


def parse_reply(body: Mapping[str, Any] | None, *, field: str) -> Reply:
    """A reply with its text in `field` ("answer" or "summary")."""
    if not isinstance(body, Mapping):
        return Reply("", "", (), "no JSON object")
    text, status, citations = body.get(field), body.get("status"), body.get("citations")
    if not isinstance(text, str):
        return Reply("", "", (), f"no text in {field!r}")
    if status not in STATUSES:
        return Reply(text, "", (), f"status {status!r} is none of {', '.join(STATUSES)}")
    if len(text) > MOST_CHARACTERS:
        return Reply("", status, (), f"a text of {len(text):,} characters, over {MOST_CHARACTERS:,}")
    if not isinstance(citations, list):
        return Reply(text, status, (), "no list of citations")
    return Reply(text, status, tuple(map(_citation, citations)))


def _citation(item: object) -> Citation:
    fields: Mapping[str, object] = item if isinstance(item, Mapping) else {}
    number, start, end = (_whole(fields.get(name)) for name in ("number", "start", "end"))
    article_id, quote = (_text(fields.get(name)) for name in ("article_id", "quote"))
    return Citation(number, article_id, quote, start, end)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
