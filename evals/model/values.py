"""What the models of the harness share: their base, the words they choose from, forms of a list in YAML."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

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


def as_tuple(value: Any) -> Any:
    """One of something stands for a list of one."""
    return value if isinstance(value, (list, tuple)) else (value,)


def as_text(value: Any) -> Any:
    """YAML reads 2025-05-09 as a date and 2025 as a number; here both are text."""
    if isinstance(value, (date, int)) and not isinstance(value, bool):
        return str(value)
    return value


Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Term = Annotated[str, BeforeValidator(as_text, json_schema_input_type=str | int), Field(min_length=1)]
# One stands for a list of one, in an editor's schema too.
one_or_more_names = BeforeValidator(as_tuple, json_schema_input_type=Name | tuple[Name, ...])
one_or_more_terms = BeforeValidator(as_tuple, json_schema_input_type=Term | tuple[Term, ...])
Terms = Annotated[tuple[Term, ...], one_or_more_terms, Field(min_length=1)]


class Value(BaseModel):
    """Immutable, and an unknown field is an error: a misspelled one would silently check nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
