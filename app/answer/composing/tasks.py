"""What the model is asked to write: an answer, the claims of a part of a summary, their combination."""

from collections.abc import Sequence
from functools import partial

from app.answer.composing.exchange import Task
from app.answer.composing.marking import mark_claims, mark_passages, one_line
from app.answer.composing.proposals import Proposal
from app.answer.composing.quotes import draft_of
from app.answer.judging.verify import Library, verify_claim
from app.models import DraftClaim, Passage, Quote, RefusedClaim, VerifiedClaim
from app.prompts import Prompts

ANSWER_CLAIMS = 5
WORDS_A_CLAIM = 12  # of a summary, at least: bounds how many claims are asked for
SOURCES_A_CLAIM = 3  # of a combined claim


def answer_task(
    prompts: Prompts, question: str, passages: Sequence[Passage], library: Library
) -> Task[Passage]:
    """A question over passages, the best first."""
    return Task(
        prompt=prompts.answer,
        items=passages,
        items_name="passages",
        mark=mark_passages,
        check=partial(_check_quotes, library=library),
        values={"question": one_line(question)},
        most_claims=ANSWER_CLAIMS,
    )


def summary_task(
    prompts: Prompts, passages: Sequence[Passage], library: Library, *, focus: str, most_words: int
) -> Task[Passage]:
    """What a summary takes from passages, within so many words."""
    return Task(
        prompt=prompts.summarize,
        items=passages,
        items_name="passages",
        mark=mark_passages,
        check=partial(_check_quotes, library=library),
        values={"focus": one_line(focus), "most_words": most_words},
        most_claims=max(2, most_words // WORDS_A_CLAIM),
        is_whole=True,
    )


def combine_task(
    prompts: Prompts, claims: Sequence[VerifiedClaim], library: Library, *, focus: str, most_words: int
) -> Task[VerifiedClaim]:
    """One summary of claims; each sentence inherits the quotes of the claims that it names."""
    return Task(
        prompt=prompts.combine,
        items=claims,
        items_name="claims",
        mark=_mark_verified,
        check=partial(_check_inherited, library=library),
        values={"focus": one_line(focus), "most_words": most_words},
        most_claims=max(2, most_words // WORDS_A_CLAIM),
        with_quotes=False,
        is_whole=True,
    )


def _check_quotes(
    proposal: Proposal, passages: Sequence[Passage], *, library: Library
) -> VerifiedClaim | RefusedClaim:
    draft = draft_of(proposal, passages)
    return draft if isinstance(draft, RefusedClaim) else verify_claim(draft, library)


def _check_inherited(
    proposal: Proposal, claims: Sequence[VerifiedClaim], *, library: Library
) -> VerifiedClaim | RefusedClaim:
    if proposal.problem is not None:
        return RefusedClaim(proposal.text, proposal.problem)
    numbers = dict.fromkeys(reference.number for reference in proposal.references)
    sources = [claims[number - 1] for number in numbers if number is not None and 1 <= number <= len(claims)]
    if len(sources) < len(numbers) or not sources:
        return RefusedClaim(proposal.text, "unknown_claim" if numbers else "no_quote")
    quotes = [
        Quote(evidence.passage_id, evidence.quote, evidence.span)
        for source in sources[:SOURCES_A_CLAIM]
        for evidence in source.evidence
    ]
    return verify_claim(DraftClaim(proposal.text, tuple(dict.fromkeys(quotes))), library)


def _mark_verified(claims: Sequence[VerifiedClaim], boundary: str) -> str:
    return mark_claims([claim.text for claim in claims], boundary)
