"""Whether a sentence says yes or no to what is asked: it or its denial, of the one who is asked about."""

import re

from app.answer.extraction.antecedents import speaks_of_bearer
from app.answer.extraction.candidates import Candidate, cached_words
from app.answer.questions.question import Question
from app.language.names import name_supported

LEAST_TOLD = 0.6  # of the question's words beside its names, that the sentence must have itself
_OWNED = 4  # words before a thing, one of which says whose it is: "has never had a boat"
_OWNING = re.compile(
    r"ha[ds]|have|having|with|without|no|any|own(?:s|ed)?|got|their|her|his|its|.+['’]s", re.I
)


def tells_yes_or_no(question: Question, candidate: Candidate, plain: set[str]) -> bool:
    """True when the sentence has most of the `plain` stems of a question and speaks of all that it names.

    One name may be there as a pronoun, and where or when it was may stand in the sentence before.
    """
    lacking = [name for name in question.names if not name_supported(name, candidate.text)]
    if len(lacking) > 1 or not all(speaks_of_bearer(name, candidate) for name in lacking):
        return False
    around = (*cached_words(candidate.before), *cached_words(candidate.passage.title))
    lent = question.circumstances & {word.stem for word in around}
    return len(plain & (candidate.covered | lent)) >= LEAST_TOLD * len(plain)


def has_of_its_own(thing: str, text: str) -> bool:
    """Whether a sentence says that one has a thing, or doesn't: "has a boat", "her boat", "no boats"."""
    found = cached_words(text)
    return any(
        word.stem == thing
        and any(_OWNING.fullmatch(one.text) for one in found[max(0, place - _OWNED) : place])
        for place, word in enumerate(found)
    )
