"""The deed that a question with "who" asks about, and sentences that tell of it the other way round."""

import pytest

from app.answer.questions.deeds import deed_of, fills, is_turned_round
from app.language.slots import OBJECT, SUBJECT


@pytest.mark.parametrize(
    ("question", "verb", "role", "party"),
    [
        ("Who bought Acme?", "buy", OBJECT, {"acm"}),
        ("Who finally bought the old mill at Lima?", "buy", OBJECT, {"old", "mill"}),
        ("Who has painted Ada Brook?", "paint", OBJECT, {"ada", "brook"}),
        ("Who will lead the choir?", "lead", OBJECT, {"choir"}),
        ("Who is leading the choir?", "lead", OBJECT, {"choir"}),
        ("Who was taught by Carl Dean?", "teach", SUBJECT, {"carl", "dean"}),
        ("Who did Ada Brook thank for the gift?", "thank", SUBJECT, {"ada", "brook"}),
        ("Whom did Kimberly marry?", "marri", SUBJECT, {"kimber"}),
        ("Whom did the mayor of Lima praise?", "prais", SUBJECT, {"mayor"}),
        ("Whom has the club hired?", "hire", SUBJECT, {"club"}),
        ("To whom did Ada Brook give the mill?", "give", SUBJECT, {"ada", "brook"}),
        ("By whom was the mill bought?", "buy", OBJECT, {"mill"}),
        ("Who was Acme bought by?", "buy", OBJECT, {"acm"}),
    ],
)
def test_deed(question: str, verb: str, role: str, party: set[str]) -> None:
    deed = deed_of(question)
    assert deed is not None
    assert (deed.verb, deed.role, deed.party.stems) == (verb, role, party)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Lima?",
        "Who was at the fair?",
        "Who has time?",
        "Who has been?",
        "Who did not sign the pact?",
        "Who?",
        "When did Ada Brook buy the mill?",
        "Whom is Ada Brook thanked?",
    ],
)
def test_no_deed(question: str) -> None:
    assert deed_of(question) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who bought Acme?", "Acme bought the maker of the engines, Orbit."),
        ("Who sued Orbit?", "Orbit had sued Acme over a patent."),
        ("Who was bought by Acme?", "Acme was bought by Orbit."),
        ("Who taught Ada Brook?", "Ada Brook taught Carl Dean."),
        ("Who taught Ada Brook?", "There he taught the young Carl Dean."),
        ("Whom did Carl Dean teach?", "There she taught the young Carl Dean."),
        ("Who attacked the guild of bakers?", "The guild of bakers attacked the mayor."),
    ],
)
def test_turned_round(question: str, sentence: str) -> None:
    deed = deed_of(question)
    assert deed is not None
    assert is_turned_round(deed, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who bought Orbit?", "Acme bought the maker of the engines, Orbit."),
        ("Who bought Acme?", "Acme was bought by Orbit."),
        ("Who taught Carl Dean?", "There she taught the young Carl Dean."),
        ("Whom did Ada Brook teach?", "Ada Brook taught Carl Dean."),
        ("Whom did Ada Brook marry?", "Carl Dean married Ada Brook."),
        ("Who attacked the guild of bakers?", "The mayor attacked the guild of bakers."),
        ("Who levied the tax on salt?", "The tax that Ada Brook levied on salt is high."),
        ("Who bought Acme?", "Acme has new owners."),
        ("Who won?", "Acme won."),
    ],
)
def test_not_turned_round(question: str, sentence: str) -> None:
    deed = deed_of(question)
    assert deed is not None
    assert not is_turned_round(deed, sentence)


def test_a_place_is_filled_without_a_name() -> None:
    deed = deed_of("Who closed the mill?")
    assert deed is not None
    assert fills(deed, "The owners closed the mill.", {"close", "mill"})
    assert not fills(deed, "They closed the mill.", {"close", "mill"})
    assert not fills(deed, "The owners sold the mill.", {"close", "mill"})
