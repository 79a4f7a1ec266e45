"""What a text says came before what, and how long: "the talks were held one day before the parade"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.answer.checks.occasions import dated
from app.language.clause_tokens import Token
from app.language.clauses import clauses
from app.language.dates import Date, resolve
from app.language.figures import figures
from app.language.verbs import ARTICLES

_ORDER = {"before": False, "after": True}
_LIGHT = frozenset(
    {"take", "took", "place", "hold", "held", "come", "came", "happen", "occur", "day", "later", "earlier"}
)
_REACH = 8  # words on either side of "before" or "after"
_SAME_DAY = frozenset({"of", "as", "that", "when"})  # after "the day"
_ANY_YEAR = date(2000, 7, 1)  # to resolve dates that all have their year, or none


@dataclass(frozen=True, slots=True)
class Sequel:
    """Two things by their content words, the earlier and the later; `days` apart, 0 for the same day."""

    earlier: frozenset[str]
    later: frozenset[str]
    days: int | None = None


def order_holds(claim: str, evidence: Sequence[tuple[str, date | None]]) -> bool:
    """False when the evidence orders what the claim orders otherwise, or doesn't say how many days apart."""
    known = [one for text, _ in evidence for one in sequels(text)]
    words = frozenset(stem for text, _ in evidence for clause in clauses(text) for stem in clause.stems)
    return all(_holds(wanted, known, words, evidence) for wanted in sequels(claim))


def _holds(
    wanted: Sequel,
    known: Sequence[Sequel],
    words: frozenset[str],
    evidence: Sequence[tuple[str, date | None]],
) -> bool:
    if wanted.days == 0:
        known = [*known, *(Sequel(one.later, one.earlier, one.days) for one in known)]
    exact = [one for one in known if wanted.earlier & one.earlier and wanted.later & one.later]
    loose = [
        one
        for one in known
        if _is_same(wanted.earlier, one.earlier, words) and _is_same(wanted.later, one.later, words)
    ]
    if exact or loose:
        agree = [wanted.days in (None, one.days) for one in exact or loose]
        return any(agree) if exact else all(agree)
    if wanted.days != 0 and any(one.later & wanted.earlier or one.earlier & wanted.later for one in known):
        return False
    return _holds_by_dates(wanted, evidence)


def _is_same(wanted: frozenset[str], known: frozenset[str], words: frozenset[str]) -> bool:
    """Whether two sides share a word; what the evidence nowhere has may be said in other words."""
    return bool(wanted & known) or not wanted & words


def _holds_by_dates(wanted: Sequel, evidence: Sequence[tuple[str, date | None]]) -> bool:
    first, second = _day_of(wanted.earlier, evidence), _day_of(wanted.later, evidence)
    if first is None or second is None:
        # With no number of days, one sentence that has both may order them in words of its own.
        both = (words for text, _ in evidence for words in _sentences(text))
        return wanted.days is None and any(wanted.earlier & one and wanted.later & one for one in both)
    apart = (second - first).days
    return apart > 0 if wanted.days is None else apart == wanted.days


def _sentences(text: str) -> list[frozenset[str]]:
    """The content words of each sentence."""
    found = groupby(clauses(text), key=lambda clause: clause.sentence)
    return [frozenset(stem for clause in parts for stem in clause.stems) for _, parts in found]


def _day_of(thing: frozenset[str], evidence: Sequence[tuple[str, date | None]]) -> date | None:
    """The only day that the clauses which say most of a thing have."""
    known = [one for text, published_at in evidence for one in dated(text, published_at)]
    years = {day.year is not None for one in known for day in one.dates}
    anchor = _ANY_YEAR if len(years) == 1 else None
    said = [(len(thing & one.stems), _resolved(one.dates, one.published_at or anchor)) for one in known]
    most = max((shared for shared, day in said if day), default=0)
    days = {day for shared, day in said if shared == most and day}
    return days.pop() if most and len(days) == 1 else None


def _resolved(found: Sequence[Date], near: date | None) -> date | None:
    """The one day that some dates stand for; weekdays count from a day of publication alone."""
    days = {
        day
        for one in found
        if near and (one.month or near != _ANY_YEAR) and (day := resolve(one, near)) is not None
    }
    return days.pop() if len(days) == 1 else None


def sequels(text: str) -> list[Sequel]:
    """The pairs of a text, in order."""
    found = []
    for _, parts in groupby(clauses(text), key=lambda clause: clause.sentence):
        sentence = [token for clause in parts for token in clause.tokens]
        places = [place for place in range(len(sentence)) if _orders(sentence, place)]
        for place in places:
            days, rest = _days(text, sentence[place]), sentence[place + 1 : place + 1 + 2 * _REACH]
            lead = _lead(sentence, place, places)
            before = _stems(sentence[max(0, lead - _REACH) : lead])
            phrase = _phrase(rest[:_REACH])
            if not before and days is not None:  # "On the day of the parade, the bridge opened"
                phrase = phrase[: _second_article(phrase)]
                before = _stems(rest[len(phrase) : len(phrase) + _REACH])
            after = _stems(phrase)
            if before and after:
                first, second = (after, before) if _ORDER.get(sentence[place].folded) else (before, after)
                found.append(Sequel(first, second, days))
    return found


def _second_article(tokens: Sequence[Token]) -> int:
    """Where another thing begins: "the parade | the bridge opened"."""
    places = (place for place, token in enumerate(tokens) if token.folded in ARTICLES)
    return next((place for place in places if _stems(tokens[:place])), len(tokens))


def _orders(sentence: Sequence[Token], place: int) -> bool:
    """Whether a word is "before", "after", or the "day" in "the day of"."""
    token = sentence[place]
    if token.folded in _ORDER:
        return True
    led = place > 0 and sentence[place - 1].folded in ("the", "same", "very")
    return token.folded == "day" and led and _next(sentence, place) in _SAME_DAY


def _next(sentence: Sequence[Token], place: int) -> str:
    return sentence[place + 1].folded if place + 1 < len(sentence) else ""


def _days(text: str, token: Token) -> int | None:
    """How many days a word of order is part of: "two days before"."""
    if token.folded not in _ORDER:
        return 0
    for one in figures(text)[0]:
        if one.start <= token.word.start < one.end and (one.relative or "").startswith("event"):
            return abs(int((one.relative or "").removeprefix("event") or 0)) or None
    return None


def _lead(sentence: Sequence[Token], place: int, places: Sequence[int]) -> int:
    """Where what stands before a word of order ends: "one day before … and one day after …" share it."""
    near = (one for one in places if place - _REACH <= one < place)
    return next((one for one in near if any(token.folded == "and" for token in sentence[one:place])), place)


def _phrase(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words up to the first mark, or an "and" that something stands before."""
    for place, token in enumerate(tokens):
        ends = token.gap.strip() or token.folded == "and"
        if place and ends and _stems(tokens[:place]):
            return tokens[:place]
    return tokens


def _stems(tokens: Sequence[Token]) -> frozenset[str]:
    """The content words that are neither names nor numbers: those stand on both sides too often."""
    return frozenset(
        token.key
        for token in tokens
        if token.key and not token.name and not token.key.startswith("#") and token.folded not in _LIGHT
    )
