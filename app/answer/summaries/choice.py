"""Which sentences make a summary: those that together say most within the word limit.

A summary is worth the concepts that it says, each for less when it is said again, so that what matters is
said and nothing twice. It is built greedily by what a sentence adds for its words (budgeted coverage, Lin and
Bilmes 2010; concepts as units, Gillick and Favre 2009). A sentence that leans on the one before it is taken
together with that one, or not at all.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.answer.summaries.leaning import Leans
from app.answer.summaries.salience import Salience
from app.answer.summaries.sentences import Sentence

AGAIN = 0.5  # what a concept counts each time that it is said again
NEW_SECTION, NEW_ARTICLE = 0.1, 0.2  # what a sentence gains of a section or article that isn't cited yet
NEXT_ITEM = 2.0  # what an item counts when its list is begun or announced: half a list misleads
FOCUS = 3.0  # what the whole focus counts beside the best sentence that has none of it
BESIDE_FOCUS = 0.3  # what a sentence with nothing of the focus keeps of its worth
TOO_ALIKE = 0.6  # of the shorter sentence's words, from which two say the same
WORTH_ADDING = 0.15  # of a sentence's concepts, that must be new
FEWEST = 10  # words that a sentence costs at least: one of three words would be a bargain
LONGEST_CHAIN = 3  # sentences that lean on each other and are taken together


def choose(sentences: Sequence[Sentence], salience: Salience, max_words: int) -> set[int]:
    """The places of the sentences to take."""
    summary = _Summary(sentences, salience, max_words)
    summary.open_with_lead()
    summary.fill()
    return summary.chosen


class _Links:
    """Which sentences a choice concerns: those that lean on it, and the items of its list."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.leaning = defaultdict[int, list[int]](list)  # by article
        self.items = defaultdict[int, list[int]](list)  # by number of the list
        self.announces: dict[int, int] = {}  # the list that a sentence stands right before
        self._next: dict[int, int] = {}
        for place, one in enumerate(sentences):
            if one.leans:
                self.leaning[one.article].append(place)
                if one.before is not None:
                    self._next[one.before] = place
            if one.items is not None:
                if one.items not in self.items and one.before is not None:
                    self.announces[one.before] = one.items
                self.items[one.items].append(place)

    def followers(self, place: int) -> set[int]:
        """The sentences after it that lean on each other, as many as a chain may have."""
        found = list[int]()
        while len(found) < LONGEST_CHAIN and place in self._next:
            place = self._next[place]
            found.append(place)
        return set(found)


