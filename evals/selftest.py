"""Selftest replies as the bodies that a service would have sent."""

from collections.abc import Mapping
from typing import Any

from evals.model import Case, Place, Recorded, SelftestReply
from evals.seeds import Seeds


def recorded_of(case: Case, reply: SelftestReply, seeds: Seeds) -> Recorded:
    """The reply recorded: its markers cite evidence in its order, or what `cites` lists.

    A quote that isn't verbatim gets a place of its length at the start of its article.
    """
    citations = [
        _citation(number, place, case, seeds) for number, place in enumerate(_cited(case, reply), start=1)
    ]
    status = reply.status or ("answered" if reply.answer.strip() else "abstained")
    field = "summary" if case.kind == "summary" else "answer"
    named = [one for one in citations if f"[{one['number']}]" in reply.answer or reply.cites is not None]
    body = {"status": status, field: reply.answer, "citations": named}
    return Recorded(case_id=case.id, http_status=200, body=body)


def _cited(case: Case, reply: SelftestReply) -> list[Place]:
    if reply.cites is None:
        return [places[0] for places in case.evidence.values()]
    unknown = [one for one in reply.cites if isinstance(one, str) and one not in case.evidence]
    if unknown:
        raise KeyError(unknown[0])
    return [case.evidence[one][0] if isinstance(one, str) else one for one in reply.cites]


def _citation(number: int, place: Place, case: Case, seeds: Seeds) -> Mapping[str, Any]:
    text = seeds.articles[place.article].text if place.article in seeds.articles else ""
    if case.inject is not None and place.article == case.inject.article_id:
        text = case.inject.text
    start = max(0, text.find(place.quote))
    return {
        "number": number,
        "article_id": place.article,
        "quote": place.quote,
        "start": start,
        "end": start + len(place.quote),
    }
