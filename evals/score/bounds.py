"""The bound that is said with a number: "more than 20", "do not exceed 145 percent", "20 at the most"."""

import re
from collections.abc import Sequence

_NOT = r"(?:not|never|cannot|[a-z]+n['’]t)"
# The longest first, so that "no more than" isn't read as "more than".
_BEFORE: Sequence[tuple[str, str]] = (
    (
        "<=",
        r"(?:no|not) (?:more|higher|greater|larger|longer) than"
        r"|(?:not|never) (?:exceeding|above|over|past|beyond)",
    ),
    (
        "<=",
        rf"{_NOT} (?:exceed|surpass|top)(?:s|es|ed|ing)?"
        rf"|{_NOT} (?:go(?:es|ing|ne)?|rises?|risen|climbs?|reach(?:es)?|be|gets?|lasts?) "
        r"(?:any )?(?:above|over|past|beyond|(?:higher|more|longer|further) than)",
    ),
    (
        ">=",
        r"(?:no|not) (?:fewer|less|lower|shorter) than|(?:not|never) (?:below|under)|at (?:the very )?least"
        rf"|{_NOT} (?:go(?:es)?|falls?|fallen|drops?|be|gets?) "
        r"(?:any )?(?:below|under|(?:lower|fewer|less) than)",
    ),
    (
        "<=",
        r"up to|at (?:the very )?most|as (?:much|high|many|long) as|limited to"
        r"|(?:capped|(?:peak|top(?:p(?=ed|ing))?|max)(?:s|es|ed|ing)?(?: out)?) at",
    ),
    ("<=", r"(?:ceiling|upper limit|maximum|cap)\b[^.;:,]{0,60}?\b(?:is|was|of|at|being|reached)"),
    (">=", r"(?:floor|lower limit|lower bound|minimum)\b[^.;:,]{0,60}?\b(?:is|was|of|at|being)"),
    (">=", r"as (?:few|little|low) as"),
    (
        ">",
        r"(?:more|greater|higher|larger|longer) than|over|above|exceed(?:s|ed|ing)?|in excess of|upwards? of",
    ),
    ("<", r"(?:less|fewer|lower|smaller|shorter) than|under|below|short of"),
    ("~", r"about|around|roughly|approximately|approx\.?|some|nearly|almost|close to|circa|an estimated|~"),
    ("=", r"exactly|precisely|just|only"),
)
_BEFORE_ANY = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<b{place}>{words})" for place, (_, words) in enumerate(_BEFORE))
    + r")\s+(?:(?:a|the|an?\s+total\s+of)\s+)?[$€£¥]?$|(?P<sign>[<>≤≥~])\s?$",
    re.IGNORECASE,
)
_SIGNS = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "~": "~"}
_AFTER = re.compile(
    r"\+|\s+(?P<more>or (?:more|above|higher)|and (?:more|up))\b"
    r"|\s+(?P<most>or (?:less|fewer|below|lower)"
    r"|at (?:the |its |their )?(?:very )?(?:most|highest|maximum|peak))\b"
    r"|\s+(?P<least>at (?:the |its |their )?(?:very )?(?:least|lowest|minimum))\b"
    r"|\s+(?:is|as|was|being)\s+(?:the|a|an|its|their)\s+(?:(?P<top>upper limit|maximum|ceiling|cap)"
    r"|(?P<bottom>lower (?:limit|bound)|minimum|floor))\b",
    re.IGNORECASE,
)
# "Not just 20 were exchanged but more than that": the number is what is gone beyond.
_NOT_JUST = re.compile(r"(?<![\w-])not (?:just|only|merely|simply)\s+$", re.IGNORECASE)
_MORE_THAN_THAT = re.compile(
    r"[^.;:]{0,80}\bmore(?: than (?:that|those|this))?\s*(?:[.,;:]|$)", re.IGNORECASE
)
_WINDOW = 90  # characters before a number in which its bound is looked for


def bound_of(text: str, at: int, end: int) -> tuple[str, int, int]:
    """The bound said around the number at `at` to `end`, "" for none, and the place of both together."""
    before = _NOT_JUST.search(text, max(0, at - _WINDOW), at)
    if before and _MORE_THAN_THAT.match(text, end):
        return ">", before.start(), end
    before = _BEFORE_ANY.search(text, max(0, at - _WINDOW), at)
    if before:
        return _bound_before(before), before.start(), end
    after = _AFTER.match(text, end)
    return _bound_after(after), at, after.end() if after else end


def _bound_before(match: re.Match[str]) -> str:
    if match["sign"]:
        return _SIGNS[match["sign"]]
    return next(bound for place, (bound, _) in enumerate(_BEFORE) if match[f"b{place}"])


def _bound_after(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    if match["most"] or match["top"]:
        return "<="
    if match["more"] or match["least"] or match["bottom"]:
        return ">="
    return ">"
