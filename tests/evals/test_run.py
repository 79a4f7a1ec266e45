"""What is recorded, where, and what keeps a run from being one."""

import json
from pathlib import Path

import httpx2
import pytest

from app.adapters.embeddings import HashEmbedder
from app.main import Parts, create_app
from app.settings import load_settings
from evals.errors import BadUsage, NotMeasured
from evals.folder import Run, canonical, folder_of, load_run, save_run
from evals.model import Recorded
from evals.steps import Selection, record_run
from evals.targets import Kind, Target, open_target
from tests.api.serving import served
from tests.evals.runs import CASES, DOCUMENTS, HOTEL, ORDERED, RATE, SEEDS, decided, recorded
from tests.serving import answering


def test_two_offline_runs_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """With the real embedding model, and another number of requests at once."""
    for name, at_once in (("one", 4), ("two", 1)):
        save_run(tmp_path / name, record_run(CASES, SEEDS, Target(), at_once=at_once))
    for file in ("run.jsonl", "meta.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_saved_run_is_read_as_it_was(tmp_path: Path) -> None:
    run = recorded([DOCUMENTS, RATE])
    save_run(tmp_path / "run", run)
    again = load_run(tmp_path / "run")
    assert again.meta == run.meta
    assert [canonical(one) for one in again.recorded] == [canonical(one) for one in run.recorded]
    assert [one.seconds for one in again.recorded] == [one.seconds for one in run.recorded]
    assert decided(again, CASES).model_dump() == decided(_as_saved(run), CASES).model_dump()


def test_ids_and_times_are_kept_beside_the_run(tmp_path: Path) -> None:
    run = recorded([RATE])
    save_run(tmp_path / "run", run)
    body = run.recorded[0].body or {}
    assert body["id"] not in (tmp_path / "run" / "run.jsonl").read_text("utf-8")
    times = json.loads((tmp_path / "run" / "times.json").read_text("utf-8"))
    assert times["replies"]["made/rate#0"]["id"] == body["id"]
    assert times["replies"]["made/rate#0"]["timings_ms"] == body["timings_ms"]


def test_a_damaged_run_is_not_measured(tmp_path: Path) -> None:
    save_run(tmp_path / "run", recorded([RATE]))
    (tmp_path / "run" / "run.jsonl").write_text("{")
    with pytest.raises(NotMeasured, match="can't be read"):
        load_run(tmp_path / "run")


@pytest.mark.parametrize(
    ("path", "sent", "error"),
    [
        ("/v1/answers", '{"answer": "a\\u2028b\\u0085c \\ud800 d", "status": "answered"}', None),
        ("/v1/answers", '{"engine": "none", "status": "answered"}', None),
        ("/v1/answers", '{"engine": {"model": ["none"]}}', None),
        ("/v1/answers", "1" * 5000, "not with JSON"),
        ("/v1/answers", "[" * 100_000, "not with JSON"),
        ("/v1/search", "{}", "/v1/search answers 200 with no ranking"),
        ("/v1/search", '{"passages": null}', "/v1/search answers 200 with no ranking"),
        ("/v1/search", '{"passages": [{"article_id": "x"}]}', "/v1/search answers 200 with no ranking"),
    ],
)
def test_an_odd_reply_costs_its_case_and_not_the_run(
    path: str, sent: str, error: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = httpx2.AsyncClient.post

    async def odd(self: httpx2.AsyncClient, to: str, **given: object) -> httpx2.Response:
        if to == path:
            return httpx2.Response(200, content=sent, request=httpx2.Request("POST", to))
        return await post(self, to, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx2.AsyncClient, "post", odd)
    save_run(tmp_path / "run", recorded([RATE]))
    (one,) = load_run(tmp_path / "run").recorded
    assert (error or "") in (one.error or "")
    assert bool(one.error) is bool(error)
    assert decided(load_run(tmp_path / "run"), [RATE]).exit_code == (3 if error else 1)


@pytest.mark.parametrize("error", [httpx2.DecodingError("x"), httpx2.TooManyRedirects("x")])
def test_any_failure_of_a_request_is_no_reply(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*_: object) -> Recorded:
        raise error

    monkeypatch.setattr("evals.run._Recorder._ask", failing)
    run = recorded([RATE])
    assert (run.recorded[0].error or "").startswith("no reply: ")


def test_a_run_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="no run in"):
        load_run(tmp_path / "none")
    with pytest.raises(BadUsage, match="no name of a run"):
        folder_of("../elsewhere")


def test_every_case_is_asked_as_often_as_it_is_to_be() -> None:
    run = record_run([RATE, HOTEL], SEEDS, Target(), repeats=2, parts=Parts(embedder=HashEmbedder()))
    assert [(one.case_id, one.repeat) for one in run.recorded] == [
        ("made/hotel", 0),
        ("made/hotel", 1),
        ("made/rate", 0),
        ("made/rate", 1),
    ]
    assert run.meta.planned == 4


def test_the_ranking_is_recorded_where_there_is_evidence() -> None:
    rate, hotel = sorted(recorded([RATE, HOTEL]).recorded, key=lambda one: one.case_id, reverse=True)
    assert rate.ranking is not None
    assert rate.ranking[0].article_id == "tariffs-and-trade-war"
    assert hotel.ranking is None


async def test_an_injected_article_is_there_for_its_case_alone() -> None:
    parts = Parts(embedder=HashEmbedder())
    async with open_target(Target(), parts=parts) as client:
        listed = (await client.get("/v1/articles?limit=100")).json()["items"]
    assert len(listed) == len(SEEDS.articles)


def test_an_article_of_that_name_is_left_alone() -> None:
    taken = ORDERED.model_copy(
        update={
            "inject": ORDERED.inject and ORDERED.inject.model_copy(update={"article_id": "visit-timeline"})
        }
    )
    run = recorded([taken, RATE])
    errors = {one.case_id: one.error for one in run.recorded}
    assert errors[RATE.id] is None
    assert str(errors[ORDERED.id]).startswith("GET /v1/articles/visit-timeline, which must not be there")


def test_a_reply_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.targets.OFFLINE_SECONDS", 0.0)
    (reply,) = recorded([RATE]).recorded
    assert reply.error == "no reply within 0 s"


def test_what_was_injected_is_found_by_its_own_question() -> None:
    run = recorded(CASES)
    found = {one.case_id: json.dumps(one.body) for one in run.recorded if "harbour-crane" in str(one.body)}
    assert set(found) == {ORDERED.id}


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(), ["made/documents", "made/hotel", "made/rate"]),
        (Selection(globs=("*/h*", "*/rate")), ["made/hotel", "made/rate"]),
        (Selection(tags=("number",)), ["made/documents", "made/rate"]),
        (Selection(tags=("number",), limit=1), ["made/documents"]),
    ],
)
def test_cases_are_selected(selection: Selection, names: list[str]) -> None:
    assert [case.id for case in selection.of([RATE, HOTEL, DOCUMENTS])] == names


