"""Hand-made articles and passages, with every offset computed from the sentences."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from app.answer.extraction.candidates import Candidate
from app.answer.judging.verify import Library, library_of
from app.answer.questions.question import Question
from app.ingest.front_matter import article_from_markdown
from app.ingest.sentences import sentence_spans
from app.language.told_days import told_days
from app.language.words import words
from app.models import Article, Evidence, Hit, Judgement, Passage, Span, Support, VerifiedClaim

FRIDAY = date(2025, 5, 9)
NOW = datetime(2025, 5, 10, tzinfo=UTC)
LEAD = "Harbour news. "  # stands before each passage, so that offsets in passage and article differ


def passage(
    *sentences: str,
    article_id: str = "bridge",
    title: str = "Untitled",
    published_at: date | None = FRIDAY,
    between: str = " ",
    ordinal: int = 0,
) -> Passage:
    """A passage of these sentences, at its place in the article that `article_of` makes."""
    text = between.join(sentences)
    spans, at = [], len(LEAD)
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + len(between)
    return Passage(
        passage_id=f"psg_{article_id}_{ordinal}",
        article_id=article_id,
        revision=f"rev_{article_id}",
        ordinal=ordinal,
        title=title,
        url=None,
        published_at=published_at,
        text=text,
        start=len(LEAD),
        end=len(LEAD) + len(text),
        sentences=tuple(spans),
        days=tuple(told_days(LEAD + text, spans, published_at)),
    )


def candidate_at_end(asked: Question, *sentences: str, title: str = "Untitled") -> Candidate:
    """The last of these sentences as it is read beside a question."""
    text, place = sentences[-1], passage(*sentences, title=title)
    found = {asked.kin.get(word.stem, word.stem) for word in words(text)}
    covered = frozenset(found & {word.stem for word in asked.content})
    return Candidate(
        passage=place,
        context=place,
        place=len(sentences) - 1,
        text=text,
        before=sentences[-2] if len(sentences) > 1 else "",
        covered=covered,
        own=len(covered) / max(1, len(asked.content)),
        coverage=1.0,
        of_kind=True,
        score=1.0,
    )


def article_of(one: Passage) -> Article:
    """The article that holds a passage."""
    return Article(
        article_id=one.article_id,
        revision=one.revision,
        title=one.title,
        text=f"{LEAD}{one.text} The end.",
        source=None,
        url=one.url,
        authors=(),
        published_at=one.published_at,
        language=None,
        tags=(),
        created_at=NOW,
        updated_at=NOW,
    )


def articles_of(passages: Sequence[Passage]) -> dict[str, Article]:
    """The articles that hold these passages, by id."""
    return {one.article_id: article_of(one) for one in passages}


def hits(*passages: Passage) -> list[Hit]:
    """Passages as retrieval finds them, the best first."""
    return [Hit(one, 0.9 - 0.1 * place, place + 1, place + 1) for place, one in enumerate(passages)]


def evidence(
    quote: str = "The bridge is open.",
    *,
    article_id: str = "bridge",
    start: int = 0,
    passage_id: str = "psg_bridge_0",
) -> Evidence:
    """A quote that was found."""
    return Evidence(
        passage_id=passage_id,
        article_id=article_id,
        revision="rev",
        title="Untitled",
        url=None,
        published_at=None,
        quote=quote,
        span=Span(start, start + len(quote)),
    )


def claim(text: str, *found: Evidence, support: Support = Support.SUPPORTED) -> VerifiedClaim:
    """A verified claim, made by hand for the tests of what comes after the verifier."""
    return VerifiedClaim(text, Judgement(support, 0.9, ("quote",)), found or (evidence(text),))


def library_of_files(folder: Path) -> Library:
    """A folder's article files, each as one passage."""
    sources = [
        article_from_markdown(file.read_text(), name=file.name) for file in sorted(folder.glob("*.md"))
    ]
    articles = [
        replace(
            article_of(passage(one.text, article_id=one.article_id or "", title=one.title)),
            text=one.text,
            published_at=one.published_at,
        )
        for one in sources
    ]
    passages = [
        replace(
            passage(one.text, article_id=one.article_id, title=one.title, published_at=one.published_at),
            start=0,
            end=len(one.text),
            sentences=tuple(sentence_spans(one.text)),
        )
        for one in articles
    ]
    return library_of(passages, {one.article_id: one for one in articles})
