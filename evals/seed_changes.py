"""Where the seeds no longer say what a case was written from: the case can't hold, whatever is answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.model import Case
from evals.seeds import Seeds


@dataclass(frozen=True, slots=True)
class SeedChange:
    """The case's field that leans on the seeds, and what they don't bear out."""

    field: str
    what: str


def seed_changes(case: Case, seeds: Seeds) -> Iterator[SeedChange]:
    """Evidence that isn't verbatim, terms that should be absent and aren't, articles that are gone."""
    yield from _evidence(case, seeds)
    yield from _absent(case, seeds)
    yield from _articles(case, seeds)


def _evidence(case: Case, seeds: Seeds) -> Iterator[SeedChange]:
    for name, places in case.evidence.items():
        for place in places:
            if case.inject is not None and place.article == case.inject.article_id:
                text = case.inject.text
            elif place.article in seeds.articles:
                text = seeds.articles[place.article].text
            else:
                yield SeedChange(f"evidence.{name}", f"no seed is called {place.article!r}")
                continue
            if place.quote not in text:
                yield SeedChange(f"evidence.{name}", f"not verbatim in {place.article}: {place.quote!r}")


def _absent(case: Case, seeds: Seeds) -> Iterator[SeedChange]:
    for term in case.absent:
        for seed in seeds.articles.values():
            if _has_term(term, f"{seed.title}\n{seed.text}"):
                yield SeedChange("absent", f"{term!r} is in {seed.article_id}")


def _has_term(term: str, text: str) -> bool:
    """Whether a text has the term, or its plural: "lasted" isn't had by "last"."""
    pattern = r"\s+".join(re.escape(part) for part in term.split())
    return re.search(rf"\b{pattern}(?:e?s)?\b", text, re.IGNORECASE) is not None


def _articles(case: Case, seeds: Seeds) -> Iterator[SeedChange]:
    named = case.request.get("article_ids") or ()
    for article_id in (*named, *(case.summary.articles if case.summary else ())):
        if article_id not in seeds.articles:
            yield SeedChange("request.article_ids", f"no seed is called {article_id!r}")
    if case.inject is not None and case.inject.article_id in seeds.articles:
        yield SeedChange("inject", f"{case.inject.article_id!r} is a seed")