class _Summary:
    """The sentences chosen so far (by place), the words left, and the others in a heap, the best first.

    Scores only fall as more is said: one at the top of the heap that is still right is the best of all (lazy
    greedy, Minoux 1978). What a choice may raise is put into the heap anew.
    """

    def __init__(self, sentences: Sequence[Sentence], salience: Salience, max_words: int) -> None:
        self.chosen: set[int] = set()
        self._sentences, self._salience, self._left = sentences, salience, max_words
        self._said = Counter[str]()
        self._sections = set[int]()
        self._first_of = dict[int, int]()  # by article, the earliest sentence chosen
        self._lists = set[int]()  # those begun or announced
        self._links = _Links(sentences)
        self._heap: list[tuple[float, int, int]] = []
        self._scored_at: dict[int, int] = {}
        worths = (self._worth(place) / _cost(one) for place, one in enumerate(sentences))
        self._best_worth = max(worths, default=0.0) or 1.0
        self._most_relevant = max(salience.relevance, default=0.0)
        for place in range(len(sentences)):
            self._push(place)

    def open_with_lead(self) -> None:
        """One article's summary opens as the article does, unless it is to dwell on something."""
        if not self._sentences or self._most_relevant or len({one.article for one in self._sentences}) > 1:
            return
        first = self._sentences[0]
        if not first.leans and first.quality == 1.0 and first.word_count <= self._left:
            self._take([0])

    def fill(self) -> None:
        """Takes what adds most for its words until no more fits or adds anything."""
        while self._heap:
            _, place, scored_at = heapq.heappop(self._heap)
            if place in self.chosen or scored_at != self._scored_at[place]:
                continue
            if scored_at < len(self.chosen):
                self._push(place)
                continue
            chain = self._chain(place)
            if self._is_worth_adding(chain):
                self._take(chain)

    def _push(self, place: int) -> None:
        chain = self._chain(place)
        words = sum(self._sentences[one].word_count for one in chain)
        if chain and words <= self._left and all(self._sentences[one].quality for one in chain):
            self._scored_at[place] = len(self.chosen)
            heapq.heappush(self._heap, (-self._score(chain, words), place, len(self.chosen)))

    def _take(self, chain: Sequence[int]) -> None:
        raised = set[int]()
        for place in chain:
            one = self._sentences[place]
            self.chosen.add(place)
            self._left -= one.word_count
            self._said.update(one.concepts.keys())
            self._sections.add(one.section)
            raised |= self._links.followers(place) | self._begin_lists(place)
            if place < self._first_of.get(one.article, place + 1):
                self._first_of[one.article] = place
                raised.update(self._links.leaning[one.article])
        for place in raised - self.chosen:
            self._push(place)

    def _begin_lists(self, place: int) -> set[int]:
        """The items of the lists that a sentence begins or announces, when it is the first to do so."""
        concerned = (self._sentences[place].items, self._links.announces.get(place))
        begun = {number for number in concerned if number is not None} - self._lists
        self._lists |= begun
        return {item for number in begun for item in self._links.items[number]}

    def _chain(self, place: int) -> list[int]:
        """A sentence with those that it leans on and that aren't chosen; empty when it can't be taken."""
        chain = [place]
        one = self._sentences[place]
        while one.leans is Leans.ON_THE_PREVIOUS and one.before not in self.chosen:
            if one.before is None or len(chain) == LONGEST_CHAIN:
                return []
            chain.append(one.before)
            one = self._sentences[one.before]
        if one.leans is Leans.ON_ITS_ARTICLE and self._first_of.get(one.article, chain[-1]) >= chain[-1]:
            return []
        return chain

    def _score(self, chain: Sequence[int], words: int) -> float:
        cost = sum(_cost(self._sentences[place]) for place in chain)
        worth = math.fsum(map(self._worth, chain)) / cost / self._best_worth
        if not self._most_relevant:
            return worth
        sentences, shares = self._sentences, self._salience.relevance
        relevance = math.fsum(shares[place] * sentences[place].word_count for place in chain) / words
        kept = BESIDE_FOCUS + (1 - BESIDE_FOCUS) * relevance / self._most_relevant
        return worth * kept + FOCUS * relevance

    def _worth(self, place: int) -> float:
        one = self._sentences[place]
        concepts = self._salience.concepts[place].items()
        worth = math.fsum(weight * AGAIN ** self._said[stem] for stem, weight in concepts)
        worth *= 1 + NEW_SECTION * (one.section not in self._sections)
        worth *= 1 + NEW_ARTICLE * (one.article not in self._first_of)
        return worth * (NEXT_ITEM if one.items in self._lists else 1.0)

    def _is_worth_adding(self, chain: Sequence[int]) -> bool:
        concepts = [pair for place in chain for pair in self._salience.concepts[place].items()]
        new = math.fsum(weight for stem, weight in concepts if stem not in self._said)
        whole = math.fsum(weight for _, weight in concepts)
        return new >= WORTH_ADDING * whole and not any(
            _alike(self._sentences[place], self._sentences[other], self._salience.rarity)
            for place in chain
            for other in self.chosen
        )


def _cost(one: Sentence) -> int:
    return max(FEWEST, one.word_count)


def _alike(one: Sentence, other: Sentence, rarity: Mapping[str, float]) -> bool:
    """Whether one repeats the other: by its rare words, or by most with no figure or name of its own."""
    shared = one.concepts.keys() & other.concepts.keys()
    short, long = sorted((one, other), key=lambda sentence: len(sentence.concepts))
    least = min(_total(one.concepts, rarity), _total(other.concepts, rarity))
    if _total(shared, rarity) >= TOO_ALIKE * least:
        return True
    own = [kind for stem, kind in short.concepts.items() if stem not in long.concepts]
    return len(shared) >= TOO_ALIKE * len(short.concepts) and max(own, default=1.0) <= 1.0


def _total(stems: Iterable[str], rarity: Mapping[str, float]) -> float:
    return math.fsum(rarity[stem] for stem in stems)
