"""A question, read once: what it asks for, and what it takes for granted."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.answer.questions.asking import (
    ASKING,
    OPEN_KINDS,
    ORDER,
    Kind,
    acts,
    asked_subject,
    asked_thing,
    circumstances,
    counted_noun,
    is_how_many_to_give,
    kind_of,
    light_stems,
    needed_stems,
    owned_thing,
    wants_several,
)
from app.answer.questions.deeds import Deed, deed_of
from app.answer.questions.whose_words import asked_speaker
from app.language.dates import Date, dates
from app.language.names import Name, names
from app.language.numbers import Number, quantities
from app.language.synonyms import synonyms
from app.language.words import Word, words

__all__ = ["OPEN_KINDS", "Kind", "Question", "read_question"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read once.

    `content` are the words that an answering sentence should share, `light` the stems of those that it need
    not; `counted` is the stem of what is counted; `names`, `numbers` and `dates` are taken for granted;
    `subject` is the name that does or is what is asked (`subject_acts`: does it), `thing` the stem of the
    noun after "which", `needed` the stems that no answer can do without, `deed` what "who" asks about,
    `owned` the stem of what one is asked to have, `circumstances` those after a preposition, `speaker` the
    one whose words are asked for; `kin` gives for each stem of like meaning the stem of the content that it
    stands for.
    """

    text: str
    kind: Kind
    content: tuple[Word, ...]
    light: frozenset[str]
    counted: str | None
    names: tuple[Name, ...]
    name_stems: frozenset[str]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    subject: Name | None
    subject_acts: bool
    thing: str | None
    needed: frozenset[str]
    deed: Deed | None
    owned: str | None
    circumstances: frozenset[str]
    speaker: Name | None
    wants_several: bool
    kin: Mapping[str, str]


def read_question(text: str) -> Question:
    """Reads a question by its words; one that fits no pattern is of kind OTHER."""
    kind = kind_of(text)
    found = dates(text)
    # "Describe" and "Tell" would pass for names; blanks keep the places of the rest.
    asked = ORDER.sub(lambda order: " " * len(order[0]), text)
    # A date is matched by value, not by its words.
    skipped = [match.span() for match in ASKING.finditer(text)] + [(day.start, day.end) for day in found]
    content = tuple(
        word
        for word in words(asked)
        if not word.is_stop and not any(start <= word.start < end for start, end in skipped)
    )
    named = tuple(name for name in names(asked) if not ASKING.fullmatch(name.text))
    subject = asked_subject(asked, named)
    return Question(
        text=text,
        kind=kind,
        content=content,
        light=light_stems(text, kind, content),
        counted=counted_noun(text) if kind in (Kind.COUNT, Kind.DURATION) else None,
        names=named,
        name_stems=frozenset(
            word.stem for word in content if any(one.start <= word.start < one.end for one in named)
        ),
        numbers=tuple(number for number in quantities(text) if not is_how_many_to_give(text, number.start)),
        dates=tuple(found),
        subject=subject,
        subject_acts=subject is not None and acts(asked, subject),
        thing=asked_thing(text),
        needed=needed_stems(text, kind),
        deed=deed_of(text),
        owned=owned_thing(text) if kind is Kind.YES_NO else None,
        circumstances=circumstances(text),
        speaker=asked_speaker(asked, named),
        wants_several=wants_several(text),
        kin=_kin(content),
    )


def _kin(content: tuple[Word, ...]) -> dict[str, str]:
    asked = {word.stem for word in content}
    return {other: one for one in asked for other in synonyms(one) if other not in asked}
