"""Judges one claim against the sentences of its sources: the best one to three quotes, and their support."""

from collections.abc import Sequence
from dataclasses import replace

from app.answer.checks.counts import is_count_of_another
from app.answer.checks.opposed import is_opposed
from app.answer.checks.others import is_said_of_another
from app.answer.checks.renamed import is_put_elsewhere
from app.answer.judging.chance import LEAST_PARTIAL, chance
from app.answer.judging.grounding import grounding
from app.answer.judging.judge import contradicts, judge, likeness
from app.answer.judging.linking import is_linked
from app.answer.judging.sentence_index import Indexed, SentenceIndex
from app.answer.judging.verify import evidence_text
from app.models import Evidence, Judgement, Support

COMPARED = 8  # sentences judged for each claim, the likest ones
MAX_QUOTES = 3
LEAST_LIKENESS = 0.3  # under this a sentence is about something else, and is not shown beside the claim
NEAR_LIKENESS = 0.85  # of the likest sentence, that another must have to be the first quote
BESIDE_CHARACTERS = 4  # between neighbouring sentences: white space, a list mark
LEAST_GAIN = 0.05  # of score, that a further quote must bring
# Of the chance, what is left when the quotes say otherwise: it stays under what makes a claim partial.
CONTRADICTED_SHARE = 0.57
_SPREAD = frozenset(
    {"quote", "numbers", "dates", "names", "speaker", "certainty"}
)  # what other sentences may have


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
    best, evidence = _joined(claim, best, first, [one for _, one in likest if one is not first])
    sentences = [one for _, one in likest]
    if best.support is Support.SUPPORTED:
        return _otherwise(claim, evidence, sentences) or (best, evidence)
    contradicted = _contradicted(claim, sentences)
    if contradicted is not None:
        return contradicted
    if is_put_elsewhere(claim, [one.quote for one in sentences]):
        best = _failed(best, "roles")
    return _graded(claim, best, ranked, index), evidence


def _failed(judgement: Judgement, check: str) -> Judgement:
    """A judgement with a further check that failed."""
    passed = tuple(one for one in judgement.checks if one != check)
    failed = tuple(dict.fromkeys((*judgement.failed_checks, check)))
    return replace(judgement, support=Support.UNSUPPORTED, checks=passed, failed_checks=failed)


def _joined(
    claim: str, best: Judgement, first: Evidence, candidates: list[Evidence]
) -> tuple[Judgement, tuple[Evidence, ...]]:
    """A judgement with the further quotes that each add to it."""
    evidence = [first]
    # What the first quote lacks may stand in the sentence beside it ("She thanked 120 workers"), or in one
    # on the same thing, but not somewhere else: words of two unrelated sentences can carry any claim.
    candidates = [
        one
        for one in candidates
        if (_is_beside(one, first) or (not best.failed_checks and is_linked(claim, first.quote, one.quote)))
        and not contradicts(one.quote, claim)  # "Apples cost 5 euros" lends no apples to "Pears cost 3 euros"
    ]
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
    return best, tuple(evidence)


def _quoted(ranked: Sequence[tuple[float, Indexed]], index: SentenceIndex) -> list[tuple[float, Evidence]]:
    """The likest sentences, as quotes."""
    found = [(score, index.quote(one)) for score, one in ranked[:COMPARED] if score >= LEAST_LIKENESS]
    return [(score, evidence) for score, evidence in found if evidence is not None]


def _graded(
    claim: str, judgement: Judgement, ranked: Sequence[tuple[float, Indexed]], index: SentenceIndex
) -> Judgement:
    """A judgement of a claim that its quotes don't carry, scored by the chance that its sources do."""
    likely = chance(grounding(claim, [one.as_evidence() for _, one in ranked], index.figures))
    if not _SPREAD.issuperset(judgement.failed_checks):
        return replace(judgement, score=round(likely * CONTRADICTED_SHARE, 4))
    quoted = "quote" not in judgement.failed_checks
    support = Support.PARTIAL if likely >= LEAST_PARTIAL and quoted else judgement.support
    return replace(judgement, score=round(likely, 4), support=support)


def _contradicted(claim: str, sentences: Sequence[Evidence]) -> tuple[Judgement, tuple[Evidence, ...]] | None:
    """The sentence that says all of a claim but one thing, and that otherwise: a reader should see it."""
    alike, likest = max(((likeness(claim, [one.quote]), one) for one in sentences), key=lambda pair: pair[0])
    judgement = judge(claim, [evidence_text(likest)])
    if alike >= NEAR_LIKENESS and set(judgement.failed_checks) - {"names"}:
        return judgement, (likest,)
    return None


def _otherwise(
    claim: str, evidence: tuple[Evidence, ...], sentences: Sequence[Evidence]
) -> tuple[Judgement, tuple[Evidence, ...]] | None:
    """The claim with a sentence that has the opposite of a word, or another subject, if there is one."""
    for other in sentences:
        shown = (*evidence[: MAX_QUOTES - 1], other)
        quotes = [one.quote for one in shown]
        says_otherwise = (is_opposed, is_said_of_another, is_count_of_another)
        if other not in evidence and any(check(claim, quotes) for check in says_otherwise):
            return judge(claim, [evidence_text(one) for one in shown]), shown
    return None


def _is_beside(one: Evidence, other: Evidence) -> bool:
    gap = max(one.span.start, other.span.start) - min(one.span.end, other.span.end)
    return one.article_id == other.article_id and gap <= BESIDE_CHARACTERS
