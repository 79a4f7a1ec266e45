"""Words and sentences with their places: every offset counts code points of the text as it was given."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKER = re.compile(r"\[\s*\d{1,6}(?:\s*,\s*\d{1,6})*\s*\]")
_LINE_END = re.compile(r"\n(?!\s*[a-z])")  # a line that goes on in lower case is the same sentence
_BULLET = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)]|#+)[ \t]+")
# A full stop ends a sentence when markers or a capital, a quotation mark or a figure follow.
_STOP = re.compile(
    r"[.!?]+[\"”’')]*(?P<markers>(?:\s*\[\s*\d{1,6}(?:\s*,\s*\d{1,6})*\s*\])*)(?=\s+[\"“‘'(\[]*[A-Z0-9]|\s*$)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|St|No|vs|approx|e\.g|i\.e|[A-Z])|\b(?:[A-Z]\.)+[A-Z])$"
)
_STOP_WORDS = """
a about after again all also although an and another any are as at be because been before being both but
by can could did do does during each for from had has have he her hers him his how i if in into is it its
itself just may me more most must my no nor not of off on once one only or other our out over own same
she should so some such than that the their theirs them themselves then there these they this those
through to too under until up very was we were what when where whether which while who whom whose why
will with within without would you your according said says
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Whether a range lies within."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place: `folded` without case, accents and possessive, `stem` without its ending too."""

    text: str
    folded: str
    stem: str
    start: int
    end: int


def fold(word: str) -> str:
    """A word without case, accents and a possessive ending."""
    plain = unicodedata.normalize("NFKD", word).replace("’", "'")
    bare = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    return bare.removesuffix("'s").removesuffix("'")


@lru_cache(maxsize=20_000)
def stem(folded: str) -> str:
    """A folded word without its plural or verb ending: crude, but the same on both sides of a comparison."""
    if len(folded) < 3 or not folded.isalpha():
        return folded
    word = folded
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            if ending in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    found = ((match[0], fold(match[0]), match.span()) for match in _WORD.finditer(text))
    return tuple(Word(raw, folded, stem(folded), *span) for raw, folded, span in found)


@lru_cache(maxsize=20_000)
def stems(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase; `...` in it stays, as a gap."""
    parts = re.split(r"(\.\.\.|…)", phrase)
    return tuple(
        item
        for part in parts
        for item in (("...",) if part in ("...", "…") else [one for one, _ in _in_full(words(part))])
    )


def content_words(among: Iterable[Word]) -> tuple[Word, ...]:
    """Words that carry meaning of their own, figures apart."""
    return tuple(word for word in among if word.folded not in STOP_WORDS and not word.folded[:1].isdigit())


def without_markers(text: str) -> str:
    """The text with spaces in place of its markers, so that offsets stay."""
    return _MARKER.sub(lambda match: " " * len(match[0]), text)


def markers_in(text: str) -> tuple[int, ...]:
    """The numbers of the citations that a text names, each once, in order."""
    found = (int(number) for match in _MARKER.finditer(text) for number in re.findall(r"\d+", match[0]))
    return tuple(dict.fromkeys(found))


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences with the markers that follow them; each line, bullet or heading starts anew."""
    return tuple(span for line in _lines(text) for span in _sentences_of_line(text, line))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for end in [*(match.start() for match in _LINE_END.finditer(text)), len(text)]:
        bullet = _BULLET.match(text, start, end)
        yield Span(bullet.end() if bullet else start, end)
        start = end + 1


def _sentences_of_line(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for stop in _STOP.finditer(text, line.start, line.end):
        if stop["markers"] or not _ABBREVIATION.search(text, max(start, stop.start() - 12), stop.start()):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, line.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without white space around it; nothing where there is no letter or figure."""
    part = text[start:end]
    if _WORD.search(without_markers(part)):
        left = len(part) - len(part.lstrip())
        yield Span(start + left, start + len(part.rstrip()))


def find_phrase(phrase: str, among: Sequence[Word], *, gap: int = 8) -> Iterator[Span]:
    """Where the phrase's words follow each other, endings aside; `...` stands for up to `gap` words."""
    wanted = stems(phrase.strip(". …"))
    if not wanted:
        return
    written = _in_full(among)
    have = [one for one, _ in written]
    for first in range(len(have)):
        last = _match_from(wanted, have, first, gap)
        if last is not None:
            yield Span(written[first][1].start, written[last - 1][1].end)


def _in_full(among: Sequence[Word]) -> list[tuple[str, Word]]:
    """Stems with their words; "aren't" is "are not", both at its place."""
    full: list[tuple[str, Word]] = []
    for word in among:
        if word.folded.endswith("n't"):
            verb = word.folded.removesuffix("n't")
            full += [(stem({"ca": "can", "wo": "will", "sha": "shall"}.get(verb, verb)), word), ("not", word)]
        else:
            full.append((word.stem, word))
    return full


def _match_from(wanted: Sequence[str], have: Sequence[str], at: int, gap: int) -> int | None:
    """The place after the match that starts at `at`."""
    for place, stem_wanted in enumerate(wanted):
        if stem_wanted == "...":
            rest = wanted[place + 1 :]
            ends = (_match_from(rest, have, at + skipped, gap) for skipped in range(gap + 1))
            return next((end for end in ends if end is not None), None) if rest else at
        if at >= len(have) or have[at] != stem_wanted:
            return None
        at += 1
    return at
