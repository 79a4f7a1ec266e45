"""Judges the claims of any text against the articles, or against texts given with the request."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.answer.grounding import grounding
from app.answer.judge import PARTIAL_SCORE, contradicts, judge, likeness
from app.answer.named_articles import require_articles
from app.answer.sentence_index import Indexed, SentenceIndex
from app.answer.verify import Library, evidence_text, library_of
from app.errors import InvalidRequest
from app.ingest.canonical import canonical_text, require_text
from app.ingest.sentences import sentence_spans
from app.models import Article, Citation, Claim, Evidence, Filters, Judgement, Passage, Span, Support
from app.ports import ArticleStore
from app.retrieve.search import Retriever

PASSAGES = 10  # looked at for each claim
COMPARED = 8  # sentences judged for each claim, the likest ones
MAX_CLAIMS = 400  # a 40 KB text; at 10 to 30 ms a claim on one core, about 10 seconds
MAX_SOURCE_CHARACTERS = 2_000_000  # two long books; read and indexed in about 10 seconds
MAX_QUOTES = 3
LEAST_LIKENESS = 0.3  # under this a sentence is about something else, and is not shown beside the claim
NEAR_LIKENESS = 0.85  # of the likest sentence, that another must have to be the first quote
BESIDE_CHARACTERS = 4  # between neighbouring sentences: white space, a list mark
GROUNDED_SHARE = 0.69  # the most that a claim can score which no one to three quotes carry
CONTRADICTED_SHARE = 0.39  # the same, when the quotes say otherwise: it stays unsupported
_SPREAD = frozenset({"quote", "numbers", "dates", "names", "speaker"})  # what other sentences may have
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
        return _numbered(canonical, judged)

    async def against_sources(self, text: str, sources: Sequence[GivenSource]) -> VerifiedText:
        """Judges a text against given sources, each read and indexed once.

        Raises EmptyText, UnreadableText, TextTooLong, and InvalidRequest for more than the limits above.
        """
        index = await asyncio.to_thread(self._index, sources)
        canonical, spans = await asyncio.to_thread(self._claims, text)
        judged = [  # a claim a turn, so that a cancelled request stops
            (span, *await asyncio.to_thread(judge_claim, span.of(canonical), index)) for span in spans
        ]
        return _numbered(canonical, judged)

    def _claims(self, text: str) -> tuple[str, list[Span]]:
        canonical = self._canonical(text, field="text")
        spans = sentence_spans(canonical)
        if len(spans) > MAX_CLAIMS:
            raise InvalidRequest(f"text: {len(spans)} sentences; at most {MAX_CLAIMS} at once", field="text")
        return canonical, spans

    def _canonical(self, text: str, *, field: str) -> str:
        return require_text(canonical_text(text, field=field), max_bytes=self.max_text_bytes, field=field)

    def _index(self, sources: Sequence[GivenSource]) -> SentenceIndex:
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


def judge_claim(claim: str, index: SentenceIndex) -> tuple[Judgement, tuple[Evidence, ...]]:
    """The best judgement that one to three of the indexed sentences give a claim, and those sentences."""
    ranked = index.ranked(claim)
    likest = _quoted(ranked, index)
    if not likest:
        return _graded(claim, judge(claim, []), ranked, index), ()
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
    if best.support is Support.SUPPORTED:
        return best, tuple(evidence)
    sentences = [one for _, one in likest]
    contradicted = _contradicted(claim, sentences)
    if contradicted is not None:
        return contradicted
    return _graded(claim, best, ranked, index), tuple(evidence)


def _quoted(ranked: Sequence[tuple[float, Indexed]], index: SentenceIndex) -> list[tuple[float, Evidence]]:
    """The likest sentences, as quotes."""
    found = [(score, index.quote(one)) for score, one in ranked[:COMPARED] if score >= LEAST_LIKENESS]
    return [(score, evidence) for score, evidence in found if evidence is not None]


def _graded(
    claim: str, judgement: Judgement, ranked: Sequence[tuple[float, Indexed]], index: SentenceIndex
) -> Judgement:
    """A judgement whose score counts what other sentences have of the claim too."""
    share = GROUNDED_SHARE if _SPREAD.issuperset(judgement.failed_checks) else CONTRADICTED_SHARE
    score = share * grounding(claim, [one.as_evidence() for _, one in ranked], index.figures)
    if score <= judgement.score:
        return judgement
    quoted = "quote" not in judgement.failed_checks
    support = Support.PARTIAL if score >= PARTIAL_SCORE and quoted else judgement.support
    return replace(judgement, score=round(score, 4), support=support)


def _contradicted(claim: str, sentences: Sequence[Evidence]) -> tuple[Judgement, tuple[Evidence, ...]] | None:
    """The sentence that says all of a claim but one thing, and that otherwise: a reader should see it."""
    alike, likest = max(((likeness(claim, [one.quote]), one) for one in sentences), key=lambda pair: pair[0])
    judgement = judge(claim, [evidence_text(likest)])
    if alike >= NEAR_LIKENESS and set(judgement.failed_checks) - {"names"}:
        return judgement, (likest,)
    return None


def _is_beside(one: Evidence, other: Evidence) -> bool:
    gap = max(one.span.start, other.span.start) - min(one.span.end, other.span.end)
    return one.article_id == other.article_id and gap <= BESIDE_CHARACTERS


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
