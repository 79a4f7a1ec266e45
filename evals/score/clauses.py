"""Clauses and negation, by rule: enough to keep "not exactly 20" and "20, not 30" apart."""

import re
from collections.abc import Sequence
from itertools import pairwise

from evals.score.text import Span

_CONJUNCTION = (
    r"but|whereas|while|although|though|however|because|instead of|rather than|(?:in|by) contrast|and not|nor"
)
_BREAK = re.compile(
    rf"[;:—]|\s–\s|,\s+(?=(?:and|or|so|who|whose|which|where|when|since|not|never|only|{_CONJUNCTION})\b)"
    rf"|\s(?=(?:{_CONJUNCTION})\b)",
    re.IGNORECASE,
)
# Between two values a mere "and" or comma parts what is said of the one from what is said of the other.
_WEAK_BREAK = re.compile(r",\s+|\s+(?=and\s)", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:not|n['’]t|never) (?:true|correct|right|the case|accurate)\b(?: that)?"
    r"|\b(?:false|untrue|wrong|incorrect|a myth)(?: to say)?,? that\b|\bden(?:y|ies|ied)(?: that)?\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\b(?:not|never|cannot|hardly|scarcely|(?:fail|refus|declin)(?:s|es|ed)? to)\b|n['’]t\b)"
    r"(?! only| just| merely)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no|nobody|no one|nothing|none of|without|neither|nor)\b(?! doubt| longer than| later than)",
    re.IGNORECASE,
)
_REACH = 25  # characters from a "no" to what it denies
_OPENING = 2  # words before a value that still opens its sentence: "on", "early on"


def clauses(text: str, sentence: Span, values: Sequence[Span]) -> tuple[Span, ...]:
    """The clauses of a sentence; no value is cut, and two values joined by "and" or a comma are parted."""
    cuts = [sentence.start]
    cuts += [
        match.end()
        for match in _BREAK.finditer(text, sentence.start, sentence.end)
        if not any(value.start < match.end() < value.end for value in values)
    ]
    strong = [Span(start, end) for start, end in zip(cuts, [*cuts[1:], sentence.end], strict=True)]
    return tuple(part for clause in strong for part in _parted(text, clause, values))


def _parted(text: str, clause: Span, values: Sequence[Span]) -> list[Span]:
    inside = sorted(
        (value for value in values if clause.holds(value.start, value.end)), key=lambda v: v.start
    )
    cuts = [clause.start]
    for first, second in pairwise(inside):
        between = [match.end() for match in _WEAK_BREAK.finditer(text, first.end, second.start)]
        # "7 and 8", "20 and 30": nothing is said in between, so nothing is parted.
        if between and len(text[first.end : second.start].split()) > 2:
            cuts.append(between[-1])
    return [Span(start, end) for start, end in zip(cuts, [*cuts[1:], clause.end], strict=True)]


def negated(text: str, sentence: Span, clause: Span, match: Span) -> str | None:
    """The word that denies what stands at `match`, if there is one; a word within the match is its own."""
    if _only_denied(text, match):
        return "not"
    denial = _DENIAL.search(text, sentence.start, match.start)
    if denial:
        return denial[0]
    before = list(_NOT.finditer(text, clause.start, match.start))
    if before and not _joined_by_and(text[before[-1].end() : match.start]):
        return before[-1][0]
    after = _NOT.search(text, match.end, clause.end)
    if after and _reaches_back(text, sentence, match, after.start()):
        return after[0]
    near = _NO.search(text, max(clause.start, match.start - _REACH), match.start)
    return near[0] if near and not re.search(r",|\band\b", text[near.end() : match.start]) else None


def denies(text: str) -> bool:
    """Whether a "not" or a "never" stands in a text."""
    return _NOT.search(text) is not None


def _only_denied(text: str, match: Span) -> bool:
    """Whether a match that begins with "only" is itself denied: "not only 20" doesn't say "only 20"."""
    return bool(re.match(r"only|just|merely", text[match.start :], re.I)) and bool(
        re.search(r"\b(?:not|never)\s+$", text[: match.start], re.I)
    )


def _reaches_back(text: str, sentence: Span, match: Span, at: int) -> bool:
    """Whether a negation denies what stands before it: not past a comma, save that of "On Friday, he"."""
    between = text[match.end : at]
    if len(text[sentence.start : match.start].split()) <= _OPENING:
        between = between.removeprefix(",")
    return "," not in between and not _joined_by_and(between)


def _joined_by_and(between: str) -> bool:
    """Whether an "and" ends the reach of a negation: one that joins two names, or two figures, doesn't."""
    for match in re.finditer(r"(\S+)\s+and\s+(\S*)", f"{between} "):
        names = match[1][:1].isupper() and match[2][:1].isupper()
        if not names and not (match[1][:1].isdigit() and match[2][:1].isdigit()):
            return True
    return False
