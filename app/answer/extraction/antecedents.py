"""Whether a sentence that lacks a name speaks of its bearer: by a pronoun, or as "the company"."""

import re

from app.answer.extraction.candidates import Candidate
from app.answer.verbatim import sentence_text
from app.language.names import Name, name_supported, names

_PERSONAL = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.I)
_ACTING = re.compile(r"\b(?:he|she|it|they)\b", re.I)
_BODY = re.compile(
    r"\bthe (?:agency|airline|association|authority|bank|brewery|church|city|club|college|company|council|"
    r"country|court|firm|foundation|government|group|hospital|hotel|institute|library|ministry|museum|orchestra|"
    r"organi[sz]ation|party|port|publisher|school|shop|society|team|theatre|theater|town|union|university|"
    r"village)\b(?! of\b)",
    re.I,
)

_RELATIVE = re.compile(
    r"\b(?:his|her|their) (?:[a-z]+ )?(?:husband|wife|widow(?:er)?|father|mother|parents?|sons?|daughters?|"
    r"child(?:ren)?|brothers?|sisters?|uncle|aunt|cousins?|nephew|niece|grand\w+|family|friends?|partner)\b(?!,)",
    re.I,
)


def speaks_of_bearer(name: Name, candidate: Candidate) -> bool:
    """Whether a pronoun of the sentence stands for a name, or "the company" for that in the title."""
    if _BODY.search(candidate.text) and name_supported(name, candidate.passage.title):
        return True
    pronoun = _PERSONAL.search(candidate.text)
    if pronoun is None or any(one.start < pronoun.start() for one in names(candidate.text)):
        return False
    passage = candidate.passage
    for span in reversed(passage.sentences[: candidate.place]):
        text = sentence_text(passage, span)
        if name_supported(name, text) or _has_last_word(name, text):
            return True
        if _names_another_first(text):
            return False
    return name_supported(name, passage.title)


def acts_by_pronoun(name: Name, text: str) -> bool:
    """Whether a pronoun after the name goes on with it: "Nobody asked Ada, so she did not answer."."""
    known = names(text)
    for place, one in enumerate(known):
        if name_supported(name, one.text):
            end = known[place + 1].start if place + 1 < len(known) else len(text)
            return _ACTING.search(text, one.end, end) is not None
    return False


def tells_of_a_relative(subject: Name, text: str) -> bool:
    """Whether a sentence speaks of the subject only by a relative: "Her husband sailed"."""
    rest, found = _RELATIVE.subn(lambda match: " " * len(match[0]), text)
    return bool(found) and not _PERSONAL.search(rest) and not name_supported(subject, text)


def _has_last_word(name: Name, text: str) -> bool:
    return len(name.words) > 1 and any(one.words == name.words[-1:] for one in names(text))


def _names_another_first(text: str) -> bool:
    """Whether a name comes before any pronoun: then the pronouns of later sentences may be its bearer's."""
    known = names(text)
    pronoun = _PERSONAL.search(text)
    return bool(known) and (pronoun is None or pronoun.start() > known[0].start)
