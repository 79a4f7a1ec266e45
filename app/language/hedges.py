"""What a text leaves open: "may extend", "is expected to cost", "possibly", "if the vote fails"."""

import re
from functools import lru_cache

from app.language.clauses import Clause, clauses
from app.language.verbs import BE, verb_key
from app.language.words import stem, words

_MODAL = r"(?-i:may)|might|could"  # not the month
_OPEN = (
    r"(?:un)?likely|expected|expects?|set|scheduled|planned|plans?|planning|intend(?:s|ed)?|hop(?:es?|ed|ing)"
    r"|want(?:s|ed)?|seek(?:s|ing)?|sought|threaten(?:s|ed|ing)?|propos(?:es?|ed|ing)|offer(?:s|ed)?|ask(?:s|ed)?"
    r"|urg(?:es?|ed)|tr(?:y|ies|ied)|attempt(?:s|ed)?|alleged|rumou?red|believed|thought|said|reported|estimated"
    r"|supposed|forecast|projected|predicted|feared|aim(?:s|ed)?|wish(?:es|ed)?"
)
_HEDGE = re.compile(
    rf"\b(?:(?P<modal>{_MODAL})|(?:{_OPEN})\s+(?:\w+ly\s+)?to|possibly|perhaps|probably|maybe|allegedly|reportedly"
    r"|supposedly|presumably|purportedly|apparently|potentially|in\s+doubt|whether|unless"
    r"|(?<!as\s)if(?!\s+not\b))\b",
    re.IGNORECASE,
)
_LED = re.compile(
    rf"\b(?:{_MODAL}|(?:{_OPEN})\s+(?:\w+ly\s+)?to)\s+(?:(?:have|be|been|\w+ly)\s+)*(?P<verb>[^\W\d_]+)",
    re.IGNORECASE,
)
_ABLE = re.compile(r"\bcan\b(?!\s*not\b)", re.IGNORECASE)
_VAGUE_OPENING = frozenset({"if", "unless", "whether"})
_REACH = 6  # words between a hedge and the verb that it leaves open
_CACHED_TEXTS = 2048
BE_KEY = "<be>"


@lru_cache(maxsize=_CACHED_TEXTS)
def is_hedged(text: str) -> bool:
    """Whether a text leaves anything open."""
    return _HEDGE.search(text) is not None


def says_can(text: str) -> bool:
    """Whether a text tells what can be."""
    return _ABLE.search(text) is not None


def verb_of(clause: Clause) -> str | None:
    """The verb of a clause, one for all forms of "be"."""
    return BE_KEY if clause.verb in BE else clause.verb


@lru_cache(maxsize=_CACHED_TEXTS)
def led(text: str) -> frozenset[str]:
    """The verbs that stand right after what leaves them open: "may be sold", "expected to cost"."""
    return frozenset(stem(match["verb"].lower()) for match in _LED.finditer(text))


@lru_cache(maxsize=_CACHED_TEXTS)
def uses(text: str, verb: str, *, can_is_open: bool) -> tuple[tuple[Clause, bool], ...]:
    """The clauses of a text that have a verb, be it after "expected to", and whether each leaves it open.

    "Can" leaves open only what is said of all: some pens "can leak".
    """
    found = words(text)
    result = []
    for clause in clauses(text):
        for place, word in enumerate(found):
            is_verb = word.text.lower() in BE if verb == BE_KEY else verb_key(word) == verb
            if clause.start <= word.start < clause.end and is_verb:
                first = max(clause.start, found[max(0, place - _REACH)].start)
                is_open = _HEDGE.search(text, first, word.start) is not None
                is_open |= can_is_open and _ABLE.search(text, first, word.start) is not None
                result.append((clause, is_open or clause.opening in _VAGUE_OPENING))
    return tuple(result)
