"""A case, its reply and the seeds to a result: every score with its reason, and each thing that failed."""

from collections.abc import Iterator, Mapping

from evals.metrics import METRICS, OF_SUMMARIES
from evals.model import Case, CaseResult, Failure, Finding, Recorded, Score
from evals.score.abstention import abstention, over_refusal
from evals.score.citations import CitationScores, score_citations
from evals.score.facts import find_fact, find_forbidden
from evals.score.failures import Judged, failures_of
from evals.score.lost import lost_at
from evals.score.quotes import citations_resolve, cited, quotes_exact
from evals.score.reply import Reply, parse_reply
from evals.score.retrieval import score_retrieval
from evals.score.summary import novel_numbers, within_compression, within_words
from evals.seed_changes import seed_changes
from evals.seeds import Seed, Seeds, canonical

_BUSY = 429


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
    failures = (*_of_seeds(case, seeds), *failures_of(judged))
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


def _of_seeds(case: Case, seeds: Seeds) -> Iterator[Failure]:
    for change in seed_changes(case, seeds):
        yield Failure(code="seed_changed", stage="seeds", detail=f"{change.field}: {change.what}")


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
    undefined = Score(value=None, undefined=f"no reply to score: {failures[0].detail}")
    scores = {name: undefined for name in METRICS if case.kind == "summary" or name not in OF_SUMMARIES}
    if passed is not None:
        counted = ("passed", "fact_recall", "strict") if case.may_abstain == "never" else ("passed",)
        scores |= dict.fromkeys(counted, Score(value=0.0, reason=failures[0].detail))
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


def _judge(case: Case, reply: Reply, recorded: Recorded, seeds: Seeds) -> Judged:
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
    return Judged(case, reply, facts, forbidden, scores)


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
