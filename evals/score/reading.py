"""A text read once: its words, sentences, numbers and dates, each at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from evals.score.clauses import clauses
from evals.score.dates import Day, find_days
from evals.score.numbers import Number, find_numbers
from evals.score.text import Span, Word, sentences, without_markers, words


@dataclass(frozen=True)
class Reading:
    """A text and what it says; `plain` has spaces in place of markers, so that offsets stay."""

    text: str
    plain: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order."""
        return words(self.plain)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Its sentences, with the markers that follow them."""
        return sentences(self.text)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The dates that it names."""
        return find_days(self.plain)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Its numbers, those within dates apart; a year alone is both."""
        dated = [Span(day.start, day.end) for day in self.days if day.month is not None]
        return find_numbers(self.plain, dates=dated)

    @cached_property
    def values(self) -> tuple[Span, ...]:
        """The places of all numbers and dates."""
        numbers = tuple(Span(number.start, number.end) for number in self.numbers)
        return numbers + tuple(Span(day.start, day.end) for day in self.days)

    def sentence_at(self, place: int) -> Span:
        """The sentence that a place is in; the whole text when it is in none."""
        return next((one for one in self.sentences if one.holds(place, place)), Span(0, len(self.text)))

    def clause_at(self, place: int) -> Span:
        """The clause that a place is in."""
        sentence = self.sentence_at(place)
        parts = clauses(self.plain, sentence, self.values)
        return next((one for one in parts if one.start <= place < one.end), sentence)

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words within a span."""
        return tuple(word for word in self.words if span.holds(word.start, word.end))

    def part(self, span: Span) -> str:
        """The text of a span, markers and outer white space apart."""
        return " ".join(self.plain[span.start : span.end].split())


@lru_cache(maxsize=4000)
def read(text: str) -> Reading:
    """The reading of a text."""
    return Reading(text, without_markers(text))


def said(values: Iterable[Number]) -> frozenset[tuple[str, float]]:
    """Numbers as bare values, to compare two texts."""
    return frozenset((one.kind, one.value) for one in values if not one.plain)
