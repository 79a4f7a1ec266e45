"""How sure it is that a sentence answers: what speaks for it, and when that is enough."""

from dataclasses import replace

import pytest

from app.answer.extraction.candidates import Candidate
from app.answer.extraction.ranking import Features
from app.answer.extraction.sureness import RANK_FLOOR, READ_FLOOR, Evidence, Reading, read_as
from app.answer.questions.question import read_question
from tests.answer.made import candidate_at_end

WHEN = read_question("When did the harbour bridge open?")
WHAT = read_question("What did the harbour bridge replace?")


def candidate(*, rank: float = 1.0, own: float = 0.5) -> Candidate:
    made = candidate_at_end(WHEN, "The harbour bridge opened in 1932.")
    return replace(made, own=own, features=Features(own, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, rank))


def test_the_evidence_of_a_sentence() -> None:
    assert read_as(WHEN, candidate(), 3.0).evidence == Evidence(rank=1.0, closed=1.0, whole=0.0, read=3.0)
    assert read_as(WHAT, candidate(own=0.9), 3.0).evidence == Evidence(1.0, closed=0.0, whole=1.0, read=3.0)


def test_a_rank_or_score_below_its_floor_counts_as_the_floor() -> None:
    evidence = read_as(WHEN, candidate(rank=0.1), -11.0).evidence
    assert (evidence.rank, evidence.read) == (RANK_FLOOR, READ_FLOOR)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (read_as(WHEN, candidate(), 1.0), read_as(WHEN, candidate(), 2.0)),
        (read_as(WHEN, candidate(rank=0.7), 1.0), read_as(WHEN, candidate(rank=0.9), 1.0)),
        (read_as(WHAT, candidate(), 1.0), read_as(WHEN, candidate(), 1.0)),
        (read_as(WHEN, candidate(own=0.5), 1.0), read_as(WHEN, candidate(own=0.9), 1.0)),
    ],
    ids=Evidence._fields[3:] + Evidence._fields[:3],
)
def test_each_piece_of_evidence_makes_it_surer(less: Reading, more: Reading) -> None:
    assert more.sureness > less.sureness


def test_the_best_passage_alone_is_not_enough_and_a_fitting_sentence_of_it_is() -> None:
    for asked in (WHEN, WHAT):
        assert (
            read_as(asked, candidate(), READ_FLOOR).sureness < 0 < read_as(asked, candidate(), 0.0).sureness
        )
