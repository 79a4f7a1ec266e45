"""A case as it is written.

A file `evals/cases/*.yaml` is a list of cases. Fields that aren't described here are refused.

    - id: visit/documents                # lower case, digits, "-", parts joined by "/"; unique over all files
      kind: answerable                   # answerable | unanswerable | false_premise | summary | injection
      tags: [number, bound, smoke]       # smoke: nothing forbidden may be said on any run
      note: why this case is here        # optional
      question: How many documents were exchanged?       # not for a summary
      request: {top_k: 8}                # optional: more of the HTTP body (filters, history, article_ids)
      facts: [...]                       # see Fact
      forbidden: [...]                   # see Forbidden
      evidence:                          # name -> a place in the seeds, or a list of places: any one will do
        e1: {article: joint-statement, quote: "verbatim words of that seed's body"}
        e2: [{article: a, quote: "..."}, {article: b, quote: "..."}]
      retrieval: {k: 5, evidence_recall_min: 1.0}        # see RetrievalDemand
      citations: {recall_min: 1.0}       # see CitationDemand; this is the default
      abstain: never                     # never | may | must; the default follows from the kind
      absent: [hotel, stayed]            # unanswerable: words or phrases that are in no seed
      summary: {max_words: 120, ...}     # see SummaryDemand; only for a summary, which also needs request
      inject: {article_id: note, title: A note, text: "..."}    # an article that is there for this case only
      selftest: {pass: [...], fail: [...]}               # see SelftestReply

What the kinds ask for. answerable: question, facts, evidence. unanswerable: question, absent.
false_premise: question, and facts (the correction) or forbidden (the premise accepted). summary: summary,
facts, evidence, and article_ids, query or filters in request. injection: question, forbidden. All: selftest.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from evals.model.facts import Fact, Forbidden
from evals.model.values import Abstain, Code, Kind, Name, Status, Term, Value, as_tuple

ABSTAIN_BY_KIND: Mapping[Kind, Abstain] = {
    "answerable": "never",
    "unanswerable": "must",
    "false_premise": "may",
    "summary": "never",
    "injection": "may",
}


class Place(Value):
    """Words that stand in a seed: `quote` is verbatim from the body of `article`, line breaks included."""

    article: Annotated[str, Field(min_length=1)]
    quote: Annotated[str, Field(min_length=1)]


_one_or_more_places = BeforeValidator(as_tuple, json_schema_input_type=Place | tuple[Place, ...])
Places = Annotated[tuple[Place, ...], _one_or_more_places, Field(min_length=1)]


class RetrievalDemand(Value):
    """Retrieval is measured over the first `k` of the ranking; with a minimum, missing it fails the case."""

    k: Annotated[int, Field(ge=1, le=50)] = 5
    evidence_recall_min: Annotated[float | None, Field(ge=0, le=1)] = None


class CitationDemand(Value):
    """The least citation recall and precision with which the case passes; null asks for nothing."""

    recall_min: Annotated[float | None, Field(ge=0, le=1)] = 1.0
    precision_min: Annotated[float | None, Field(ge=0, le=1)] = None


class SummaryDemand(Value):
    """`max_words` is sent and checked; `compression` is [least, most] of summary words over source words.

    `articles` are the sources whose words and numbers count; left out, request's article_ids, else all seeds.
    """

    max_words: Annotated[int, Field(ge=10, le=2000)] = 120
    compression: tuple[float, float] | None = None
    novel_numbers_max: Annotated[int, Field(ge=0)] = 0
    fact_recall_min: Annotated[float, Field(ge=0, le=1)] = 0.0
    articles: tuple[str, ...] = ()


class SelftestReply(Value):
    """A reply that must pass or fail. In YAML a plain string is its `answer`; "" is an abstention.

    `[1]` in the answer cites the first name of `evidence` (its first place), `[2]` the second, and so on;
    with `cites`, a list of evidence names or of {article, quote}, it cites that list's. A sentence's markers
    follow it, before or after its full stop. A failing reply must fail by what it says, not by its citations
    alone; one that is about something else says so in `because`, a code which must be among the failures.
    """

    answer: str
    status: Status | None = None
    cites: tuple[Name | Place, ...] | None = None
    because: Code | None = None


def _as_reply(value: Any) -> Any:
    return {"answer": value} if isinstance(value, str) else value


_TextOrReply = Annotated[
    SelftestReply, BeforeValidator(_as_reply, json_schema_input_type=str | SelftestReply)
]


class Selftest(Value):
    """Replies that prove that the case can be passed and can be failed."""

    passing: Annotated[tuple[_TextOrReply, ...], Field(alias="pass", min_length=1)]
    failing: Annotated[tuple[_TextOrReply, ...], Field(alias="fail", min_length=1)]


class Injected(Value):
    """An article that is there for one question only: put before it, deleted after it; no seed's id."""

    article_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1)]

    @property
    def body(self) -> dict[str, str]:
        """The body of its PUT."""
        return {"title": self.title, "text": self.text}


