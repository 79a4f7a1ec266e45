"""Whether what a question takes for granted stands where a sentence stands: names, numbers, days, sense."""

import re

from app.answer.extraction.antecedents import acts_by_pronoun, speaks_of_bearer, tells_of_a_relative
from app.answer.extraction.candidates import DATE_TERM, Candidate, cached_words, dates_hold
from app.answer.extraction.changes import change_stands
from app.answer.extraction.kinds import counts_none
from app.answer.extraction.qualifiers import qualifiers_stand
from app.answer.extraction.swaps import names_swapped
from app.answer.extraction.yes_no import has_of_its_own, tells_yes_or_no
from app.answer.questions.asking import Kind
from app.answer.questions.deeds import is_turned_round
from app.answer.questions.question import Question
from app.answer.questions.whose_words import speakers, speaks_by_pronoun, speaks_of
from app.language.clauses import clauses
from app.language.dates import compatible_dates, dates
from app.language.names import Name, name_supported, names
from app.language.negation import negations, polarity_conflict
from app.language.numbers import Number, quantities
from app.language.opposites import opposite_among
from app.language.slots import OBJECT, SUBJECT
from app.language.spelling import one_slip_apart
from app.language.verbs import MUTUAL
from app.language.words import are_kin, fold, stem

# A sentence with one of these speaks of what stands before it.
_POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|both|such|there)\b",
    re.I,
)
_ACTED_ON = frozenset({OBJECT, "on", "against", "to", "from", "upon", "at", "toward", "towards"})
_SAID_ABOUT = re.compile(r"\b(?:about|regarding|concerning)\b|\b(?:say|think|tell|speak) (?:of|on)\b", re.I)
_PERSONAL = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.I)
# "Ada Brook (3 May 1871 - 1948)" tells when she was born and died.
_LIFE = re.compile(r"\((?:[^()]{0,60}\b)?\d{3,4}\b[^()]{0,40}?[-‐‑–—][^()]{0,60}\b\d{3,4}\)")
_BORN_OR_DEAD = frozenset(stem(word) for word in ("born", "birth", "die", "death"))
_DEFINITE = re.compile(r"\b(?:the|that|this|these|those|such) (?P<thing>(?-i:[a-z]+))", re.I)
_AT_A_TIME = re.compile(r"\b(?:in|on|during)\s+(?:the\s+)?$", re.I)
_BOUNDS_TIME = re.compile(r"\b(?:since|until|till|before|after)\s+(?:the\s+)?$", re.I)
_BARE_ORDINAL = re.compile(r"\b(?:the|a|an|its|his|her|their|our|every|each|'s|’s)\s+$", re.I)


def premises_stand(
    question: Question, candidate: Candidate, *, unknown: frozenset[str] = frozenset()
) -> bool:
    """True when nothing in the sentence or around it speaks against what the question takes for granted.

    `unknown` are words of the question that no passage has: a name among them may be misspelled.
    """
    return (
        all(_name_stands(name, candidate, unknown) for name in question.names)
        and all(_number_stands(question, number, candidate) for number in question.numbers)
        and _dates_stand(question, candidate)
        and not _is_of_another(question, candidate)
        and _is_about_the_event(question, candidate, unknown)
        and not names_swapped(question, candidate.text, unknown)
        and _is_in_the_words_of(question, candidate)
        and change_stands(question, candidate)
        and qualifiers_stand(question, candidate)
        and (_is_open(question) or _means_the_same(question, candidate))
    )


def tells_what_is_asked(
    question: Question, candidate: Candidate, *, unknown: frozenset[str] = frozenset()
) -> bool:
    """True when the sentence has the words without which none answers, and the subject.

    A rewording has them not, so that one of which the reader is sure may do without.
    """
    return all(_tells(question, stem, candidate) for stem in question.needed) and (
        not _is_known(question.subject, unknown) or _tells_of_the_subject(question, candidate)
    )


def _tells(question: Question, needed: str, candidate: Candidate) -> bool:
    if question.kind is Kind.DATE and needed in _BORN_OR_DEAD and _LIFE.search(candidate.text):
        return True
    return _has_stem(needed, candidate) or needed in candidate.covered


