"""Facts, typed and compared as values."""

from typing import Any

import pytest

from evals.model import Fact, Forbidden
from evals.score.facts import find_fact, find_forbidden
from evals.score.reading import read

MORE_THAN_20 = {"number": 20, "bound": ">", "near": [["documents", "agreements"]]}
FOUR_DAYS = {"number": 4, "unit": "days"}
US_145 = {"percent": 145, "bound": "<=", "near": [["US", "American"]], "scope": "clause"}
NINTH_OF_MAY = {"date": "2025-05-09", "near": [["parade"]]}


@pytest.mark.parametrize(
    ("fact", "answer", "met"),
    [
        (MORE_THAN_20, "They exchanged more than twenty cooperation agreements. [1]", True),
        (MORE_THAN_20, "Over 20 documents.", True),
        (MORE_THAN_20, "They exchanged exactly 20 documents.", False),
        (MORE_THAN_20, "They exchanged 20 documents.", False),
        (MORE_THAN_20, "Fewer than 20 documents.", False),
        (MORE_THAN_20, "Over 200 documents.", False),
        (MORE_THAN_20, "Over 20 percent of the documents.", False),
        (MORE_THAN_20, "More than 20 people came. They saw documents.", False),
        (MORE_THAN_20, "More than 20 documents were not exchanged.", False),
        (MORE_THAN_20, "It is not true that more than 20 documents were exchanged.", False),
        (MORE_THAN_20, "Not only more than 20 documents were exchanged.", True),
        (MORE_THAN_20, "More than 20 documents, not exactly 20.", True),
        (MORE_THAN_20, "In 2012, 145 documents.", False),
        (MORE_THAN_20, "", False),
        (MORE_THAN_20, "At least 21 documents.", True),
        (MORE_THAN_20, "At least 20 documents.", False),
        (MORE_THAN_20, "At most 21 documents.", False),
        (MORE_THAN_20, "Not just 20 documents but more than that.", True),
        (MORE_THAN_20, "It isn't given exactly, only as more than 20 documents.", True),
        (MORE_THAN_20, "More than 20. [1]", True),
        (MORE_THAN_20, "It is not true: more than 20.", False),
        (MORE_THAN_20, "They met. More than 20.", False),
        (MORE_THAN_20, "More than 20 ships.", False),
        ({**FOUR_DAYS, "near": [["visit"]]}, "Four days.", True),
        ({**US_145, "near": [["US"]]}, "They do not exceed 145 percent in the US.", True),
        ({**US_145, "near": [["US"]]}, "They exceed 145 percent in the US.", False),
        ({"text": "Lind", "near": [["said"]]}, "Ana Lind. [1]", True),
        ({"text": "Lind", "near": [["said"]]}, "Ana Lind denied it. [1]", False),
        ({**MORE_THAN_20, "bound": "any"}, "They exchanged 20 documents.", True),
        ({**MORE_THAN_20, "guard": False}, "More than 20 documents were not exchanged.", True),
        ({"number": 100, "tolerance": 5}, "About 97 came.", True),
        ({"number": 100, "tolerance": 5}, "About 94 came.", False),
        ({"number": 100}, "About 100 came.", False),
        (FOUR_DAYS, "A four-day visit.", True),
        (FOUR_DAYS, "It lasted 4 days.", True),
        (FOUR_DAYS, "It lasted four.", False),
        (FOUR_DAYS, "It lasted 14 days.", False),
        (FOUR_DAYS, "It lasted more than four days.", False),
        (US_145, "US tariffs reach up to 145 percent and China's are 125 percent.", True),
        (US_145, "US tariffs reach up to 125 percent and China's reach up to 145 percent.", False),
        (US_145, "American tariffs reach up to 145.", False),
        (US_145, "American tariffs reach up to 1.45 percent.", False),
        ({"ordinal": 80}, "the eightieth anniversary", True),
        ({"ordinal": 80}, "80 anniversaries", False),
        (NINTH_OF_MAY, "The parade was on 9 May.", True),
        (NINTH_OF_MAY, "The parade was on Friday, May 9, 2025.", True),
        (NINTH_OF_MAY, "The parade was on 9 May 2024.", False),
        (NINTH_OF_MAY, "The parade was on Thursday, 9 May 2025.", False),
        (NINTH_OF_MAY, "The parade was on Friday.", False),
        (NINTH_OF_MAY, "The parade was before 9 May.", False),
        (NINTH_OF_MAY, "The parade was after the talks, on 9 May.", True),
        ({**NINTH_OF_MAY, "weekday": True}, "The parade was on Friday.", True),
        ({**NINTH_OF_MAY, "weekday": True}, "The parade was on Thursday.", False),
        ({"date": "2025"}, "That was in 2025.", True),
        ({"date": "2025-01"}, "He took office in January.", True),
        ({"date": "2025-01"}, "He took office in January 2024.", False),
        (
            {"text": "joint statement", "aliases": ["common declaration"]},
            "They signed a joint statement.",
            True,
        ),
        ({"text": "joint statement", "aliases": ["common declaration"]}, "Common declarations.", True),
        ({"text": "joint statement"}, "They signed no joint statement.", False),
        ({"text": "joint statement"}, "Nobody signed a joint statement.", False),
        ({"text": "joint statement"}, "They refused to sign a joint statement.", False),
        ({"text": "joint statement"}, "They never signed a joint statement.", False),
        ({"text": "joint statement"}, "He denied that a joint statement was signed.", False),
        ({"text": "joint statement"}, "It didn't rain and they signed a joint statement.", True),
        ({"text": "no third party"}, "Ties are aimed at no third party.", True),
        ({"text": "not aimed at ... party"}, "They aren't aimed at a third party.", True),
        ({"text": "not aimed at ... party"}, "They are aimed at a third party.", False),
    ],
)
def test_a_fact_is_met_by_its_value(fact: dict[str, Any], answer: str, met: bool) -> None:
    finding = find_fact(Fact.model_validate({"id": "f", **fact}), read(answer))
    assert finding.met is met, finding.reason
    assert finding.reason


