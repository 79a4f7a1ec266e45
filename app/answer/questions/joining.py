"""The parts of a question put together again: what was found for each, and what each drafts."""

from collections.abc import Sequence
from itertools import zip_longest

from app.models import Draft, DraftClaim, Hit, Retrieved


def share_of(top_k: int, *, part: int, parts: int) -> int:
    """How many of the passages that may be looked at are a part's."""
    return top_k // parts + (part < top_k % parts)


def join_retrieved(found: Sequence[Retrieved]) -> Retrieved:
    """The passages of all parts once each, the best of each part first."""
    hits: dict[str, Hit] = {}
    for row in zip_longest(*(one.hits for one in found)):
        for hit in filter(None, row):
            hits.setdefault(hit.passage.passage_id, hit)
    return Retrieved(
        tuple(hits.values()), tuple(dict.fromkeys(part for one in found for part in one.degraded))
    )


def join_drafts(drafts: Sequence[Draft], hits: Sequence[Hit]) -> Draft:
    """The claims of all parts in reading order, and what is missing when a part has none."""
    missing = next((one.missing for one in drafts if one.missing), None)
    claims = {claim.text: claim for draft in drafts for claim in draft.claims}
    passages = {hit.passage.passage_id: hit.passage for hit in hits}
    order = {one.article_id: place for place, one in reversed(list(enumerate(passages.values())))}

    def place(claim: DraftClaim) -> tuple[int, int]:
        quote = claim.quotes[0]
        article = passages[quote.passage_id].article_id
        return order[article], quote.span.start if quote.span else 0

    return Draft(tuple(sorted(claims.values(), key=place)), missing)
