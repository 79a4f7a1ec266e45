"""How questions ask: the words that tell what kind of answer is wanted, of what, and in whose words."""

import itertools
import re
from collections.abc import Sequence
from enum import StrEnum

from app.language.irregular import BASE_FORMS
from app.language.names import Name
from app.language.words import Word, stem, words


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    NAMED_PLACE = "named place"
    SORT = "sort"
    REASON = "reason"
    YES_NO = "yes or no"
    OTHER = "other"


OPEN_KINDS = (
    Kind.OTHER,
    Kind.REASON,
    Kind.YES_NO,
)  # no word of a sentence tells that it holds such an answer
_OF_AN_EVENT = (Kind.DATE, Kind.DURATION, Kind.PLACE)  # what an answer to these is of, its sentence must tell
_DAY = r"(?:calendar day|calendar date|day of the week|day|date|year|month|weekday|decade|century)"
_PEOPLE = (
    r"(?:leaders|presidents|men|women|people|persons|players|politicians|ministers|authors|speakers|sides)"
)
_PLACES = (
    "city|country|town|place|region|capital|continent|island|river|province|village|building|palace|hall|"
    "venue|location|square|street|stadium"
)
# The pattern that stands earliest in the question decides; of two at one place, the first in this order.
_PATTERNS = (
    (Kind.DURATION, r"how long|how many (?:days|weeks|months|years|hours|minutes|decades)"),
    (Kind.COUNT, r"how many|what (?:was|is|were|are)? ?the number of"),
    (Kind.SHARE, r"(?:what|which) (?:percent|percentage|proportion|share|fraction)"),
    (
        Kind.AMOUNT,
        r"how much|how (?:high|tall|large|big|far|old|deep|wide|broad|thick|heavy|fast)|"
        r"(?:what|which) (?:rate|price|cost|level|tariff rate)",
    ),
    (Kind.DATE, rf"when|(?:what|which) {_DAY}|what (?:is|was|are|were) the (?:calendar |exact )?dates? of"),
    (
        Kind.PERSON,
        r"who(?:m|se)?|(?:what|which) (?:person|individual|man|woman|politician|scientist|author)|"
        rf"which (?:one )?of (?:the|these|those) (?:\w+ )?{_PEOPLE}",
    ),
    (Kind.PLACE, r"where"),
    (
        Kind.NAMED_PLACE,
        rf"(?:what|which) (?:{_PLACES})",
    ),
    (Kind.REASON, r"why|for what reason"),
    (Kind.SORT, r"(?:what|which) (?:sort|kind|type) of \w+"),
    (Kind.OTHER, r"what|which|how"),
    (
        Kind.YES_NO,
        r"(?<!.)\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)",
    ),
)
_KINDS = tuple((kind, re.compile(rf"(?:\b|(?<!.))(?:{pattern})\b", re.I)) for kind, pattern in _PATTERNS)
_COUNTED = re.compile(
    r"\b(?:how many|the number of) (?:of )?(?:the |its |his |her |their )?(?P<noun>.+?)"
    r"(?= (?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|may|might|of|in|on|at|by|"
    r"from|for|to|with|that|who|which|there|before|after|earlier|later)\b|[?.,]|$)",
    re.I,
)
_PLURALS = frozenset("people men women children feet teeth mice geese police staff sheep fish".split())  # noqa: SIM905
_PLURAL = re.compile(r"[^\W\d_]+(?<![su'’])s$", re.I)
ASKING = re.compile(
    rf"\b(?:(?:what|which) {_DAY}|what (?:is|was|are|were) the (?:calendar |exact )?dates? of|"
    r"(?:what|which) (?:percent|percentage|city|country|place|sort of|kind of|type of)|"
    r"which (?:one )?of the (?:two |three )?|according to|"
    r"how (?:many|much|long|high|tall|large|big|far|old|deep|wide|broad|thick|heavy|fast)|"
    r"what|which|who|whom|whose|when|where|why|how|number of)\b",
    re.I,
)
ORDER = re.compile(
    r"^\s*(?:please )?(?:compare|describe|explain|find|give|identify|list|mention|name|show|state|"
    r"summari[sz]e|tell)\b(?: me\b| us\b)?",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:what|which) (?:are|were|(?!(?:is|was|does|has)\b)\w+s\b|(?:other|two|three|four|five|six|seven) )|"
    r"\bwhat happened\b|\bwhat do (?:[^\W_]+ )+do\b(?! (?:to|for|with|on)\b)|"
    r"\blist\b|\bname (?:all|the)\b",
    re.I,
)
_THE_TWO = re.compile(r"the two\b", re.I)  # stands for names, and is known to be two
_HOW_MANY_TO_GIVE = re.compile(
    r"\b(?:what|which)(?: (?:are|were|is|was))? $|\bwhich (?:one )?of the $|\b(?:list|name|give) $",
    re.I,
)
# Verbs and nouns that a question uses to ask, and that its answer need not repeat.
_LIGHT_WORDS = """
say said tell told state stated mention describe call called name named term known give given use used
happen happened occur occurred take took place do did done make made mean
last lasted date like account view opinion type kind sort thing things way ways people person event main
anyone anybody anything someone somebody something
"""
LIGHT = frozenset(stem(word) for word in _LIGHT_WORDS.split())
# With these nouns a verb says no more than that it happened: "pay a visit", "hold talks".
_SUPPORT_VERBS = {
    "pay": "visit tribute attention compliment respect",
    "hold": "talk talks meeting conversation discussion election conference summit speech ceremony parade",
    "make": "visit decision statement speech contribution promise choice mistake",
    "give": "speech answer reason permission order talk interview account description",
    "take": "decision step part photograph",
    "fall": "day date weekday",
}
_SUPPORTED = {stem(verb): {stem(noun) for noun in nouns.split()} for verb, nouns in _SUPPORT_VERBS.items()}
ASKED_BEFORE = re.compile(
    r"\b(?:did|does|do|has|have|had|was|were|is|are|will|would|can|could)"
    r"(?: (?:the|president|premier|minister|prime))* $",
    re.I,
)
_DOES = re.compile(
    r"\b(?:did|does|do|will|would|can|could)(?: (?:the|president|premier|minister|prime))* $", re.I
)
_THING = re.compile(r"\b(?:what|which)(?: other)? (?P<thing>(?-i:[a-z]+))\b", re.I)
_PASSIVE_END = re.compile(r"\b(?:was|were|been|being|is|are|be) (?P<needed>(?-i:[a-z]+))\W*$", re.I)
_ASKED_OF = re.compile(
    r"\b(?:what|which|who) (?:is|was|are|were) (?:the|an?) (?:[^\W_]+ ){0,2}?(?P<needed>(?-i:[a-z]+)) of\b",
    re.I,
)
# "How many were arrested?" isn't told by how many came. A noun right after the verb may make it an idiom:
# "changed hands".
_COUNTED_VERB = re.compile(
    rf"\bhow many (?:[^\W_]+ )*?(?:[a-z]+s|people|men|women|children|staff|police|were|was|been|be|being) "
    rf"(?P<needed>(?-i:[a-z]+ed|{'|'.join(sorted(BASE_FORMS))}))(?=\W*$| (?:the|an?|its|his|her|their|to|"
    r"in|at|on|of|by|from|for|with|as|during|after|before|against|into|over|under|off|up|down|out|when|while|last|"
    r"this|since|until|through|between|(?-i:[A-Z]\w*)|\d+)\b)",
    re.I,
)
_SPEAKER_TAIL = re.compile(r"(?:,? according to|, (?:by|in|as)) [^,?]*\?$", re.I)
_TO_WHAT = re.compile(r"(?:to|for|from|against|on|with|in) (?:what|which)\b", re.I)
_KIND_OF_THING = re.compile(
    r"\bwhat (?:is|was|are|were) the "
    r"(?!(?:current|exact|total|official|actual|whole|usual|present|overall|final)\b)"
    r"(?P<needed>(?-i:[a-z]+)) (?-i:[a-z]+)\W*$",
    re.I,
)  # "What is the child fare?"
_HAVE = re.compile(r"^\W*(?:did|does|do|will|would)\b.+?\bhave (?:any |an? |the )?(?P<thing>.+)", re.I)
_AT = re.compile(
    r"\b(?:at|in|on|during|near|after|before) (?:(?:the|an?|its|his|her|their) )?(?P<place>\w+)", re.I
)
_ACTIVE_END = re.compile(r"\b(?:did|does|do|will) (?:[^\W_]+ )+(?P<needed>(?-i:[a-z]+))\W*$", re.I)


