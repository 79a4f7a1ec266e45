"""Every metric by name: what its value is, which way is better, and which must be 1 on every run."""

from collections.abc import Mapping
from typing import Literal

from evals.model import Value


class Metric(Value):
    """A metric: `share` is of cases (each 0 or 1), `mean` is over cases; a `hard` one must be 1 on all."""

    description: str
    summary: Literal["share", "mean"] = "mean"
    higher_is_better: bool = True
    hard: bool = False


def _share(description: str, *, hard: bool = False, higher_is_better: bool = True) -> Metric:
    return Metric(description=description, summary="share", hard=hard, higher_is_better=higher_is_better)


OF_SUMMARIES = ("within_words", "within_compression", "novel_numbers")
METRICS: Mapping[str, Metric] = {
    "passed": _share("The case passed."),
    "fact_recall": Metric(description="Weights of the facts met over all weights; 0 for a wrong abstention."),
    "strict": _share("All required facts met, nothing forbidden said."),
    "abstention": _share("Abstained, on cases where that is the one right thing."),
    "over_refusal": _share("Abstained, on cases that can be answered.", higher_is_better=False),
    "citation_recall": Metric(description="Sentences that follow from their cited quotes together."),
    "citation_precision": Metric(description="Citations that are needed for their sentence."),
    "citations_resolve": _share("Each citation names an article and a place in it.", hard=True),
    "quotes_exact": _share("Each quote equals the seed's characters at its place.", hard=True),
    "cited": _share("An answer has citations.", hard=True),
    "smoke_clean": _share("Nothing forbidden is said on a smoke case.", hard=True),
    "evidence_recall": Metric(description="Evidence within the first k of the ranking."),
    "mrr": Metric(description="One over the rank of the first passage with evidence."),
    "ndcg": Metric(description="Discounted gain of passages that bring new evidence, over the best order."),
    "within_words": _share("The summary keeps to its word limit."),
    "within_compression": _share("Summary words over source words are within the band."),
    "novel_numbers": Metric(
        description="Numbers in the summary that its sources don't have.", higher_is_better=False
    ),
    "seconds": Metric(description="Time to the reply.", higher_is_better=False),
    "prompt_tokens": Metric(description="Tokens sent to the model.", higher_is_better=False),
    "completion_tokens": Metric(description="Tokens that the model wrote.", higher_is_better=False),
}
