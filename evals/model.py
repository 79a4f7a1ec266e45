"""The values of the harness, frozen: a case as written, a reply as recorded, and what became of it.

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

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Kind = Literal["answerable", "unanswerable", "false_premise", "summary", "injection"]
Bound = Literal["=", ">", ">=", "<", "<=", "~", "any"]
Abstain = Literal["never", "may", "must"]
Status = Literal["answered", "partial", "abstained"]
LostAt = Literal["not_retrieved", "not_used", "not_cited", "misstated", "unknown"]
Stage = Literal["seeds", "service", "retrieval", "answer", "abstention", "citations", "summary"]
Code = Literal[
    "unmeasured",  # no reply, or one that says nothing about quality (5xx, 429)
    "seed_changed",  # the seeds no longer say what the case was written from
    "http_status",
    "malformed",
    "abstained",
    "not_abstained",
    "number_beyond_question",
    "fact_missed",
    "fact_recall",
    "forbidden",
    "no_citation",
    "citation_unresolved",
    "quote_differs",
    "citation_recall",
    "citation_precision",
    "evidence_recall",
    "too_long",
    "compression",
    "novel_numbers",
]
FACT_KINDS = ("number", "percent", "ordinal", "date", "text")
ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "aliases": ("text",),
    "unit": ("number",),
    "weekday": ("date",),
    "tolerance": ("number", "percent"),
}
ABSTAIN_BY_KIND: Mapping[Kind, Abstain] = {
    "answerable": "never",
    "unanswerable": "must",
    "false_premise": "may",
    "summary": "never",
    "injection": "may",
}


def _as_tuple(value: Any) -> Any:
    """One of something stands for a list of one."""
    return value if isinstance(value, (list, tuple)) else (value,)


def _as_text(value: Any) -> Any:
    """YAML reads 2025-05-09 as a date and 2025 as a number; here both are text."""
    if isinstance(value, (date, int)) and not isinstance(value, bool):
        return str(value)
    return value


Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Term = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | int), Field(min_length=1)]
# One stands for a list of one, in an editor's schema too.
_one_or_more_names = BeforeValidator(_as_tuple, json_schema_input_type=Name | tuple[Name, ...])
_one_or_more_terms = BeforeValidator(_as_tuple, json_schema_input_type=Term | tuple[Term, ...])
Terms = Annotated[tuple[Term, ...], _one_or_more_terms, Field(min_length=1)]


class Value(BaseModel):
    """Immutable, and an unknown field is an error: a misspelled one would silently check nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _first_day(text: str) -> date:
    """The day, or the first of the month or year. Raises ValueError for one that no calendar has."""
    return date.fromisoformat(text + "-01" * (2 - text.count("-")))


class Statement(Value):
    """Something that an answer may say: exactly one of number, percent, ordinal, date, text.

    number   20 is met by "20", "twenty", "20.0"; never by 20 percent, 20th, 2020 or 20 May. With `unit: days`
             that word follows it within two words, or with a hyphen ("4-day"); singular and plural are one.
    percent  145 is met by "145 %", "145 per cent", "one hundred and forty-five percent".
    ordinal  80 is met by "80th", "eightieth".
    date     "2025-05-09", "2025-05" or "2025": met by a date that agrees in what both name; a year that is
             left out is fine, a wrong one isn't. With `weekday: true` the bare name of the right day
             ("on Friday") does too; without, a weekday alone isn't a date.
    text     met by the phrase or one of `aliases`: whole words, case, plural and verb endings aside. " ... "
             in a phrase stands for up to eight words.
    """

    number: float | None = None
    percent: float | None = None
    ordinal: int | None = None
    date: Annotated[
        str | None,
        BeforeValidator(_as_text, json_schema_input_type=str | int | None),
        Field(pattern=r"^\d{4}(-\d\d){0,2}$"),
    ] = None
    text: Annotated[str | None, Field(min_length=1)] = None
    aliases: Annotated[tuple[Term, ...], _one_or_more_terms] = ()
    unit: Annotated[tuple[Term, ...], _one_or_more_terms] = ()  # any one of them
    weekday: bool = False
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    # All groups must be there, of each group any one term, within the scope of the value.
    near: tuple[Terms, ...] = ()
    scope: Literal["sentence", "clause"] = "sentence"
    # Said under a negation ("not", "never", "no", "it is false that") it doesn't count.
    guard: bool = True

    @property
    def kind(self) -> str:
        """Which of the kinds of value this is."""
        return next((kind for kind in FACT_KINDS if getattr(self, kind) is not None), "regex")

    @model_validator(mode="after")
    def _fields_fit_the_kind(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in FACT_KINDS) > 1:
            raise ValueError(f"exactly one of {', '.join(FACT_KINDS)}")
        for field, kinds in ONLY_FOR.items():
            if getattr(self, field) and self.kind not in kinds:
                raise ValueError(f"{field} is only for {' and '.join(kinds)}")
        return self

    @model_validator(mode="after")
    def _date_exists(self) -> Self:
        if self.date is not None:
            _first_day(self.date)
        return self


class Fact(Statement):
    """What an answer must say.

    `bound` is the one that must be said with a number or percentage: ">" more than, over; ">=" at least;
    "<" less than, under; "<=" up to, at most; "~" about; "any" whatever is said. Left out or "=", the value
    must come with none ("exactly" is fine). `evidence` names what is needed for it, all of it: places of
    which one is enough are a list under one name. A fact with `required: false` counts in fact recall only.
    """

    id: Name
    bound: Bound = "="
    evidence: Annotated[tuple[Name, ...], _one_or_more_names] = ()
    weight: Annotated[float, Field(gt=0)] = 1.0
    required: bool = True

    @model_validator(mode="after")
    def _has_a_kind(self) -> Self:
        if self.kind == "regex":
            raise ValueError(f"needs one of {', '.join(FACT_KINDS)}")
        return self


