"""How well a claim is carried by its evidence: numbers, dates, names, roles, speaker and negation apart.

Likeness alone passes "145 percent" for "125 percent", so each kind of fact is checked by value and a failed
check caps the score whatever the words share. No model: the score is a heuristic over shared words, and the
checks are one-sided (they refuse what they can't find).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from app.answer.checks.bindings import bindings_hold
from app.answer.checks.certainty import certainty_holds
from app.answer.checks.counts import counts_hold, is_count_of_another
from app.answer.checks.exchanged import are_exchanged
from app.answer.checks.extents import extents_hold
from app.answer.checks.gapped import figures_are_of_their_own
from app.answer.checks.occasions import dates_belong
from app.answer.checks.offices import offices_hold
from app.answer.checks.opposed import is_opposed
from app.answer.checks.order import order_holds
from app.answer.checks.relations import roles_hold
from app.answer.checks.renamed import has_another_name
from app.answer.checks.replaced import has_opposite_in_place
from app.answer.checks.speakers import Said, compare_speakers
from app.answer.checks.tallies import tallies_hold
from app.language.dates import Date, compatible_dates, with_told
from app.language.figures import figures, spans_of_figures
from app.language.names import name_supported, names
from app.language.negation import WEIGHTY, is_contrasted, polarity_conflict
from app.language.numbers import compatible
from app.language.sides import on_other_side
from app.language.told_days import event_dates
from app.language.verbs import verb_key
from app.language.words import words
from app.models import Judgement, Support, ToldDay

SUPPORTED_SCORE = 0.7
PARTIAL_SCORE = 0.4
WORD_SHARE = 0.8  # of the score: the words a claim shares with its evidence; the rest is their order
# What a failed check leaves of the score. A wrong number, date or negation contradicts; a missing name may
# be a pronoun or a title in the evidence, so it leaves the claim in the middle.
FAILED_SHARE = {
    "numbers": 0.3, "quantities": 0.35, "dates": 0.38, "negation": 0.38, "roles": 0.38,
    "names": 0.6, "speaker": 0.6, "certainty": 0.6,
}  # fmt: skip
ANOTHER_SPEAKER = 0.35  # what is left when the evidence has someone else say it


_CACHED_TEXTS = 4096  # sentences of a few requests; about 1 MB
_TURNED = str.maketrans("+-", "-+")
# Checks that may fail for want of knowing: a pronoun, no one named, what was open then and may be so by now.
_SOFT = frozenset({"names", "speaker", "certainty"})


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """Words that a claim rests on; `context` (a title, say) may supply names but no numbers."""

    text: str
    context: str = ""
    published_at: date | None = None
    days: tuple[ToldDay, ...] = ()  # that it tells of, by their places in it

    def dates(self) -> list[Date]:
        """The dates that it states, with their days where those are told."""
        return with_told(figures(self.text)[0], self.days)


def judge(claim: str, evidence: Sequence[EvidenceText]) -> Judgement:
    """The support that the evidence, taken together, gives a claim."""
    if not evidence:
        return Judgement(Support.UNSUPPORTED, 0.0, (), ("quote",))
    texts = [item.text for item in evidence]
    dated = [(item.text, item.published_at) for item in evidence]
    context = " \n".join(item.context for item in evidence)
    said = compare_speakers(claim, texts)
    own_numbers, own_days = figures_are_of_their_own(claim, texts)
    results = {
        "numbers": _numbers_hold(claim, evidence)
        and counts_hold(claim, dated)
        and bindings_hold(claim, texts)
        and not is_count_of_another(claim, texts)
        and own_numbers,
        "quantities": extents_hold(claim, texts) and tallies_hold(claim, texts),
        "dates": _dates_hold(claim, evidence) and order_holds(claim, dated) and own_days,
        "names": _names_hold(claim, evidence),
        "roles": roles_hold(claim, texts, context)
        and not has_another_name(claim, texts, context)
        and offices_hold(claim, texts)
        and not are_exchanged(claim, texts),
        "speaker": said is Said.RIGHT,
        "negation": not all(polarity_conflict(claim, text) for text in texts)
        and not is_opposed(claim, texts)
        and not has_opposite_in_place(claim, texts)
        and not on_other_side(claim, " \n".join(texts))
        and not any(is_contrasted(claim, text) for text in texts),
        "certainty": certainty_holds(claim, texts),
    }
    score = likeness(claim, [item.text for item in evidence])
    for check, passed in results.items():
        if not passed:
            score *= ANOTHER_SPEAKER if check == "speaker" and said is Said.ANOTHER else FAILED_SHARE[check]
    passed_checks = ("quote", *(check for check, passed in results.items() if passed))
    failed_checks = tuple(check for check, passed in results.items() if not passed)
    return Judgement(_support(score, failed_checks), round(score, 4), passed_checks, failed_checks)


def likeness(claim: str, evidence: Sequence[str]) -> float:
    """The share of a claim's content words, and of its pairs of neighbours, that the evidence has; 0 to 1."""
    wanted = content(claim)
    if not wanted:
        return 0.0
    found = [content(text) for text in evidence]
    known = {stem for stems in found for stem in stems}
    share = sum(stem in known for stem in wanted) / len(wanted)
    pairs = list(pairwise(wanted))
    if not pairs:
        return share
    near = {pair for stems in found for pair in _near_pairs(stems)}
    return WORD_SHARE * share + (1 - WORD_SHARE) * sum(pair in near for pair in pairs) / len(pairs)


