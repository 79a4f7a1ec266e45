"""Claims made of true sentences: some said in another form and still right, some turned wrong in one thing.

A few turned ones may be true by chance (a name changed for another that did the same); the share is small,
and the same for whoever is judged.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.bench.quality.data import Document
from evals.bench.quality.trap_templates import RIGHT, WRONG

_SENTENCE = re.compile(r"(?<=[a-z0-9)][.?!]) (?=[A-Z])")
_WORDS = range(6, 41)  # of a sentence that a claim is made of
_LEAST_PASSAGE = 300  # characters


@dataclass(frozen=True, slots=True)
class Trap:
    """A claim made of a passage's sentence by a template, and whether the passage still bears it out."""

    template: str
    claim: str
    passage: str
    is_right: bool
    half: int


def made_traps(documents: Sequence[Document], *, most: int) -> list[Trap]:
    """At most so many of each template in each half, chosen by their hash. Deterministic."""
    found: dict[tuple[str, int], list[Trap]] = {}
    for trap in sorted(_all(documents), key=lambda one: _hash(one.claim + one.template)):
        chosen = found.setdefault((trap.template, trap.half), [])
        if len(chosen) < most:
            chosen.append(trap)
    return [trap for group in found.values() for trap in group]


def _all(documents: Sequence[Document]) -> Iterator[Trap]:
    for passage in (paragraph for document in documents for paragraph in _paragraphs(document)):
        half = _hash(passage) % 2
        sentences = [
            one for one in _SENTENCE.split(passage) if len(one.split()) in _WORDS and one[-1:] == "."
        ]
        for sentence in sentences:
            for is_right, templates in ((False, WRONG), (True, RIGHT)):
                for name, template in templates.items():
                    claim = template(sentence, passage)
                    if claim is not None and (is_right or claim not in passage):
                        yield Trap(name, claim, passage, is_right, half)


def _paragraphs(document: Document) -> Sequence[str]:
    return document.paragraphs or [one for one in document.text.split("\n\n") if len(one) >= _LEAST_PASSAGE]


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)
