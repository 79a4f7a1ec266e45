"""Citations: the hard promise on quotes, the offline judge, recall and precision."""

from datetime import date
from typing import Any

import pytest

from evals.score.citations import score_citations
from evals.score.quotes import citations_resolve, cited, quotes_exact
from evals.score.support import Evidence, lexical_support
from tests.evals.made import OPENING, PASSENGERS, REPAIRS, SEEDS, TRAFFIC, cite, made_reply

FIRST = cite(1, REPAIRS)
NAMES = SEEDS.names


@pytest.mark.parametrize(
    ("text", "citations", "resolve", "exact"),
    [
        ("So. [1]", [FIRST], 1, 1),
        ("So. [1] [2]", [FIRST], 0, 1),
        ("So.", [], None, None),
        ("", [], None, None),
        ("So. [1]", [], 0, None),
        ("So. [1]", [{**FIRST, "article_id": "other"}], 0, 0),
        ("So. [1]", [{**FIRST, "article_id": "ferry"}], 0, 0),
        ("So. [1]", [{**FIRST, "start": -1}], 0, 0),
        ("So. [1]", [{**FIRST, "start": "0"}], 0, 0),
        ("So. [1]", [{**FIRST, "start": True}], 0, 0),
        ("So. [1]", [{**FIRST, "end": 10_000}], 0, 0),
        ("So. [1]", [{**FIRST, "end": FIRST["start"]}], 0, 0),
        ("So. [1]", [{**FIRST, "start": FIRST["start"] + 1}], 1, 0),
        ("So. [1]", [{**FIRST, "quote": REPAIRS.replace("20", "21")}], 1, 0),
        ("So. [1]", [{**FIRST, "quote": None}], 1, 0),
        ("So. [1]", ["nonsense"], 0, 0),
        ("So. [1]", [FIRST, {**cite(2, TRAFFIC), "quote": "made up"}], 1, 0),
    ],
)
def test_the_hard_promise(text: str, citations: list[Any], resolve: int | None, exact: int | None) -> None:
    reply = made_reply(text, *citations)
    assert citations_resolve(reply, SEEDS).value == resolve
    assert quotes_exact(reply, SEEDS).value == exact


@pytest.mark.parametrize(
    ("text", "citations", "status", "value"),
    [
        ("So. [1]", [FIRST], "answered", 1),
        ("So.", [FIRST], "answered", 0),
        ("So.", [], "partial", 0),
        ("", [], "answered", 0),
        ("", [], "abstained", None),
    ],
)
def test_an_answer_has_citations(text: str, citations: list[Any], status: str, value: int | None) -> None:
    assert cited(made_reply(text, *citations, status=status)).value == value


@pytest.mark.parametrize(
    ("sentence", "quotes", "holds"),
    [
        ("The repairs cost over 20 million euros.", [REPAIRS], True),
        ("The repairs cost over twenty million euros.", [REPAIRS], True),
        ("The repairs cost over 21 million euros.", [REPAIRS], False),
        ("The repairs cost less than 20 million euros.", [REPAIRS], False),
        ("The repairs cost 20 million euros.", [REPAIRS], True),
        ("Mayor Ana Lind said that the repairs cost more.", [REPAIRS], True),
        ("Mayor Eva Lind said that the repairs cost more.", [REPAIRS], False),
        ("Lind and Norvik: the repairs cost more.", [REPAIRS], False),
        ("Traffic fell by up to 45 percent.", [TRAFFIC], True),
        ("Traffic fell by up to 45.", [TRAFFIC], False),
        ("Traffic fell in March.", [TRAFFIC], True),
        ("Traffic fell in April.", [TRAFFIC], False),
        ("Traffic fell in March 2024.", [TRAFFIC], False),
        ("The bridge reopened on Monday.", [OPENING], True),
        ("The bridge reopened on Monday, 14 April 2025.", [OPENING], True),
        ("The bridge reopened on Tuesday.", [OPENING], False),
        ("The price of the repairs exceeded 20 million.", [REPAIRS], True),
        ("The bridge reopened on Monday, not on Tuesday.", [OPENING], True),
        ("The bridge reopened on Tuesday, not on Monday.", [OPENING], False),
        ("The repairs cost at least 20,000,001 euros.", [REPAIRS], True),
        ("The repairs cost at least 20,000,002 euros.", [REPAIRS], False),
        ("The harbour hosted boats.", [OPENING], False),
        ("The harbour bridge hosted more boats than any other did.", [OPENING], True),
        ("The harbour bridge hosted boats.", [OPENING], True),
        ("Farmers planted many rare orange tulips.", [OPENING], False),
        ("The repairs cost over 20 million euros, and traffic fell by 45 percent.", [REPAIRS], False),
        ("The repairs cost over 20 million euros, and traffic fell by 45 percent.", [REPAIRS, TRAFFIC], True),
        ("The repairs cost over 20 million euros.", [], False),
        ("One of the repairs cost more.", [REPAIRS], True),
    ],
)
def test_lexical_support(sentence: str, quotes: list[str], holds: bool) -> None:
    evidence = tuple(Evidence(quote, date(2025, 4, 15)) for quote in quotes)
    support = lexical_support(sentence, evidence, NAMES)
    assert support.holds is holds, support.reason


