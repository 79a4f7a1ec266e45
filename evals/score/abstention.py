"""Abstentions, from the typed status and never from phrases."""

from evals.model import Case, Score
from evals.score.reading import read, said
from evals.score.reply import Reply
from evals.score.support import is_within
from evals.score.text import Span


def abstention(case: Case, reply: Reply) -> Score:
    """1 for an abstention where it is the one right thing; undefined elsewhere."""
    if case.may_abstain != "must":
        return Score(value=None, undefined="to abstain isn't what this case asks for")
    return Score(value=float(reply.abstained), reason=f"status {reply.status}")


def over_refusal(case: Case, reply: Reply) -> Score:
    """1 for an abstention where there is an answer; undefined elsewhere."""
    if case.may_abstain != "never":
        return Score(value=None, undefined="this case may be abstained on")
    return Score(value=float(reply.abstained), reason=f"status {reply.status}")


def numbers_beyond(question: str, reply: Reply) -> tuple[str, ...]:
    """Numbers and days in the text that the question doesn't have: a guess, whatever the status says."""
    known = read(question)
    asked = said(known.numbers)
    given = (number for number in reply.reading.numbers if not number.plain)
    numbers = [f"{one.value:g}" for one in given if (one.kind, one.value) not in asked]
    days = (day for day in reply.reading.days if not any(is_within(day, one) for one in known.days))
    return (*numbers, *(reply.reading.part(Span(day.start, day.end)) for day in days))