def test_the_span_of_a_fact_is_where_it_is_said() -> None:
    answer = "First. [1] They exchanged more than 20 documents. [2]"
    finding = find_fact(Fact.model_validate({"id": "f", **MORE_THAN_20}), read(answer))
    assert finding.span is not None
    assert answer[slice(*finding.span)] == "more than 20"


def test_a_missed_fact_says_what_came_closest() -> None:
    finding = find_fact(
        Fact.model_validate({"id": "f", **MORE_THAN_20}), read("3 men saw exactly 20 documents.")
    )
    assert finding.reason == "20 is said as exact, it is as more than"


@pytest.mark.parametrize(
    ("forbidden", "answer", "said"),
    [
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "They exchanged EXACTLY\ntwenty documents.", True),
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "They exchanged exactly  20 documents.", True),
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "They exchanged **exactly** 20 documents.", True),
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "They exchanged exactly [1] 20 documents.", True),
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "Exactly\n20", False),
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "It was more than 20, not exactly 20.", False),
        ({"regex": r"\b(exactly|only) (20|twenty)\b"}, "Not only 20 but more than that.", False),
        ({"regex": r"exactly 20", "guard": False}, "It was not exactly 20.", True),
        ({"percent": 145, "near": ["Chinese tariffs"]}, "Chinese tariffs are up to 145 percent.", True),
        ({"percent": 145, "near": ["Chinese tariffs"]}, "US tariffs are up to 145 percent.", False),
        ({"regex": r"\bsigned\b.*\b145\b"}, "They signed for 145 percent.", True),
        ({"regex": r"\bsigned\b.*\b145\b"}, "They signed for what was not 145 percent.", False),
        ({"regex": r"\bdid not\b.*\b145\b"}, "They did not reach 145 percent.", True),
        ({"regex": "x"}, "", False),
    ],
)
def test_what_is_forbidden(forbidden: dict[str, Any], answer: str, said: bool) -> None:
    assert find_forbidden(Forbidden.model_validate({"id": "x", **forbidden}), read(answer)).met is said