def test_an_empty_selection_is_not_measured() -> None:
    with pytest.raises(NotMeasured, match=r"no case is selected by --case nothing"):
        Selection(globs=("nothing",)).of(CASES)


def test_no_service_is_not_measured() -> None:
    with pytest.raises(NotMeasured, match=r"no service answers at http://127\.0\.0\.1:1"):
        record_run([RATE], SEEDS, Target(Kind.URL, url="http://127.0.0.1:1"))


@pytest.mark.parametrize("text", ["{}", "", "the"])
def test_a_service_that_is_another_is_not_measured(text: str) -> None:
    with answering(200, text) as url, pytest.raises(NotMeasured, match="doesn't hold the seed"):
        record_run([RATE], SEEDS, Target(Kind.URL, url=url))


def test_a_model_without_a_server_is_not_measured() -> None:
    with pytest.raises(NotMeasured, match="neither OPENAI_API_KEY nor OPENAI_BASE_URL"):
        record_run([RATE], SEEDS, Target(Kind.LIVE, model="m"))


def test_a_service_that_goes_away_leaves_a_partial_run(monkeypatch: pytest.MonkeyPatch) -> None:
    post = httpx2.AsyncClient.post

    async def gone(self: httpx2.AsyncClient, path: str, **given: object) -> httpx2.Response:
        if path in ("/v1/answers", "/v1/search"):
            raise httpx2.ConnectError("refused")
        return await post(self, path, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx2.AsyncClient, "post", gone)
    run = record_run([RATE, HOTEL], SEEDS, Target(), at_once=1, parts=Parts(embedder=HashEmbedder()))
    assert [one.error for one in run.recorded] == ["no reply: ConnectError('refused')"]
    verdict = decided(run, CASES)
    assert verdict.exit_code == 3
    assert verdict.reasons[0] == "1 of 2 replies were recorded: the run is partial"


async def test_a_running_service_says_the_same_as_the_application_in_this_process(tmp_path: Path) -> None:
    parts = Parts(embedder=HashEmbedder())
    app = create_app(load_settings({}, data_dir=tmp_path), parts)
    question = {"question": RATE.question}
    async with open_target(Target(), parts=parts) as client:
        inside = (await client.post("/v1/answers", json=question)).json()
    async with app.router.lifespan_context(app), served(app) as port:
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(NotMeasured, match="footnote ingest seeds/articles"):
            async with open_target(Target(Kind.URL, url=url)):
                pass
        async with httpx2.AsyncClient(base_url=url) as client:
            for seed in SEEDS.articles.values():
                file = Path("seeds/articles") / f"{seed.article_id}.md"
                await client.post("/v1/articles", files={"file": (file.name, file.read_bytes())})
        async with open_target(Target(Kind.URL, url=url)) as client:
            outside = (await client.post("/v1/answers", json=question)).json()
    assert [outside[name] for name in ("answer", "citations")] == [
        inside[name] for name in ("answer", "citations")
    ]


def _as_saved(run: Run) -> Run:
    plain = [Recorded.model_validate_json(canonical(one)) for one in run.recorded]
    timed = [
        one.model_copy(update={"seconds": was.seconds}) for one, was in zip(plain, run.recorded, strict=True)
    ]
    return Run(run.meta, tuple(timed), run.times)