@pytest.mark.parametrize(
    ("sentence", "quote", "holds"),
    [
        ("China raised tariffs.", "Chinese tariffs were raised.", True),
        ("The US raised tariffs.", "Tariffs were raised by the United States.", True),
        ("American tariffs were raised.", "Tariffs were raised by the United States.", True),
        ("The countries of the West spoke.", "Western countries spoke.", True),
        ("Japan's.", "It was Japanese aggression.", True),
        ("The UN spoke.", "The United Nations spoke.", True),
        ("The US taxed it.", "The United States set a rate.", True),
        ("In China tariffs rose.", "Tariffs rose in Chile.", False),
        ("It was Putin who spoke.", "It was Xi who spoke.", False),
    ],
)
def test_names_of_countries_and_peoples(sentence: str, quote: str, holds: bool) -> None:
    assert lexical_support(sentence, (Evidence(quote),), NAMES).holds is holds


def test_a_known_name_counts_where_a_sentence_begins() -> None:
    said, evidence = "Putin spoke of peace.", (Evidence("Xi spoke of peace."),)
    assert lexical_support(said, evidence, frozenset()).holds
    assert not lexical_support(said, evidence, frozenset({"Putin"})).holds


COST = "The repairs cost more than 20 million euros."
FALL = "Traffic fell by up to 45 percent."


@pytest.mark.parametrize(
    ("text", "citations", "recall", "precision"),
    [
        (f"{COST} [1]", [FIRST], 1, 1),
        (f"{COST} [1] {FALL} [2]", [FIRST, cite(2, TRAFFIC)], 1, 1),
        (f"{COST} [1] {FALL}", [FIRST, cite(2, TRAFFIC)], 0.5, 1),
        (f"{COST} [1][2]", [FIRST, cite(2, TRAFFIC)], 1, 0.5),
        (f"{COST} [1][1]", [FIRST], 1, 1),
        (f"{COST} [1][2]", [FIRST, {**FIRST, "number": 2}], 1, 1),
        (f"{COST} [1][2]", [FIRST, cite(2, f"{REPAIRS} {TRAFFIC}")], 1, 1),
        (f"{COST} [1][9]", [FIRST], 1, 0.5),
        (f"{COST} [9]", [FIRST], 0, 0),
        (f"{COST} [1]", [{**FIRST, "quote": "made up"}], 0, 0),
        (f"{COST} [1]", [cite(1, PASSENGERS)], 0, 0),
        (f"{COST[:-1]}, and traffic fell by up to 45 percent. [1][2]", [FIRST, cite(2, TRAFFIC)], 1, 1),
        (COST, [], 0, 0),
        ("", [], 0, 0),
        ("", [FIRST], 0, 0),
        ("[1]", [FIRST], 0, 0),
    ],
)
def test_recall_and_precision(text: str, citations: list[Any], recall: float, precision: float) -> None:
    scores = score_citations(made_reply(text, *citations), SEEDS, abstaining_is_right=False)
    assert (scores.recall.value, scores.precision.value) == (recall, precision)


def test_a_right_abstention_has_neither_and_a_wrong_one_has_none_of_them() -> None:
    reply = made_reply("", status="abstained")
    right = score_citations(reply, SEEDS, abstaining_is_right=True)
    wrong = score_citations(reply, SEEDS, abstaining_is_right=False)
    assert (right.recall.value, right.precision.value) == (None, None)
    assert (wrong.recall.value, wrong.precision.value) == (0, 0)
