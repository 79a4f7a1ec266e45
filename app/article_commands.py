"""The commands over articles: storing files, listing, deleting; each says what became of what, and where."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.client import Connection, Refused, call
from app.console import out, progress_bar, say, warn
from app.seeding import PostedFile, post_file

MOST_SHOWN = 20  # files that are told one by one: more would push what went wrong off the screen
PAGE = 500  # articles, the most that the API gives at once


async def ingest_files(connection: Connection, files: Sequence[Path]) -> int:
    """Stores the files and says what became of them; the number of those refused."""
    results: list[tuple[Path, PostedFile]] = []
    with progress_bar() as progress:
        task = progress.add_task("Storing articles", total=len(files))
        for file in files:
            results.append((file, await post_file(connection.http, file)))
            progress.advance(task)
    for file, result in results:
        if result.problem:
            warn("refused", f"{file}: {result.problem}", style="red")
        elif len(files) <= MOST_SHOWN:
            say(f"{result.outcome} {result.article_id} ({file})")
    if len(files) > MOST_SHOWN:
        say("`footnote list` shows what is stored, with the ids")
    say(_total((result.outcome for _, result in results), connection))
    return sum(result.problem is not None for _, result in results)


async def list_articles(connection: Connection, filters: Mapping[str, Any], *, as_json: bool) -> None:
    """Says each article's date, id and title, or all that is known of each as one JSON array."""
    articles = [article async for article in _articles(connection, filters)]
    if as_json:
        out.print_json(json.dumps(articles))
        return
    for article in articles:
        say(f"{article['published_at'] or '-':<10}  {article['article_id']}  {article['title']}")
    warn("listed:", f"{len(articles)} article{'s' * (len(articles) != 1)} {connection.place}", style="dim")


async def delete_articles(connection: Connection, article_ids: Sequence[str]) -> int:
    """Deletes the articles and says so; the number of those refused."""
    outcomes: list[str] = []
    for article_id in article_ids:
        try:
            await call(connection, "DELETE", f"/v1/articles/{quote(article_id, safe='')}")
        except Refused as refused:
            warn(f"{refused.code}:", refused.detail)
            outcomes.append("refused")
        else:
            say(f"deleted {article_id}")
            outcomes.append("deleted")
    say(_total(outcomes, connection))
    return outcomes.count("refused")


async def _articles(connection: Connection, filters: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
    page: dict[str, Any] = {"next_cursor": None}
    while True:
        wanted = {**filters, "limit": PAGE, "cursor": page["next_cursor"]}
        given = {name: value for name, value in wanted.items() if value is not None}
        page = await call(connection, "GET", "/v1/articles", params=given)
        for article in page["items"]:
            yield article
        if page["next_cursor"] is None:
            return


def _total(outcomes: Iterable[str], connection: Connection) -> str:
    counts = Counter(outcomes)
    return f"{', '.join(f'{count} {outcome}' for outcome, count in counts.items())}; {connection.place}"
