"""The truth store on a real SQLite file."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from app.adapters import store_forget
from app.adapters.embeddings import HashEmbedder
from app.adapters.store import SqliteStore
from app.adapters.store_schema import open_reader
from app.errors import ConfigurationError, InvalidCursor
from app.ingest.pipeline import Ingest
from app.models import Filters, Outcome, Source
from tests.conftest import BRIDGE, FERRY, store_in
from tests.serving import wait_until


def files_hold(folder: Path, word: bytes) -> bool:
    return any(word in path.read_bytes() for path in folder.glob("footnote.sqlite*"))


async def test_an_article_comes_back_as_it_was_stored(store: SqliteStore, articles: None) -> None:
    article = await store.article("bridge")
    assert article is not None
    assert (article.text, article.tags, article.published_at) == (
        BRIDGE.text,
        BRIDGE.tags,
        date(2025, 4, 15),
    )


async def test_each_passage_is_a_slice_of_its_article(store: SqliteStore, articles: None) -> None:
    for passage in await store.article_passages(["bridge", "ferry"]):
        article = await store.article(passage.article_id)
        assert article is not None
        assert article.text[passage.start : passage.end] == passage.text


async def test_the_neighbours_of_passages_come_once_and_from_their_own_article(
    store: SqliteStore, ingest: Ingest, articles: None
) -> None:
    text = " ".join(f"The river town kept {number} barges in its old basin." for number in range(100, 200))
    await ingest.put(Source(article_id="town", title="A town on the river", text=text))
    ids = [one.passage_id for one in await store.article_passages(["town"])]
    assert len(ids) > 4
    found = await store.neighbours([ids[0], ids[2], "unknown"])
    assert sorted((one.passage_id, one.ordinal) for one in found) == sorted([(ids[1], 1), (ids[3], 3)])
    [ferry] = await store.article_passages(["ferry"])
    assert await store.neighbours([ferry.passage_id]) == []


async def test_a_file_with_another_weight_of_headings_ranks_as_a_new_one(
    store: SqliteStore, tmp_path: Path, articles: None
) -> None:
    fresh = await store.lexical(["harbour"], limit=10, filters=Filters())
    with closing(open_reader(str(tmp_path / "footnote.sqlite"))) as database:
        database.execute("PRAGMA query_only = OFF")
        # As stores were made before; in the heading and in the text, "harbour" now counts the same.
        database.execute("INSERT INTO passages_fts (passages_fts, rank) VALUES ('rank', 'bm25(0.5, 1.0)')")
    assert await store.lexical(["harbour"], limit=10, filters=Filters()) == fresh
    await store.close()
    opened = store_in(tmp_path)
    assert await opened.lexical(["harbour"], limit=10, filters=Filters()) == fresh
    await opened.close()


async def test_the_same_content_again_changes_nothing(ingest: Ingest, articles: None) -> None:
    again = await ingest.put(BRIDGE)
    assert again.outcome is Outcome.UNCHANGED


async def test_a_replace_keeps_the_time_of_creation(
    store: SqliteStore, ingest: Ingest, articles: None
) -> None:
    before = await store.article("bridge")
    await ingest.put(Source(article_id="bridge", title="New", text="Another text altogether."))
    after = await store.article("bridge")
    assert before is not None
    assert after is not None
    assert after.created_at == before.created_at < after.updated_at


async def test_a_delete_leaves_no_row_of_the_article(store: SqliteStore, articles: None) -> None:
    await store.delete("bridge")
    assert await store.article_passages(["bridge"]) == []
    assert await store.lexical(["harbour"], limit=10, filters=Filters()) == []
    assert await store.counts() == (1, 1)


async def test_a_delete_leaves_no_character_in_the_file(
    store: SqliteStore, ingest: Ingest, tmp_path: Path
) -> None:
    await ingest.put(Source(article_id="secret", title="Secret", text="The word is xylobranchiate here."))
    assert files_hold(tmp_path, b"xylobranchiate")
    await ingest.delete("secret")
    await store.close()
    assert not files_hold(tmp_path, b"xylobranch")


def copied(folder: Path, to: Path) -> Path:
    to.mkdir()
    for path in folder.glob("footnote.sqlite*"):
        shutil.copy(path, to)
    return to


async def forgotten(folder: Path, word: bytes) -> None:
    await asyncio.to_thread(wait_until, lambda: not files_hold(folder, word))


@pytest.mark.parametrize("by", ["delete", "replace"])
async def test_what_is_deleted_is_soon_gone_from_the_files_of_an_open_store(
    store: SqliteStore, ingest: Ingest, tmp_path: Path, by: str
) -> None:
    secret = Source(article_id="secret", title="Secret", text="The word is xylobranchiate here.")
    await ingest.put(secret)
    if by == "delete":
        await ingest.delete("secret")
    else:
        await ingest.put(replace(secret, text="No word is here."))
    await forgotten(tmp_path, b"xylobranch")


async def test_a_reader_in_the_way_only_puts_off_the_forgetting(
    store: SqliteStore, ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_forget, "AFTER_SECONDS", 0)
    monkeypatch.setattr(store_forget, "READERS_MILLISECONDS", 1)
    await ingest.put(Source(article_id="secret", title="Secret", text="The word is xylobranchiate here."))
    with closing(open_reader(str(tmp_path / "footnote.sqlite"))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM passages").fetchall()
        await ingest.delete("secret")
        assert not await store._empty_log()
        assert files_hold(tmp_path, b"xylobranch")
    await forgotten(tmp_path, b"xylobranch")


async def test_what_a_killed_service_had_deleted_is_gone_from_the_files_at_the_next_start(
    store: SqliteStore, ingest: Ingest, tmp_path: Path
) -> None:
    await ingest.put(Source(article_id="secret", title="Secret", text="The word is xylobranchiate here."))
    await ingest.delete("secret")
    left = copied(tmp_path, tmp_path / "left")
    assert files_hold(left, b"xylobranch")
    again = store_in(left)
    assert not files_hold(left, b"xylobranch")
    await again.close()


async def test_a_replace_forgets_the_words_that_went(
    store: SqliteStore, ingest: Ingest, articles: None
) -> None:
    await ingest.put(Source(article_id="bridge", title="New", text="Another text altogether."))
    assert await store.lexical(["harbour"], limit=10, filters=Filters()) == []
    assert len(await store.lexical(["altogether"], limit=10, filters=Filters())) == 1


async def test_a_passage_with_the_same_text_keeps_its_id(
    store: SqliteStore, ingest: Ingest, articles: None
) -> None:
    [before] = await store.article_passages(["ferry"])
    await ingest.put(
        Source(
            article_id="ferry",
            title=FERRY.title,
            text=f"\n\n{FERRY.text}",
            published_at=FERRY.published_at,
        )
    )
    [after] = await store.article_passages(["ferry"])
    assert after.passage_id == before.passage_id
    assert after.start == before.start + 2


async def test_vectors_of_a_deleted_text_go_with_it(store: SqliteStore, articles: None) -> None:
    [passage] = await store.article_passages(["ferry"])
    [stored] = await store.vectors([passage.passage_id])
    assert stored.vector.shape == (HashEmbedder.dimension,)
    await store.delete("ferry")
    [(count,)] = await store._rows("SELECT count(*) FROM vectors")
    assert count == len(await store.article_passages(["bridge"]))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"bridge", "ferry"}),
        (Filters(source="Sea desk"), {"ferry"}),
        (Filters(tags=("transport",)), {"bridge", "ferry"}),
        (Filters(tags=("transport", "city")), {"bridge"}),
        (Filters(published_after=date(2025, 5, 2)), {"ferry"}),
        (Filters(published_before=date(2025, 4, 15)), {"bridge"}),
        (Filters(article_ids=("ferry", "unknown")), {"ferry"}),
        (Filters(article_ids=()), set()),
        (Filters(source="nobody"), set()),
    ],
    ids=str,
)
async def test_filters(store: SqliteStore, articles: None, filters: Filters, expected: set[str]) -> None:
    assert set(await store.matching_ids(filters, limit=10)) == expected
    ranked = await store.lexical(["cost"], limit=10, filters=filters)
    passages = await store.passages([one.passage_id for one in ranked])
    assert {passage.article_id for passage in passages.values()} == expected


async def test_pages_follow_each_other(store: SqliteStore, articles: None) -> None:
    first = await store.page(Filters(), limit=1, cursor=None)
    second = await store.page(Filters(), limit=1, cursor=first.next_cursor)
    assert [item.article_id for item in (*first.items, *second.items)] == ["bridge", "ferry"]
    assert second.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "!", "YWZ0ZXI", "Zm9v", "żółw", "a" * 300])
async def test_a_cursor_of_others_is_refused(store: SqliteStore, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        await store.page(Filters(), limit=1, cursor=cursor)


async def test_exact_nearest_agrees_with_numpy(store: SqliteStore, articles: None) -> None:
    vector = await HashEmbedder().embed_query("harbour bridge repairs")
    rows = [row async for batch in store.all_vectors(batch=1) for row in batch]
    expected = max(rows, key=lambda row: float(np.dot(row.vector, vector)))
    nearest = await store.exact_nearest(vector, limit=1, filters=Filters())
    assert nearest[0].passage_id == expected.passage_id


async def test_the_sample_is_spread_over_the_store(store: SqliteStore, articles: None) -> None:
    sampled = await store.sample_passage_ids(64)
    passages = await store.article_passages(["bridge", "ferry"])
    assert set(sampled) == {passage.passage_id for passage in passages}


async def test_concurrent_writes_all_arrive(store: SqliteStore, ingest: Ingest) -> None:
    sources = [
        Source(article_id=f"a{n}", title=f"Title {n}", text=f"Sentence number {n}.") for n in range(40)
    ]
    await asyncio.gather(*(ingest.put(source) for source in sources))
    assert await store.counts() == (40, 40)


async def test_a_store_of_another_model_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    await store.close()
    with pytest.raises(ConfigurationError, match=r"vectors of hash-words \(64 numbers each\).*DATA_DIR"):
        SqliteStore(tmp_path / "footnote.sqlite", model_id="other", dimension=64)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(ConfigurationError, match="can't be opened"):
        SqliteStore(path, model_id="m", dimension=1)
    assert path.read_bytes().startswith(b"not a database")


async def test_the_file_is_plain_sqlite(store: SqliteStore, articles: None, tmp_path: Path) -> None:
    await store.close()
    with sqlite3.connect(tmp_path / "footnote.sqlite") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
