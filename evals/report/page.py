"""What the page shows of each case, worked out before the template sees it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evals.baseline import answer_of
from evals.gate import named
from evals.model import Case, CaseResult, Failure, Finding, RankedPassage, Score, Value, Verdict
from evals.report.segments import Segment, difference, excerpt, in_place, marked_answer

SHOWN_RANKS = 8
LOST = {
    "not_retrieved": "its evidence was not retrieved",
    "not_used": "its evidence was retrieved and not used",
    "not_cited": "it was said and not cited",
    "misstated": "it was said wrongly",
    "unknown": "where it was lost is not known",
}
_REACHED = {"not_retrieved": 0, "not_used": 1, "misstated": 1, "not_cited": 2}


class FactView(Value):
    """A fact with the three steps that its evidence goes; `reached` of them were done, None if unknown."""

    finding: Finding
    reached: int | None
    lost: str


class CitationView(Value):
    """A citation: the quote, and the place that it names in the article (None: the article isn't there)."""

    number: Any
    article_id: str
    title: str
    published_at: str
    quote: str
    start: Any
    end: Any
    place: tuple[Segment, ...] | None
    is_exact: bool


class RankView(Value):
    """A retrieved passage; `evidence` names what it holds of the case's evidence."""

    rank: int
    article_id: str
    score: str
    evidence: tuple[str, ...]
    text: tuple[Segment, ...]


class CaseView(Value):
    """All that is shown of one reply."""

    anchor: str
    name: str
    state: str  # passed, failed, known, unmeasured
    is_regression: bool
    kind: str
    tags: tuple[str, ...]
    note: str
    asked: str
    request: str
    status: str
    reason: str
    engine: str
    seconds: float | None
    error: str
    answer: tuple[Segment, ...]
    difference: tuple[Segment, ...]
    before: str
    failures: tuple[Failure, ...]
    facts: tuple[FactView, ...]
    forbidden: tuple[Finding, ...]
    citations: tuple[CitationView, ...]
    ranking: tuple[RankView, ...]
    scores: dict[str, Score]
    injected: str


def case_views(verdict: Verdict, articles: Mapping[str, str]) -> list[CaseView]:
    """Every reply, those that fail first."""
    cases = {case.id: case for case in verdict.cases}
    broken = {failure.case_id for failure in verdict.failures if failure.regression}
    views = [
        _view(one, cases.get(one.case_id), verdict, articles, is_regression=one.case_id in broken)
        for one in verdict.results
    ]
    order = ("failed", "unmeasured", "known", "passed")
    return sorted(views, key=lambda view: (order.index(view.state), not view.is_regression, view.name))


def _view(
    result: CaseResult,
    case: Case | None,
    verdict: Verdict,
    articles: Mapping[str, str],
    *,
    is_regression: bool,
) -> CaseView:
    body = result.recorded.body or {}
    answer, before = answer_of(result), verdict.before.get(result.case_id)
    if case is not None and case.inject is not None:
        articles = {**articles, case.inject.article_id: case.inject.text}
    engine = _dict(body.get("engine"))
    return CaseView(
        anchor=f"{result.case_id}/{result.repeat}",
        name=named(result.case_id, result.repeat),
        state=_state(result, verdict),
        is_regression=is_regression and result.passed is False,
        kind=result.kind.replace("_", " "),
        tags=result.tags,
        note=(case and case.note) or "",
        asked=(case and case.question) or "",
        request=_request(case),
        status=str(body.get("status") or "-"),
        reason=str(body.get("reason") or ""),
        engine=" ".join(str(engine[name]) for name in ("name", "model") if engine.get(name)),
        seconds=result.recorded.seconds,
        error=result.recorded.error or "",
        answer=marked_answer(answer, result.facts, result.forbidden),
        difference=() if before is None else difference(before, answer),
        before=before or "",
        failures=result.failures,
        facts=tuple(_fact(finding) for finding in result.facts),
        forbidden=result.forbidden,
        citations=tuple(_citation(_dict(one), articles) for one in _list(body.get("citations"))),
        ranking=_ranking(case, result.recorded.ranking or ()),
        scores=result.scores,
        injected=(case.inject.text if case and case.inject else ""),
    )


def _state(result: CaseResult, verdict: Verdict) -> str:
    if result.passed is None:
        return "unmeasured"
    if result.passed:
        return "passed"
    return "known" if result.case_id in verdict.accepted else "failed"


def _request(case: Case | None) -> str:
    if case is None:
        return ""
    own = {name: value for name, value in case.body.items() if name != "question"}
    return ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in own.items())


def _fact(finding: Finding) -> FactView:
    if finding.met:
        return FactView(finding=finding, reached=2 if finding.lost_at == "not_cited" else 3, lost="")
    lost = finding.lost_at
    return FactView(
        finding=finding,
        reached=_REACHED.get(lost) if lost else None,
        lost=LOST[lost] if lost else "",
    )


def _citation(citation: Mapping[str, Any], articles: Mapping[str, str]) -> CitationView:
    text = articles.get(str(citation.get("article_id")))
    start, end, quote = citation.get("start"), citation.get("end"), str(citation.get("quote", ""))
    is_there = text is not None and isinstance(start, int) and isinstance(end, int)
    is_there = is_there and 0 <= start < end <= len(text)  # type: ignore[operator, arg-type]
    return CitationView(
        number=citation.get("number"),
        article_id=str(citation.get("article_id")),
        title=str(citation.get("title", "")),
        published_at=str(citation.get("published_at") or ""),
        quote=quote,
        start=start,
        end=end,
        place=in_place(text, start, end) if is_there else None,  # type: ignore[arg-type]
        is_exact=is_there and text[start:end] == quote,  # type: ignore[index]
    )


def _ranking(case: Case | None, ranking: Sequence[RankedPassage]) -> tuple[RankView, ...]:
    places = [(name, place) for name, all_of in (case.evidence if case else {}).items() for place in all_of]
    views = []
    for rank, passage in enumerate(ranking[:SHOWN_RANKS], start=1):
        held = [
            (name, place.quote)
            for name, place in places
            if place.article == passage.article_id and place.quote in passage.text
        ]
        views.append(
            RankView(
                rank=rank,
                article_id=passage.article_id,
                score="" if passage.score is None else f"{passage.score:.3f}",
                evidence=tuple(dict.fromkeys(name for name, _ in held)),
                text=excerpt(passage.text, [quote for _, quote in held]),
            )
        )
    return tuple(views)


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
