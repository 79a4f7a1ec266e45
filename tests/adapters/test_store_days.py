"""The days that passages tell of, in a real SQLite file."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.adapters.store import SqliteStore
from app.adapters.store_schema import open_reader
from app.ingest.pipeline import Ingest
from app.models import Filters, Source
from tests.conftest import store_in

MILL = Source(
    article_id="mill",
    title="Mill burns",
    text="The mill burned on Tuesday. The owner came the next day.",
    published_at=date(2024, 6, 14),
)
TUESDAY, WEDNESDAY = date(2024, 6, 11), date(2024, 6, 12)


async def on(store: SqliteStore, *days: date, filters: Filters | None = None) -> set[str]:
    found = await store.passages_on(days, limit=10, filters=filters or Filters())
    return {passage.article_id for passage in (await store.passages(found)).values()}


async def test_a_passage_is_found_by_the_days_it_tells_of(store: SqliteStore, ingest: Ingest) -> None:
    await ingest.put(MILL)
    assert await on(store, WEDNESDAY) == {"mill"}
    assert await on(store, date(2024, 6, 13)) == set()
    assert await on(store, WEDNESDAY, filters=Filters(source="elsewhere")) == set()


async def test_a_passage_comes_back_with_its_days(store: SqliteStore, ingest: Ingest) -> None:
    await ingest.put(MILL)
    [passage] = await store.article_passages(["mill"])
    assert [MILL.text[day.start : day.end] for day in passage.days] == ["Tuesday", "the next day"]
    assert [day.date for day in passage.days] == [TUESDAY, WEDNESDAY]


async def test_an_edit_moves_the_days_of_what_stays(store: SqliteStore, ingest: Ingest) -> None:
    long = " ".join(f"Barge {number} passed the lock on its way to the sea." for number in range(60))
    body = {"article_id": "mill", "title": "Mill", "published_at": MILL.published_at}
    await ingest.put(Source(text=f"First.\n\n{long}\n\n{MILL.text}", **body))  # type: ignore[arg-type]
    await ingest.put(Source(text=f"It was first.\n\n{long}\n\n{MILL.text}", **body))  # type: ignore[arg-type]
    article = await store.article("mill")
    assert article is not None
    days = [day for passage in await store.article_passages(["mill"]) for day in passage.days]
    assert {article.text[day.start : day.end] for day in days} == {"Tuesday", "the next day"}


async def test_a_delete_takes_the_days_along(store: SqliteStore, ingest: Ingest, tmp_path: Path) -> None:
    await ingest.put(MILL)
    await ingest.delete("mill")
    with closing(open_reader(str(tmp_path / "footnote.sqlite"))) as database:
        assert database.execute("SELECT count(*) FROM passage_days").fetchall() == [(0,)]


async def test_a_store_made_before_there_were_days_opens_with_all_it_holds(
    store: SqliteStore, ingest: Ingest, tmp_path: Path
) -> None:
    await ingest.put(MILL)
    before = (await store.articles(["mill"]), await store.article_passages(["mill"]))
    await store.close()
    make_old(tmp_path)
    opened = store_in(tmp_path)
    assert (await opened.articles(["mill"]), await opened.article_passages(["mill"])) == before
    assert await on(opened, WEDNESDAY) == {"mill"}
    await opened.close()
    again = store_in(tmp_path)
    assert await on(again, WEDNESDAY) == {"mill"}
    await again.close()


async def test_an_upgrade_that_is_cut_short_leaves_the_store_as_it_was(
    store: SqliteStore, ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ingest.put(MILL)
    await store.close()
    make_old(tmp_path)
    with monkeypatch.context() as cut:
        cut.setattr("app.adapters.store_days.write_days", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store_in(tmp_path)
    opened = store_in(tmp_path)
    assert await on(opened, WEDNESDAY) == {"mill"}
    await opened.close()


def make_old(folder: Path) -> None:
    """Makes a store what releases made that knew no days."""
    with closing(open_reader(str(folder / "footnote.sqlite"))) as database:
        database.execute("PRAGMA query_only = OFF")
        database.execute("DROP TABLE passage_days")
        database.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
