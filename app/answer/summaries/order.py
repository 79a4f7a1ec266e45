"""The order of what a summary says: as the articles have it, with who or what a focus names first."""

from collections.abc import Collection, Iterator, Sequence

from app.answer.summaries.leaning import Leans
from app.answer.summaries.sentences import Sentence
from app.answer.verbatim import sentence_text
from app.language.words import Word, words


def in_order(sentences: Sequence[Sentence], places: Collection[int], focus: str) -> list[Sentence]:
    """The sentences at these places; one that leans on another stays behind it."""
    chosen = sorted(places, key=lambda place: sentences[place].order)
    groups = list(_groups(sentences, chosen))
    names = {word.stem for word in words(focus) if not word.is_stop and _is_name(word, sentences)}
    named = [group for group in groups if any(names & sentences[place].concepts.keys() for place in group)]
    first = list(_that_may_open(sentences, named))
    rest = [group for group in groups if group not in first]
    return [sentences[place] for group in (*first, *rest) for place in group]


def _groups(sentences: Sequence[Sentence], chosen: Sequence[int]) -> Iterator[list[int]]:
    """The places in runs: what leans on the sentence before it, or goes on with its list, stays with it."""
    group: list[int] = []
    for place in chosen:
        one = sentences[place]
        goes_on = one.leans is Leans.ON_THE_PREVIOUS or one.items is not None
        if group and not (goes_on and one.before == group[-1]):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _is_name(wanted: Word, sentences: Sequence[Sentence]) -> bool:
    """Whether the sources write a word with a capital inside their sentences, or else the focus does."""
    texts = (sentence_text(one.passage, one.span) for one in sentences if wanted.stem in one.concepts)
    inside = [word.text for text in texts for word in words(text) if word.start and word.stem == wanted.stem]
    capitals = [text[0].isupper() for text in inside or [wanted.text]]
    return 2 * sum(capitals) > len(capitals)


def _that_may_open(sentences: Sequence[Sentence], groups: Sequence[list[int]]) -> Iterator[list[int]]:
    """Those that go on from nothing that would come after them."""
    opened = set[int]()
    for group in groups:
        one = sentences[group[0]]
        if one.leans is Leans.ON_NOTHING or one.article in opened:
            opened.add(one.article)
            yield group
