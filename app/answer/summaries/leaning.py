"""What a sentence leans on: "The mayor disagreed." says little without the one before it."""

import re
from enum import IntEnum

from app.answer.summaries.ellipsis import PERIOD, leaves_out
from app.answer.summaries.pointing import points_back

# What points back with its first words, in whatever follows.
_OPENS_ON_PREVIOUS = re.compile(
    r"^[\"“'‘(]*(?:"
    r"(?:he|she|it|they|him|them|his|her|hers|its|their|theirs|such|another|also|but|and|"
    r"or|nor|so|yet|however|moreover|furthermore|therefore|thus|hence|instead|nevertheless|nonetheless|otherwise|"
    r"meanwhile|similarly|likewise|consequently|additionally|accordingly|besides|then|afterwards|"
    r"subsequently|indeed|conversely|finally)\b|"
    rf"both\b(?! [\w'’ -]+ and )|that\b|(?:this|these)\b(?!\s+{PERIOD}\b)|"
    r"those\b(?!\s+(?:who|whom|whose|of)\b)|later\b(?!\s+(?:in|on|this)\b)|"
    r"the (?:same|others?)\b|(?:by|in) contrast\b|on the (?:other hand|contrary)\b|"
    r"as (?:a result|such)\b|"
    r"for (?:example|instance|this|that|these)\b|because of (?:this|that)\b|at (?:this|that|the same)\b|"
    r"in (?:addition|turn|fact|particular|this|that|these|other words)\b|"
    r"(?:when|while|after|before|as|if|although|though|because|since|once|until|where|whereas) "
    r"(?:he|she|it|they|this|that|these)\b|"
    r"there(?! (?:is|are|was|were|has|have|had|will|would|can|could|may|might|must)\b)"
    r")",
    re.I,
)
# "The second aim", not "The Second World War" nor "The second-largest city".
_NEXT_OF_SEVERAL = re.compile(r"^The (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?!-)")
# What goes on from something said before, not from the very sentence before it.
_GOES_ON = re.compile(
    r"^(?:\S+ ){1,5}?(?:also|too|likewise|therefore|however|again|meanwhile|instead|thus)\b|"
    r"\b(?:by|in) contrast,|^(?:the|these|those) (?:two|three|four|five)\b|"
    r"^(?:\S+ ){1,6}?the same ",
    re.I,
)
_ALL_QUOTED = re.compile(r"^(?:\"[^\"]*\"|“[^”]*”)\W*$")  # whoever says it stands elsewhere


class Leans(IntEnum):
    """On what a sentence leans, the firmer the higher."""

    ON_NOTHING = 0
    ON_ITS_ARTICLE = 1
    ON_THE_PREVIOUS = 2


def leans(text: str) -> Leans:
    """What must have been said before a sentence so that its reader knows who or what it speaks of."""
    opening = (_OPENS_ON_PREVIOUS, _NEXT_OF_SEVERAL, _ALL_QUOTED)
    if any(pattern.match(text) for pattern in opening) or points_back(text) or leaves_out(text):
        return Leans.ON_THE_PREVIOUS
    return Leans.ON_ITS_ARTICLE if _GOES_ON.search(text) else Leans.ON_NOTHING
