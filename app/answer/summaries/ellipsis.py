"""What a sentence leaves out because the one before has said it: an event, an object, a verb, a noun."""

import re

from app.language.verbs import AUXILIARIES, is_finite
from app.language.words import fold, words

PERIOD = (
    r"(?:minute|hour|day|night|morning|afternoon|evening|week|weekend|month|season|spring|summer|autumn|winter|"
    r"quarter|year|decade|century|centurie|term)s?"
)
# Times counted from an event, unless it follows: "two years later", but "three days before it was announced".
_COUNTED = re.compile(
    rf"\b[\w-]+\s+{PERIOD}\s+(?:later|earlier|afterwards)\b(?!,\s+on\b)|"
    rf"\b[\w-]+\s+{PERIOD}\s+(?:after|before)\b(?!\s+\w)|"
    rf"\bthe\s+(?:following|previous|preceding|next)\s+{PERIOD}\b"
    r"(?!\s+(?:after|as|before|of|that|when)\b)|"
    r"\bthe\s+day\s+(?:before|after)\b(?!\s+(?!(?:at|by|in)\b)\w)|"
    rf"\b(?:by|in|of|on)\s+that\s+(?:same\s+)?{PERIOD}\b|"
    r"\bat\s+the\s+time\b(?!\s+(?:of|that|when)\b)|\b(?:by|since|until)\s+then\b|\bafterwards\b|"
    # "Brook later wrote": as an adverb, and not "his later work", "later this week", "later than planned".
    r"(?<!\bthe )(?<!\ba )(?<!\bof )(?<!\bor )(?<!\bhis )(?<!\bher )(?<!\bits )(?<!\bin )(?<!\btheir )"
    rf"\blater\b(?!\s+(?:in|on|than|this|today|next|life|{PERIOD})\b)",
    re.I,
)
_DATE = re.compile(
    r"\d{3}|day\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
)
# What is done to something said, asked or proposed, and says little without it.
_REPLIES = """
abstain(?:s|ed) accept(?:s|ed) acquiesce[sd] agree[sd] answer(?:s|ed) apologi[sz]e[sd] compl(?:ies|ied)
conced(?:es|ed) concur(?:s|red) consent(?:s|ed) decline[sd] demur(?:s|red) den(?:ies|ied) disagree[sd]
disapprove[sd] dissent(?:s|ed) hesitate[sd] object(?:s|ed) oblige[sd] protest(?:s|ed) refuse[sd]
relent(?:s|ed) repl(?:ies|ied) resist(?:s|ed) respond(?:s|ed)
"""
_CLOSE = r"[.!…]*[\"”’')\]]*$"
_REPLIED = re.compile(
    rf"\b(?:{'|'.join(_REPLIES.split())})"
    rf"(?:\s+(?:on|in|at|after|by|first|once|last|again|too|also|either|\w+ly|\w+day|{PERIOD}|\d+))*{_CLOSE}",
    re.I,
)
_DID_SO = re.compile(r"\b(?:do|does|did|done|doing)\s+so\b", re.I)
# "Two were.", "The mayor did not.", "The farmers will too."
_CUT_VERB = re.compile(
    rf"\b(?:{'|'.join(sorted(AUXILIARIES))})(?:n['’]t|\s+not)?(?:\s+(?:too|either|so|neither))?{_CLOSE}"
)
_COMPARED = re.compile(r"\b(?:as|how|than|that|what|where|which|who)\b", re.I)  # "what it was", "than it is"
_ONE_OF_TWO = re.compile(
    r"\bthe\s+(?:latter\b|former\b(?!\s+(?!(?:is|are|was|were|has|had|will|would)\b)\w))", re.I
)
_COUNTS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve dozens hundreds some most many few none
    all several each neither either others""".split()  # noqa: SIM905
)
_JOINED = re.compile(
    r"[,;:–—]|\b(?:and|but|or|then|when|while|after|before|because|until|if|although|though)\b", re.I
)


def leaves_out(text: str) -> bool:
    """Whether a sentence can't be understood without a word of the one before it."""
    return (
        any(_unsaid(text, pattern) for pattern in (_REPLIED, _DID_SO))
        or any(not _COMPARED.search(text, 0, found.start()) for found in _unsaid(text, _CUT_VERB))
        or any(not _DATE.search(text, 0, found.start()) for found in _unsaid(text, _COUNTED))
        or any(not _JOINED.search(text, 0, found.start()) for found in _ONE_OF_TWO.finditer(text))
        or _counts_nothing(text)
    )


def _counts_nothing(text: str) -> bool:
    """Whether its subject is a number of what it doesn't name: "Two were hurt", not "Two armed men"."""
    found = words(text[:60])[:3]
    if len(found) < 2 or fold(found[0].text) not in _COUNTS:
        return False
    is_quality = len(found) > 2 and not found[1].is_stop and not found[2].is_stop
    return not is_quality and (is_finite(found, 1) or fold(found[1].text).endswith("ed"))


def _unsaid(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Where a pattern stands with nothing that happens before it in the sentence."""
    return [found for found in pattern.finditer(text) if not happens_before(text, found.start())]


def happens_before(text: str, at: int) -> bool:
    """Whether another event stands before a place of a sentence: a verb, with what joins on to it."""
    found = words(text[:at])
    verb = next((word for place, word in enumerate(found) if is_finite(found, place)), None)
    return verb is not None and _JOINED.search(text, verb.end, at) is not None
