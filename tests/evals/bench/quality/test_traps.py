import pytest

from evals.bench.quality.data import Document
from evals.bench.quality.trap_templates import RIGHT, WRONG
from evals.bench.quality.traps import made_traps

PASSAGE = (
    "In March 2004, the Harbour Company of Tarn bought more than 40 ferries. Ada Brook said that 12 miles of "
    "the coast were not open. Brook founded Marel in 1998. Later 90 ferries were sold to Carl Dean. Marel "
    "was visited by Dean (its owner) on 3 May 2005, and two boats were the largest of all."
)


@pytest.mark.parametrize(
    ("template", "sentence", "expected"),
    [
        ("number changed", "Tarn bought 40 ferries.", "Tarn bought 53 ferries."),
        ("number of another", "Tarn bought 40 ferries.", "Tarn bought 90 ferries."),
        ("year changed", "Tarn grew in 2004.", "Tarn grew in 2001."),
        ("month changed", "Tarn grew on 3 May 2005.", "Tarn grew on 3 October 2005."),
        ("unit changed", "The road is 12 miles long.", "The road is 12 feet long."),
        ("bound turned", "It has more than 40 ferries.", "It has less than 40 ferries."),
        ("negated", "The coast was open.", "The coast was not open."),
        ("negation dropped", "The coast was not open.", "The coast was open."),
        ("opposite word", "It is the largest of all.", "It is the smallest of all."),
        ("name of another", "It was sold to Ada Brook.", "It was sold to Carl Dean."),
        ("speaker changed", "Eva Stone said that it is open.", "Ada Brook said that it is open."),
        ("roles swapped, passive", "Marel was visited by Dean.", "Dean was visited by Marel."),
        ("roles swapped, active", "Brook founded Marel in 1998.", "Marel founded Brook in 1998."),
    ],
)
def test_turned_wrong(template: str, sentence: str, expected: str) -> None:
    assert WRONG[template](sentence, PASSAGE) == expected


@pytest.mark.parametrize(
    ("template", "sentence", "expected"),
    [
        ("as it stands", "Tarn grew.", "Tarn grew."),
        ("brackets left out", "Dean (its owner) came.", "Dean came."),
        ("opening moved", "In March 2004, Tarn bought it.", "Tarn bought it in March 2004."),
        ("number in digits", "It has two boats.", "It has 2 boats."),
        ("passive made active", "Marel was visited by Dean.", "Dean visited Marel."),
        ("active made passive", "Brook founded Marel in 1998.", "Marel was founded by Brook in 1998."),
        ("said so", "Brook said that it is open.", "Brook has said that it is open."),
    ],
)
def test_said_otherwise(template: str, sentence: str, expected: str) -> None:
    assert RIGHT[template](sentence, PASSAGE) == expected


def test_every_template_is_tried_above() -> None:
    tried = {test.args[1][place][0] for test in _parameters() for place in range(len(test.args[1]))}
    assert tried == {*WRONG, *RIGHT}


@pytest.mark.parametrize("template", sorted(WRONG))
def test_what_does_not_fit_makes_no_claim(template: str) -> None:
    assert WRONG[template]("All of it went on.", PASSAGE) is None


def test_traps_are_the_same_each_time_and_few_of_a_kind() -> None:
    documents = [Document("Tarn", PASSAGE, (PASSAGE, f"Later still. {PASSAGE}"))]
    traps = made_traps(documents, most=1)
    assert traps == made_traps(documents, most=1)
    assert len({(one.template, one.half) for one in traps}) == len(traps)
    assert not [one for one in traps if not one.is_right and one.claim in one.passage]


def _parameters() -> list[pytest.Mark]:
    marks = (*test_turned_wrong.pytestmark, *test_said_otherwise.pytestmark)  # type: ignore[attr-defined]
    return [mark for mark in marks if mark.name == "parametrize"]
