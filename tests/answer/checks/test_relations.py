"""Who does what, who says it, on which day and in which order: invented sentences, none tuned to an article.

Nearly every word of each wrong claim stands in its evidence, so likeness alone would pass them.
"""

from datetime import date
from pathlib import Path

import pytest

from app.answer.judging.judge import EvidenceText, judge
from app.models import Judgement, Support

FRIDAY = date(2025, 5, 9)
BLOCKS = Path(__file__).with_name("relations.txt").read_text(encoding="utf-8").split("\n\n")[1:]


def cases(mark: str) -> list[tuple[str, str]]:
    """The evidence and the claim of each line with a mark."""
    return [
        (evidence, line.removeprefix(mark))
        for evidence, *lines in (block.splitlines() for block in BLOCKS)
        for line in lines
        if line.startswith(mark)
    ]


def judged(evidence: str, claim: str) -> Judgement:
    return judge(claim, [EvidenceText(evidence, published_at=FRIDAY)])


@pytest.mark.parametrize(("evidence", "claim"), cases("+ "))
def test_another_way_to_say_the_same_is_supported(evidence: str, claim: str) -> None:
    found = judged(evidence, claim)
    assert (found.support, found.failed_checks) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(("evidence", "failing"), cases("- "))
def test_the_same_words_that_say_something_else_are_refused(evidence: str, failing: str) -> None:
    check, claim = failing.split(": ", 1)
    found = judged(evidence, claim)
    assert found.support is not Support.SUPPORTED
    assert check in found.failed_checks


@pytest.mark.parametrize("evidence", [block.splitlines()[0] for block in BLOCKS])
def test_a_text_agrees_with_itself(evidence: str) -> None:
    found = judged(evidence, evidence)
    assert (found.support, found.failed_checks, found.score) == (Support.SUPPORTED, (), 1.0)
