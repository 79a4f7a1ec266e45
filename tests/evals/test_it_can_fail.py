"""The harness must be able to fail: the product is broken on purpose, and the gate names case and stage."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import app.answer.embedded_engine
import app.api.answers
from app.adapters.scripted_chat import ScriptedChat, ScriptedReply
from app.adapters.store import SqliteStore
from app.answer.extraction.extract import extract as extract_as_it_is
from app.answer.reply import AddedClaim, ReplyBuilder
from app.answer.verbatim import draft_claim
from app.models import Draft, VerifiedClaim
from app.ports import ChatRequest
from app.prompts import FOLDERS, load_prompts
from evals.baseline import Baseline, baseline_of
from evals.model import Case, Verdict
from evals.steps import judge
from evals.targets import Kind, Target
from tests.evals.runs import CASES, DOCUMENTS, HOTEL, RATE, SEEDS, STATEMENT, WARM, decided, recorded

Patch = pytest.MonkeyPatch


@cache
def baseline_when_well() -> Baseline:
    return baseline_of(judge(recorded(CASES), CASES, SEEDS))


@pytest.fixture
def baseline() -> Baseline:
    """Made before the test breaks anything."""
    return baseline_when_well()


def test_the_product_as_it_is_passes(baseline: Baseline) -> None:
    verdict = decided(recorded(CASES), CASES, baseline=baseline)
    assert (verdict.exit_code, verdict.reasons, verdict.passed) == (0, (), len(CASES))


def test_offsets_off_by_one(baseline: Baseline, monkeypatch: Patch) -> None:
    _change_body(monkeypatch, _shift_offsets)
    verdict = _fails(DOCUMENTS, "citations", baseline)
    assert any(reason.startswith("quotes_exact must hold in every reply") for reason in verdict.reasons)


def test_a_quote_of_another_article(baseline: Baseline, monkeypatch: Patch) -> None:
    _change_body(monkeypatch, lambda body: body["citations"][0].update(article_id="no-such-article"))
    verdict = _fails(DOCUMENTS, "citations", baseline)
    assert any(reason.startswith("citations_resolve must hold") for reason in verdict.reasons)


def test_citations_swapped(baseline: Baseline, monkeypatch: Patch) -> None:
    cite = ReplyBuilder._cite
    monkeypatch.setattr(
        ReplyBuilder, "_cite", lambda self, evidence: {1: 2, 2: 1}.get(n := cite(self, evidence), n)
    )
    _fails(STATEMENT, "citations", baseline)


def test_another_number(baseline: Baseline, monkeypatch: Patch) -> None:
    add = ReplyBuilder.add

    def add_changed(self: ReplyBuilder, claim: VerifiedClaim) -> AddedClaim:
        text = claim.text.replace("125", "145")
        return add(self, VerifiedClaim(text, claim.judgement, claim.evidence))

    monkeypatch.setattr(ReplyBuilder, "add", add_changed)
    verdict = _fails(RATE, "answer", baseline)
    assert "not 125" in verdict.reasons[0]


def test_abstention_switched_off(baseline: Baseline, monkeypatch: Patch) -> None:
    def extract(question: Any, hits: Any, **known: Any) -> Draft:
        draft = extract_as_it_is(question, hits, **known)
        first = hits[0].passage
        return draft if draft.claims else Draft((draft_claim(first, first.sentences[0]),))

    monkeypatch.setattr(app.answer.embedded_engine, "extract", extract)
    _fails(HOTEL, "abstention", baseline)


def test_abstention_always(baseline: Baseline, monkeypatch: Patch) -> None:
    monkeypatch.setattr(app.answer.embedded_engine, "extract", lambda *_, **__: Draft(()))
    verdict = _fails(RATE, "abstention", baseline)
    assert "(lost at: not_used)" in verdict.reasons[0]


def test_the_lexical_ranking_off(baseline: Baseline, monkeypatch: Patch) -> None:
    async def nothing(*_: object, **__: object) -> list[object]:
        return []

    monkeypatch.setattr(SqliteStore, "lexical", nothing)
    _fails(WARM, "retrieval", baseline)


def test_a_rule_taken_out_of_a_prompt(tmp_path: Path, monkeypatch: Patch) -> None:
    """The scripted model copies its quote when it is told to, and writes it from memory when it isn't."""
    well = _ask_model()
    assert decided(well, [RATE]).reasons == ()
    for file in FOLDERS[0].glob("*.md"):
        text = file.read_text("utf-8").replace("character by character, without a gap", "")
        (tmp_path / file.name).write_text(text, "utf-8")
    monkeypatch.setattr("app.main.load_prompts", lambda _: load_prompts(tmp_path))
    before = baseline_of(judge(well, [RATE], SEEDS))
    assert before.cases[RATE.id].passed
    verdict = decided(_ask_model(), [RATE], baseline=before)
    assert [(one.case_id, one.stage, one.regression) for one in verdict.failures] == [
        (RATE.id, "abstention", True)
    ]


def test_a_service_that_breaks_is_not_measured(monkeypatch: Patch) -> None:
    _change_body(monkeypatch, lambda body: 1 / 0)
    verdict = decided(recorded([RATE, HOTEL]), [RATE, HOTEL])
    assert verdict.exit_code == 3
    assert any(reason.startswith(f"{RATE.id}: ") for reason in verdict.reasons)


def _fails(case: Case, stage: str, baseline: Baseline) -> Verdict:
    """The verdict on the product as it is now: it fell short, in this case and at this stage."""
    alone = baseline.model_copy(update={"cases": {case.id: baseline.cases[case.id]}})
    verdict = decided(recorded([case]), [case], baseline=alone)
    assert verdict.exit_code == 1
    assert [(one.case_id, one.stage, one.regression) for one in verdict.failures] == [(case.id, stage, True)]
    assert any(f"{case.id} fails at {stage}, passed before" in reason for reason in verdict.reasons)
    return verdict


def _change_body(monkeypatch: Patch, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes answers on their way out."""
    as_it_is = app.api.answers.answer_body

    def changed(*given: Any, **named: Any) -> Any:
        body = as_it_is(*given, **named)
        plain = body.model_dump(mode="json")
        change(plain)
        return type(body).model_validate(plain)

    monkeypatch.setattr(app.api.answers, "answer_body", changed)


def _shift_offsets(body: dict[str, Any]) -> None:
    for citation in body["citations"]:
        citation["start"] += 1
        citation["end"] += 1


def _ask_model() -> Any:
    live = Target(Kind.LIVE, model="scripted")
    return recorded([RATE], target=live, chat=ScriptedChat(_obedient, _obedient))


def _obedient(request: ChatRequest) -> ScriptedReply:
    quote = "China responded with tariffs of its own, which are set at 125 percent on products"
    if "character by character" not in request.messages[0].content:
        quote = "China answered with its own tariffs, set at 125 percent on products"
    number = _passage_with("are set at 125 percent", request.messages[1].content.split("</passage "))
    claim = {"text": "China responded with tariffs of its own, which are set at 125 percent."}
    return ScriptedReply(
        text=json.dumps({"claims": [{**claim, "quotes": [{"passage": number, "quote": quote}]}]})
    )


def _passage_with(words: str, passages: Sequence[str]) -> int:
    return next(number for number, text in enumerate(passages, start=1) if words in text)