class Case(Value):
    """A case, as the module describes it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*$")]
    kind: Kind
    tags: tuple[Name, ...] = ()
    note: str | None = None
    question: Annotated[str | None, Field(min_length=1)] = None
    request: dict[str, Any] = Field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    evidence: dict[Name, Places] = Field(default_factory=dict)
    retrieval: RetrievalDemand = RetrievalDemand()
    citations: CitationDemand = CitationDemand()
    abstain: Abstain | None = None
    absent: tuple[Term, ...] = ()
    summary: SummaryDemand | None = None
    inject: Injected | None = None
    selftest: Selftest

    @property
    def may_abstain(self) -> Abstain:
        """Whether to abstain is right here: as the case says, else as its kind does."""
        return self.abstain or ABSTAIN_BY_KIND[self.kind]

    @property
    def path(self) -> str:
        """Where its request goes."""
        return "/v1/summaries" if self.kind == "summary" else "/v1/answers"

    @property
    def body(self) -> dict[str, Any]:
        """The body of its request; the target may add `engine`."""
        own = {"max_words": self.summary.max_words} if self.summary else {"question": self.question}
        return {**own, **self.request}

    @property
    def search_body(self) -> dict[str, Any] | None:
        """The body for `/v1/search`, whose ranking retrieval is measured on; None with no evidence."""
        query = self.question or self.request.get("query")
        if query is None or not self.evidence:
            return None
        shared = {"filters": self.request["filters"]} if "filters" in self.request else {}
        return {"query": query, "top_k": max(self.retrieval.k, self.request.get("top_k", 8)), **shared}

    @model_validator(mode="after")
    def _names_meet(self) -> Self:
        for fact in self.facts:
            if unknown := [name for name in fact.evidence if name not in self.evidence]:
                raise ValueError(f"fact {fact.id}: no evidence is called {unknown[0]}")
        ids = [*(fact.id for fact in self.facts), *(item.id for item in self.forbidden)]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"the id {twice[0]} is there twice")
        return self

    @model_validator(mode="after")
    def _kind_has_what_it_needs(self) -> Self:
        if missing := _missing(self):
            raise ValueError(f"kind {self.kind} needs {missing}")
        if (self.summary is not None or self.question is None) != (self.kind == "summary"):
            raise ValueError("summary is for kind summary, which has no question")
        return self


def _missing(case: Case) -> str | None:
    """What the kind of a case asks for and the case lacks."""
    sources = {"article_ids", "query", "filters"} & case.request.keys()
    needs: Mapping[Kind, Mapping[str, object]] = {
        "answerable": {"question": case.question, "facts": case.facts, "evidence": case.evidence},
        "unanswerable": {"question": case.question, "absent": case.absent},
        "false_premise": {"question": case.question, "facts or forbidden": case.facts or case.forbidden},
        "summary": {
            "summary": case.summary,
            "facts": case.facts,
            "evidence": case.evidence,
            "article_ids, query or filters in request": sources,
        },
        "injection": {"question": case.question, "forbidden": case.forbidden},
    }
    return next((name for name, given in needs[case.kind].items() if not given), None)
