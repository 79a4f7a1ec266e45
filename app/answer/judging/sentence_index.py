"""The sentences of a library by their words, so that a claim is compared with the few that share its own.

Comparing every claim with every sentence took 40 seconds for 20 KB against 400 KB. Here each sentence is read
once; a claim then adds up the rarity of the words that it shares with each, and only the best are compared.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.answer.judging.grounding import Figures
from app.answer.judging.judge import EvidenceText, closeness, content
from app.answer.judging.verify import Library, find_quote
from app.answer.verbatim import sentence_text
from app.language.told_days import days_from, days_within
from app.models import Evidence, Passage, Quote, Span

CANDIDATES = 40  # sentences of the rarest shared words, that are then compared in full


@dataclass(frozen=True, slots=True)
class Indexed:
    """A sentence at its place."""

    passage: Passage
    span: Span
    text: str

    def as_evidence(self) -> EvidenceText:
        """As the judge reads it."""
        days = days_from(days_within(self.passage.days, self.span), self.span.start)
        return EvidenceText(self.text, self.passage.title, self.passage.published_at, days)


@dataclass(frozen=True, slots=True)
class SentenceIndex:
    """Which sentences hold each stem, and how rare each stem is among them."""

    library: Library
    sentences: Sequence[Indexed]
    holders: dict[str, list[int]]
    figures: Figures

    @classmethod
    def of(cls, library: Library) -> "SentenceIndex":
        """Reads each sentence of a library once; passages overlap, sentences don't."""
        sentences = list(_sentences(library.passages.values()))
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(sentences):
            for stem in set(content(sentence.text)):
                holders[stem].append(number)
        return cls(library, sentences, dict(holders), Figures.of(one.as_evidence() for one in sentences))

    def ranked(self, claim: str) -> list[tuple[float, Indexed]]:
        """The sentences that share the rarest words with a claim, with their likeness, the likest first."""
        scored = [(closeness(claim, one.as_evidence()), one) for one in self._sharing(claim)]
        return sorted(scored, key=lambda pair: -pair[0])

    def quote(self, one: Indexed) -> Evidence | None:
        """A sentence at its exact place in its article as stored now."""
        return find_quote(Quote(one.passage.passage_id, one.text, one.span), self.library)

    def _sharing(self, claim: str) -> Iterator[Indexed]:
        """The sentences that share the rarest words with a claim, in reading order among equals."""
        count = len(self.sentences)
        weights: defaultdict[int, float] = defaultdict(float)
        for holders in (self.holders.get(stem, ()) for stem in set(content(claim))):
            # The inverse document frequency of BM25 (Robertson and Zaragoza 2009), over sentences.
            rarity = math.log(1 + (count - len(holders) + 0.5) / (len(holders) + 0.5))
            for number in holders:
                weights[number] += rarity
        best = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
        return (self.sentences[number] for number, _ in best)


def _sentences(passages: Iterable[Passage]) -> Iterator[Indexed]:
    seen = set[tuple[str, int]]()
    for passage in passages:
        for span in passage.sentences:
            if (passage.article_id, span.start) not in seen:
                seen.add((passage.article_id, span.start))
                yield Indexed(passage, span, sentence_text(passage, span))
