"""Articles that a request names must be there."""

from collections.abc import Sequence

from app.errors import ArticleNotFound
from app.models import Filters
from app.ports import ArticleStore


async def require_articles(store: ArticleStore, article_ids: Sequence[str]) -> None:
    """Raises ArticleNotFound for the first id that no article has."""
    found = set(await store.matching_ids(Filters(article_ids=tuple(article_ids)), limit=len(article_ids)))
    for article_id in article_ids:
        if article_id not in found:
            raise ArticleNotFound(f"article_ids: no article has the id {article_id}")
