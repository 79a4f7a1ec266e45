"""The sentences that a summary may take, each with what it leans on and where it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.answer.markup import is_headline
from app.answer.statements import states
from app.answer.summaries.leaning import Leans, leans
from app.answer.verbatim import draft_claim, sentence_text
from app.language.words import Word, words
from app.models import Passage, Span

LEAST_WORDS = 6
LEAST_SENTENCE = 3  # words before a full stop: "Adults pay £6."
FIGURE, NAME = 2.0, 1.3  # what a number and a name count beside another word: facts are made of them
UNFINISHED = 0.1  # what a sentence is worth that has no stop, in an article where none has
OF_ITSELF = 0.05  # the same, of one that tells of its own text: "This report was filed from Beijing"

_NOT_PROSE = re.compile(
    r"^(?:photo|image|picture|caption|source:|\[|>)|:$|^(?:for (?:examples?|details|more)\b.*)?\bsee\b",
    re.I,
)
_ENDS = re.compile(r"[.!…。！][\"”’')\]]*(?:\[[^\]]{1,40}\])*$")
_ITEM = re.compile(r"(?:[-*+•‣]|\d{1,3}[.)])\s")
# "This report" or "the table below"; "the report" is more likely one that the text speaks of.
_TEXT = (
    r"(?:account|article|chapter|document|essay|guide|list|note|overview|page|paper|post|report|review|section|"
    r"story|summary|table|text|timeline)"
)
_OF_ITSELF = re.compile(
    rf"^(?:this {_TEXT}|the {_TEXT} (?:above|below|that follows))(?:\s+\w+){{0,2}}?\s+"
    r"(?:answers|begins|compares|compiled|covers|deals|describes|discusses|edited|ends|examines|explains|filed|"
    r"gives|lists|looks|outlines|presents|published|reviews|sorts|summari[sz]es|sums|traces|translated|updated|"
    r"written)\b",
    re.I,
)
_ADJACENT = 3  # characters of white space between two sentences that follow each other


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source.

    `article` and `section` number its article and its passage, `nth` counts those of its article, `before` is
    the place among all of the one right before it, `items` numbers the list that it is an item of. `concepts`
    has its content stems, each with what its kind counts; `quality` is below 1 for what hardly is a sentence,
    and 0 for what isn't to be taken.
    """

    passage: Passage
    span: Span
    article: int
    section: int
    nth: int
    word_count: int
    concepts: Mapping[str, float]
    leans: Leans
    before: int | None
    items: int | None
    opens_paragraph: bool
    quality: float

    @property
    def order(self) -> tuple[int, int]:
        """Its place in reading order."""
        return self.article, self.span.start


@dataclass(slots=True)
class _Reader:
    """What was read of each article so far."""

    articles: dict[str, int] = field(default_factory=dict)
    seen: set[tuple[int, int]] = field(default_factory=set)
    ends: dict[int, int] = field(default_factory=dict)
    taken: dict[int, list[int]] = field(default_factory=dict)
    last: tuple[int, int] | None = None  # place and end of the sentence read last, when it can be taken
    lists: int = 0
    found: list[Sentence] = field(default_factory=list)


def read_sentences(passages: Sequence[Passage]) -> list[Sentence]:
    """Each sentence that states something once (passages overlap), in the order of the passages."""
    reader = _Reader()
    for section, passage in enumerate(passages):
        article = reader.articles.setdefault(passage.article_id, len(reader.articles))
        for place, span in enumerate(passage.sentences):
            if (article, span.start) not in reader.seen:
                reader.seen.add((article, span.start))
                _read(reader, passage, place, article, section)
    finished = {one.article for one in reader.found if one.quality > UNFINISHED}
    return [
        replace(one, quality=0.0) if one.quality == UNFINISHED and one.article in finished else one
        for one in reader.found  # what has no stop among sentences that have one is cut off, or a caption
    ]


def _read(reader: _Reader, passage: Passage, place: int, article: int, section: int) -> None:
    span = passage.sentences[place]
    gap = _gap(passage, reader.ends.get(article), span)
    reader.ends[article] = span.end
    raw = sentence_text(passage, span)
    is_item = _ITEM.match(raw) is not None
    reader.lists += not is_item
    text = draft_claim(passage, span).text
    if is_headline(passage, span) or not _is_prose(text) or not states(passage, place):
        reader.last = None
        return
    taken = reader.taken.setdefault(article, [])
    follows = gap is not None and reader.last is not None and reader.last[0] == article
    reader.found.append(
        Sentence(
            passage=passage,
            span=span,
            article=article,
            section=section,
            nth=len(taken),
            word_count=len(text.split()),
            concepts=dict(_concepts(text)),
            leans=leans(text),
            before=taken[-1] if follows else None,
            items=reader.lists if is_item else None,
            opens_paragraph=gap is None or gap.count("\n") > 1,
            quality=_quality(text, is_item=is_item),
        )
    )
    taken.append(len(reader.found) - 1)
    reader.last = (article, span.end)


def _gap(passage: Passage, end: int | None, span: Span) -> str | None:
    """What stands between a sentence and the one read before it; None when they don't follow each other."""
    if end is None or span.start < end:
        return None
    if end >= passage.start:
        gap = passage.text[end - passage.start : span.start - passage.start]
        return gap if not gap.strip() else None
    # Between two passages; a single space or line break is one character.
    apart = span.start - end
    return "\n" * apart if apart <= _ADJACENT else None


def _is_prose(text: str) -> bool:
    least = LEAST_SENTENCE if text.endswith((".", "!")) else LEAST_WORDS
    return len(text.split()) >= least and not _NOT_PROSE.search(text)


def _quality(text: str, *, is_item: bool) -> float:
    if _OF_ITSELF.match(text):
        return OF_ITSELF
    return UNFINISHED if text[:1].islower() or not (is_item or _ENDS.search(text)) else 1.0


def _concepts(text: str) -> Iterator[tuple[str, float]]:
    counts: dict[str, float] = {}
    for word in words(text):
        if not word.is_stop:
            counts[word.stem] = max(counts.get(word.stem, 0.0), _kind(word))
    yield from counts.items()


def _kind(word: Word) -> float:
    if any(character.isdigit() for character in word.text):
        return FIGURE
    return NAME if word.start and word.text[0].isupper() else 1.0
