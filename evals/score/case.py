"""A case, its reply and the seeds to a result: every score with its reason, and each thing that failed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.model import Case, CaseResult, Code, Failure, Finding, Recorded, Score, Stage
from evals.score.abstention import abstention, numbers_beyond, over_refusal
from evals.score.citations import CitationScores, score_citations
from evals.score.facts import find_fact, find_forbidden
from evals.score.lost import lost_at
from evals.score.quotes import citations_resolve, cited, quotes_exact
from evals.score.reply import Reply, parse_reply
from evals.score.retrieval import score_retrieval
from evals.score.summary import novel_numbers, within_compression, within_words
from evals.seeds import Seed, Seeds, canonical

_BUSY = 429


@dataclass(frozen=True, slots=True)
class _Judged:
    case: Case
    reply: Reply
    facts: tuple[Finding, ...]
    forbidden: tuple[Finding, ...]
    scores: Mapping[str, Score]


def score_case(case: Case, recorded: Recorded, seeds: Seeds) -> CaseResult:
    """What became of a reply. `passed` is None when there is none that says anything about quality."""
    why = _unmeasured(recorded)
    if why:
        failure = Failure(code="unmeasured", stage="service", detail=why)
        return _result(case, recorded, passed=None, failures=(failure,))
    reply = parse_reply(recorded.body, field="summary" if case.kind == "summary" else "answer")
    if recorded.http_status not in (None, 200) or reply.malformed:
        return _result(case, recorded, passed=False, failures=(_refused(recorded, reply),))
    known = _with_injected(case, seeds)
    judged = _judge(case, reply, recorded, known)
    failures = tuple(_failures(judged))
    facts = tuple(_lost(case, one, reply, recorded, known) for one in judged.facts)
    first_lost = next((one.lost_at for one in facts if one.required and one.lost_at), None)
    return CaseResult(
        case_id=case.id,
        kind=case.kind,
        tags=case.tags,
        repeat=recorded.repeat,
        passed=not failures,
        scores={"passed": Score(value=float(not failures)), **judged.scores},
        facts=facts,
        forbidden=judged.forbidden,
        lost_at=first_lost,
        failures=failures,
        recorded=recorded,
    )


def _unmeasured(recorded: Recorded) -> str | None:
    status = recorded.http_status or 200
    if recorded.error:
        return recorded.error
    return f"HTTP status {status}" if status >= 500 or status == _BUSY else None


def _refused(recorded: Recorded, reply: Reply) -> Failure:
    if recorded.http_status not in (None, 200):
        return Failure(code="http_status", stage="service", detail=f"HTTP status {recorded.http_status}")
    return Failure(code="malformed", stage="service", detail=reply.malformed or "")


def _result(
    case: Case, recorded: Recorded, *, passed: bool | None, failures: tuple[Failure, ...]
) -> CaseResult:
    """A result with nothing to score: what could not be measured is undefined, a refusal counts as failed."""
    scores = {
        "passed": Score(value=None, undefined=failures[0].detail) if passed is None else Score(value=0.0)
    }
    return CaseResult(
        case_id=case.id,
        kind=case.kind,
        tags=case.tags,
        repeat=recorded.repeat,
        passed=passed,
        scores=scores,
        failures=failures,
        recorded=recorded,
    )


def _with_injected(case: Case, seeds: Seeds) -> Seeds:
    if case.inject is None:
        return seeds
    article = case.inject
    return seeds.plus(Seed(article.article_id, article.title, None, canonical(article.text)))


def _judge(case: Case, reply: Reply, recorded: Recorded, seeds: Seeds) -> _Judged:
    facts = tuple(find_fact(fact, reply.reading) for fact in case.facts)
    forbidden = tuple(find_forbidden(one, reply.reading) for one in case.forbidden)
    citations = score_citations(reply, seeds, abstaining_is_right=case.may_abstain != "never")
    scores = {
        **_fact_scores(case, reply, facts, forbidden),
        "abstention": abstention(case, reply),
        "over_refusal": over_refusal(case, reply),
        **_citation_scores(citations, reply, seeds),
        **_retrieval_scores(case, recorded, seeds),
        **(_summary_scores(case, reply, seeds) if case.kind == "summary" else {}),
        **_costs(recorded),
    }
    return _Judged(case, reply, facts, forbidden, scores)


def _fact_scores(
    case: Case, reply: Reply, facts: tuple[Finding, ...], forbidden: tuple[Finding, ...]
) -> dict[str, Score]:
    said = [one.id for one in forbidden if one.met]
    clean = Score(value=float(not said), reason=f"says {', '.join(said)}" if said else "nothing forbidden")
    smoke = clean if "smoke" in case.tags else Score(value=None, undefined="not a smoke case")
    if not facts or (reply.abstained and case.may_abstain != "never"):
        nothing = Score(value=None, undefined="there are no facts to say")
        return {"fact_recall": nothing, "strict": nothing, "smoke_clean": smoke}
    met = 0.0 if reply.abstained else sum(one.weight for one in facts if one.met)
    missed = [one.id for one in facts if one.required and not one.met]
    strict = not missed and not said and not reply.abstained
    reason = f"missed {', '.join(missed)}" if missed else "all required facts"
    recall = Score(value=met / sum(one.weight for one in facts), reason=reason)
    return {"fact_recall": recall, "strict": Score(value=float(strict), reason=reason), "smoke_clean": smoke}


def _citation_scores(citations: CitationScores, reply: Reply, seeds: Seeds) -> dict[str, Score]:
    return {
        "citation_recall": citations.recall,
        "citation_precision": citations.precision,
        "citations_resolve": citations_resolve(reply, seeds),
        "quotes_exact": quotes_exact(reply, seeds),
        "cited": cited(reply),
    }


def _retrieval_scores(case: Case, recorded: Recorded, seeds: Seeds) -> dict[str, Score]:
    scores = score_retrieval(case, recorded.ranking, seeds)
    return {"evidence_recall": scores.evidence_recall, "mrr": scores.mrr, "ndcg": scores.ndcg}


def _summary_scores(case: Case, reply: Reply, seeds: Seeds) -> dict[str, Score]:
    return {
        "within_words": within_words(case, reply),
        "within_compression": within_compression(case, reply, seeds),
        "novel_numbers": novel_numbers(case, reply, seeds),
    }


def _costs(recorded: Recorded) -> dict[str, Score]:
    usage = (recorded.body or {}).get("usage")
    values: dict[str, object] = {"seconds": recorded.seconds}
    for name in ("prompt_tokens", "completion_tokens"):
        values[name] = usage.get(name) if isinstance(usage, Mapping) else None
    return {
        name: Score(value=float(value))
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else Score(value=None, undefined="not recorded")
        for name, value in values.items()
    }


def _lost(case: Case, finding: Finding, reply: Reply, recorded: Recorded, seeds: Seeds) -> Finding:
    right = reply.abstained and case.may_abstain != "never"
    if finding.met or right:
        return finding
    fact = next(fact for fact in case.facts if fact.id == finding.id)
    return finding.model_copy(update={"lost_at": lost_at(case, fact, reply, recorded.ranking, seeds)})


def _failures(judged: _Judged) -> Iterator[Failure]:
    yield from _of_abstention(judged)
    if not judged.reply.abstained:
        yield from _of_facts(judged)
    yield from _of_citations(judged)
    yield from _of_summary(judged)
    yield from _below(judged, "evidence_recall", judged.case.retrieval.evidence_recall_min, "retrieval")


def _of_abstention(judged: _Judged) -> Iterator[Failure]:
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


def _of_facts(judged: _Judged) -> Iterator[Failure]:
    for one in judged.facts:
        if one.required and not one.met:
            yield Failure(code="fact_missed", stage="answer", detail=f"{one.id}: {one.reason}")
    for one in judged.forbidden:
        if one.met:
            yield Failure(code="forbidden", stage="answer", detail=f"{one.id}: {one.reason}")


def _of_citations(judged: _Judged) -> Iterator[Failure]:
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


def _of_summary(judged: _Judged) -> Iterator[Failure]:
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


def _below(judged: _Judged, name: Code, least: float | None, stage: Stage) -> Iterator[Failure]:
    score = judged.scores[name]
    if least is not None and score.value is not None and score.value < least - 1e-9:
        yield Failure(code=name, stage=stage, detail=f"{score.value:.2f} < {least:g}: {score.reason}")
