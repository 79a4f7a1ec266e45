"""Small words that turn a question: a side ("behind the desk"), a limit ("the only"), "non-"."""

import re

from app.answer.extraction.candidates import Candidate
from app.answer.questions.question import Question
from app.language.sides import on_other_side
from app.language.words import stem

_NON = stem("non")
_ASKS_FOR_ONLY = re.compile(r"\b(?:only|sole)\b(?! (?:one|two|three|four|five|\d))", re.I)
_ONLY = re.compile(
    r"\b(?:only|sole(?:ly)?|alone|single|exclusive(?:ly)?|no other|nothing else|unique(?:ly)?)\b", re.I
)


def qualifiers_stand(question: Question, candidate: Candidate) -> bool:
    """True unless the sentence lacks what narrows the question, or has the thing's opposite side."""
    non = any(word.stem == _NON for word in question.content) and _NON not in candidate.covered
    only = _ASKS_FOR_ONLY.search(question.text) and not _ONLY.search(candidate.text)
    return not non and not only and not on_other_side(question.text, candidate.text)
