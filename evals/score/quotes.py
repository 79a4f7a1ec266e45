"""The hard promise: each citation names a place in an article, and its quote is that place's characters."""

from evals.model import Score
from evals.score.reply import Citation, Reply
from evals.score.text import markers_in
from evals.seeds import Seeds

NO_CITATIONS = "there are no citations"


def citations_resolve(reply: Reply, seeds: Seeds) -> Score:
    """1 when each citation has a place in an article and each marker a citation."""
    numbers = {one.number for one in reply.citations}
    invented = [number for number in markers_in(reply.text) if number not in numbers]
    if invented:
        return Score(value=0.0, reason=f"[{invented[0]}] names no citation")
    if not reply.citations:
        return Score(value=None, undefined=NO_CITATIONS)
    faults = [fault for one in reply.citations if (fault := _unresolved(one, seeds))]
    if faults:
        return Score(value=0.0, reason=faults[0])
    return Score(value=1.0, reason=f"all {len(reply.citations)} name a place")


def quotes_exact(reply: Reply, seeds: Seeds) -> Score:
    """1 when each quote equals the characters at its place; one with no place isn't equal to any."""
    if not reply.citations:
        return Score(value=None, undefined=NO_CITATIONS)
    for one in reply.citations:
        if not is_exact(one, seeds):
            return Score(value=0.0, reason=f"[{one.number}]: {one.quote!r} isn't what stands at its place")
    return Score(value=1.0, reason=f"all {len(reply.citations)} quotes stand where they say")


def cited(reply: Reply) -> Score:
    """1 when an answer has citations; undefined when it abstained."""
    if reply.abstained:
        return Score(value=None, undefined="it abstained")
    if not reply.citations or not markers_in(reply.text):
        return Score(value=0.0, reason="an answer without a citation")
    return Score(value=1.0, reason=f"{len(reply.citations)} citations")


def is_exact(citation: Citation, seeds: Seeds) -> bool:
    """Whether the quote is the article's characters at the citation's place."""
    if citation.article_id is None or _unresolved(citation, seeds):
        return False
    return seeds.articles[citation.article_id].text[citation.start : citation.end] == citation.quote


def _unresolved(citation: Citation, seeds: Seeds) -> str | None:
    """Why a citation names no place."""
    if citation.article_id is None or citation.article_id not in seeds.articles:
        return f"[{citation.number}] cites {citation.article_id!r}, which is no article"
    length = len(seeds.articles[citation.article_id].text)
    if citation.start is None or citation.end is None or not 0 <= citation.start < citation.end <= length:
        return f"[{citation.number}]: {citation.start} to {citation.end} is no place in {citation.article_id}"
    return None