class Forbidden(Statement):
    """What an answer must not say: `regex`, or a value as in Fact; by default with whatever bound.

    A regex is searched in each sentence of the answer, its markers taken out, case aside. The guard holds
    here too: "not exactly 20" doesn't say "exactly 20". `near` and `scope` apply to both.
    """

    id: Name
    regex: Annotated[str | None, Field(min_length=1)] = None
    bound: Bound = "any"

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.regex is not None) != (self.kind == "regex"):
            raise ValueError(f"needs regex, or one of {', '.join(FACT_KINDS)}, not both")
        return self

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            re.compile(self.regex or "")
        except re.error as error:
            raise ValueError(f"regex: {error}") from None
        return self


class Place(Value):
    """Words that stand in a seed: `quote` is verbatim from the body of `article`, line breaks included."""

    article: Annotated[str, Field(min_length=1)]
    quote: Annotated[str, Field(min_length=1)]


_one_or_more_places = BeforeValidator(_as_tuple, json_schema_input_type=Place | tuple[Place, ...])
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
    request: dict[str, Any] = {}
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    evidence: dict[Name, Places] = {}
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


class RankedPassage(Value):
    """A passage of a ranking, best first: a place in an article."""

    article_id: str
    start: int
    end: int
    text: str = ""
    score: float | None = None


class Recorded(Value):
    """What came back for a case. `body` is the JSON of the answer or summary, exactly as it came.

    `error` says why there is no reply to judge (no connection, a time limit): then nothing is measured.
    `ranking` is None when it wasn't asked for or didn't come. `seconds` is None where runs must be identical.
    """

    case_id: str
    repeat: int = 0
    http_status: int | None = None
    body: dict[str, Any] | None = None
    ranking: tuple[RankedPassage, ...] | None = None
    error: str | None = None
    seconds: float | None = None


class Score(Value):
    """A measured value with its reason in a sentence; None has `undefined`, why it can't be measured here."""

    value: float | None
    reason: str = ""
    undefined: str | None = None

    @model_validator(mode="after")
    def _says_why_it_is_none(self) -> Self:
        if (self.value is None) == (self.undefined is None):
            raise ValueError("a value, or why there is none")
        return self


class Finding(Value):
    """A fact met or missed, or something forbidden said (met) or not; `span` is where in the answer."""

    id: str
    what: str
    met: bool
    required: bool = True
    weight: float = 1.0
    span: tuple[int, int] | None = None
    reason: str = ""
    lost_at: LostAt | None = None


class Failure(Value):
    """One thing for which a case failed, and the stage that it speaks of."""

    code: Code
    stage: Stage
    detail: str


class CaseResult(Value):
    """What became of one reply: `passed` is None when it could not be measured.

    `scores` has every metric that applies to the kind (evals/metrics.py names them), undefined ones too.
    """

    case_id: str
    kind: Kind
    tags: tuple[str, ...] = ()
    repeat: int = 0
    passed: bool | None
    scores: dict[str, Score] = {}
    facts: tuple[Finding, ...] = ()
    forbidden: tuple[Finding, ...] = ()
    lost_at: LostAt | None = None  # of the first required fact that was missed
    failures: tuple[Failure, ...] = ()
    recorded: Recorded


class RunMeta(Value):
    """What was run. Offline nothing here may differ between two runs of the same tree."""

    target: Literal["offline", "url", "live"]
    model: str | None = None
    planned: int  # replies that were asked for: cases times repeats
    repeats: int = 1
    selection: str = ""  # the --case, --tag, --limit that chose the cases; empty for all
    cases_hash: str = ""
    seeds_hash: str = ""
    started_at: str | None = None
    notes: dict[str, str] = {}


class RunResult(Value):
    """A run: as recorded and scored, in the order of case id and repeat."""

    meta: RunMeta
    results: tuple[CaseResult, ...]


class MetricVerdict(Value):
    """A metric over a run or a tag: `n` values, `undefined` results where there is none; None when n is 0."""

    name: str
    tag: str | None = None
    n: int
    undefined: int = 0
    value: float | None
    interval: tuple[float, float] | None = None
    limit: float | None = None  # a floor when higher is better, else a ceiling
    higher_is_better: bool = True
    hard: bool = False
    baseline: float | None = None
    passed: bool | None = None  # None: no limit is set for it


class CaseFailure(Value):
    """A case that failed, for the reports; `regression`: the baseline passed it."""

    case_id: str
    repeat: int = 0
    stage: Stage
    regression: bool = False
    failures: tuple[Failure, ...]
    lost_at: LostAt | None = None


class Comparison(Value):
    """A run beside its baseline, pair by pair: ids of cases; `p_value` of exact one-sided McNemar."""

    pairs: int
    broken: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    p_value: float | None = None
    passed: bool


class Verdict(Value):
    """What gate decides and every report shows: 0 pass, 1 fell short, 2 bad usage, 3 not measured."""

    exit_code: Literal[0, 1, 2, 3]
    reasons: tuple[str, ...] = ()  # a sentence for each thing that made the exit code what it is
    meta: RunMeta
    passed: int
    failed: int
    unmeasured: int
    metrics: tuple[MetricVerdict, ...] = ()
    failures: tuple[CaseFailure, ...] = ()
    comparison: Comparison | None = None
    results: tuple[CaseResult, ...] = ()
    # For the reports: the cases as written, the baseline's answers by case id, the failures that it accepts.
    cases: tuple[Case, ...] = ()
    before: dict[str, str] = {}
    accepted: tuple[str, ...] = ()