def closeness(claim: str, evidence: EvidenceText) -> float:
    """Likeness with a claim's numbers and dates beside its words, each by its value; to rank by."""
    found = _figures_found(claim, evidence)
    count = len(content(claim))
    alike = likeness(claim, [evidence.text])
    return (alike * count + sum(found)) / (count + len(found)) if found else alike


def _figures_found(claim: str, evidence: EvidenceText) -> list[bool]:
    """For each number and date of a claim, whether the evidence has it."""
    wanted_days, wanted = figures(claim)
    days, counts = evidence.dates(), figures(evidence.text)[1]
    found = [any(compatible(one, count) for count in counts) for one in wanted]
    found += [any(compatible_dates(one, day, evidence.published_at) for day in days) for one in wanted_days]
    return found


def contradicts(evidence: str, claim: str) -> bool:
    """True when the evidence has another number where the claim has one of the same kind, or is negated."""
    known = figures(evidence)[1]
    for wanted in figures(claim)[1]:
        alike = [one for one in known if one.unit == wanted.unit and one.ordinal == wanted.ordinal]
        if alike and not any(compatible(wanted, one) for one in alike):
            return True
    return polarity_conflict(claim, evidence)


@lru_cache(maxsize=_CACHED_TEXTS)
def content(text: str) -> tuple[str, ...]:
    """The stems of what is neither a date nor a number: those are checked by value, "8 May" is "May 8"."""
    spans = spans_of_figures(text)
    told = [word for word in words(text) if not word.is_stop or word.text.lower() in WEIGHTY]
    left = [word for word in told if not any(start < word.end and word.start < end for start, end in spans)]
    return tuple(verb_key(word) for word in left or told)


def _near_pairs(stems: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs in order, at most two words apart: a paraphrase inserts a word, a swap turns the order round."""
    return [(first, second) for place, first in enumerate(stems) for second in stems[place + 1 : place + 4]]


def _numbers_hold(claim: str, evidence: Sequence[EvidenceText]) -> bool:
    known = [number for item in evidence for number in figures(item.text)[1]]
    return all(any(compatible(wanted, number) for number in known) for wanted in figures(claim)[1])


def _dates_hold(claim: str, evidence: Sequence[EvidenceText]) -> bool:
    known = [(found, item.published_at) for item in evidence for found in item.dates()]
    known += [(found, None) for item in evidence for found in event_dates(item.text, item.days)]
    return all(
        any(
            compatible_dates(wanted, found, published_at) or _is_mirrored(wanted, found)
            for found, published_at in known
        )
        for wanted in figures(claim)[0]
    ) and dates_belong(claim, [(item.text, item.published_at, item.days) for item in evidence])


def _is_mirrored(claim: Date, evidence: Date) -> bool:
    """ "Two days before" one is "two days after" the other; which is which, `order_holds` says."""
    said, known = claim.relative or "", evidence.relative or ""
    return said.startswith("event") and said.translate(_TURNED) == known


def _names_hold(claim: str, evidence: Sequence[EvidenceText]) -> bool:
    known = " \n".join(f"{item.text} \n{item.context}" for item in evidence)
    return all(name_supported(name, known) for name in names(claim))


def _support(score: float, failed_checks: Sequence[str]) -> Support:
    if any(check not in _SOFT for check in failed_checks):
        return Support.UNSUPPORTED
    if score >= SUPPORTED_SCORE and not failed_checks:
        return Support.SUPPORTED
    return Support.PARTIAL if score >= PARTIAL_SCORE else Support.UNSUPPORTED