def light_stems(text: str, kind: Kind, content: Sequence[Word]) -> frozenset[str]:
    """The stems of a question's words that its answer need not repeat."""
    stems = {word.stem for word in content}
    thing = _THING.search(text) if kind is Kind.NAMED_PLACE else None
    nouns = stems | {word.stem for word in words(text)}
    supporting = {verb for verb, supported in _SUPPORTED.items() if supported & nouns}
    asked = {word.stem for word in words(thing["thing"])} if thing else set()
    return frozenset(stems & (LIGHT | supporting | asked))


def kind_of(text: str) -> Kind:
    """The kind of answer that a question wants; OTHER when its words don't tell."""
    places = {kind: match.start() for kind, pattern in _KINDS if (match := pattern.search(text))}
    return min(places, key=lambda kind: places[kind], default=Kind.OTHER)


def counted_noun(text: str) -> str | None:
    """The stem of what is counted: the plural after "how many", not the verb after it ("pens opened")."""
    match = _COUNTED.search(text)
    found = [word for word in words(match["noun"]) if not word.is_stop] if match else []
    plural = [place for place, word in enumerate(found) if is_plural(word)]
    if not plural:
        return found[-1].stem if found else None
    last = plural[0]
    while last + 1 in plural:  # "sports teams"
        last += 1
    return found[last].stem


