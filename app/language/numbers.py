"""Numbers of a text with their unit, bound and rate, and whether one number bears out another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.language.bounds import HIGH_END, LOW_END, bound_after, bound_before, implied, is_within
from app.language.dates import dates
from app.language.number_literals import Figure, figures
from app.language.number_words import SCALES, spelled
from app.language.rates import frequencies, rate_after
from app.language.units import MONEY, SHARES, same_unit, unit_after


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`, currency sign and unit included; `bound` is =, >, >=, <, <=, ~, [ or ].

    A time of day has the unit "clock" and its minutes since midnight as the value. `per` is what a rate is
    counted over: "hour" of "19 euros an hour".
    """

    value: Decimal
    unit: str | None
    bound: str
    ordinal: bool
    start: int
    end: int
    text: str
    per: str | None = None


_RANGE = re.compile(r"\s?[-‐‑–—]\s?|\s+(?:to|through)\s+")
_LIST = re.compile(r"\s+(?:and|or)\s+|,\s+(?:(?:and|or)\s+)?")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_BEFORE = 12  # characters looked at before a range
_LAST_WORD = re.compile(r"[a-z]+$", re.IGNORECASE)
_PLUS = re.compile(r"\+(?!\w)|[-‐‑\s]plus\b|\s+or\s+(?:more|fewer|less|so)\b", re.IGNORECASE)


def numbers(text: str, skip: Sequence[tuple[int, int]] = ()) -> list[Number]:
    """The numbers of a text in order, but for those that touch a span in `skip`."""
    found = [
        figure
        for figure in sorted((*figures(text), *_spelled_figures(text)), key=lambda figure: figure.start)
        if not any(start < figure.end and figure.start < end for start, end in skip)
    ]
    limits = (*(figure.start for figure in found[1:]), len(text))
    measured = [_measured(text, figure, limit) for figure, limit in zip(found, limits, strict=False)]
    for position in range(len(measured) - 2, -1, -1):
        measured[position : position + 2] = _shared(text, measured[position], measured[position + 1])
    read = [_number(text, figure) for figure in measured]
    for position in range(len(read) - 1):
        if _is_range(text, *measured[position : position + 2]):
            read[position : position + 2] = _ends(*read[position : position + 2])
    kept = zip(read, measured, strict=True)
    return [number for number, figure in kept if not figure.bare_one or figure.unit]


def quantities(text: str) -> list[Number]:
    """The numbers of a text that aren't part of a date."""
    return numbers(text, [(date.start, date.end) for date in dates(text)])


def compatible(claim: Number, evidence: Number) -> bool:
    """Whether the evidence bears out the claim: the same figure, of the same kind, within the same bound.

    A claim with no unit may leave out a measure ("80" for "80 years"), but neither money nor a percentage.
    For one that states a bound, a near figure within it will do: "more than 300" for "340".
    """
    if claim.ordinal != evidence.ordinal or not _units_agree(claim, evidence):
        return False
    if claim.per and evidence.per and claim.per != evidence.per:
        return False
    if claim.value == evidence.value:
        return implied(claim=claim.bound, evidence=evidence.bound)
    return claim.unit == evidence.unit and is_within(
        bound=claim.bound, limit=claim.value, value=evidence.value, known=evidence.bound
    )


def _units_agree(claim: Number, evidence: Number) -> bool:
    if claim.unit is None:
        return evidence.unit is None or evidence.unit not in MONEY | SHARES
    return same_unit(claim.unit, evidence.unit, claim.text + evidence.text)


def _spelled_figures(text: str) -> Iterator[Figure]:
    """Numbers in words as figures; the scale is that of the last word, for "two to three million"."""
    for one in spelled(text):
        last = _LAST_WORD.search(text, one.start, one.end)
        scale = SCALES.get(last[0].lower(), 1) if last else 1
        yield Figure(one.value, scale, None, one.ordinal, one.start, one.end, bare_one=one.bare_one)
    for often in frequencies(text):
        yield Figure(often.value, 1, "times", False, often.start, often.end)


def _measured(text: str, figure: Figure, limit: int) -> Figure:
    """The figure with the unit that follows it, if any, and ends before the next figure begins ("0 $ 0")."""
    if figure.ordinal or figure.unit is not None:
        return figure
    plus = _PLUS.match(text, figure.end)
    unit = unit_after(text, plus.end() if plus else figure.end)
    if unit is None or unit[1] > limit:
        return figure
    return replace(figure, unit=unit[0], measured_end=unit[1])


def _shared(text: str, left: Figure, right: Figure) -> tuple[Figure, Figure]:
    """Two figures of a range or list with the unit and scale that are said once for both."""
    between = (left.measured_end, right.start)
    is_range = _RANGE.fullmatch(text, *between) is not None
    if left.ordinal or right.ordinal or not (is_range or _LIST.fullmatch(text, *between)):
        return left, right
    if left.scale == 1 < right.scale and left.value * right.scale < right.value:
        left = replace(left, value=left.value * right.scale, scale=right.scale)
    if left.unit is None and (is_range or right.unit in MONEY | SHARES):
        left = replace(left, unit=right.unit)
    elif right.unit is None and is_range and left.unit in MONEY:
        right = replace(right, unit=left.unit)
    return left, right


def _is_range(text: str, left: Figure, right: Figure) -> bool:
    """ "Between 8 and 12", "8 to 12 euros"; "from 8 to 12" may be a change, "8 to 12" alone a result."""
    if left.ordinal or right.ordinal or left.unit != right.unit or not left.value < right.value:
        return False
    before = max(0, left.start - _BEFORE)
    joint = text[left.measured_end : right.start]
    if _BETWEEN.search(text, before, left.start):
        return joint.strip() == "and"
    if left.unit is None or left.unit == "clock" or _FROM.search(text, before, left.start):
        return False
    return _RANGE.fullmatch(joint) is not None


def _ends(low: Number, high: Number) -> tuple[Number, Number]:
    """The two ends of a range; one with a bound of its own keeps it."""
    return (
        replace(low, bound=LOW_END) if low.bound == "=" else low,
        replace(high, bound=HIGH_END) if high.bound == "=" else high,
    )


def _number(text: str, figure: Figure) -> Number:
    """The figure with the bound that the words around it state."""
    end = figure.measured_end
    bound = bound_after(text, figure.end) or bound_after(text, end) or bound_before(text, figure.start) or "="
    return Number(
        figure.value,
        figure.unit,
        bound,
        figure.ordinal,
        figure.start,
        end,
        text[figure.start : end],
        rate_after(text, end),
    )
