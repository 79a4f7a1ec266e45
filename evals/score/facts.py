"""Facts and what is forbidden, compared as values: what an answer says, where, and why it doesn't count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evals.model import Fact, Finding, Forbidden, Statement
from evals.score.clauses import denies, negated
from evals.score.dates import Day
from evals.score.numbers import Number
from evals.score.reading import Reading
from evals.score.text import Span, Word, content_words, find_phrase, stem, words

_UNIT_WITHIN = 2  # words between a number and its unit: "four whole days"
# "Before Friday" says another day than Friday.
_BESIDE = re.compile(r"\b(?:before|prior to|after|earlier than|later than)\s+$", re.IGNORECASE)
_BOUND_SAID = {
    "": "with no bound",
    "=": "as exact",
    ">": "as more than",
    ">=": "as at least",
    "<": "as less than",
    "<=": "as at most",
    "~": "as about",
    "range": "as the end of a range",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Something of a fact's kind at a place of the answer; `wrong` says why it isn't the fact, if so."""

    span: Span
    wrong: str | None
    closeness: int  # how far the comparison got: the furthest is what a missed fact is explained by


def find_fact(fact: Fact, answer: Reading) -> Finding:
    """The fact met, or why not."""
    best = _best(fact, answer)
    what = describe(fact)
    if best is not None and best.wrong is None:
        span = (best.span.start, best.span.end)
        reason = f"says {answer.part(best.span)!r}"
        return Finding(id=fact.id, what=what, met=True, required=fact.required, weight=fact.weight,
                       span=span, reason=reason)  # fmt: skip
    reason = best.wrong if best is not None and best.wrong else f"says nothing of {what}"
    return Finding(
        id=fact.id, what=what, met=False, required=fact.required, weight=fact.weight, reason=reason
    )


def find_forbidden(forbidden: Forbidden, answer: Reading) -> Finding:
    """`met` when what is forbidden is said."""
    best = _best(forbidden, answer)
    if best is None or best.wrong is not None:
        return Finding(id=forbidden.id, what=describe(forbidden), met=False, reason="not said")
    part = answer.part(best.span)
    span = (best.span.start, best.span.end)
    return Finding(id=forbidden.id, what=describe(forbidden), met=True, span=span, reason=f"says {part!r}")


def describe(statement: Fact | Forbidden) -> str:
    """A statement in short, for reports: "> 20 (documents)"."""
    bound = statement.bound if statement.bound not in ("=", "any") else ""
    value: object = getattr(statement, statement.kind, None)
    if isinstance(statement, Forbidden) and statement.regex is not None:
        return f"/{statement.regex}/"
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    ending = {"percent": " percent", "ordinal": "th"}.get(statement.kind, "")
    if statement.unit:
        ending = f" {statement.unit[0]}"
    about = f" ({', '.join(group[0] for group in statement.near)})" if statement.near else ""
    return f"{bound} {shown}{ending}{about}".strip()


def _best(statement: Fact | Forbidden, answer: Reading) -> Said | None:
    """What is right first, then what came closest."""
    found = [_around(statement, answer, one) for one in _candidates(statement, answer)]
    return min(found, key=lambda one: (one.wrong is not None, -one.closeness), default=None)


def _candidates(statement: Fact | Forbidden, answer: Reading) -> Iterator[Said]:
    if isinstance(statement, Forbidden) and statement.regex is not None:
        yield from _by_regex(statement.regex, answer, guard=statement.guard)
    elif statement.kind == "text":
        yield from _by_phrase(statement, answer)
    elif statement.kind == "date":
        yield from (_compare_day(statement, day, answer) for day in answer.days)
    else:
        same = (number for number in answer.numbers if number.kind == statement.kind)
        yield from (_compare_number(statement, number, answer) for number in same)


def _by_regex(regex: str, answer: Reading, *, guard: bool) -> Iterator[Said]:
    pattern = re.compile(regex, re.IGNORECASE)
    for sentence in answer.sentences:
        part, places = _evened(answer.plain, sentence)
        for match in pattern.finditer(part):
            if guard and denies(match[0]) and not denies(regex):
                continue  # "China's tariffs were not 145 percent" lies between its first word and its last
            if match[0]:
                yield Said(Span(places[match.start()], places[match.end() - 1] + 1), None, 3)