def wants_several(text: str) -> bool:
    """Whether more than one thing is asked for."""
    return _SEVERAL.search(text) is not None


def is_how_many_to_give(text: str, start: int) -> bool:
    """Whether a number at `start` only says how many answers to give: "What are two aims?"."""
    return (
        _HOW_MANY_TO_GIVE.search(text, 0, start) is not None
        or _THE_TWO.match(text, max(0, start - 4)) is not None
    )


def asked_subject(text: str, names: tuple[Name, ...]) -> Name | None:
    """The name that a question asks about as the one who does or is something: "did Ada visit", "was Ada"."""
    return next((name for name in names if ASKED_BEFORE.search(text, 0, name.start)), None)


def acts(text: str, subject: Name) -> bool:
    """Whether a question asks for what its subject does: "What did Ada build?", not "When was Ada born?"."""
    return _DOES.search(text, 0, subject.start) is not None


def needed_stems(text: str, kind: Kind) -> frozenset[str]:
    """The stems without which no sentence tells of what is asked.

    The verb on which a question ends ("Which papers were signed?", "When did it sink?"), what is asked of
    something ("What is the value of the trade?"), and which of its kind is meant ("the child fare").
    """
    text = _SPEAKER_TAIL.sub("", text)
    patterns = (
        _PASSIVE_END,
        _COUNTED_VERB,
        _ASKED_OF,
        _KIND_OF_THING,
        *([_ACTIVE_END] if kind in _OF_AN_EVENT or _TO_WHAT.match(text) else []),
    )
    found = [
        word for pattern in patterns if (match := pattern.search(text)) for word in words(match["needed"])
    ]
    return frozenset(word.stem for word in found if not word.is_stop) - LIGHT


def owned_thing(text: str) -> str | None:
    """The stem of what one is asked to have: "Did Ada have any boats?"."""
    match = _HAVE.search(text)
    run = itertools.takewhile(lambda word: not word.is_stop, words(match["thing"])) if match else ()
    found = list(run)
    return found[-1].stem if found else None


def circumstances(text: str) -> frozenset[str]:
    """The stems after a preposition of place or time, which another sentence may tell: "at the fair"."""
    return frozenset(
        word.stem for match in _AT.finditer(text) for word in words(match["place"]) if not word.is_stop
    )


def asked_thing(text: str) -> str | None:
    """The stem of the noun right after "what" or "which": "Which boat won?"."""
    match = _THING.search(text)
    found = words(match["thing"]) if match else []
    return found[0].stem if found and not found[0].is_stop and found[0].stem not in LIGHT else None


def is_plural(word: Word) -> bool:
    """Whether a word looks like the plural of a thing."""
    return word.text.lower() in _PLURALS or _PLURAL.fullmatch(word.text) is not None
