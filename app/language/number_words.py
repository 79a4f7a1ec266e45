"""Numbers written in words: "one hundred and forty-five", "eightieth", "two-thirds", "a dozen"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_UNITS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ORDINAL_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"

SCALES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
}
_SMALL = dict(zip(_UNITS.split(), range(20), strict=True)) | dict(
    zip(_TENS.split(), range(20, 100, 10), strict=True)
)
_ORDINALS = (
    dict(zip(_ORDINAL_UNITS.split(), _UNITS.split(), strict=True))
    | dict(zip(_ORDINAL_TENS.split(), _TENS.split(), strict=True))
    | {f"{scale}th": scale for scale in ("hundred", *SCALES)}
)
_FRACTIONS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    f"{ordinal}{plural}": _SMALL[cardinal]
    for ordinal, cardinal in _ORDINALS.items()
    if 3 <= _SMALL.get(cardinal, 0) <= 20
    for plural in ("", "s")
}
_MULTIPLIED = ("hundred", "dozen", *SCALES)

_WORD = "|".join(sorted({*_SMALL, *_ORDINALS, *_MULTIPLIED}, key=len, reverse=True))
_RUN = re.compile(
    rf"\b(?:(?P<half>half\s+an?\s+)(?=(?:{'|'.join(_MULTIPLIED)})\b)|an?\s+(?=(?:{'|'.join(_MULTIPLIED)})\b))?"
    rf"(?:{_WORD})\b(?:[\s‐‑-]+(?:and\s+)?(?:{_WORD})\b)*",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?:an?\s+(?=\w+(?:\s+of\b|\s*[^\w\s-]|$))|(?P<count>{'|'.join(list(_SMALL)[1:20])})[\s‐‑-]+)?"
    rf"(?P<part>{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_HALF_OF = re.compile(r"\s+(?:of|the|its|their|his|her|our|all|as)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words at `text[start:end]`; `bare_one` marks a lone "one", which may be a pronoun."""

    value: Decimal
    ordinal: bool
    start: int
    end: int
    bare_one: bool = False


@dataclass(frozen=True, slots=True)
class _Sum:
    """What has been read so far: whole groups of thousands, the group being read, and the last scale."""

    total: int = 0
    group: int = 0
    scale: int = 10**18
    closed: bool = False  # nothing can follow a dozen or an ordinal
    joins: bool = False  # "and" may follow a hundred or a scale

    @property
    def value(self) -> int:
        return self.total + self.group


def spelled(text: str) -> list[Spelled]:
    """The numbers in words of a text, in order; an idiom such as "at first" isn't one."""
    found = list(_fractions(text))
    taken = [(fraction.start, fraction.end) for fraction in found]
    for run in _RUN.finditer(text):
        if not any(start < run.end() and run.start() < end for start, end in taken):
            found += _numbers_in_run(text, run)
    return sorted((one for one in found if not _is_idiom(text, one)), key=lambda one: one.start)


def _fractions(text: str) -> Iterator[Spelled]:
    """Fractions: a count before a part ("two-thirds"), "a third of", "half of"."""
    for match in _FRACTION.finditer(text):
        part, counted = match["part"].lower(), match["count"] is not None
        is_article = not counted and match.start() != match.start("part")
        plural = part.endswith("s") or part == "half"
        if counted:
            count = _SMALL[match["count"].lower()]
            if (count == 1) == (part.endswith("s")) or (count > 1 and not plural):
                continue
        elif not (is_article or (part == "half" and _HALF_OF.match(text, match.end()))):
            continue
        else:
            count = 1
        value = (Decimal(count) / _FRACTIONS[part]).quantize(Decimal("0.0001"))
        yield Spelled(value, False, match.start(), match.end())


def _numbers_in_run(text: str, run: re.Match[str]) -> Iterator[Spelled]:
    """The numbers of a run of number words: a word that can't go on with a number begins the next."""
    tokens = [
        (match[0].lower(), match.start(), match.end())
        for match in _TOKEN.finditer(text, run.start(), run.end())
    ]
    halved = run["half"] is not None
    position = 1 if halved else 0  # the article after "half" counts as one
    while position < len(tokens):
        start, state, after, ordinal = tokens[0 if halved else position][1], _Sum(), position, False
        end = start
        while after < len(tokens) and not state.closed:
            after += tokens[after][0] == "and" and state.joins
            extended = _extended(state, tokens[after][0])
            if extended is None:
                break
            ordinal = tokens[after][0] in _ORDINALS
            state, end, after = extended, tokens[after][2], after + 1
        if end > start:
            bare_one = after - position == 1 and tokens[position][0] == "one"
            yield Spelled(Decimal(state.value) / (2 if halved else 1), ordinal, start, end, bare_one)
        position, halved = max(after, position + 1), False


def _extended(state: _Sum, word: str) -> _Sum | None:
    """The sum with one more word, or None when the word doesn't continue it."""
    ordinal, word = word in _ORDINALS, _ORDINALS.get(word, word)
    if word in ("a", "an"):
        return _Sum(group=1) if state.value == 0 and not state.joins else None
    if word in _SMALL:
        return _with_small(state, _SMALL[word], ordinal)
    if word not in _MULTIPLIED or state.group == 0 or SCALES.get(word, 0) >= state.scale:
        return None
    if word in SCALES:
        return _Sum(state.total + state.group * SCALES[word], 0, SCALES[word], ordinal, True)
    if state.group >= 100:
        return None
    factor = 12 if word == "dozen" else 100
    return _Sum(state.total, state.group * factor, state.scale, ordinal or factor == 12, factor == 100)


def _with_small(state: _Sum, value: int, closed: bool) -> _Sum | None:
    """The sum with a number under a hundred: five goes after twenty, neither after five nor after ten."""
    rest = state.group % 100
    fits = rest == 0 if value >= 10 else rest == 0 or (rest >= 20 and rest % 10 == 0 and value > 0)
    if not fits or (value == 0 and state.value):
        return None
    return _Sum(state.total, state.group + value, state.scale, closed or value == 0)


_BEFORE_IDIOM = re.compile(r"\b(?:at\s+first|per\s+second|no\s+one|every\s*one)$", re.IGNORECASE)
_AFTER_IDIOM = re.compile(
    r"\bfirst\s+of\s+all\b|\bone\s+another\b|\bfirst(?:-|\s)hand\b|\bsecond(?:-|\s)hand\b", re.IGNORECASE
)
_NAMED_ORDINAL = re.compile(r"[A-Z]\w+\s+[A-Z]")  # Second World War, First Lady: a name, checked as one


def _is_idiom(text: str, one: Spelled) -> bool:
    """Whether a number word doesn't count here: an idiom, or an ordinal that is part of a name."""
    if _BEFORE_IDIOM.search(text, max(0, one.start - 8), one.end) or _AFTER_IDIOM.match(text, one.start):
        return True
    return one.ordinal and _NAMED_ORDINAL.match(text, one.start) is not None
