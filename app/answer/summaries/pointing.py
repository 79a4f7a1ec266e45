"""What a sentence points to: whether "this", "them" or "her" has something to stand for within it.

Where the sentence offers something, be it the wrong thing, these checks stay silent.
"""

import re
from collections.abc import Sequence

from app.answer.summaries.ellipsis import PERIOD
from app.language.clauses import clauses
from app.language.name_words import DAYS_AND_MONTHS
from app.language.names import names
from app.language.number_words import spelled
from app.language.verbs import PREPOSITIONS, is_finite, is_past
from app.language.words import Word, fold, stem, words

_OWN_TEXT = (
    r"(?:article|chapter|column|commentary|document|essay|interview|page|paper|post|report|section|story)"
)
_AFTER_THOSE = (
    r"(?:who|whom|whose|which|that|with|without|of|in|on|at|from|under|over|for|to|near|\w+ing|\w+ed)"
)
# "this year" counts from publication, "this report" is the text itself, and "those who …" says who.
_DEMONSTRATIVE = re.compile(
    rf"\b(?:(?:this|these)\b(?!\s+(?:{PERIOD}|{_OWN_TEXT})\b)|those\b(?!\s+{_AFTER_THOSE}\b)|"
    r"(?:about|after|against|at|before|by|for|from|in|of|on|over|than|to|under|with)\s+that\b(?!\s+(?:of|which)\b)|"
    r"that(?=[.;!?]|$))(?:\s+(?P<noun>[^\W\d_]+))?",
    re.I,
)
_BARE_AFTER = re.compile(r"(?:[,;:–—]|\b(?:and|but|or|so|because|although|though|while|when|if))\s*$", re.I)
_PERSON = re.compile(r"\b(?:he|she|his|her|hers|him)\b")
_PLURAL = re.compile(r"\b(?:they|them|their|theirs)\b")
_THING = re.compile(r"\b(?:it|its)\b")
# "In its report, the council said": what it stands for follows.
_FOLLOWS = re.compile(
    r"^(?:After|Among|As|At|Before|By|Despite|During|For|From|In|Like|On|To|Through|Unlike|With)\b[^,]{0,60}"
    r"\b(?:his|her|its|their)\s[^,]{1,60},\s+(?:an?|the|[A-Z][\w-]+)\s"
)
_OPENING_PHRASE = re.compile(
    r"^(?:After|Among|At|Before|By|Despite|During|For|From|In|On|Since|To|Under|Until|With|Without)\b[^,]*,?\s*$"
)
# What is done to someone or something else than the one who does it; "her" without a noun of hers.
_OBJECT = re.compile(
    r"\b(?:him|them|it|her(?=\W*$|[,;:]|\s+(?:an?|and|as|at|by|for|her|his|in|its|on|that|the|their|this|to)\b))\b"
)
_NEAR = frozenset("above around before behind below beside inside near over under with".split())  # noqa: SIM905
_EMPTY = re.compile(  # "made it easy", "it was a storm that …"
    r"\b(?:consider|find|found|make|made|think|thought|take|took)s?\s+it\b|"
    r"\bit\s+(?:is|was|will\s+be|would\s+be)\s+(?:[\w-]+\s+){1,5}?(?:that|to|who)\b",
    re.I,
)
_GROUPS = frozenset(
    """army audience board both children club committee community company council couple crew crowd everyone
    family firm government group jury majority media men minority number pair parliament party people person
    police population public someone staff team two union who women and""".split()  # noqa: SIM905
)
_TIME_WORD = re.compile(rf"{PERIOD}|early|first|last|late|next", re.I)


def points_back(text: str) -> bool:
    """Whether a sentence has a word for someone or something that another sentence names."""
    return _demonstrates(text) or (
        not _FOLLOWS.match(text)
        and (_person_is_unnamed(text) or _thing_is_unnamed(text) or _object_is_unnamed(text))
    )


def _demonstrates(text: str) -> bool:
    for found in _DEMONSTRATIVE.finditer(text):
        before = text[: found.start()]
        noun = found["noun"]
        named = noun is not None and stem(fold(noun)) in {word.stem for word in words(before)}
        if not named and not (before.strip() and _BARE_AFTER.search(before)):
            return True
    return False


def _person_is_unnamed(text: str) -> bool:
    """Whether "he" or "she" comes before any name that it could stand for."""
    person = _PERSON.search(text)
    if person is None:
        return False
    before = text[: person.start()]
    if _is_phrase(before):
        return True
    return not any(name.end <= person.start() for name in names(text))


def _thing_is_unnamed(text: str) -> bool:
    for pattern, can_be in ((_PLURAL, _is_plural), (_THING, _is_noun)):
        found = pattern.search(text)
        if found is None or _EMPTY.search(text):
            continue
        before = words(text[: found.start()])
        is_named = found[0] in ("they", "their") and any(one.end <= found.start() for one in names(text))
        if not is_named and not any(can_be(before, place) for place in range(len(before))):
            return True
    return False


def _object_is_unnamed(text: str) -> bool:
    """Whether all that comes before "him", "them" or "it" is the subject of its own clause."""
    return any(_is_lone_object(text, found) for found in _OBJECT.finditer(text))


def _is_lone_object(text: str, found: re.Match[str]) -> bool:
    own = next((one for one in clauses(text) if one.start <= found.start() < one.end), None)
    if own is None or own.start > 0 or _EMPTY.search(text):
        return False
    before = words(text[: found.start()])
    verb = next((place for place in range(len(before)) if is_finite(before, place)), None)
    if verb is None:
        return False
    between = [word for word in before[verb + 1 :] if not (is_past(word) or word.text.endswith("ly"))]
    return not between or (len(between) == 1 and fold(between[0].text) in PREPOSITIONS - _NEAR)


def _is_phrase(before: str) -> bool:
    """Whether no more than "In Brno" or "After the war" stands before: there nobody is spoken of yet."""
    found = words(before)
    return _OPENING_PHRASE.match(before) is not None and not any(
        is_finite(found, place) for place in range(len(found))
    )


def _is_plural(found: Sequence[Word], place: int) -> bool:
    word = fold(found[place].text)
    is_many = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and not found[place].is_stop
    return word in _GROUPS or (is_many and not is_finite(found, place))


def _is_noun(found: Sequence[Word], place: int) -> bool:
    word = found[place]
    folded = fold(word.text)
    is_time = (
        folded in DAYS_AND_MONTHS or _TIME_WORD.fullmatch(folded) or folded[0].isdigit() or spelled(folded)
    )
    return not word.is_stop and not is_time and not is_finite(found, place)
