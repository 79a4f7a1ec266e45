"""Whether a sentence has another name where the question has one: "Chinese exports" for "Russian exports"."""

import re
from collections.abc import Iterator, Sequence

from app.answer.questions.question import Question
from app.language.names import Name, name_supported, names
from app.language.words import Word, fold, words

_OF = re.compile(r" (?:of|from) (?:the )?", re.I)
_ON = re.compile(r" (?:on|against) (?:the )?", re.I)
_AND = re.compile(r"(?:['’]s?)?(?:,| and| or|, and|, or) ", re.I)
_BEFORE = re.compile(r"(?:['’]s?)? ")


def names_swapped(question: Question, sentence: str, unknown: frozenset[str] = frozenset()) -> bool:
    """True when a word that the question attaches to a name stands in the sentence with another name only.

    Names with a word in `unknown` may be misspelled, and are left out.
    """
    certain = [name for name in question.names if unknown.isdisjoint(name.words)]
    asked, told = words(question.text), words(sentence)
    for attached in (_attached, _done_to):
        wanted = list(attached(question.text, certain, asked))
        known = list(attached(sentence, names(sentence), told)) if wanted else []
        for stem, name in wanted:
            others = [other for word, other in known if question.kin.get(word, word) == stem]
            if others and not any(_may_be(name, other) for other in others):
                return True
    return False


def _may_be(name: Name, other: Name) -> bool:
    """Whether two names may be of the same: all words of one, or most of it, are the other's."""
    asked, found = ({fold(word) for word in one.words} for one in (name, other))
    return name_supported(name, other.text) or found <= asked or 2 * len(found & asked) > len(asked)


def _attached(text: str, found: Sequence[Name], tokens: Sequence[Word]) -> Iterator[tuple[str, Name]]:
    """The stems of words with the names right before them ("Ada's plan") or after them ("plan of Ada").

    What stands after two names is attached to both: "Peruvian and Chilean exports".
    """
    starts = {word.start: word.stem for word in tokens if not word.is_stop}
    shared: dict[int, str] = {}  # by the place of the second name
    for name in reversed(found):
        gap, joined = _BEFORE.match(text, name.end), _AND.match(text, name.end)
        stem = starts.get(gap.end()) if gap else None
        if stem is None and joined:
            stem = shared.get(joined.end())
        if stem is not None:
            shared[name.start] = stem
            yield stem, name
    yield from _after(_OF, text, found, tokens)


def _done_to(text: str, found: Sequence[Name], tokens: Sequence[Word]) -> Iterator[tuple[str, Name]]:
    """The stems of words with the names of those whom it is done to: "sanctions on Ada"."""
    return _after(_ON, text, found, tokens)


def _after(
    preposition: re.Pattern[str], text: str, found: Sequence[Name], tokens: Sequence[Word]
) -> Iterator[tuple[str, Name]]:
    starts = {name.start: name for name in found}
    for word in tokens:
        between = None if word.is_stop else preposition.match(text, word.end)
        if between and between.end() in starts:
            yield word.stem, starts[between.end()]
