"""A question in two parts, read as two: "When was it built, and who built it?".

It is parted at an "and" before which a whole question stands and after which another begins. An "and"
between nouns, or between two clauses of one question ("Who said what was built and what was not?"), parts
nothing.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from app.answer.questions.question import Kind, Question, read_question
from app.language.irregular import BASE_FORMS
from app.language.names import name_supported, names
from app.language.words import words

MOST_PARTS = 3  # each costs a search
_WORD = r"(?:who(?:m|se)?|what|which|when|where|why|how)"
_LED = rf"(?:(?:by|at|in|on|for|from|to|of|with|under|since|until) )?{_WORD}"
_HELPS = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_SUBJECT = r"(?:he|she|it|they|there|the|this|that|these|those|any|anyone|(?-i:[A-Z]))"
_JOINT = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|as well as)(?: also)?\s+(?={_LED}\b|(?:do|does|did) {_SUBJECT}|"
    rf"{_HELPS} (?:he|she|it|they|there)\b)|\?\s+(?:and\s+)?(?=(?:{_LED}|{_HELPS})\b)",
    re.I,
)
_BORDER = re.compile(r"^[\s,;]+|[\s,;?]+$")
_COMMA = re.compile(rf",\s+(?={_LED}\b)", re.I)
_BEGINS = re.compile(rf"\W*(?:{_LED}|{_HELPS})\b", re.I)
_WITHIN = re.compile(rf"\b{_WORD}\b", re.I)
_ASKS_AT_ONCE = re.compile(rf"{_LED}\b(?: (?!{_HELPS}\b)[^\W_]+){{0,3}} {_HELPS}\b", re.I)
_TWO_WORDS = re.compile(rf"^\W*(?P<one>{_LED})(?:,? and) (?P<other>{_LED}) (?P<rest>{_HELPS}\b.+)", re.I)
_BARE_VERB_AFTER = re.compile(r"do|does|did|can|could|will|would|should|may|might|must", re.I)
_OPENING = re.compile(rf"^\W*{_LED}(?: (?:many|much|long|far|old|often|else))?\b", re.I)

_PRONOUN = re.compile(
    r"\b(?P<whose>his|its|their|her(?= (?!(?:in|at|on|for|from|to|of|with|by|and|or)\b)[^\W_]))\b|"
    r"\b(?:he|she|it|they|him|her|them)\b",
    re.I,
)
_OF_A_PERSON = re.compile(r"\b(?:he|she|him|her|his)\b", re.I)
_THING = re.compile(
    rf"(?:\b(?P<helps>{_HELPS}) )?\b(?:the|this|that|these|those|which|what) (?=(?P<run>[a-z].*))", re.I
)


def parts_of(text: str) -> tuple[str, ...]:
    """The questions of which a question is made, in order; itself alone when it is one."""
    both = _TWO_WORDS.match(text)
    if both:
        return tuple(f"{both[word][0].upper()}{both[word][1:]} {both['rest']}" for word in ("one", "other"))
    found = list(_parted(text))
    if not 1 < len(found) <= MOST_PARTS:
        return (text,)
    first = _BORDER.sub("", found[0])
    return (f"{first}?", *(_whole(_BORDER.sub("", part), first) for part in found[1:]))


def with_antecedent(part: str, first: str, answers: Sequence[str]) -> str | None:
    """A later part with what its pronouns stand for; None when nothing tells what that is.

    "When was it built?" after "Who drew the old bridge?" is asked of the old bridge, "Where did she live?"
    of the one who is named in the answer to that.
    """
    if not _PRONOUN.search(part):
        return part
    asked = read_question(first)
    if asked.kind is Kind.PERSON and _OF_A_PERSON.search(part):
        known = _new_name(asked, answers)
    else:
        known = _asked_about(asked)
    if known is None:
        return None
    return _PRONOUN.sub(lambda match: known + ("'s" if match["whose"] else ""), part)


def _asked_about(asked: Question) -> str | None:
    """Whom or what a question asks about."""
    if asked.subject is not None:
        return asked.subject.text
    if asked.names:
        return asked.names[0].text if len(asked.names) == 1 else None
    return _thing(asked.text)


def _new_name(asked: Question, answers: Sequence[str]) -> str | None:
    """The one name that an answer adds to its question."""
    new = [
        name
        for text in answers
        for name in names(text)
        if not any(name_supported(name, known.text) for known in asked.names)
    ]
    full = {name.text for name in new if len(name.words) > 1} or {name.text for name in new}
    return full.pop() if len(full) == 1 else None


def _parted(text: str) -> Iterator[str]:
    """The stretches of a question between its joints."""
    start = 0
    for joint in _JOINT.finditer(text):
        before, after = text[start : joint.start()], text[joint.end() :]
        if _is_one(before, after) and not joint[0].startswith("?"):
            continue
        yield from _at_commas(before)
        start = joint.end()
    yield text[start:]


def _is_one(before: str, after: str) -> bool:
    """Whether what stands after an "and" goes on with a clause of the question before it."""
    if not _BEGINS.match(before):
        return True
    own = list(_at_commas(before))[-1]
    within = [match[0].lower() for match in _WITHIN.finditer(own, _opened(own))]
    led = _WITHIN.search(after)
    if not within or led is None:
        return False
    return led[0].lower() in within or not _ASKS_AT_ONCE.match(after)


def _at_commas(text: str) -> Iterator[str]:
    """What is parted by commas before the last "and": "When did it open, where is it, and who built it?"."""
    start = 0
    for comma in _COMMA.finditer(text):
        if _BEGINS.match(text, start) and _ASKS_AT_ONCE.match(text, comma.end()):
            yield text[start : comma.start()]
            start = comma.end()
    yield text[start:]


def _whole(part: str, first: str) -> str:
    """A later part as a question of its own: "and where?" asks where of what the first part asks."""
    opening = _OPENING.match(part)
    if opening and not part[opening.end() :].strip():
        part += first[_opened(first) :]
    return f"{part[:1].upper()}{part[1:]}?"


def _opened(question: str) -> int:
    opening = _OPENING.match(question)
    return opening.end() if opening else 0


def _thing(text: str) -> str | None:
    """The first thing that a question names with "the" or "which": "the old bridge"."""
    return next(filter(None, map(_noun_after, _THING.finditer(text))), None)


def _noun_after(match: re.Match[str]) -> str | None:
    run = [word.text for word in itertools.takewhile(lambda word: not word.is_stop, words(match["run"]))]
    run = run[: next((place for place, word in enumerate(run) if _is_past(word)), None)]
    if match["helps"] and _BARE_VERB_AFTER.fullmatch(match["helps"]) and len(run) > 1:
        run.pop()  # "did the strike end"
    return " ".join(["the", *run]) if run else None


def _is_past(word: str) -> bool:
    return word.endswith("ed") or word in BASE_FORMS
