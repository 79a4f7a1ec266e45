import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.bench.__main__ import NOT_MEASURED, cli
from evals.bench.errors import NotMeasured
from evals.bench.quality.ranking import Asked, Place, Ranking, Target
from evals.bench.quality.retrieval import OURS, rankings_of, table_of
from evals.bench.quality.retrieval_sets import SetName, load_set
from evals.bench.tables import console
from tests.evals.bench.quality.made import RIVERS, squad_folder

FACTS = (
    ("The Tarn is 381 kilometres long.", "The Verge", "2023-11-01T08:00:00+00:00"),
    ("Otters live on the banks of the Brook.", "Fortune", "2023-11-02T08:00:00+00:00"),
)


def lines(path: Path, rows: list[dict[str, object]]) -> None:
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    squad_folder(tmp_path)
    lines(tmp_path / "squad_wiki_articles.jsonl.gz", [{"title": "Hills", "text": "Hills are high places."}])
    facts = [
        {"fact": fact, "title": "Rivers", "source": source, "published_at": day}
        for fact, source, day in FACTS
    ]
    lines(tmp_path / "multihop_dev_facts.jsonl", facts)
    queries = [
        {
            "query": "How long is the Tarn, by The Verge, and who lives at the Brook?",
            "question_type": "inference_query",
            "evidence": facts,
        },
        {"query": "How deep is the Severn?", "question_type": "null_query", "evidence": []},
    ]
    lines(tmp_path / "multihop_dev_queries.jsonl", queries)
    page = ["(meta data) TITLE: Tarn", "Contents", "The Tarn  is\x95 long.", ""]
    claim = {
        "claim": "The Tarn is long.",
        "evidence": page,
        "label": "supported",
        "supporting_sentences": [[2], [2, 1]],
    }
    lines(tmp_path / "wice_claim_dev.jsonl.gz", [claim])
    return tmp_path


def test_an_answer_is_to_be_found_at_its_place(folder: Path) -> None:
    chosen = load_set(SetName.SQUAD, folder)
    assert len(chosen.articles) == 2
    [asked] = chosen.asked
    [target] = asked.targets
    assert [RIVERS[0][place.start : place.end] for place in target.places] == ["381 kilometres"]


def test_every_fact_of_a_query_is_to_be_found(folder: Path) -> None:
    chosen = load_set(SetName.NEWS, folder)
    assert [body["published_at"] for body in chosen.articles.values()] == ["2023-11-01", "2023-11-02"]
    assert [len(asked.targets) for asked in chosen.asked] == [2]


def test_the_evidence_of_a_claim_is_to_be_found_on_its_page(folder: Path) -> None:
    chosen = load_set(SetName.WICE, folder)
    [(article_id, body)] = chosen.articles.items()
    assert body["title"] == "Tarn"
    [asked] = chosen.asked
    found = [body["text"][place.start : place.end] for target in asked.targets for place in target.places]
    assert found == ["Contents", "The Tarn is long."]
    assert {place.article_id for target in asked.targets for place in target.places} == {article_id}


@pytest.mark.parametrize("name", list(SetName))
async def test_the_application_and_the_plain_ways_are_asked(folder: Path, name: SetName) -> None:
    rankings = await rankings_of(load_set(name, folder))
    assert list(rankings)[-1] == OURS
    assert len(rankings) == 4
    for ranked in rankings.values():
        assert all(one.found for one in ranked)


async def test_a_text_that_is_not_kept_can_not_be_measured(folder: Path) -> None:
    chosen = load_set(SetName.SQUAD, folder)
    next(iter(chosen.articles.values()))["text"] += "\x07"
    with pytest.raises(NotMeasured):
        await rankings_of(chosen)


def test_a_folder_without_the_files_can_not_be_measured(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["retrieval", "--data", str(tmp_path)]).exit_code == NOT_MEASURED


def test_the_command_ends_well(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["retrieval", "--data", str(folder), "--set", "news"])
    assert result.exit_code == 0


def test_what_misses_its_target_is_marked() -> None:
    asked = Asked("How long?", (Target((Place("tarn", 0, 3),)),), 0)
    found = [Ranking(asked, (Place("tarn", 0, 9),))], [Ranking(asked, ())]
    with console.capture() as captured:
        for ranked in found:
            console.print(table_of("Retrieval", {OURS: ranked}, {"hits_at_4": 0.9}))
    met, missed = (line for line in captured.get().splitlines() if "fitted" in line)
    assert "1.000" in met
    assert "!" not in met
    assert "0.000 !" in missed