def _is_of_another(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence tells it of another: of a relative, of what isn't one's own, turned round."""
    if question.owned and not has_of_its_own(question.owned, candidate.text):
        return True
    if question.subject is not None and tells_of_a_relative(question.subject, candidate.text):
        return True
    return question.deed is not None and is_turned_round(question.deed, candidate.text)


def _name_stands(name: Name, candidate: Candidate, unknown: frozenset[str]) -> bool:
    places = (candidate.text, candidate.before, candidate.passage.title)
    if any(name_supported(name, place) for place in places) or _by_last_name(name, candidate):
        return True
    around = _around(candidate)
    if name_supported(name, around):
        return True
    slips = [word for word in name.words if word in unknown]
    found = [fold(word.text) for word in cached_words(around)]
    return bool(slips) and all(
        any(fold(word) == other or one_slip_apart(fold(word), other) for other in found)
        for word in name.words
    )


def _by_last_name(name: Name, candidate: Candidate) -> bool:
    """Whether the sentence has the last word of a name that its passage gives in full: "Hopper" for Grace."""
    return (
        len(name.words) > 1
        and name.text in candidate.context.text
        and any(one.words == name.words[-1:] for one in names(candidate.text))
    )


def _around(candidate: Candidate) -> str:
    """The sentence, the one before and the title; all that is before when the sentence points back."""
    before = candidate.all_before if _POINTS_BACK.search(candidate.text) else candidate.before
    return f"{before} \n{candidate.text} \n{candidate.passage.title}"


def _number_stands(question: Question, number: Number, candidate: Candidate) -> bool:
    if number.ordinal and not _BARE_ORDINAL.search(question.text, 0, number.start):
        return True  # "was first recorded" counts nothing
    around = f"{candidate.text} \n{candidate.passage.title}"
    if _goes_on(candidate):
        around = f"{candidate.before} \n{around}"
    if any(known.value == number.value for known in quantities(around)):
        return True
    if question.kind is Kind.YES_NO and number.unit is not None:
        # "Is the rate 9 percent?" is answered by "The rate is 7 percent."
        return any(known.unit == number.unit for known in quantities(candidate.text))
    return fold(number.text) in {fold(word.text) for word in cached_words(around)}


def _goes_on(candidate: Candidate) -> bool:
    """Whether the sentence speaks of a thing that the one before told of: "that bridge", "the bridge"."""
    known = {word.stem for word in cached_words(candidate.before)}
    return any(
        word.stem in known
        for match in _DEFINITE.finditer(candidate.text)
        for word in cached_words(match["thing"])
    )


def _dates_stand(question: Question, candidate: Candidate) -> bool:
    if not question.dates:
        return True
    if _only_bounds_time(question, candidate):
        return False
    if DATE_TERM in candidate.covered:
        return True
    own = [day for day in dates(candidate.text) if day.year]
    if own and not any(
        compatible_dates(wanted, day, candidate.passage.published_at)
        for wanted in question.dates
        for day in own
    ):
        return False  # it tells of a time of its own
    # Not what stands beside the passage: a day there is as a rule that of another event.
    around = f"{candidate.passage.text} \n{candidate.passage.title}"
    return dates_hold(question, around, candidate.passage)


def _only_bounds_time(question: Question, candidate: Candidate) -> bool:
    """Whether it is asked of a time, and the sentence says but since when, or until when: "since 1990"."""
    if not all(_AT_A_TIME.search(question.text, 0, day.start) for day in question.dates):
        return False
    known = [
        day
        for day in dates(candidate.text)
        if any(compatible_dates(wanted, day, candidate.passage.published_at) for wanted in question.dates)
    ]
    return bool(known) and all(_BOUNDS_TIME.search(candidate.text, 0, day.start) for day in known)


def _is_about_the_event(question: Question, candidate: Candidate, unknown: frozenset[str]) -> bool:
    """True when the sentence tells of what is asked: its subject, and something beside the names."""
    unheard = {word.stem for word in question.content if word.text in unknown} - candidate.covered
    if question.kind is Kind.REASON and unheard - question.light:
        return False  # no article tells of what "why" takes for granted
    subject = question.subject
    if subject is not None and _is_known(subject, unknown) and _is_acted_on(question, subject, candidate):
        return False
    plain = {word.stem for word in question.content} - question.name_stems - question.light
    told = plain & candidate.covered
    if question.thing in unheard and plain.isdisjoint(word.stem for word in cached_words(candidate.text)):
        return False  # of "Which hotel did she stay in?" it has but the names, and no article tells of hotels
    if question.kind is Kind.YES_NO:
        return tells_yes_or_no(question, candidate, plain)
    if not plain or told:
        return True
    return (
        question.speaker is None
        and question.kind is not Kind.PERSON  # who did it is told by what was done
        and bool(question.names)
        and all(name_supported(name, candidate.text) for name in question.names)
    )


def _has_stem(stem: str, candidate: Candidate) -> bool:
    before = candidate.before if _PERSONAL.search(candidate.text) else ""
    return any(are_kin(word.stem, stem) for word in (*cached_words(candidate.text), *cached_words(before)))


def _is_known(subject: Name | None, unknown: frozenset[str]) -> bool:
    """Whether there is a subject, and the passages have its words: else it may be misspelled."""
    return subject is not None and unknown.isdisjoint(subject.words)


def _is_acted_on(question: Question, subject: Name, candidate: Candidate) -> bool:
    """Whether the sentence has the subject only as the one to whom another does what is told."""
    if not question.subject_acts or _by_last_name(subject, candidate):
        return False
    if question.kind is Kind.YES_NO and acts_by_pronoun(subject, candidate.text):
        return False
    return name_supported(subject, candidate.text) and _only_has_it_done(subject, candidate.text)


def _tells_of_the_subject(question: Question, candidate: Candidate) -> bool:
    """True when the sentence has the subject, or a pronoun for it before any name of another."""
    subject = question.subject
    if subject is None or _by_last_name(subject, candidate) or name_supported(subject, candidate.text):
        return True
    if question.kind is Kind.YES_NO and speaks_of_bearer(subject, candidate):
        return True
    others = [
        name
        for name in names(candidate.text)
        if not any(name_supported(name, asked.text) for asked in question.names)
    ]
    pronoun = _PERSONAL.search(candidate.text)
    if not others:
        return pronoun is not None or name_supported(subject, candidate.before)
    return pronoun is not None and pronoun.start() < others[0].start


def _only_has_it_done(subject: Name, text: str) -> bool:
    """Whether another does what a clause tells, and the subject is only what it is done to."""
    acting = acted_on = False
    for clause in clauses(text):
        roles = {
            slot.role for slot in clause.slots if any(name_supported(subject, one.text) for one in slot.names)
        }
        if roles and roles <= _ACTED_ON and clause.names(SUBJECT) and clause.verb not in MUTUAL:
            acted_on = True
        elif roles:
            acting = True
    return acted_on and not acting


def _is_in_the_words_of(question: Question, candidate: Candidate) -> bool:
    """True unless the question asks for the words of one, and the sentence gives those of another."""
    if question.speaker is None:
        return True
    found = tuple(names(candidate.text))
    speaking = speakers(candidate.text, found)
    if speaking:
        return any(name_supported(question.speaker, name.text) for name in speaking)
    if speaks_by_pronoun(candidate.text):
        return name_supported(question.speaker, _around(candidate))
    if found:
        return name_supported(question.speaker, candidate.text) and speaks_of(candidate.text)
    return _POINTS_BACK.search(candidate.text) is not None


def _is_open(question: Question) -> bool:
    """Whether a question takes nothing for granted that could be denied: yes or no, and "said about"."""
    about = question.speaker is not None and _SAID_ABOUT.search(question.text)
    return question.kind is Kind.YES_NO or bool(about)


def _means_the_same(question: Question, candidate: Candidate) -> bool:
    """True unless one negates what the other states, or has the opposite word in its place."""
    if _says_none(question, candidate):
        return True
    if polarity_conflict(question.text, candidate.text):
        return False
    if negations(question.text) and not negations(candidate.text):
        return False
    asked = {word.stem for word in cached_words(question.text)}
    others = frozenset(word.stem for word in cached_words(candidate.text)) - asked
    missing = {word.stem for word in question.content} - candidate.covered
    return not any(opposite_among(stem, others) for stem in missing)


def _says_none(question: Question, candidate: Candidate) -> bool:
    """Whether it is asked how many, and the sentence says none."""
    if question.kind is not Kind.COUNT or question.counted is None or negations(question.text):
        return False
    done = (
        {word.stem for word in question.content} - question.name_stems - question.light - {question.counted}
    )
    told = not done or bool(done & candidate.covered)  # "no boats sank" isn't how many took part
    return told and counts_none(question, candidate.text)
