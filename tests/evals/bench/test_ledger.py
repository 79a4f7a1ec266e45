from evals.bench.ledger import Ledger, Observed, State, Verdict

OLD = State("marker1", "Report", "Marked marker1. Old.", "aaaa", ("Marked marker1. Old.",))
NEW = State("marker2", "Report", "Marked marker2. New. More.", "bbbb", ("Marked marker2. New.", "More."))

LATER = State("marker3", "Report", "Marked marker3. Later.", "cccc", ("Marked marker3. Later.",))


def test_an_acknowledged_write_that_is_there_is_kept() -> None:
    assert _ledger(OLD).judge("a", _seen(OLD)) is Verdict.KEPT


def test_an_acknowledged_write_that_is_gone_is_lost() -> None:
    assert _ledger(OLD).judge("a", None) is Verdict.LOST


def test_an_earlier_state_in_place_of_the_acknowledged_one_is_lost() -> None:
    assert _ledger(OLD, NEW).judge("a", _seen(OLD)) is Verdict.LOST


def test_a_deleted_article_that_is_there_is_back() -> None:
    assert _ledger(OLD, None).judge("a", _seen(OLD)) is Verdict.BACK


def test_a_cut_write_may_end_in_either_state() -> None:
    for found in (OLD, NEW):
        ledger = _ledger(OLD)
        ledger.begin("a", NEW)
        assert ledger.judge("a", _seen(found)) is Verdict.KEPT
        assert ledger.acknowledged("a") == found


def test_a_cut_delete_may_end_in_either_state() -> None:
    for found in (OLD, None):
        ledger = _ledger(OLD)
        ledger.begin("a", None)
        assert ledger.judge("a", _seen(found)) is Verdict.KEPT


def test_a_write_whose_client_went_away_is_superseded_by_an_acknowledged_one() -> None:
    for last, found, verdict in ((None, NEW, Verdict.BACK), (LATER, NEW, Verdict.LOST)):
        ledger = _ledger(OLD)
        ledger.begin("a", NEW)
        assert ledger.possible("a") == (OLD, NEW)
        ledger.begin("a", last)
        ledger.acknowledge("a", last)
        assert ledger.judge("a", _seen(found)) is verdict
        assert ledger.retired == ["marker1", "marker2"]


def test_a_mixture_of_two_states_is_half() -> None:
    mixtures = (
        Observed(NEW.text, OLD.revision, len(NEW.passages), NEW.passages),
        Observed(NEW.text, NEW.revision, len(OLD.passages), NEW.passages),
        Observed(NEW.text, NEW.revision, len(NEW.passages), OLD.passages),
        Observed("", "", 0, NEW.passages),
    )
    for mixture in mixtures:
        ledger = _ledger(OLD)
        ledger.begin("a", NEW)
        assert ledger.judge("a", mixture) is Verdict.HALF


def test_the_other_state_of_a_cut_write_is_retired_once_one_is_found() -> None:
    ledger = _ledger(OLD)
    ledger.begin("a", NEW)
    ledger.judge("a", _seen(OLD))
    assert ledger.retired == ["marker2"]


def test_sending_the_same_again_retires_nothing() -> None:
    ledger = _ledger(OLD)
    ledger.begin("a", OLD)
    assert ledger.in_flight == 0
    ledger.acknowledge("a", OLD)
    assert ledger.retired == []
    assert ledger.current() == {"a": OLD}


def test_a_cut_write_is_in_flight() -> None:
    ledger = _ledger(OLD)
    ledger.begin("a", NEW)
    assert ledger.in_flight == 1


def _ledger(*states: State | None) -> Ledger:
    ledger = Ledger(["a"])
    for state in states:
        ledger.begin("a", state)
        ledger.acknowledge("a", state)
    return ledger


def _seen(state: State | None) -> Observed | None:
    return state and Observed(state.text, state.revision, len(state.passages), state.passages)
