"""Numbers as values: in figures or words, plain, percent or ordinal, with the bound said with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evals.score.bounds import bound_of
from evals.score.text import Span

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_CARDINALS = {**_SMALL, **_TENS, "dozen": 12, "hundred": 100, **_SCALES}
_IRREGULAR = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_ORDINALS = {
    **_IRREGULAR,
    **{
        (f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"): value
        for word, value in _CARDINALS.items()
        if value not in (1, 2, 3, 5, 8, 9, 12)
    },
}
_ANY_WORD = "|".join(sorted({*_CARDINALS, *_ORDINALS}, key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<![\w-])(?:an?\s+(?=(?:dozen|hundred|thousand|million|billion)\b))?"
    rf"(?:{_ANY_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_ANY_WORD}))*(?![a-z])",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:(?P<ordinal>st|nd|rd|th)\b|\s?(?P<scale>thousand|million|billion|trillion|bn)\b|(?P<decade>s)\b)?"
    r"(?![\w])(?!,\d{3}\b)",
    re.IGNORECASE,
)
# Words for a number only in "a … of": a score is also what a game ends with.
_GROUPS_OF = {"score": 20, "trio": 3}
_GROUP_OF = re.compile(rf"\b(?:a\s+)?(?P<word>{'|'.join(_GROUPS_OF)})(?=\s+of\s+[^\W\d])", re.IGNORECASE)
_SHORT_SCALES = {**_SCALES, "bn": 10**9}
_PERCENT = re.compile(r"\s?%|[\s-](?:percent|per\s+cent|pct)\b(?!age)", re.IGNORECASE)
_POINTS = re.compile(r"\s?%?[\s-](?:percentage[\s-]points?)\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"[\s-](?:halves|thirds|quarters|fourths|fifths|sixths|eighths|tenths)\b", re.IGNORECASE
)
_RESTATED = {">=": (-1, ">"), ">": (1, ">="), "<=": (1, "<"), "<": (-1, "<=")}
_PLAIN = ("one", "first", "second")
_DEFINITE = re.compile(r"\b(?:the|these|those)\s+$", re.IGNORECASE)
_RANGE = re.compile(r"(?:\s*[–-]\s*|\s+(?:to|and)\s+)[$€£]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a text says: `start` to `end` has its bound, sign and ordinal ending in it.

    `kind` is number, percent, ordinal, or one that no fact is: points, fraction, decade. `bound` is one of a
    fact's, or "range" for the ends of one. `at` is where the number itself begins, `plain` marks the words
    "one", "first", "second" and "the two", which often count nothing.
    """

    value: float
    kind: str
    bound: str
    start: int
    end: int
    at: int
    plain: bool = False

    @property
    def restated(self) -> "Number":
        """The same of whole things the other way: at least 21 is more than 20, less than 4 is at most 3."""
        step, bound = _RESTATED.get(self.bound, (0, self.bound)) if self.kind == "number" else (0, self.bound)
        return replace(self, value=self.value + step, bound=bound) if self.value.is_integer() else self


def find_numbers(text: str, *, dates: Sequence[Span] = ()) -> tuple[Number, ...]:
    """Numbers in order; those within dates aren't read."""
    figures = tuple(_figures(text))
    # The "million" of "2.4 million" is no number of its own.
    taken = [Span(one.at, one.end - 1) for one in figures]
    spelled = (one for one in _spelled(text) if not any(span.holds(one.at, one.at) for span in taken))
    bare = sorted((*figures, *spelled), key=lambda number: number.at)
    free = [one for one in bare if not any(span.holds(one.at, one.at) for span in dates)]
    return tuple(_with_range(text, free, place) for place in range(len(free)))


def _figures(text: str) -> Iterator[Number]:
    for match in _FIGURES.finditer(text):
        value = float(match["digits"].replace(",", ""))
        value *= _SHORT_SCALES.get((match["scale"] or "").lower(), 1)
        kind = "ordinal" if match["ordinal"] else "decade" if match["decade"] else "number"
        yield _dressed(text, value, kind, match.start(), match.end())


def _spelled(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        for value, kind, start, end in _groups(match[0], match.start()):
            word = text[start:end].lower()
            plain = word in _PLAIN or (word == "two" and bool(_DEFINITE.search(text[:start])))
            yield _dressed(text, value, kind, start, end, plain=plain)
    for match in _GROUP_OF.finditer(text):
        yield _dressed(text, float(_GROUPS_OF[match["word"].lower()]), "number", match.start(), match.end())


def _groups(run: str, offset: int) -> Iterator[tuple[float, str, int, int]]:
    """The numbers in a run of number words: "twenty five" is one, "twenty thirty" are two."""
    total, current, start, end, last = 0, 0, -1, 0, 0
    for match in re.finditer(r"[a-z]+", run.lower()):
        word = match[0]
        if word in ("and", "a", "an"):
            start = match.start() if start < 0 else start
            continue
        value, ordinal = _CARDINALS.get(word, _ORDINALS.get(word, 0)), word in _ORDINALS
        if last and word != "dozen" and not _continues(last, value):
            yield float(total + current), "number", offset + start, offset + end
            total, current, start = 0, 0, match.start()
        start = match.start() if start < 0 else start
        total, current = _added(total, current, value, multiplies=word in ("dozen", "hundred"))
        end, last = match.end(), value
        if ordinal:
            yield float(total + current), "ordinal", offset + start, offset + end
            total, current, start, last = 0, 0, -1, 0
    if last:
        yield float(total + current), "number", offset + start, offset + end


def _added(total: int, current: int, value: int, *, multiplies: bool) -> tuple[int, int]:
    if value >= 1000:
        return total + (current or 1) * value, 0
    return total, current * value if multiplies and current else current + value


def _continues(last: int, value: int) -> bool:
    """Whether a number word goes on from the one before: twenty-five, two hundred, thousand and four."""
    if value >= 100:
        return value > last or last >= 1000
    return last >= 100 or (20 <= last < 100 and 0 < value < 10)


def _dressed(text: str, value: float, kind: str, at: int, end: int, *, plain: bool = False) -> Number:
    """The number with what is said around it: percent, points, its bound."""
    for pattern, named in ((_POINTS, "points"), (_PERCENT, "percent"), (_FRACTION, "fraction")):
        unit = pattern.match(text, end) if kind == "number" else None
        if unit:
            kind, end = named, unit.end()
    bound, start, end = bound_of(text, at, end)
    return Number(value, kind, bound, start, end, at, plain)


def _with_range(text: str, numbers: Sequence[Number], place: int) -> Number:
    """Marks the ends of "7 to 10", "between 7 and 10", so that neither is taken for the value."""
    one = numbers[place]
    for first, second in ((place - 1, place), (place, place + 1)):
        if first >= 0 and second < len(numbers) and _is_range(text, numbers[first], numbers[second]):
            return Number(one.value, one.kind, "range", one.start, one.end, one.at, one.plain)
    return one


def _is_range(text: str, first: Number, second: Number) -> bool:
    joint = _RANGE.fullmatch(text, first.end, second.at)
    if joint is None or first.kind == "ordinal" or second.kind == "ordinal":
        return False
    return "and" not in joint[0].lower() or bool(re.search(r"\bbetween\s+[$€£]?$", text[: first.at], re.I))
