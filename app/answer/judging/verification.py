"""Judges the claims of any text against the articles, or against texts given with the request."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.answer.judging.claims import judge_claim
from app.answer.judging.sentence_index import SentenceIndex
from app.answer.judging.verify import Library, library_of
from app.answer.named_articles import require_articles
from app.errors import InvalidRequest
from app.ingest.canonical import canonical_text, kept_places, require_text
from app.ingest.sentences import sentence_spans
from app.language.told_days import days_within, told_days
from app.models import Article, Citation, Claim, Evidence, Filters, Judgement, Passage, Span
from app.ports import ArticleStore
from app.retrieve.search import Retriever

PASSAGES = 10  # looked at for each claim
MAX_CLAIMS = 400  # about 60 KB; against the longest sources below about 10 seconds on one core
MAX_SOURCE_CHARACTERS = (
    1_000_000  # a long book, read and indexed in about 4 seconds; stored articles have no limit
)
SENTENCES_A_PASSAGE = 12  # of a given source


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A text to verify against, under the caller's id for it."""

    source_id: str
    text: str


@dataclass(frozen=True, slots=True)
class VerifiedText:
    """The claims of a text at their places in it as given, and the quotes that were found for them."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """Splits a text into claims and judges each against the best quotes there are for it."""

    store: ArticleStore
    retriever: Retriever
    max_text_bytes: int

    async def against_articles(self, text: str, article_ids: tuple[str, ...] | None) -> VerifiedText:
        """Judges a text against all articles, or the named ones.

        Raises ArticleNotFound, and InvalidRequest for more claims than MAX_CLAIMS.
        """
        if article_ids is not None:
            await require_articles(self.store, article_ids)
        filters = Filters(article_ids=article_ids)
        canonical, spans = await asyncio.to_thread(self._claims, text)
        judged = []
        for span in spans:
            claim = span.of(canonical)
            hits = (await self.retriever.search(claim, top_k=PASSAGES, filters=filters)).hits
            passages = [hit.passage for hit in hits]
            articles = await self.store.articles(sorted({passage.article_id for passage in passages}))
            # In a thread, here and below: other requests needn't wait the milliseconds of each claim.
            judged.append((span, *await asyncio.to_thread(_judge_in, claim, library_of(passages, articles))))
        return _numbered(text, judged)

    async def against_sources(self, text: str, sources: Sequence[GivenSource]) -> VerifiedText:
        """Judges a text against given sources, each read and indexed once.

        Raises EmptyText, UnreadableText, TextTooLong, and InvalidRequest for more than the limits above.
        """
        index = await asyncio.to_thread(self.index, sources)
        canonical, spans = await asyncio.to_thread(self._claims, text)
        judged = [  # a claim a turn, so that a cancelled request stops
            (span, *await asyncio.to_thread(judge_claim, span.of(canonical), index)) for span in spans
        ]
        return _numbered(text, judged)

    def _claims(self, text: str) -> tuple[str, list[Span]]:
        canonical = self._canonical(text, field="text")
        spans = sentence_spans(canonical)
        if len(spans) > MAX_CLAIMS:
            raise InvalidRequest(f"text: {len(spans)} sentences; at most {MAX_CLAIMS} at once", field="text")
        return canonical, spans

    def _canonical(self, text: str, *, field: str) -> str:
        return require_text(canonical_text(text, field=field), max_bytes=self.max_text_bytes, field=field)

    def index(self, sources: Sequence[GivenSource]) -> SentenceIndex:
        """The sentences of given sources. Raises EmptyText, UnreadableText, TextTooLong, InvalidRequest."""
        characters = sum(len(source.text) for source in sources)
        if characters > MAX_SOURCE_CHARACTERS:
            limit = f"at most {MAX_SOURCE_CHARACTERS} at once; store them as articles to verify against more"
            raise InvalidRequest(f"sources: {characters} characters together; {limit}", field="sources")
        articles = [
            _given_article(source.source_id, self._canonical(source.text, field=f"sources.{place}.text"))
            for place, source in enumerate(sources)
        ]
        passages = [passage for article in articles for passage in _given_passages(article)]
        return SentenceIndex.of(library_of(passages, {article.article_id: article for article in articles}))


def _judge_in(claim: str, library: Library) -> tuple[Judgement, tuple[Evidence, ...]]:
    return judge_claim(claim, SentenceIndex.of(library))


def _numbered(text: str, judged: Sequence[tuple[Span, Judgement, tuple[Evidence, ...]]]) -> VerifiedText:
    """Claims at their places in the given text, of whose canonical form these are the spans."""
    places = kept_places(text)
    citations: dict[tuple[str, Span], Citation] = {}
    claims = []
    for span, judgement, evidence in judged:
        numbers = []
        for item in evidence:
            key = (item.article_id, item.span)
            citation = citations.setdefault(key, Citation(len(citations) + 1, item))
            numbers.append(citation.number)
        given = Span(places[span.start], places[span.end - 1] + 1)
        claims.append(Claim(given.of(text), given, tuple(numbers), judgement))
    return VerifiedText(tuple(claims), tuple(citations.values()))


def _given_article(source_id: str, text: str) -> Article:
    now = datetime.now(UTC)
    revision = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Article(source_id, revision, source_id, text, None, None, (), None, None, (), now, now)


def _given_passages(article: Article) -> Iterator[Passage]:
    spans = sentence_spans(article.text)
    days = told_days(article.text, spans, article.published_at)
    for ordinal, first in enumerate(range(0, len(spans), SENTENCES_A_PASSAGE)):
        sentences = tuple(spans[first : first + SENTENCES_A_PASSAGE])
        place = Span(sentences[0].start, sentences[-1].end)
        digest = hashlib.sha256(f"{article.article_id}\0{article.revision}\0{ordinal}".encode()).hexdigest()
        yield Passage(
            passage_id=f"psg_{digest[:20]}",
            article_id=article.article_id,
            revision=article.revision,
            ordinal=ordinal,
            title=article.title,
            url=None,
            published_at=None,
            text=place.of(article.text),
            start=place.start,
            end=place.end,
            sentences=sentences,
            days=days_within(days, place),
        )
