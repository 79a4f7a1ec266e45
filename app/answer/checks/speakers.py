"""Whether the one who says something in a claim is the one who says it in the evidence."""

from collections.abc import Sequence
from enum import Enum

from app.answer.checks.relations import names_meet
from app.language.slots import SUBJECT
from app.language.speech import Attribution, Told, told
from app.language.verbs import NAMING, SPEECH
from app.language.words import content_stems

_THEMSELVES = frozenset({"<he>", "<she>", "<it>", "<they>"})
_LEAST_SHARE = 0.5  # of a clause's words, that a clause of the evidence must have to be about the same


class Said(Enum):
    """How the speaker of a claim stands to the speaker in the evidence."""

    RIGHT = "right"
    UNKNOWN = (
        "unknown"  # the evidence says it itself, or doesn't name who does; or the claim has lost who says it
    )
    ANOTHER = "another"


def compare_speakers(claim: str, evidence: Sequence[str]) -> Said:
    """The worst that is found for a clause of the claim."""
    known = [one for text in evidence for one in told(text)]
    found = {_compare(one, known) for one in told(claim)}
    return next((said for said in (Said.ANOTHER, Said.UNKNOWN) if said in found), Said.RIGHT)


def _compare(one: Told, known: Sequence[Told]) -> Said:
    alike = _alike(one, known)
    if not alike:
        return Said.RIGHT
    if _calls_alike(one, alike):
        return Said.RIGHT
    speakers = [other.speaker for other in known if other.speaker]
    verdicts = [
        Said.RIGHT
        if one.speaker is None and _is_of_oneself(other)
        else _verdict(one.speaker, other.speaker, speakers)
        for other in alike
    ]
    return next(said for said in (Said.RIGHT, Said.UNKNOWN, Said.ANOTHER) if said in verdicts)


def _is_of_oneself(one: Told) -> bool:
    """Whether they tell what they do themselves, which their word is good for: "the firm said it closed"."""
    if one.speaker is None:
        return True
    own = one.clause.names(SUBJECT)
    is_pronoun = not _THEMSELVES.isdisjoint(one.clause.stems_in({SUBJECT}))
    return is_pronoun or bool(own and one.clause.verb not in SPEECH and names_meet(own, one.speaker.names))


def _calls_alike(one: Told, alike: Sequence[Told]) -> bool:
    """Whether the same one gives the name: "called him a friend" beside "greeted him as a friend"."""
    names = one.clause.names(SUBJECT)
    return one.clause.verb in NAMING and any(
        other.clause.verb in NAMING and names_meet(names, other.clause.names(SUBJECT)) for other in alike
    )


def _alike(one: Told, known: Sequence[Told]) -> list[Told]:
    """The clauses of the evidence that share most with a clause, without what names its speaker."""
    content = _content(one)
    if not content:
        return []
    shared = [(len(content & _content(other)), other) for other in known]
    most = max((count for count, _ in shared), default=0)
    if most < max(1, _LEAST_SHARE * len(content)):
        return []
    return [other for count, other in shared if count == most]


def _content(one: Told) -> frozenset[str]:
    speaker = one.speaker.names if one.speaker else ()
    named = {stem for name in speaker for stem in content_stems(name.text)}
    return one.clause.stems - named - SPEECH


def _verdict(claimed: Attribution | None, known: Attribution | None, speakers: Sequence[Attribution]) -> Said:
    """How one speaker stands to another; `speakers` are all that the evidence has."""
    if claimed is None:
        return Said.UNKNOWN if known is not None and known.is_theirs else Said.RIGHT
    if known is None:
        return Said.UNKNOWN if claimed.names else Said.RIGHT
    if not claimed.is_known or not known.is_known or claimed.words & known.words:
        return Said.RIGHT
    if claimed.names and known.names:
        return Said.RIGHT if names_meet(claimed.names, known.names) else Said.ANOTHER
    if any(claimed.words & other.words - known.words for other in speakers):
        return Said.ANOTHER  # the evidence has this speaker, and has another one say it
    return Said.UNKNOWN if claimed.names else Said.RIGHT
