"""Cases and replies for tests, over two small articles of their own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from evals.model import Case, CaseResult, RankedPassage, Recorded
from evals.score.case import score_case
from evals.score.reply import Reply, parse_reply
from evals.seeds import Seed, Seeds

BRIDGE = (
    "The harbour bridge reopened on Monday after repairs that took six weeks.\n"
    "The repairs cost more than 20 million euros, Mayor Ana Lind said. "
    "Traffic fell by up to 45 percent in March 2025."
)
FERRY = "The ferry to Norvik carried 300 passengers on 12 April 2025. It sails twice a day."
SEEDS = Seeds(
    {
        "bridge": Seed("bridge", "Harbour bridge reopens", date(2025, 4, 15), BRIDGE),
        "ferry": Seed("ferry", "The ferry", date(2025, 4, 13), FERRY),
    },
    "made",
)
REPAIRS = "The repairs cost more than 20 million euros, Mayor Ana Lind said."
TRAFFIC = "Traffic fell by up to 45 percent in March 2025."
PASSENGERS = "The ferry to Norvik carried 300 passengers on 12 April 2025."
OPENING = "The harbour bridge reopened on Monday after repairs that took six weeks."
SELFTEST = {"pass": ["Said. [1]"], "fail": ["Not said."]}


def made_case(**fields: Any) -> Case:
    """A case about the repairs, with some fields others."""
    usual = {
        "id": "made/case",
        "kind": "answerable",
        "question": "What did the repairs cost?",
        "facts": [{"id": "cost", "number": 20_000_000, "bound": ">", "evidence": "e1"}],
        "evidence": {"e1": {"article": "bridge", "quote": REPAIRS}},
        "selftest": SELFTEST,
    }
    return Case.model_validate({**usual, **fields})


def made_unanswerable(**fields: Any) -> Case:
    """A case that nothing answers."""
    usual = {"kind": "unanswerable", "absent": ["toll"], "facts": [], "evidence": {}}
    return made_case(**{**usual, "question": "What toll do 2 cars pay?", **fields})


def made_summary(**fields: Any) -> Case:
    """A case of a summary of the bridge."""
    usual = {
        "kind": "summary",
        "question": None,
        "request": {"article_ids": ["bridge"]},
        "summary": {"max_words": 12, "compression": [0.1, 0.5]},
    }
    return made_case(**{**usual, **fields})


def cite(number: int, quote: str, **fields: Any) -> dict[str, Any]:
    """A citation of a quote at its true place."""
    article_id = "bridge" if quote in BRIDGE else "ferry"
    start = SEEDS.articles[article_id].text.find(quote)
    place = {"article_id": article_id, "start": start, "end": start + len(quote), "quote": quote}
    return {"number": number, **place, **fields}


def made_body(
    text: str, *citations: dict[str, Any], status: str = "answered", field: str = "answer"
) -> dict[str, Any]:
    """The body of a reply."""
    return {"status": status, field: text, "citations": list(citations)}


def made_reply(text: str, *citations: dict[str, Any], status: str = "answered") -> Reply:
    """A reply as the scorers read it."""
    return parse_reply(made_body(text, *citations, status=status), field="answer")


def made_result(
    case: Case, body: dict[str, Any] | None, *, ranking: Sequence[RankedPassage] | None = None, **fields: Any
) -> CaseResult:
    """What became of a body."""
    ranks = None if ranking is None else tuple(ranking)
    recorded = Recorded(case_id=case.id, **{"http_status": 200, "body": body, "ranking": ranks, **fields})
    return score_case(case, recorded, SEEDS)


def passage(article_id: str, quote: str) -> RankedPassage:
    """A passage that is just a quote's place."""
    start = SEEDS.articles[article_id].text.index(quote)
    return RankedPassage(article_id=article_id, start=start, end=start + len(quote))
