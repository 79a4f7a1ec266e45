"""Claims against sources of several sentences: what one sentence says isn't lent to the subject of another.

Invented texts, none tuned to an article; the words of each wrong claim stand in its source, or nearly.
"""

from pathlib import Path

import pytest

from app.answer.judging.verification import GivenSource, Verifier
from app.models import Support

BLOCKS = Path(__file__).with_name("sources.txt").read_text(encoding="utf-8").strip().split("\n\n")[1:]
VERIFIER = Verifier(None, None, max_text_bytes=100_000)  # type: ignore[arg-type]  # no article is looked at


def cases(mark: str) -> list[tuple[str, str]]:
    """The source and the claim of each line with a mark."""
    return [
        (source, line.removeprefix(mark))
        for source, *lines in (block.splitlines() for block in BLOCKS)
        for line in lines
        if line.startswith(mark)
    ]


async def support_of(claim: str, source: str) -> Support:
    result = await VERIFIER.against_sources(claim, [GivenSource("a", source)])
    return result.claims[0].judgement.support


@pytest.mark.parametrize(("source", "claim"), cases("- "))
async def test_what_a_source_says_of_another_supports_nothing(source: str, claim: str) -> None:
    assert await support_of(claim, source) is not Support.SUPPORTED


@pytest.mark.parametrize(("source", "claim"), cases("+ "))
async def test_another_way_to_say_it_is_supported(source: str, claim: str) -> None:
    assert await support_of(claim, source) is Support.SUPPORTED


@pytest.mark.parametrize("source", [block.splitlines()[0] for block in BLOCKS])
async def test_a_source_supports_each_of_its_sentences(source: str) -> None:
    result = await VERIFIER.against_sources(source, [GivenSource("a", source)])
    assert {claim.judgement.support for claim in result.claims} == {Support.SUPPORTED}
