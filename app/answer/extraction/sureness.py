"""How sure it is that a sentence answers: the reader's score and what it shares with the question, weighed.

A conditional logit (McFadden 1974): each sentence that was read, and "none of these", has a value, and the
likeliest is chosen. The reader tells a fitting sentence from one that only shares words, and knows
rewordings. It doesn't tell a date from a place, nor one name from another: kinds and premises do, before.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.answer.extraction.candidates import Candidate
from app.answer.questions.question import OPEN_KINDS, Question


class Evidence(NamedTuple):
    """What speaks for a sentence as an answer."""

    rank: float  # its passage's score beside the best, as far as its floor
    closed: float  # 1 when the kind of answer asked for, a number or a day, is there and can be told
    whole: float  # 1 when it has nearly all of the question's words, by rarity
    read: float  # the reader's score, as far as its floor: then it says but that the words differ


# Near what `python -m evals.bench fit-sureness` fits to half of the SQuAD 2.0 development questions, half of
# which have no answer. The weight of `whole` is set by hand: there too few sentences have all the words.
WEIGHTS = Evidence(rank=4.9, closed=0.5, whole=1.0, read=0.32)
NONE_OF_THESE = 4.15  # where the reader finds nothing, the best passage and the right kind aren't enough
WHOLE = 0.8
RANK_FLOOR = 0.6  # less says but that another article has the question's words too: no one must gain by that
READ_FLOOR = -4.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that was read, and the evidence for it."""

    candidate: Candidate
    evidence: Evidence

    @property
    def sureness(self) -> float:
        """Above 0: it is likelier to answer than that none does."""
        return (
            sum(weight * value for weight, value in zip(WEIGHTS, self.evidence, strict=True)) - NONE_OF_THESE
        )


def read_as(question: Question, candidate: Candidate, score: float) -> Reading:
    """What a score of the reader makes of a candidate that may answer."""
    return Reading(
        candidate,
        Evidence(
            rank=max(candidate.features.rank, RANK_FLOOR) if candidate.features else RANK_FLOOR,
            closed=float(question.kind not in OPEN_KINDS),
            whole=float(candidate.own >= WHOLE),
            read=max(score, READ_FLOOR),
        ),
    )
