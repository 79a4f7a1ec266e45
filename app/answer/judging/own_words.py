"""What a claim in an engine's own words may not do to its quotes: add to them, drop a "may", join matters.

A judge of shared words lets "paid 300 euros for drugs" pass for "paid 300 euros for the ropes": one word in
a long sentence. So a claim that isn't the article's own sentence is made of the words of its quotes'
sentences, or is refused. That refuses free paraphrases too: the side to err on, since the model is told and
may say it again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answer.judging.judge import content
from app.answer.judging.linking import is_linked
from app.language.names import names
from app.language.orders import is_order
from app.language.synonyms import synonyms
from app.language.verbs import LIGHT, SPEECH
from app.language.words import stem, words

_HEDGE = re.compile(
    r"\b(?:might|could|would|should|may(?! \d)|expect\w*|likely|unlikely|possibly|perhaps|probably|maybe|"
    r"alleged\w*|reported(?:ly)? to|rumou?r\w*|plan(?:s|ned|ning)? to|intend\w*|"
    r"hop(?:e|es|ed|ing) (?:to|that|for)|"
    r"propos\w+|threat\w*|claim(?:s|ed)? (?:that|to)|den(?:y|ies|ied)|false(?:ly)?|untrue|wrongly|if|unless|"
    r"seek\w* to|want(?:s|ed)? to|fear\w*|doubt\w*)\b"
)
_QUANTITIES = tuple(
    re.compile(rf"\b(?:{group})\b", re.I)
    for group in (
        "all|every|each|everyone|everybody|everything|entire|whole",
        "most|majority|mostly",
        "many|several|numerous|lots",
        "few|hardly|barely",
        "only|just|solely|exclusively|merely",
        "both",
        "always",
        "half",
    )
)
_CLAUSE_BORDER = re.compile(r"[,;:—–]\s|\s-\s")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with the clause and the sentences that it stands in, and its article's title."""

    quote: str
    clause: str
    sentences: str
    title: str


def fault_of(claim: str, quoted: Sequence[Quoted]) -> str | None:
    """Why a claim isn't what its quotes say, None when nothing was found or it is their own words."""
    if any(" ".join(one.sentences.split()) == claim or one.quote == claim for one in quoted):
        return None
    if claim.endswith("?") or is_order(claim):
        return "not_a_statement"
    if all(is_order(one.sentences) for one in quoted):
        return "quote_is_an_order"
    if _HEDGE.search(" ".join(one.clause for one in quoted)) and not _HEDGE.search(claim):
        return "hedge_dropped"
    evidence = " ".join(one.sentences for one in quoted)
    if any(group.search(claim) and not group.search(evidence) for group in _QUANTITIES):
        return "quantity_added"
    if _new_words(claim, [f"{one.sentences}\n{one.title}" for one in quoted]):
        return "words_not_in_quotes"
    first = max(quoted, key=lambda one: len(set(content(claim)).intersection(content(one.sentences))))
    others = [one for one in quoted if one.sentences != first.sentences]
    if not all(is_linked(claim, first.sentences, one.sentences) for one in others):
        return "quotes_unrelated"
    return None


def clause_around(sentence: str, start: int, end: int) -> str:
    """The part of a sentence between the commas and the like before and after a range of it."""
    borders = [match.start() for match in _CLAUSE_BORDER.finditer(sentence)]
    first = max((border for border in borders if border < start), default=0)
    last = min((border for border in borders if border >= end), default=len(sentence))
    return sentence[first:last]


def _new_words(claim: str, texts: Sequence[str]) -> set[str]:
    """Words that no text has, beside names, numbers and dates: those are checked by value."""
    known = {one for text in texts for one in content(text)}
    known |= {word.stem for text in texts for word in words(text)}
    named = {word.stem for name in names(claim) for word in words(name.text)}
    wanted = set(content(claim)) - known - named - LIGHT - SPEECH
    return {one for one in wanted if not known & (synonyms(one) | synonyms(stem(one)))}
