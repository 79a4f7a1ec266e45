"""What a number is said to be: exactly, more than, at least, less than, at most or about the figure given.

The two ends of a range are bounds of their own, "[" and "]": "between 8 and 12" is at least 8 and at most 12,
and neither 8 nor 12.
"""

import re
from decimal import Decimal

LOW_END, HIGH_END = "[", "]"

_BEFORE = {
    ">": "more than|over|above|exceeding|exceeds|exceed|exceeded|greater than|in excess of|beyond|higher than"
    "|longer than|>",
    ">=": "at least|no fewer than|no less than|not fewer than|not less than|a minimum of|minimum"
    "|upwards of|≥|>=",
    "<": "less than|under|fewer than|below|lower than|shorter than|short of|<",
    "<=": "up to|at most|no more than|not more than|as many as|as much as|a maximum of|maximum"
    "|not exceeding|no longer than|no higher than|≤|<=",
    "~": "about|around|roughly|nearly|almost|some|approximately|approx|approx.|circa|c.|ca.|an estimated"
    "|estimated|close to|the region of|the order of|virtually|~|≈",
    "=": "exactly|only|just|precisely",
}  # fmt: skip
_BOUND_OF = {phrase: bound for bound, phrases in _BEFORE.items() for phrase in phrases.split("|")}
_LONGEST_PHRASE = 3  # words
_PREFIX_WINDOW = 48  # characters; three words and the space between them

_AFTER = re.compile(
    r"\+(?!\w)|[-‐‑\s]plus\b"
    r"|(?:\s+\w+)?\s+or\s+(?P<way>more|higher|above|over|greater|longer|less|fewer|lower|under|below|shorter|so)\b"
    r"|\s+and\s+(?:above|over|upwards)\b|,?\s+(?P<at>at least|at most)\b",
    re.IGNORECASE,
)
_SMALLER = frozenset({"less", "fewer", "lower", "under", "below", "shorter", "at most"})

# Bound in the evidence -> the bounds a claim of the same figure may state. "More than 20" bears out more than
# 20, at least 20 and about 20, and neither 20 nor up to 20; "about 20" bears out only itself.
_IMPLIED = {
    "=": frozenset({"=", "~", ">=", "<=", LOW_END, HIGH_END}),
    LOW_END: frozenset({LOW_END, ">="}),
    HIGH_END: frozenset({HIGH_END, "<="}),
    ">": frozenset({">", ">=", "~"}),
    ">=": frozenset({">=", "~"}),
    "<": frozenset({"<", "<=", "~"}),
    "<=": frozenset({"<=", "~"}),
    "~": frozenset({"~"}),
}


def bound_before(text: str, start: int) -> str | None:
    """The bound that the words ending at `start` put on a number there, or None."""
    said = text[max(0, start - _PREFIX_WINDOW) : start].lower().rstrip()
    last = said.split()[-_LONGEST_PHRASE:]
    for position in range(len(last)):
        bound = _BOUND_OF.get(" ".join(last[position:]).lstrip("(\"'“‘[—–"))
        if bound is not None:
            return bound
    return None


def bound_after(text: str, end: int) -> str | None:
    """The bound that the words from `end` on put on a number ("or more", "or so", a plus sign), or None."""
    match = _AFTER.match(text, end)
    if match is None:
        return None
    said = (match["way"] or match["at"] or "").lower()
    if said == "so":
        return "~"
    return "<=" if said in _SMALLER else ">="


def implied(*, claim: str, evidence: str) -> bool:
    """Whether a bound in the evidence bears out the bound that a claim states for the same figure."""
    return claim in _IMPLIED[evidence]


# Figures that put a number of a claim past its own bound: "340" and "about 340" are more than 300.
_ABOVE = frozenset({"=", ">", ">=", "~", LOW_END})
_BELOW = frozenset({"=", "<", "<=", "~", HIGH_END})
_NEAR = Decimal("1.25")  # a figure further off is of something else


def is_within(*, bound: str, limit: Decimal, value: Decimal, known: str) -> bool:
    """Whether another figure of the evidence, `known` its bound, bears out a claim's "more than" or "under".

    Not "up to", which states a figure that is reached.
    """
    if bound in (">", ">="):
        return known in _ABOVE and limit < value <= limit * _NEAR
    return bound == "<" and known in _BELOW and value < limit <= value * _NEAR
