"""What an answer must say, and what it must not: values, compared as such and never as substrings."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evals.model.values import Bound, Name, Term, Terms, Value, as_text, one_or_more_names, one_or_more_terms

_PERCENT = re.compile(r"%|per\s?cents?|pct|percentage", re.IGNORECASE)
FACT_KINDS = ("number", "percent", "ordinal", "date", "text")
ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "aliases": ("text",),
    "unit": ("number",),
    "weekday": ("date",),
    "tolerance": ("number", "percent"),
}


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
        BeforeValidator(as_text, json_schema_input_type=str | int | None),
        Field(pattern=r"^\d{4}(-\d\d){0,2}$"),
    ] = None
    text: Annotated[str | None, Field(min_length=1)] = None
    aliases: Annotated[tuple[Term, ...], one_or_more_terms] = ()
    unit: Annotated[tuple[Term, ...], one_or_more_terms] = ()  # any one of them
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
    def _percent_is_a_kind(self) -> Self:
        """A number never has that unit: with it, it is a percentage."""
        unit = next((unit for unit in self.unit if _PERCENT.fullmatch(unit.strip())), None)
        if self.kind == "number" and unit:
            raise ValueError(f"a number of {unit} is a percentage: write percent: {self.number:g}")
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
    evidence: Annotated[tuple[Name, ...], one_or_more_names] = ()
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
