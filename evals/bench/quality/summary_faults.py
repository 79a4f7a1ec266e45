"""What no summary should have, whatever it says: counted from the reply and the articles alone."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from evals.bench.quality.hanging import why_it_hangs
from evals.score.reply import Reply, parse_reply
from evals.score.summary import word_count
from evals.score.text import content_words, words

ALIKE = 0.6  # of the shorter sentence's content words, from which two say nearly the same
FAULTS = (
    "opens hanging",
    "sentence hangs",
    "heading or caption",
    "near repeat",
    "over the limit",
    "quote not verbatim",
    "coverage untrue",
)
_NOT_PROSE = re.compile(
    r"\A(?:#|\||!\[|>|(?:photo|image|picture|caption|figure|credit|source|video)\b[^.:]{0,20}:)|[:?]\Z", re.I
)
_ENDS = re.compile(r"[.!…][\"”’')\]]*(?:\[[^\]]*\])*\Z")  # "[citation needed]" may follow


@dataclass(frozen=True, slots=True)
class Section:
    """A passage that a summary was made from, at its place."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Summarized:
    """A summary as it came: the reply's body, and the sections that its stream named."""

    body: Mapping[str, Any]
    sections: tuple[Section, ...]

    @property
    def sentences(self) -> list[str]:
        """Its claims."""
        return [str(claim["text"]) for claim in self.body["claims"]]

    @property
    def reply(self) -> Reply:
        """The reply as it is scored."""
        return parse_reply(self.body, field="summary")


def faults_of(summary: Summarized, texts: Mapping[str, str], *, max_words: int) -> list[str]:
    """Each fault as `name: what`; `texts` are the articles by id."""
    found = [*_of_sentences(summary.sentences, list(texts.values())), *_of_citations(summary.reply, texts)]
    count = word_count(summary.reply.text)
    if count > max_words:
        found.append(f"over the limit: {count} words, at most {max_words}")
    expected = true_coverage(summary)
    said = summary.body.get("coverage")
    if not isinstance(said, float | int) or not math.isclose(said, expected, abs_tol=0.001):
        found.append(f"coverage untrue: says {said}, it is {expected:.4f}")
    return found


def true_coverage(summary: Summarized) -> float:
    """The share of the sections that hold a part of a cited quote."""
    held = [
        any(
            one.article_id == section.article_id
            and (one.start or 0) < section.end
            and section.start < (one.end or 0)
            for one in summary.reply.citations
        )
        for section in summary.sections
    ]
    return sum(held) / len(held) if held else 0.0


def _of_sentences(sentences: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    sources = [" ".join(text.split()) for text in texts]
    for place, text in enumerate(sentences):
        if why := why_it_hangs(text):
            if place == 0:
                yield f"opens hanging: {text} [{why}]"
            elif not any(_follow(sentences[place - 1], text, source) for source in sources):
                yield f"sentence hangs: {text} [{why}]"
        if _NOT_PROSE.search(text) or not _ENDS.search(text):
            yield f"heading or caption: {text}"
    stems = [{word.stem for word in content_words(words(text))} for text in sentences]
    for one, other in combinations(range(len(sentences)), 2):
        shorter = min(len(stems[one]), len(stems[other]))
        if shorter and len(stems[one] & stems[other]) >= ALIKE * shorter:
            yield f"near repeat: {sentences[one]} / {sentences[other]}"


def _follow(one: str, other: str, source: str) -> bool:
    """Whether a sentence stands right after another in a source, but for a list mark."""
    return re.search(rf"{re.escape(one)}\W{{1,6}}{re.escape(other)}", source) is not None


def _of_citations(reply: Reply, texts: Mapping[str, str]) -> Iterator[str]:
    for one in reply.citations:
        if texts.get(one.article_id or "", "")[one.start or 0 : one.end or 0] != one.quote or not one.quote:
            yield f"quote not verbatim: {one.quote}"
