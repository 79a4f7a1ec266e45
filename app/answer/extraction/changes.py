"""Whether a sentence tells of the change, or of the other time, that a question asks about."""

import re

from app.answer.extraction.candidates import Candidate, cached_words
from app.answer.questions.question import Question
from app.language.dates import dates
from app.language.synonyms import synonyms
from app.language.words import stem

_PERSONAL = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.I)
_CHANGES = (
    "shrink|fall|drop|decline|decrease|rise|grow|increase|climb|gain|lose|change|improve|worsen|expand|widen|"
    "slow|jump|dip|reduce|cut|raise|lower|exceed|differ"
)
_HOW_MUCH_CHANGED = re.compile(
    rf"\b(?:by )?how (?:much|many)\b.*?\b(?:did|do|does|has|have|will|would)\b.*?\b(?P<change>{_CHANGES})\b",
    re.I,
)
# A time before or after the one that is told of: "a year earlier", "the last visit before this one".
_OTHER_TIME = re.compile(
    r"\b(?:an?|one|two|three|\d+) (?:years?|months?|weeks?|days?|decades?) "
    r"(?:earlier|later|ago|before|after)\W*$|"
    r"\b(?:former|next|last)\b(?= (?:\w+ )+(?:before|after)\b)|\bpreviously\b|"
    r"\bthe (?:year|month|week|day) (?:before|after)\W*$|\bafter (?:this|that) one\b",
    re.I,
)
_OF_OTHER_TIME = re.compile(
    r"\b(?:earlier|later|ago|before|after|previous(?:ly)?|preceding|former(?:ly)?|next|last|prior|past|since|"
    r"first|then|once|used to|had|until|followed|compared)\b",
    re.I,
)
# The one before the one that is told of, for which "a day before the vote" is no word.
_THE_ONE_BEFORE = re.compile(
    r"\b(?:previous|preceding) (?-i:[a-z])|\b(?:before|prior to) (?:this|that)(?: one| time)?\W*$", re.I
)
_OF_ONE_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|preceding|prior|earlier(?= [a-z])|former(?:ly)?|last|ago|"
    r"before(?=\W*(?:[.,;:]|$)))\b",
    re.I,
)


def change_stands(question: Question, candidate: Candidate) -> bool:
    """True unless the question is of another time, or of a change, and the sentence tells of neither."""
    text = f"{candidate.before} {candidate.text}" if _PERSONAL.match(candidate.text) else candidate.text
    if _OTHER_TIME.search(question.text) and not _OF_OTHER_TIME.search(text):
        return False
    if _THE_ONE_BEFORE.search(question.text) and not _tells_of_one_before(candidate):
        return False
    change = _HOW_MUCH_CHANGED.search(question.text)
    if change is None:
        return True
    wanted = {stem(change["change"].lower())}
    wanted.update(*(synonyms(one) for one in tuple(wanted)))
    return not wanted.isdisjoint(word.stem for word in cached_words(text))


def _tells_of_one_before(candidate: Candidate) -> bool:
    """Whether the sentence has a word for an earlier one, or a year before its article's."""
    told_in = candidate.passage.published_at
    return _OF_ONE_BEFORE.search(candidate.text) is not None or (
        told_in is not None and any(day.year and day.year < told_in.year for day in dates(candidate.text))
    )
