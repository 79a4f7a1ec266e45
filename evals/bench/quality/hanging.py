"""What leaves a reader asking who, what or when, judged from a sentence alone and by no engine's own rule.

A sentence hangs on another by a word that points out of it, wherever that word stands ("this", "them"), or
by a reply that says not to what. What could be meant is looked for before that word, by its form: some are
blamed that a reader would understand ("The mine closed.").
"""

import re
from collections.abc import Callable, Sequence

from evals.score.text import STOP_WORDS, Word, words

_OPENS = re.compile(
    r"[\"“(]*"
    r"(?:he|she|it|they|his|her|hers|its|their|theirs|him|them|that|such|another|also|but|and|or|so|yet|"
    r"however|moreover|furthermore|therefore|thus|hence|instead|nevertheless|otherwise|meanwhile|similarly|"
    r"likewise|consequently|additionally|then|the same|for (?:example|instance)|"
    r"in (?:addition|contrast|turn|fact)|"
    r"as a result|on the other hand|by contrast)\b",
    re.I,
)
_TIME = (
    r"(?:day|night|morning|afternoon|evening|week|weekend|month|season|spring|summer|autumn|winter|year|decade|"
    r"century)"
)
_POINTS = re.compile(
    rf"\b(?:this|these)\b(?! (?:{_TIME}s?|article|commentary|report|text|page|section)\b)|"
    r"\bthose\b(?! (?:who|whose|which|that|of|in|on|at|from|with|\w+ed|\w+ing)\b)|"
    r"\b(?:about|after|against|at|before|by|for|from|in|of|on|over|since|than|to|under|with) "
    r"that\b(?! (?:of|which)\b)|"
    r"\bthat[.;]|\b(?:do|does|did|done) so\b",
    re.I,
)
_COUNTS_FROM = re.compile(
    r"(?<!the )(?<!his )(?<!her )(?<!its )(?<!or )\blater\b(?! (?:this|on|in|than)\b)|"
    rf"\b{_TIME}s? (?:earlier|afterwards)\b|\b(?:afterwards|beforehand)\b|"
    rf"\bthe (?:following|next|previous) {_TIME}\b|\bthe day (?:before|after)(?! (?:the|an?|its|his)\b)|"
    rf"\bthat (?:same )?{_TIME}\b|\bat (?:the|that) time\b(?! (?:of|when)\b)|\b(?:since|until|by) then\b|"
    r"\bthe latter\b",
    re.I,
)
_DATED = re.compile(
    r"\d|day\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_PARTED = re.compile(r"[,;:–—]|\b(?:and|but|or|when|while|after|before|because|since|until|that)\b")
_JOINS = re.compile(r"(?:[,;:–—]|\b(?:and|but|or|so|because|while|when|though|as|if))\s*$")
_PREPOSITION = r"(?:after|at|before|by|during|for|from|in|on|since|to|under|until|with|without)"
_OPENING_PHRASE = re.compile(rf"{_PREPOSITION}(?: [\w'’-]+){{1,4}},? $", re.I)
_FOLLOWS = re.compile(rf"{_PREPOSITION} (?:his|her|its|their)\b[^,]*, (?:the|an?|[A-Z])", re.I)
_COUNT = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|most|many|few|none|neither|all|several|"
    r"others) "
    r"(?:is|are|was|were|has|have|had|will|would|did|do|\w+ed(?! \w+s\b))\b",
    re.I,
)
_ENDS_IN_VERB = re.compile(
    r"\b(?:\w+ed|did|does|do|was|were|is|are|has|have|had|would|will|not)(?:n['’]t)?"
    r"(?: (?:too|so|again|either|at (?:first|once)|on \w+day))?[.!]?[\"”]?$"
)
_SHORT = 5  # words
_PASSIVE = frozenset(("was", "were", "been", "be", "is", "are", "being"))
_PERSONS = frozenset(("he", "she", "him", "her", "his", "hers"))
_PLURALS = frozenset(("they", "them", "their", "theirs"))
_THINGS = frozenset(("it", "its"))
_OBJECTS = frozenset(("him", "them", "it"))
_MANY = ("s", "people", "men", "children", "police", "staff", "team", "crew")


def why_it_hangs(text: str) -> str:
    """What in a sentence points out of it, "" when nothing does."""
    opening = _OPENS.match(text)
    if opening:
        return opening[0]
    return (
        _loose_pronoun(text)
        or _loose(text, _POINTS, _joins_on)
        or _loose(text, _COUNTS_FROM, _has_event)
        or _short_of(text)
    )


def _loose(text: str, pattern: re.Pattern[str], is_anchored: Callable[[str], bool]) -> str:
    return next((one[0] for one in pattern.finditer(text) if not is_anchored(text[: one.start()])), "")


def _joins_on(before: str) -> bool:
    return bool(before) and _JOINS.search(before) is not None


def _has_event(before: str) -> bool:
    """Whether a date, or words that are parted off from what follows, stand before."""
    return _DATED.search(before) is not None or (
        len(before.split()) > 1 and _PARTED.search(before) is not None
    )


def _loose_pronoun(text: str) -> str:
    if _FOLLOWS.match(text):
        return ""
    found = words(text)
    return next((one.text for place, one in enumerate(found) if _is_loose(text, found[:place], one)), "")


def _is_loose(text: str, before: Sequence[Word], one: Word) -> bool:
    said = text[: one.start]
    nouns = [word for word in before if _is_noun(word)]
    named = any(word.text[0].isupper() for word in nouns)
    if one.folded in _PERSONS and (not named or _OPENING_PHRASE.fullmatch(said)):
        return True
    if one.folded in _PLURALS and not (" and " in said or any(word.folded.endswith(_MANY) for word in nouns)):
        return one.folded == "them" or not named
    if one.folded in _THINGS and not nouns:
        return True
    is_lone = one.folded in _OBJECTS and len(before) <= _SHORT and not _PARTED.search(said)
    return is_lone and not said.endswith((" with ", " around ", " behind ", " near ")) and not nouns[2:]


def _is_noun(word: Word) -> bool:
    is_time = re.fullmatch(f"{_TIME}s?|last|next|first|early|late", word.folded)
    return not (word.folded in STOP_WORDS or word.folded[0].isdigit() or is_time)


def _short_of(text: str) -> str:
    if _COUNT.match(text):
        return "a number of what"
    found = words(text)
    is_passive = any(word.folded in _PASSIVE for word in found[:-1])
    is_reply = 1 < len(found) <= _SHORT and _ENDS_IN_VERB.search(text) is not None
    return "a reply that says not to what" if is_reply and not is_passive else ""
