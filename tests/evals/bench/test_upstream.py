from pathlib import Path

import pytest

from evals.bench import at_once, model_speed
from evals.bench.asking import Asked
from evals.bench.at_once import measure_at_once
from evals.bench.errors import NotMeasured
from evals.bench.hang_ups import HangUp, hang_up_rows
from evals.bench.model_server import Note
from evals.bench.model_speed import after, before, behind_claims, measure_added, troubles
from evals.bench.tables import Row

ASKED = Asked("Why?", is_stream=True, started=1.0, ended=3.03, claims={"So.": 2.01})
NOTE = Note("Why?", received=1.02, planned_seconds=2, claims={"So.": 2.0}, last_piece=3.0, ended=3.0)
NOTES = {"Why?": [NOTE]}
CUT_OFF = Note("Why?", received=1.0, planned_seconds=2, cut_off=2.5)
ENDS_LATER = Note("Who?", received=1.0, planned_seconds=2, ended=2.5)


def test_times_are_those_between_client_and_model() -> None:
    assert before([ASKED], NOTES).p50 == pytest.approx(20)
    assert behind_claims([ASKED], NOTES).p50 == pytest.approx(10)
    assert after([ASKED], NOTES).p50 == pytest.approx(30)


def test_an_answer_with_the_claims_that_the_model_sent_is_no_trouble() -> None:
    assert troubles([ASKED], NOTES) == []


@pytest.mark.parametrize(
    ("asked", "notes"),
    [
        (Asked("Why?", is_stream=True, started=1, ended=3, trouble="HTTP 503"), NOTES),
        (Asked("Why?", is_stream=True, started=1, ended=3), NOTES),
        (ASKED, {}),
        (ASKED, {"Why?": [NOTE, NOTE]}),
    ],
    ids=["error", "lost claim", "model not asked", "model asked twice"],
)
def test_anything_else_is_trouble(asked: Asked, notes: dict[str, list[Note]]) -> None:
    assert len(troubles([asked], notes)) == 1


def test_a_hang_up_counts_from_then_to_the_end_at_the_model() -> None:
    rows = hang_up_rows([HangUp("Why?", at=2.0)], {"Why?": [CUT_OFF]}, after="")
    assert [row.value for row in rows if row.target] == ["0", "500.0 ms", "0"]
    assert _missed(rows) == []


def test_a_hang_up_that_the_model_did_not_see_is_missed() -> None:
    done = [HangUp("Why?", at=2.0), HangUp("Who?", at=2.0)]
    for heard in ([], [ENDS_LATER], [CUT_OFF, CUT_OFF]):
        assert _missed(hang_up_rows(done, {"Why?": [CUT_OFF], "Who?": heard}, after="")) == ["1"]
    with pytest.raises(NotMeasured):
        hang_up_rows(done, {}, after="")


def test_a_hang_up_behind_the_end_of_a_reply_is_not_counted() -> None:
    done = [HangUp("Why?", at=2.0), HangUp("Who?", at=3.0)]
    rows = hang_up_rows(done, {"Why?": [CUT_OFF], "Who?": [ENDS_LATER]}, after="")
    assert [row.value for row in rows[:3]] == ["1", "1", "0"]


def test_a_few_answers_and_hang_ups_over_real_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_speed, "WARM_UP", 1)
    added, cut_off = measure_added(tmp_path, answers=2, hang_ups=2, seed=1)
    assert _counts(added) == ["0"]
    assert _counts(cut_off) == ["0", "0"]


def test_a_few_answers_at_once_over_real_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "PIECE_SECONDS", 0.001)
    rows = measure_at_once(tmp_path, clients=3)
    assert _counts(rows) == ["0"]
    assert [row.value for row in rows if row.target == "3"] == ["3"]


def _missed(rows: list[Row]) -> list[str]:
    return [row.value for row in rows if row.is_met is False]


def _counts(rows: list[Row]) -> list[str]:
    """What was counted that should not be: how long anything took is none of a test's business."""
    return [row.value for row in rows if row.target == "0"]
