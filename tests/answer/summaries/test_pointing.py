"""Words that point out of their sentence, wherever they stand in it."""

import pytest

from app.answer.summaries.pointing import points_back


@pytest.mark.parametrize(
    "text",
    [
        "The gap between them has widened.",
        "The economist Clara Weiss doubts this.",
        "Engineers warned about that in spring.",
        "The minister apologised for this mistake.",
        "The court rejected it.",
        "The union supports them.",
        "The orchestra elected him.",
        "Novak's brother wrote to her.",
        "In 1954 it burned down.",
        "Last autumn it was sold.",
        "In Brno she opened a school.",
        "After the war he opened a bakery.",
        "The stadium was named after him.",
        "Few believe this.",
        "The senate, which met on Monday, approved this.",
        "Doctors at the clinic object to that plan.",
        "The rest of them fled.",
    ],
)
def test_some_point_to_what_another_sentence_names(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "Weiss agreed that prices would fall.",
        "The city is older than those of the coast.",
        "Those who stayed paid a fine.",
        "This year the harvest failed.",
        "The harvest failed this year.",
        "The firm said that it would pay its debts.",
        "Clara Weiss said that she doubted the figures.",
        "The bees fly far when they look for pollen.",
        "Weber bought two horses and sold them in Hull.",
        "Weber took the dog with him.",
        "The court found it hard to decide.",
        "Critics say that the plan will not work.",
        "The report that the court ordered is late.",
        "Copper and tin melt when they are heated.",
        "The team lost its captain.",
        "In its report, the council praised the nurses.",
        "In her first speech, Clara Weiss promised lower taxes.",
        "Rain fell, and this spoiled the wheat.",
        "The lake is larger than scientists thought it was.",
        "The people of Ghent have their own beer.",
        "The company paid its workers a bonus.",
        "Galileo saw four moons and named them after the Medici.",
        "The parents and their children moved to Oslo.",
        "Norway's parliament said they had voted.",
        "The law was passed after that of Norway.",
        "The minister said that inflation would fall.",
        "On Monday the council met and its members voted.",
        "Police arrested 12 people and released them on bail.",
    ],
)
def test_some_name_themselves_what_they_point_to(text: str) -> None:
    assert not points_back(text)
