"""What a case fails for: its demands against what was scored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.model import Case, Code, Failure, Finding, Score, Stage
from evals.score.abstention import numbers_beyond
from evals.score.reply import Reply


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply with all that was measured of it."""

    case: Case
    reply: Reply
    facts: tuple[Finding, ...]
    forbidden: tuple[Finding, ...]
    scores: Mapping[str, Score]


def failures_of(judged: Judged) -> Iterator[Failure]:
    """Everything for which the case fails, by stage."""
    yield from _of_abstention(judged)
    if not judged.reply.abstained:
        yield from _of_facts(judged)
    yield from _of_citations(judged)
    yield from _of_summary(judged)
    yield from _below(judged, "evidence_recall", judged.case.retrieval.evidence_recall_min, "retrieval")


def _of_abstention(judged: Judged) -> Iterator[Failure]:
    case, reply = judged.case, judged.reply
    if case.may_abstain == "never" and reply.abstained:
        yield Failure(code="abstained", stage="abstention", detail="abstained on what can be answered")
    if case.may_abstain != "must":
        return
    if not reply.abstained:
        yield Failure(code="not_abstained", stage="abstention", detail=f"status {reply.status}")
    beyond = numbers_beyond(case.question or "", reply)
    if beyond:
        detail = f"says {', '.join(beyond)}, which the question doesn't"
        yield Failure(code="number_beyond_question", stage="abstention", detail=detail)


def _of_facts(judged: Judged) -> Iterator[Failure]:
    for one in judged.facts:
        if one.required and not one.met:
            yield Failure(code="fact_missed", stage="answer", detail=f"{one.id}: {one.reason}")
    for one in judged.forbidden:
        if one.met:
            yield Failure(code="forbidden", stage="answer", detail=f"{one.id}: {one.reason}")


def _of_citations(judged: Judged) -> Iterator[Failure]:
    hard: tuple[tuple[str, Code], ...] = (
        ("cited", "no_citation"),
        ("citations_resolve", "citation_unresolved"),
        ("quotes_exact", "quote_differs"),
    )
    for name, code in hard:
        score = judged.scores[name]
        if score.value == 0:
            yield Failure(code=code, stage="citations", detail=score.reason)
    if not judged.reply.abstained:
        demand = judged.case.citations
        yield from _below(judged, "citation_recall", demand.recall_min, "citations")
        yield from _below(judged, "citation_precision", demand.precision_min, "citations")


def _of_summary(judged: Judged) -> Iterator[Failure]:
    demand, scores = judged.case.summary, judged.scores
    if demand is None or judged.reply.abstained:
        return
    yield from _below(judged, "fact_recall", demand.fact_recall_min, "summary")
    checks: tuple[tuple[str, Code], ...] = (
        ("within_words", "too_long"),
        ("within_compression", "compression"),
    )
    for name, code in checks:
        if scores[name].value == 0:
            yield Failure(code=code, stage="summary", detail=scores[name].reason)
    novel = scores["novel_numbers"]
    if (novel.value or 0) > demand.novel_numbers_max:
        yield Failure(code="novel_numbers", stage="summary", detail=novel.reason)


def _below(judged: Judged, name: Code, least: float | None, stage: Stage) -> Iterator[Failure]:
    score = judged.scores[name]
    if least is not None and score.value is not None and score.value < least - 1e-9:
        yield Failure(code=name, stage=stage, detail=f"{score.value:.2f} < {least:g}: {score.reason}")
