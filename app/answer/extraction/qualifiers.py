"""Small words that turn a question: a side ("behind the desk"), a limit ("the only"), "non-"."""

import re
from collections import defaultdict
from collections.abc import Mapping

from app.answer.extraction.candidates import Candidate
from app.answer.questions.question import Question
from app.language.words import stem, words

_NON = stem("non")
_OPPOSITE_SIDES = (
    ("before", "after"),
    ("behind", "in front of"),
    ("above", "below"),
    ("inside", "outside"),
    ("within", "outside"),
)
_SIDES = {side: other for pair in _OPPOSITE_SIDES for side, other in (pair, pair[::-1])}
_SIDE_OF = re.compile(
    rf"\b(?P<side>{'|'.join(_SIDES)})\b (?:(?:the|an?|its|his|her|their|this|that)\b )?"
    r"(?P<thing>(?:[^\W_]+ ?){1,2})",
    re.I,
)
_ASKS_FOR_ONLY = re.compile(r"\b(?:only|sole)\b(?! (?:one|two|three|four|five|\d))", re.I)
_ONLY = re.compile(
    r"\b(?:only|sole(?:ly)?|alone|single|exclusive(?:ly)?|no other|nothing else|unique(?:ly)?)\b", re.I
)


def qualifiers_stand(question: Question, candidate: Candidate) -> bool:
    """True unless the sentence lacks what narrows the question, or has the thing's opposite side."""
    non = any(word.stem == _NON for word in question.content) and _NON not in candidate.covered
    only = _ASKS_FOR_ONLY.search(question.text) and not _ONLY.search(candidate.text)
    return not non and not only and not _on_other_side(question.text, candidate.text)


def _on_other_side(asked: str, told: str) -> bool:
    known = _sides(told)
    return any(
        _SIDES[side] in known[thing] and side not in known[thing]
        for thing, sides in _sides(asked).items()
        for side in sides
        if thing in known
    )


def _sides(text: str) -> Mapping[str, set[str]]:
    """The stems of things with the prepositions that stand right before them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in _SIDE_OF.finditer(text):
        for word in words(match["thing"]):
            if not word.is_stop:
                found[word.stem].add(match["side"].lower())
    return found
