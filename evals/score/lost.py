"""Where a missed fact was lost on its way from the seeds to the answer."""

from collections.abc import Sequence

from evals.model import Case, Fact, LostAt, Place, RankedPassage
from evals.score.citations import evidence_of
from evals.score.reply import Reply
from evals.score.retrieval import COVERED, overlaps, rank_of
from evals.score.support import lexical_support
from evals.score.text import content_words, words
from evals.seeds import Seeds

_USED = 0.5  # of a sentence's content words, in one quote


def lost_at(
    case: Case, fact: Fact, reply: Reply, ranking: Sequence[RankedPassage] | None, seeds: Seeds
) -> LostAt:
    """The first stage at which its evidence isn't all there; `misstated` when it is cited and said wrong.

    `unknown` when the fact names no evidence, or when nothing was recorded of retrieval and nothing was used.
    """
    evidence = [case.evidence[name] for name in fact.evidence]
    if not evidence:
        return "unknown"
    if all(_is_cited(places, reply, seeds) for places in evidence):
        return "misstated"
    if all(_is_cited(places, reply, seeds) or _is_used(places, reply, seeds) for places in evidence):
        return "not_cited"
    if ranking is None:
        return "unknown"
    retrieved = all(rank_of(places, ranking, seeds) is not None for places in evidence)
    return "not_used" if retrieved else "not_retrieved"


def _is_cited(places: Sequence[Place], reply: Reply, seeds: Seeds) -> bool:
    """One of the places is covered by half by a citation, or a citation lies within it."""
    return any(
        overlaps(place, one.article_id, one.start, one.end, seeds) >= COVERED
        or (one.article_id == place.article and bool(one.quote) and (one.quote or "") in place.quote)
        for place in places
        for one in reply.citations
        if one.start is not None and one.end is not None
    )


def _is_used(places: Sequence[Place], reply: Reply, seeds: Seeds) -> bool:
    """A sentence that its own citations don't support has half of its content words from a place."""
    quotes = [{word.stem for word in words(place.quote)} for place in places]
    for span in reply.reading.sentences:
        said = {word.stem for word in content_words(reply.reading.words_in(span))}
        if any(len(said & quote) >= _USED * len(said) for quote in quotes if said):
            evidence = (evidence_of(one, seeds) for one in reply.cited_in(span)[0])
            found = tuple(one for one in evidence if one is not None)
            if not lexical_support(reply.reading.part(span), found, seeds.names).holds:
                return True
    return False
