"""Small lies: a passing reply with one thing changed, which the scorers must notice.

Figures and dates are changed anywhere; a negation or another bound is put where a required fact is said,
since elsewhere it needn't make the reply wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals.model import Case, Finding, Recorded
from evals.score.dates import MONTHS
from evals.score.reading import read
from evals.score.text import Span, content_words, words
from evals.seeds import Seeds

_UNIT = re.compile(
    r"(?:\s?%|[\s-](?:percent|per cent)\b)|[\s-](?:years?|months?|weeks?|days?|hours?)\b", re.I
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|did|does|do)\b"
    r"(?! not| only| just|n['’]t)",
    re.IGNORECASE,
)
_FLIPPED = {
    "more than": "fewer than",
    "over": "under",
    "above": "below",
    "at least": "at most",
    "up to": "at least",
    "at most": "at least",
    "less than": "more than",
    "fewer than": "more than",
    "under": "over",
    "no more than": "no fewer than",
    "as much as": "no less than",
    "as high as": "no less than",
    "upper limit": "lower limit",
    "ceiling": "floor",
    "maximum": "minimum",
}
_BOUND = re.compile(rf"\b(?:{'|'.join(sorted(_FLIPPED, key=len, reverse=True))})\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
_DAY = re.compile(r"\b\d{1,2}(?!\d)")
_MONTH = re.compile(rf"\b(?:{'|'.join(month.capitalize() for month in MONTHS)})\b")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reply with one thing changed, and what was done to it."""

    kind: str
    done: str
    recorded: Recorded


def mutants(case: Case, recorded: Recorded, facts: Sequence[Finding], seeds: Seeds) -> Iterator[Mutant]:
    """All mutants of a passing reply; `facts` are its findings, which say where facts are said."""
    field = "summary" if case.kind == "summary" else "answer"
    body = recorded.body or {}
    text = str(body.get(field, ""))
    for kind, done, changed in _texts(text, [one for one in facts if one.met and one.required and one.span]):
        if changed != text:
            yield Mutant(kind, done, _with(recorded, {field: changed}))
    yield from _citations(recorded, field, seeds)


def _with(recorded: Recorded, fields: dict[str, Any]) -> Recorded:
    return recorded.model_copy(update={"body": {**(recorded.body or {}), **fields}})


def _texts(text: str, facts: Sequence[Finding]) -> Iterator[tuple[str, str, str]]:
    yield from _numbers(text)
    yield from _dates(text)
    yield from _units(text, facts)
    for fact in facts:
        if fact.span is not None:
            yield from _bounds(text, Span(*fact.span))
            yield _negation(text, Span(*fact.span))


def _numbers(text: str) -> Iterator[tuple[str, str, str]]:
    for number in read(text).numbers:
        figures = _FIGURES.match(text, number.at)
        if figures:  # what stands before "million" is changed alone
            value, end = float(figures[0].replace(",", "")), figures.end()
        elif number.kind == "number" and not number.plain:  # in words; changed to figures
            value, end = number.value, number.end
        else:
            continue
        changes = (("number +1", value + 1), ("number -1", value - 1), ("number x10", value * 10))
        for kind, changed in changes:
            new = f"{changed:.10g}"
            yield kind, f"{text[number.at : end]} -> {new}", text[: number.at] + new + text[end:]


def _dates(text: str) -> Iterator[tuple[str, str, str]]:
    for day in read(text).days:
        month, figures = (form.search(text, day.start, day.end) for form in (_MONTH, _DAY))
        if month:
            new = MONTHS[(MONTHS.index(month[0].lower()) + 1) % len(MONTHS)].capitalize()
            yield "month swap", f"{month[0]} -> {new}", text[: month.start()] + new + text[month.end() :]
        if month and figures:
            new = str(int(figures[0]) % 28 + 1)
            yield "day +1", f"{figures[0]} -> {new}", text[: figures.start()] + new + text[figures.end() :]


def _units(text: str, facts: Sequence[Finding]) -> Iterator[tuple[str, str, str]]:
    """A percent sign dropped anywhere; a unit of time where a fact says it."""
    for number in read(text).numbers:
        digits_end = number.end - len(" percent") if number.kind == "percent" else number.end
        match = _UNIT.search(text, max(number.at, digits_end - 2), number.end + 8)
        in_fact = any(one.span and Span(*one.span).holds(number.at, number.at) for one in facts)
        if match and (number.kind == "percent" or (in_fact and match.start() == number.end)):
            yield "unit drop", f"{match[0].strip()} dropped", text[: match.start()] + text[match.end() :]


def _bounds(text: str, fact: Span) -> Iterator[tuple[str, str, str]]:
    match = _BOUND.search(text, fact.start, fact.end)
    if match and any(fact.holds(number.at, number.at) for number in read(text).numbers):
        new = _FLIPPED[match[0].lower()]
        yield "bound flip", f"{match[0]} -> {new}", text[: match.start()] + new + text[match.end() :]


def _negation(text: str, fact: Span) -> tuple[str, str, str]:
    """ "not" after the verb of the clause that says the fact, else a denial before the sentence."""
    reading = read(text)
    clause, sentence = reading.clause_at(fact.start), reading.sentence_at(fact.start)
    before = list(_AUXILIARY.finditer(text, clause.start, fact.start))
    if before:
        at = before[-1].end()
        return "negation", f"{before[-1][0]} not", f"{text[:at]} not{text[at:]}"
    denial = "It is not true that "
    return "negation", denial, text[: sentence.start] + denial + text[sentence.start :]


def _citations(recorded: Recorded, field: str, seeds: Seeds) -> Iterator[Mutant]:
    body = recorded.body or {}
    text, citations = str(body[field]), list(body.get("citations", ()))
    reading = read(text)
    for span in reading.sentences:
        part = text[span.start : span.end]
        bare = re.sub(r"\s*\[[\d,\s]+\]", "", part)
        if bare != part:
            changed = text[: span.start] + bare + text[span.end :]
            yield Mutant("citation drop", "markers dropped", _with(recorded, {field: changed}))
    for place, citation in enumerate(citations):
        if f"[{citation['number']}]" not in text:
            continue
        edited = {**citation, "quote": _edited(str(citation["quote"]))}
        yield Mutant("quote edit", edited["quote"], _replaced(recorded, citations, place, edited))
        other = _unrelated(citation, text, seeds)
        if other:
            yield Mutant(
                "citation swap", other["quote"], _replaced(recorded, citations, place, {**citation, **other})
            )


def _replaced(recorded: Recorded, citations: list[Any], place: int, new: dict[str, Any]) -> Recorded:
    return _with(recorded, {"citations": [*citations[:place], new, *citations[place + 1 :]]})


def _edited(quote: str) -> str:
    """The quote without one letter in the middle."""
    middle = len(quote) // 2
    return quote[:middle] + quote[middle + 1 :]


def _unrelated(citation: dict[str, Any], text: str, seeds: Seeds) -> dict[str, Any] | None:
    """The sentence of another article that shares the fewest words with the answer."""
    said = {word.stem for word in content_words(words(text))}
    best: tuple[int, str, Span] | None = None
    for article_id, seed in sorted(seeds.articles.items()):
        if article_id == citation["article_id"]:
            continue
        reading = read(seed.text)
        for span in reading.sentences:
            shared = sum(word.stem in said for word in reading.words_in(span))
            if best is None or shared < best[0]:
                best = (shared, article_id, span)
    if best is None:
        return None
    _, article_id, span = best
    quote = seeds.articles[article_id].text[span.start : span.end]
    return {"article_id": article_id, "quote": quote, "start": span.start, "end": span.end}
