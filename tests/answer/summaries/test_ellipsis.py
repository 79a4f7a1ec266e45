"""Sentences that leave out what the one before has said."""

import pytest

from app.answer.summaries.ellipsis import leaves_out


@pytest.mark.parametrize(
    "text",
    [
        "The coach disagreed.",
        "Two senators abstained.",
        "The farmers refused on Tuesday.",
        "The bishop declined again.",
        "Both airlines agreed at once.",
        "The captain did not.",
        "The other crew members were.",
        "The company has since done so.",
        "Seven were rescued.",
        "Most were children.",
        "Others followed.",
        "Three years later the museum burned down.",
        "The painter later moved to Lisbon.",
        "The factory had closed a decade earlier.",
        "The ferry sank the following year.",
        "Exports fell the next month.",
        "The treaty was signed the day before.",
        "Residents were at church at the time.",
        "The town had few doctors in that year.",
        "The club was bankrupt by then.",
        "The latter is used in cheese.",
        "Chemists prefer the latter.",
        "The bank complied.",
        "Nine died.",
        "Volunteers later rebuilt the chapel.",
        "The vaccine was withdrawn two months afterwards.",
        "The archive has moved since then.",
        "None survived.",
        "Neither was charged.",
    ],
)
def test_some_need_a_word_of_the_sentence_before(text: str) -> None:
    assert leaves_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "The coach disagreed with the referee.",
        "Two senators abstained in the vote on the budget.",
        "The farmers refused to sell.",
        "The vote was close, and two senators abstained.",
        "Seven sailors were rescued.",
        "Most of the passengers were children.",
        "None of the ships survived the storm.",
        "Nine of the ten mines closed.",
        "Some critics praised the play.",
        "Many banks failed in 1931.",
        "Novak married in 1890 and divorced two years later.",
        "The museum opened in 1901 and burned down three years later.",
        "Prices rose in May and fell the following month.",
        "The treaty was signed the day before the election.",
        "The election was two weeks after the fire.",
        "Later in 1950 the mill closed.",
        "The latest model costs less than the former one.",
        "The former mayor of Hull died on Sunday.",
        "Butter and cheese are sold there, and the latter is exported.",
        "The temperature at which water boils falls with height.",
        "The strike ended sooner or later in each town.",
        "Bach wrote the later cantatas in Leipzig.",
        "The bridge, which the army blew up, was rebuilt.",
        "The next election is in May.",
        "The two teams played on the same day.",
        "At the time of the siege the town was small.",
    ],
)
def test_some_are_whole(text: str) -> None:
    assert not leaves_out(text)
