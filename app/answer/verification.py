"""Judges the claims of any text against the articles, or against texts given with the request."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.answer.extract import sentence_text
from app.answer.judge import EvidenceText, closeness, contradicts, judge, likeness
from app.answer.named_articles import require_articles
from app.answer.verify import Library, evidence_text, find_quote, library_of
from app.ingest.canonical import canonical_text, require_text
from app.ingest.sentences import sentence_spans
from app.language.words import content_stems
from app.models import Article, Citation, Claim, Evidence, Filters, Judgement, Passage, Quote, Span, Support
from app.ports import ArticleStore
from app.retrieve.search import Retriever

PASSAGES = 10  # looked at for each claim
COMPARED = 8  # sentences judged for each claim, the likest ones
MAX_QUOTES = 3
LEAST_LIKENESS = 0.3  # under this a sentence is about something else, and is not shown beside the claim
NEAR_LIKENESS = 0.85  # of the likest sentence, that another must have to be the first quote
BESIDE_CHARACTERS = 4  # between neighbouring sentences: white space, a list mark
LEAST_GAIN = 0.05  # of score, that a further quote must bring
SENTENCES_A_PASSAGE = 12  # of a given source


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A text to verify against, under the caller's id for it."""

    source_id: str
    text: str


@dataclass(frozen=True, slots=True)
class VerifiedText:
    """The claims of a text at their places, and the quotes that were found for them."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """Splits a text into claims and judges each against the best quotes there are for it."""

    store: ArticleStore
    retriever: Retriever
    max_text_bytes: int

    async def against_articles(self, text: str, article_ids: tuple[str, ...] | None) -> VerifiedText:
        """Judges a text against all articles, or the named ones. Raises ArticleNotFound."""
        if article_ids is not None:
            await require_articles(self.store, article_ids)
        filters = Filters(article_ids=article_ids)
        canonical = self._canonical(text, field="text")
        judged = []
        for span in sentence_spans(canonical):
            claim = span.of(canonical)
            hits = (await self.retriever.search(claim, top_k=PASSAGES, filters=filters)).hits
            passages = [hit.passage for hit in hits]
            articles = await self.store.articles(sorted({passage.article_id for passage in passages}))
            judged.append((span, *judge_claim(claim, library_of(passages, articles))))
        return _numbered(canonical, judged)

    def against_sources(self, text: str, sources: Sequence[GivenSource]) -> VerifiedText:
        """Judges a text against given sources. Raises EmptyText, UnreadableText, TextTooLong."""
        library = self._library(sources)
        canonical = self._canonical(text, field="text")
        judged = [(span, *judge_claim(span.of(canonical), library)) for span in sentence_spans(canonical)]
        return _numbered(canonical, judged)

    def _canonical(self, text: str, *, field: str) -> str:
        return require_text(canonical_text(text, field=field), max_bytes=self.max_text_bytes, field=field)

    def _library(self, sources: Sequence[GivenSource]) -> Library:
        articles = [
            _given_article(source.source_id, self._canonical(source.text, field=f"sources.{place}.text"))
            for place, source in enumerate(sources)
        ]
        passages = [passage for article in articles for passage in _given_passages(article)]
        return library_of(passages, {article.article_id: article for article in articles})


def judge_claim(claim: str, library: Library) -> tuple[Judgement, tuple[Evidence, ...]]:
    """The best judgement that one to three sentences of a library give a claim, and those sentences."""
    likest = _likest(claim, library)
    if not likest:
        return judge(claim, []), ()
    # What says nearly the same decides. A sentence less like the claim can't outvote it with the number, the
    # date or the negation that it lacks: that is how "145 percent" would find support beside "125 percent".
    nearest = [one for score, one in likest if score >= NEAR_LIKENESS * likest[0][0]]
    best, first = max(
        ((judge(claim, [evidence_text(one)]), one) for one in nearest), key=lambda pair: pair[0].score
    )
    evidence = [first]
    candidates = [one for _, one in likest if one is not first]
    if best.failed_checks:
        # What the first quote lacks may stand in the sentence beside it ("She thanked 120 workers"), but not
        # somewhere else: words of two unrelated sentences can carry any claim.
        candidates = [one for one in candidates if _is_beside(one, first)]
    while candidates and len(evidence) < MAX_QUOTES and not contradicts(first.quote, claim):
        judgement, chosen = max(
            ((judge(claim, [evidence_text(item) for item in (*evidence, one)]), one) for one in candidates),
            key=lambda pair: pair[0].score,
        )
        if judgement.score < best.score + LEAST_GAIN:
            break
        best = judgement
        evidence.append(chosen)
        candidates.remove(chosen)
    if best.support is not Support.SUPPORTED:
        return _contradicted(claim, [one for _, one in likest]) or (best, tuple(evidence))
    return best, tuple(evidence)


def _contradicted(claim: str, sentences: Sequence[Evidence]) -> tuple[Judgement, tuple[Evidence, ...]] | None:
    """The sentence that says all but one thing of a claim, which it says otherwise: what a reader should see."""
    alike, likest = max(((likeness(claim, [one.quote]), one) for one in sentences), key=lambda pair: pair[0])
    judgement = judge(claim, [evidence_text(likest)])
    if alike >= NEAR_LIKENESS and set(judgement.failed_checks) - {"names"}:
        return judgement, (likest,)
    return None


def _is_beside(one: Evidence, other: Evidence) -> bool:
    gap = max(one.span.start, other.span.start) - min(one.span.end, other.span.end)
    return one.article_id == other.article_id and gap <= BESIDE_CHARACTERS


def _likest(claim: str, library: Library) -> list[tuple[float, Evidence]]:
    """The sentences most like a claim, with their likeness, best first."""
    wanted = set(content_stems(claim))
    scored = []
    for passage, span in _sentences(library.passages.values()):
        text = sentence_text(passage, span)
        # Sharing no word is the common case, and finding that out is cheaper than the likeness.
        if wanted & set(content_stems(text)):
            score = closeness(claim, EvidenceText(text, published_at=passage.published_at))
            if score >= LEAST_LIKENESS:
                scored.append((score, passage, span, text))
    scored.sort(key=lambda item: -item[0])
    found = [
        (score, find_quote(Quote(passage.passage_id, text, span), library))
        for score, passage, span, text in scored[:COMPARED]
    ]
    return [(score, evidence) for score, evidence in found if evidence is not None]


def _sentences(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Span]]:
    seen = set[tuple[str, int]]()
    for passage in passages:
        for span in passage.sentences:
            if (passage.article_id, span.start) not in seen:
                seen.add((passage.article_id, span.start))
                yield passage, span


def _numbered(text: str, judged: Sequence[tuple[Span, Judgement, tuple[Evidence, ...]]]) -> VerifiedText:
    citations: dict[tuple[str, Span], Citation] = {}
    claims = []
    for span, judgement, evidence in judged:
        numbers = []
        for item in evidence:
            key = (item.article_id, item.span)
            citation = citations.setdefault(key, Citation(len(citations) + 1, item))
            numbers.append(citation.number)
        claims.append(Claim(span.of(text), span, tuple(numbers), judgement))
    return VerifiedText(tuple(claims), tuple(citations.values()))


def _given_article(source_id: str, text: str) -> Article:
    now = datetime.now(UTC)
    revision = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Article(source_id, revision, source_id, text, None, None, (), None, None, (), now, now)


def _given_passages(article: Article) -> Iterator[Passage]:
    spans = sentence_spans(article.text)
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
        )
