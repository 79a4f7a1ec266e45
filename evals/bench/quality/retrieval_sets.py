"""The sets that retrieval is measured on: articles as they are sent, and what each query should find."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.ingest.canonical import canonical_text
from evals.bench.errors import NotMeasured
from evals.bench.quality.data import (
    claims_against_pages,
    news_facts,
    news_queries,
    squad_documents,
    squad_questions,
)
from evals.bench.quality.ranking import Asked, Place, Target

OTHER_ARTICLES = 108  # that no question is about
# "(meta data) TITLE: About Us" opens most pages
_TITLE_MARK = "(meta data) TITLE:"


class SetName(StrEnum):
    """What can be asked for."""

    SQUAD = "squad"
    NEWS = "news"
    WICE = "wice"


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Articles by id, each the body of its PUT, and the queries over all of them."""

    title: str
    articles: dict[str, dict[str, Any]]
    asked: tuple[Asked, ...]


def load_set(name: SetName, folder: Path) -> RetrievalSet:
    """Reads a set. Raises NotMeasured when a file is missing or a text isn't where it should be."""
    return {SetName.SQUAD: _squad, SetName.NEWS: _news, SetName.WICE: _wice}[name](folder)


def _squad(folder: Path) -> RetrievalSet:
    documents = squad_documents(folder, others=OTHER_ARTICLES)
    ids = {document.title: f"squad-{number}" for number, document in enumerate(documents)}
    texts = {document.title: document.text for document in documents}
    asked = []
    for question in squad_questions(folder):
        if question.is_impossible:
            continue
        at = _find(texts[question.title], question.paragraph)
        places = tuple(Place(ids[question.title], at + start, at + end) for start, end in question.places)
        asked.append(Asked(question.text, (Target(places),), question.half))
    bodies = {ids[one.title]: {"title": one.title, "text": one.text} for one in documents}
    return RetrievalSet(
        f"SQuAD 2.0, answerable, over {len(documents)} articles, {OTHER_ARTICLES} of them not asked about",
        bodies,
        tuple(asked),
    )


def _news(folder: Path) -> RetrievalSet:
    facts = news_facts(folder)
    ids = {fact.text: f"fact-{number}" for number, fact in enumerate(facts)}
    bodies = {
        ids[fact.text]: {
            "title": fact.title,
            "text": fact.text.strip(),
            "source": fact.source,
            "published_at": fact.published_at[:10],
        }
        for fact in facts
    }
    asked = tuple(
        Asked(query.text, tuple(_whole(ids[fact], fact) for fact in query.facts), query.half)
        for query in news_queries(folder)
        if query.facts
    )
    return RetrievalSet(f"MultiHop-RAG, over {len(facts)} facts, an article each", bodies, asked)


def _wice(folder: Path) -> RetrievalSet:
    bodies, asked = {}, []
    for number, pair in enumerate(claims_against_pages(folder)):
        article_id = f"page-{number}"
        title, sentences = _titled(pair.sentences)
        bodies[article_id] = {"title": title, "text": "\n".join(sentences)}
        starts = _starts(sentences)
        targets = tuple(
            Target((Place(article_id, starts[at], starts[at] + len(sentences[at])),))
            for at in pair.support
            if sentences[at]
        )
        if targets:
            asked.append(Asked(pair.claim, targets, pair.half))
    return RetrievalSet(
        f"WiCE, claims to their evidence sentences, over {len(bodies)} pages", bodies, tuple(asked)
    )


def _titled(sentences: Sequence[str]) -> tuple[str, list[str]]:
    """A page's title, and its sentences with the line of the title left empty."""
    stripped = [" ".join(canonical_text(sentence).split()) for sentence in sentences]  # two hold controls
    if not stripped[0].startswith(_TITLE_MARK):
        return "Page", stripped
    return stripped[0].removeprefix(_TITLE_MARK).strip() or "Page", ["", *stripped[1:]]


def _starts(sentences: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for sentence in sentences:
        starts.append(at)
        at += len(sentence) + 1
    return starts


def _whole(article_id: str, text: str) -> Target:
    return Target((Place(article_id, 0, len(text.strip())),))


def _find(text: str, paragraph: str) -> int:
    at = text.find(paragraph)
    if at < 0:
        raise NotMeasured(f"a paragraph isn't in its article: {paragraph[:80]}")
    return at
