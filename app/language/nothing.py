"""The number none: what a sentence says there was no one or nothing of."""

import re

from app.language.negation import negations
from app.language.words import Word, words

_PHRASE = 4  # words after "no" in which the thing stands: "no further claims were made"
_BETWEEN = frozenset("of the its his her their these those other further new a single one any".split())  # noqa: SIM905
_PLURAL = re.compile(r"\w+[^\Wsu]s", re.I)
_PEOPLE = frozenset("peopl person man woman human".split())  # noqa: SIM905
_NOBODY = re.compile(r"nobody|no\s+one", re.I)
_NONE = re.compile(r"none|neither", re.I)
_NOT_ONE = re.compile(r"\s+(?:a\s+single|one|any)\b", re.I)


def none_of(text: str) -> frozenset[str]:
    """The stems of the things of which a text says that there was none: "no boats", "none of the boats"."""
    found = words(text)
    return frozenset(stem for start, end in negations(text) for stem in _denied(text, found, start, end))


def _denied(text: str, found: list[Word], start: int, end: int) -> frozenset[str]:
    negator = text[start:end]
    if _NOBODY.fullmatch(negator):
        return _PEOPLE
    if negator.lower() == "not" and not _NOT_ONE.match(text, end):
        return frozenset()
    if negator.lower() not in ("no", "not") and not _NONE.fullmatch(negator):
        return frozenset()
    after = _phrase(text, [word for word in found if word.start >= end][:_PHRASE])
    if after or not _NONE.fullmatch(negator):
        return after
    # "Of the nine boats none sank."
    return frozenset(word.stem for word in found if word.end <= start and not word.is_stop)


def _phrase(text: str, after: list[Word]) -> frozenset[str]:
    """The content words right after a negator, up to a plural, a function word or a mark."""
    stems: list[str] = []
    for place, word in enumerate(after):
        gap = text[after[place - 1].end : word.start] if place else " "
        if gap.strip() not in ("", "-"):
            break
        if word.text.lower() in _BETWEEN and not stems:
            continue
        if word.is_stop:
            break
        stems.append(word.stem)
        if _PLURAL.fullmatch(word.text):  # in "no clerks signed papers" it isn't the papers that are none
            break
    return frozenset(stems)
