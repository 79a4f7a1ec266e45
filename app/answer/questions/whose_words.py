"""In whose words a question wants its answer, and whose words a sentence gives."""

import re

from app.answer.questions.asking import ASKED_BEFORE
from app.language.names import Name

_SPEECH_VERBS = """
say says said saying tell tells told call calls called describe describes described state states stated
announce announces announced argue argues argued claim claims claimed declare declares declared add adds
added warn warns warned promise promises promised praise praises praised criticise criticises criticised
criticize criticizes criticized denounce denounces denounced deny denies denied suggest suggests suggested
propose proposes proposed explain explains explained write writes wrote stress stresses stressed note notes
noted mention mentions mentioned urge urges urged demand demands demanded predict predicts predicted
speak speaks spoke think thinks thought believe believes believed report reports reported
address addresses addressed
"""
_SPEECH = "|".join(_SPEECH_VERBS.split())
_ADVERB = r"(?:(?:also|again|then|later|once more|once again|likewise|himself|herself|had|has|have|\w+ly) )?"
_SPEAKS = re.compile(rf"\W{{1,2}}{_ADVERB}(?:{_SPEECH})\b", re.I)
_PRONOUN_SPEAKS = re.compile(rf"\b(?:he|she|they)\W{{1,2}}{_ADVERB}(?:{_SPEECH})\b", re.I)
_TELLS = re.compile(
    rf"\b(?:{_SPEECH}|[Aa]ccording to|in the words of|\w*(?:speech|address|statement|description|criticism|"
    r"phrase|remark|comment|appeal|promise|view|opinion|word|message|letter|theor|idea|argument)(?:s|es|y|ies)?|"
    r"names?|named|naming|back(?:s|ed)?|support(?:s|ed)?|oppos(?:es|ed?)|reject(?:s|ed)?|count(?:s|ed)|gave|"
    r"gives|regard(?:s|ed)|consider(?:s|ed)?|prais\w+|accus\w+|insist\w+|agree[ds]?|admit\w*|conced\w+|"
    r"propos\w+|recommend\w*|ask(?:s|ed)?|replie[sd]|responded|answer(?:s|ed)|concluded?|maintain(?:s|ed)|"
    r"portray\w*|depict\w*|writ\w+|assert\w*|(?:held|holds) that)\b|[\"“”]"
)
_SPOKEN_BY = re.compile(
    r"\b(?:said|says|added|adds|wrote|writes|argued|stated|declared|explained|according to|in the words of|"
    r"\w+ed by)(?: (?:the|president|premier|minister))* $",
    re.I,
)
_IN_WORDS_OF = re.compile(
    r"\b(?:according to|in the (?:words|view|opinion|eyes) of)(?: (?:the|president))* $", re.I
)
_AS_SEEN = re.compile(r"\bas <(?: \w+)? (?:sees?|saw|puts?|told|tells|describe[sd]|said|says)\b", re.I)
_ACCOUNT = re.compile(
    r"\b(?:by|in|on|from) <['’]s? (?:own )?(?:\w+ )?(?:account|view|words|opinion|telling|reading)\b", re.I
)


def asked_speaker(text: str, names: tuple[Name, ...]) -> Name | None:
    """The one in whose words a question wants its answer: "What did Ada say?", "according to Ada"."""
    for name in names:
        before, after = text[: name.start], _SPEAKS.match(text, name.end)
        said = after and ASKED_BEFORE.search(before)
        if said or _IN_WORDS_OF.search(before) or _AS_SEEN.search(f"{before}<{text[name.end :]}"):
            return name
        if _ACCOUNT.search(f"{before}<{text[name.end :]}"):
            return name
    return None


def speaks_of(text: str) -> bool:
    """Whether a sentence tells of something said: by a verb of speech, or a noun as "phrase"."""
    return _TELLS.search(text) is not None


def speaks_by_pronoun(text: str) -> bool:
    """Whether "he", "she" or "they" say something in a sentence."""
    return _PRONOUN_SPEAKS.search(text) is not None


def speakers(text: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Those whose words a sentence gives: "Ada said", "said Ada", "according to Ada"."""
    return tuple(
        name
        for name in names
        if _SPEAKS.match(text, name.end) or _SPOKEN_BY.search(text, max(0, name.start - 40), name.start)
    )