def _evened(text: str, sentence: Span) -> tuple[str, list[int]]:
    """A sentence without emphasis and with one blank for each run of them, and where each character stood."""
    kept: list[tuple[str, int]] = []
    for place in range(sentence.start, sentence.end):
        character = " " if text[place].isspace() else text[place]
        if character not in "*_`" and not (character == " " and kept and kept[-1][0] == " "):
            kept.append((character, place))
    return "".join(character for character, _ in kept), [place for _, place in kept]


def _by_phrase(statement: Statement, answer: Reading) -> Iterator[Said]:
    for phrase in (statement.text or "", *statement.aliases):
        for sentence in answer.sentences:
            yield from (Said(span, None, 3) for span in find_phrase(phrase, answer.words_in(sentence)))


def _compare_day(statement: Statement, day: Day, answer: Reading) -> Said:
    span = Span(day.start, day.end)
    if _BESIDE.search(answer.plain, 0, day.start):
        return Said(span, f"a day before or after {answer.part(span)!r} is said", 1)
    year, month, number = (*map(int, (statement.date or "").split("-")), None, None)[:3]
    if day.agrees(year or 0, month, number):
        return Said(span, None, 3)
    whole = date(year, month, number) if year and month and number else None
    if statement.weekday and whole and day.is_bare_weekday and day.weekday == whole.weekday():
        return Said(span, None, 3)
    return Said(span, f"another date is said, not {statement.date}", 0 if day.is_bare_weekday else 1)


def _compare_number(statement: Fact | Forbidden, number: Number, answer: Reading) -> Said:
    span = Span(number.start, number.end)
    value = float(getattr(statement, statement.kind))
    other = number.restated
    if (other.value, other.bound) == (value, statement.bound):
        number = other
    if abs(number.value - value) > statement.tolerance + 1e-9:
        return Said(span, f"says {answer.part(span)!r}, not {value:g}", 1)
    if statement.unit and not _has_unit(statement.unit, number, answer):
        return Said(span, f"says {answer.part(span)!r} without {' or '.join(statement.unit)}", 1)
    said, wanted = number.bound, statement.bound
    exact = ("", "=", "~") if statement.tolerance else ("", "=")
    if wanted != "any" and said not in (exact if wanted == "=" else (wanted,)):
        return Said(span, f"{value:g} is said {_BOUND_SAID[said]}, it is {_BOUND_SAID[wanted]}", 2)
    return Said(span, None, 3)


def _has_unit(units: tuple[str, ...], number: Number, answer: Reading) -> bool:
    following = [word for word in answer.words if word.start >= number.end][: _UNIT_WITHIN + 1]
    wanted = {tuple(word.stem for word in words(unit))[-1:] for unit in units}
    return any((stem(word.folded),) in wanted for word in following)


def _is_bare(statement: Statement, answer: Reading, span: Span) -> bool:
    """Whether an answer opens with the value and nothing else: "Three.", "On 7 May.", a name in full.

    What it is of is then said by the question.
    """
    sentence = answer.sentence_at(span.start)
    if answer.sentences[:1] != (sentence,):
        return False
    units = {word.stem for unit in statement.unit for word in words(unit)}
    around = [word for word in answer.words_in(sentence) if not span.holds(word.start, word.end)]
    return all(
        word.stem in units or (word.text[:1].isupper() and _adjoins(answer, span, word))
        for word in content_words(around)
    )


def _adjoins(answer: Reading, span: Span, word: Word) -> bool:
    before, after = answer.plain[word.end : span.start], answer.plain[span.end : word.start]
    return before.isspace() or after.isspace()


def _around(statement: Fact | Forbidden, answer: Reading, said: Said) -> Said:
    """The same with its surroundings looked at: the terms that must be near, and a negation that mustn't."""
    sentence, clause = answer.sentence_at(said.span.start), answer.clause_at(said.span.start)
    scope = answer.words_in(clause if statement.scope == "clause" else sentence)
    lacking = [group for group in statement.near if not any(any(find_phrase(t, scope)) for t in group)]
    if lacking and not (isinstance(statement, Fact) and _is_bare(statement, answer, said.span)):
        part = answer.part(said.span)
        wrong = said.wrong or f"{part!r} is said, but not of {' or '.join(lacking[0])}"
        return Said(said.span, wrong, said.closeness - 2)
    if said.wrong is None and statement.guard:
        denial = negated(answer.plain, sentence, clause, said.span)
        if denial:
            return Said(said.span, f"{answer.part(said.span)!r} is denied by {denial!r}", said.closeness - 1)
    return said
