"""Clauses of plain prose: where they part, and what fills their places."""

import pytest

from app.language.clauses import Clause, clauses
from app.language.slots import AGENT, OBJECT, OWNER, SUBJECT


def clause_of(text: str, verb: str) -> Clause:
    return next(one for one in clauses(text) if one.verb == verb)


def filled(text: str, verb: str, role: str) -> set[str]:
    return {name.text for name in clause_of(text, verb).names(role)}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ada met Carl.", ["Ada met Carl"]),
        ("Ada and Carl held talks.", ["Ada and Carl held talks"]),
        ("Ada left and Carl stayed.", ["Ada left", "and Carl stayed"]),
        ("Ada backed it and denounced him.", ["Ada backed it", "and denounced him"]),
        ("Ada said that Carl had left.", ["Ada said", "that Carl had left"]),
        ("Ada said the bridge had opened.", ["Ada said", "the bridge had opened"]),
        ("It opened, Ada said, and closed.", ["It opened", "Ada said", "and closed"]),
        ("The exports face high tariffs.", ["The exports face high tariffs"]),
        ("Mr J. Brook left; Dean stayed.", ["Mr J. Brook left", "Dean stayed"]),
        ("It met on Thursday, a day before it voted.", ["It met on Thursday", "a day before it voted"]),
        ("", []),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    assert [text[one.start : one.end] for one in clauses(text)] == parts


@pytest.mark.parametrize(
    ("text", "verb", "role", "names"),
    [
        ("Norland taxed Sudria.", "tax", SUBJECT, {"Norland"}),
        ("Norland taxed Sudria.", "tax", OBJECT, {"Sudria"}),
        ("Sudria was taxed by Norland.", "tax", SUBJECT, {"Norland"}),
        ("Sudria was taxed by Norland.", "tax", OBJECT, {"Sudria"}),
        ("It set 12 percent on goods from Norland.", "set", "on", {"Norland"}),
        ("It set up to 12 percent against Norland.", "set", "on", {"Norland"}),
        ("Norland's tariffs rose.", "rise", OWNER, {"Norland"}),
        ("Norland levied tariffs.", "levi", OWNER, {"Norland"}),
        ("In March, Norland taxed Sudria.", "tax", SUBJECT, {"Norland"}),
        ("Ada backed it and denounced Carl.", "denounc", SUBJECT, {"Ada"}),
        ("Norland, which was founded by Ada Brook, taxed Sudria.", "tax", SUBJECT, {"Norland"}),
        ("The film directed by Anna Roth opened.", "open", AGENT, {"Anna Roth"}),
        ("It was proposed by Norland and rejected by Sudria.", "reject", SUBJECT, {"Sudria"}),
    ],
)
def test_places(text: str, verb: str, role: str, names: set[str]) -> None:
    assert names <= filled(text, verb, role)


def test_a_subject_is_not_an_object() -> None:
    assert filled("Norland taxed Sudria.", "tax", OBJECT) == {"Sudria"}
