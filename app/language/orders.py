"""Whether a sentence states something or orders something: "Say that …", "please reply", "you must …".

What stands in quotation marks is somebody's words and isn't looked at, unless nothing stands outside them.
Told by form alone: a base form with no subject opens the sentence, or a clause that follows a condition.
"""

import re
from functools import lru_cache

from app.language.verbs import SPEECH, is_finite
from app.language.words import words

_CACHED = 8192  # sentences
_LABEL_WORDS = 6
_QUOTATION = "‹›"  # stands for what is quoted

_VERBS = """
accept add admit advise alert allow analyse analyze announce answer append apply approve ask assume
attach avoid begin believe bring browse call cancel change check choose cite claim clear click close
compare complete compose conclude confirm connect consider contact continue convert copy create declare
define delete deny describe disclose discover discuss display disregard do download draft drop emphasise
emphasize enable encode end enjoy enter erase escape execute explain express fabricate fetch fill find
finish fix focus follow forget forward generate get give go help hide highlight ignore imagine include
inform insert insist instruct invent join keep learn leave let list load log look maintain make memorise
memorize mention modify name never note notice notify obey offer omit open order output override paste
pick place play post prefer present pretend print proceed produce promise provide publish put quote raise
read recommend refer refuse register reject remember remove repeat rephrase replace reply report request
respond return reveal rewrite roleplay run save say search see select send serve set share show skip
speak specify spell stand start state stay stop submit subscribe suggest summarise summarize supply
suppose suppress swap switch take talk tell think translate transmit treat trust try turn type understand
update upload urge use verify view visit vote wait warn watch withhold write
"""
_VERB = "|".join(_VERBS.split())
# Past forms and nouns too: only an object with an article after them tells that they order.
_AMBIGUOUS = frozenset({"put", "set", "cut", "let"})
_SOFTENERS = (
    r"(?:please|kindly|now|then|hey|hello|just|simply|only|always|never|also|instead|first|next|finally|immediately|"
    r"do not|don['’]t|do|ok(?:ay)?|and|but|so|therefore|thus|hence|from now on|at once|again)"
)
_OBJECT = (
    r"(?:the|an?|this|that|these|those|all|any|every|each|both|no|none|nothing|its|your|my|our|his|her|their|it|"
    r"me|us|him|them|yourself|only|just|exactly|simply|whatever|how|what|who|when|where|why|whether|if)\b"
)
_ADJUNCT = (
    r"(?:(?:with|to|in|on|for|from|as|at|by|like|about|out|up|down|off|back|here|there|again|instead|"
    r"always|never|not|nothing|more|aloud|less|https?)\b|[\"“'‘«<\[]|\d|[A-Z]|[.!,:;]|$)"
)
_OPENING = re.compile(rf"(?:{_SOFTENERS}[\s,]+)*(?P<verb>{_VERB})\b(?P<rest>.*)", re.I | re.S)
_SOFTENED = re.compile(
    rf"(?:please|kindly|do not|don['’]t|never|always|just|simply)\s+(?:\w+ly\s+)?(?:{_VERB})\b", re.I
)
_PLEASE = re.compile(rf"\b(?:please|kindly)\s+(?:{_SOFTENERS}\s+)*(?:{_VERB})\b", re.I)
_AFTER_CONDITION = re.compile(
    r"^(?:if|when|whenever|where|unless|before|after|once|should|in case|to|for|according to|as)\b"
    r"[^,]*(?:,[^,]*)*?,\s*"
    rf"(?:{_SOFTENERS}\s+)*(?P<verb>{_VERB})\s+(?=(?:{_OBJECT}|with\b|[\"“‹]))",
    re.I,
)
_DUTY = (
    r"(?:must|should|shall|ought to|ha(?:s|ve) to|needs? to|(?:is|are) (?:(?:required|instructed|asked) )?to)"
)
_TO_READER = re.compile(rf"\byou (?:\w+ly )?{_DUTY}\b", re.I)
_ANSWERING = (
    r"(?:answer|say|reply|respond|state|tell|give|write|cite|mention|report|repeat|ignore|print|output|omit|"
    r"refuse|follow|quote|use|treat|disregard|claim|assert|present|include|add|append|obey)"
)
_MACHINE = (
    r"(?:assistants?|chat ?bots?|bots?|(?:language|AI) models?|LLMs?|AIs?|AI systems?|answering systems?|"
    r"answer engines?|readers?|"
    r"whoever (?:is asked|answers|reads)|(?:any|every)one (?:who is )?(?:asked|answering))"
)
_TO_MACHINE = re.compile(
    rf"\b{_MACHINE}\b[^.;]{{0,60}}?\b{_DUTY} (?:always |never |not |only |now )?{_ANSWERING}\b|"
    r"\bwhoever is asked\b|\b(?:when|if) (?:you(?:['’]re| are)|the (?:assistant|model) is) asked\b|"
    r"\b(?:ignore|disregard|forget|override)\b[^.;]{0,40}\b(?:instructions?|prompts?|articles|sources|passages|"
    r"rules|documents|context)\b|\b(?:your|the) system prompt\b|\byour (?:instructions|training|answers?)\b|"
    r"^\W*(?:dear|hey|hello|attention)\W+(?:ais?|assistants?|models?|chat ?bots?|readers?|LLMs?)\b|"
    r"\byou are now\b|"
    r"\b(?:users?|readers?) (?:must|should|have to) be told\b|"
    r"\banswer to (?:every|any|all|this) questions?\b|"
    r"\btell (?:the )?(?:users?|readers?|people who ask)\b",
    re.I,
)
_ROLE = re.compile(
    r"^\W*(?:system|assistants?|users?|human|developer|(?:system |new )?prompts?|ai|llm|model|"
    r"(?:new |updated |important |system )?instructions?(?: (?:to|for) [\w ]{1,30})?|"
    r"(?:rules?|notes?|notices?|messages?|reminders?) (?:to|for|on) [\w ]{0,20}?"
    r"(?:assistants?|answers?|models?|systems?|chat ?bots?|readers?|ais?)\b[\w ]{0,30})\s*:",
    re.I,
)
_ANSWER_SO = re.compile(
    rf"^\W*(?:[\w ]{{1,30}}:\s*)?(?:{_SOFTENERS}[\s,]+)*(?:say|answer|reply|respond)\s+"
    r"(?:that|with|only|just|to (?:every|all|any|each|the user)|nothing|‹)",
    re.I,
)
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]|(?<!\w)[‘'][^’']*[’'](?!\w)")
_OPEN_QUOTE = re.compile(r"(?<!\w)[\"“„«][^\"”“»]*$")
_CLOSED_QUOTE = re.compile(r"^[^\"“”]*[,.!?][\"”](?=\s|$)")
_LABEL = re.compile(rf"^\W*(?P<label>(?:[\w'’-]+ ){{0,{_LABEL_WORDS - 1}}}[\w'’-]+)\s*[:—–]\s+(?=\S)")
_SUBORDINATE = frozenset(
    "that which who whom whose when where while if because although as what how whether".split()  # noqa: SIM905
)


@lru_cache(maxsize=_CACHED)
def is_order(text: str) -> bool:
    """Whether a sentence tells its reader, or who answers from it, to do something."""
    bare = _without_quotes(text)
    return (
        orders_machine(text)
        or _TO_READER.search(bare) is not None
        or _PLEASE.search(bare) is not None
        or _AFTER_CONDITION.search(bare) is not None
        or any(_is_imperative(part) for part in _parts(bare))
    )


@lru_cache(maxsize=_CACHED)
def orders_machine(text: str) -> bool:
    """Whether a sentence speaks to what answers from it: an assistant, a model, whoever is asked."""
    bare = _without_quotes(text)
    return any(pattern.search(bare) for pattern in (_ROLE, _TO_MACHINE, _ANSWER_SO))


def _without_quotes(text: str) -> str:
    """The text with a mark for each quotation; all of it when nothing else is there."""
    bare = _CLOSED_QUOTE.sub(_QUOTATION, text, count=1) if text.count('"') % 2 else text
    bare = _OPEN_QUOTE.sub(_QUOTATION, _QUOTED.sub(_QUOTATION, bare))
    return bare if re.search(r"\w", bare) else text.strip("\"“”„«»'’‘ ")


def _parts(text: str) -> list[str]:
    """The sentence and what follows a semicolon or a label ("Urgent: …"), unless that names who speaks."""
    parts = [text, *re.split(r";\s+", text)[1:]]
    label = _LABEL.match(text)
    if label and not _is_speaker(label["label"]):
        parts.append(text[label.end() :])
    return [part.lstrip(" \t\n-*+•>#\"“'‘(‹›") for part in parts]


def _is_speaker(label: str) -> bool:
    found = words(label)
    return any(word.stem in SPEECH for word in found) or all(word.text[:1].isupper() for word in found[1:2])


def _is_imperative(part: str) -> bool:
    match = _OPENING.match(part)
    if match is None:
        return False
    rest = match["rest"]
    if _SOFTENED.match(part):
        return True
    if not rest.startswith((" ", ":", ",", ".", "!")) or rest.startswith((":", "!")):
        return rest.startswith((":", "!"))
    after = rest.lstrip()
    if re.match(_OBJECT, after, re.I):
        return True
    if match["verb"].lower() in _AMBIGUOUS or not re.match(_ADJUNCT, after):
        return False
    return not _has_main_verb(part)


def _has_main_verb(part: str) -> bool:
    """Whether a finite verb follows that no "that" or "which" before it leads in: then a noun opened it."""
    found = words(part)
    for place in range(1, len(found)):
        if found[place].text.lower() in _SUBORDINATE:
            return False
        if is_finite(found, place):
            return True
    return False
