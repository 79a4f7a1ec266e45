"""The measure of summaries: what counts as said, and that missing data is no measurement."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.bench.__main__ import NOT_MEASURED, cli
from evals.bench.quality.data import FITTED, OTHER, Question, focused_summaries
from evals.bench.quality.summaries import Measured, read_events, share
from evals.bench.quality.summary_faults import Summarized
from evals.bench.quality.summary_tasks import Goal, Task, answer_goal, fact_goals, folded, seed_tasks
from evals.model import Fact
from evals.seeds import load_seeds


def measured(weight: float, covered: float) -> Measured:
    task = Task("group", "name", {"max_words": 10}, (), (Goal(weight, lambda _: True),))
    return Measured(task, Summarized({}, ()), 1.0, {"way": covered}, ())


def test_a_share_is_of_all_weight() -> None:
    assert share([measured(3.0, 3.0), measured(1.0, 0.0)], "way") == 0.75
    assert share([], "way") == 0.0


def test_an_answer_counts_in_its_own_paragraph_only() -> None:
    question = Question("Where?", "Bridges", "The bridge is in Hull. It is old.", ("Hull",), FITTED)
    goal = answer_goal(question)
    assert goal.is_in("The bridge is in Hull.")
    assert not goal.is_in("The ferry is in Hull.")
    assert not goal.is_in("It is old.")


def test_words_are_compared_whole_without_case_and_accents() -> None:
    assert folded("Hull") in folded("In HÜLL.")
    assert folded("Hull") not in folded("The hulls.")


def test_facts_that_no_sentence_states_are_not_asked_for() -> None:
    stated = Fact(id="weeks", number=3, unit=("week",))
    goals = fact_goals(
        [stated, stated.model_copy(update={"id": "again"}), Fact(id="cost", number=9)],
        ["It took three weeks. It was dear."],
    )
    assert [goal.is_in("It took 3 weeks.") for goal in goals] == [True]


def test_every_seed_is_summarized_alone_and_has_facts() -> None:
    seeds = load_seeds()
    alone = [task for task in seed_tasks(seeds).tasks if task.group == "one seed, 120 words"]
    assert [task.name for task in alone] == list(seeds.articles)
    assert all(len(task.goals) >= 5 for task in alone)


def test_the_last_event_of_each_name_is_read() -> None:
    stream = 'event: claim\ndata: {"a": 1}\n\n: ping\n\nevent: done\ndata: {"b": 2}\n\n'
    assert read_events(stream) == {"claim": {"a": 1}, "done": {"b": 2}}


def test_a_focused_summary_has_the_answers_of_its_sources(tmp_path: Path) -> None:
    row = {f"{name}{place}": "" for name in ("title", "source") for place in range(1, 9)} | {
        "qid": "q",
        "question": "Where is the bridge?",
        "summary": "In [ 1 Hull ] or [ 2 York ] .",
        "covered_short_answers": "[ 1 Hull ] [ 2 York ]",
        "title1": "Bridges",
        "source1": "A bridge is in Hull.",
    }
    lines = [json.dumps(row), json.dumps(row | {"covered_short_answers": "[ 1 Leeds ]"})]
    (tmp_path / "quotesum_dev.jsonl").write_text("\n".join(lines), "utf-8")
    (one,) = focused_summaries(tmp_path)
    assert (one.answers, one.words, one.sources) == (("Hull",), 5, (("Bridges", "A bridge is in Hull."),))
    assert one.half in (FITTED, OTHER)


def test_missing_files_are_no_measurement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)  # else this process keeps the handler
    result = CliRunner().invoke(cli, ["summaries", "--data", str(tmp_path)])
    assert result.exit_code == NOT_MEASURED


@pytest.mark.parametrize("option", ["--other", "--show"])
def test_without_data_it_is_bad_usage(option: str) -> None:
    assert CliRunner().invoke(cli, ["summaries", option]).exit_code == 2
