"""Whether what a question takes for granted stands where a sentence stands."""

import pytest

from app.answer.extraction.premises import premises_stand, tells_what_is_asked
from app.answer.questions.question import read_question
from tests.answer.made import candidate_at_end


def stand(
    question: str, *sentences: str, title: str = "Untitled", unknown: frozenset[str] = frozenset()
) -> bool:
    """Whether the premises stand at the last of the sentences, and it tells what is asked."""
    asked = read_question(question)
    candidate = candidate_at_end(asked, *sentences, title=title)
    return premises_stand(asked, candidate, unknown=unknown) and tells_what_is_asked(
        asked, candidate, unknown=unknown
    )


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("When did Ada Brook open the bridge?", ["Ada Brook opened the bridge on Monday."]),
        ("When did Ada Brook open the bridge?", ["Ada Brook came.", "She opened the bridge on Monday."]),
        ("Who painted the Opera House?", ["The Opera House is old.", "Carl Dean painted it."]),
        ("What did Ada Brook say about the bridge?", ["The bridge is safe, Ada Brook said."]),
        ("What did Ada Brook say about the bridge?", ["According to Ada Brook, the bridge is safe."]),
        ("What did Ada Brook say about the bridge?", ["Ada Brook spoke.", "She called the bridge safe."]),
        ("How high are tariffs on Peruvian exports?", ["Tariffs on Peruvian exports are 12 percent."]),
        ("How high are tariffs on Peruvian exports?", ["Tariffs on the exports of Peru are 12 percent."]),
        (
            "When did Ada Brook visit Lima?",
            ["Ada Brook travels.", "Trains are slow.", "Last week Brook visited Lima."],
        ),
        (
            "When was the Great River Designated Act signed?",
            ["In May the Great River Designation Act was signed."],
        ),
        ("Are the rules aimed at a rival?", ["The rules are aimed at no rival."]),
        ("Was the rate in Lima 9 percent?", ["The rate in Lima was 7 percent."]),
        ("When did Ada Brook die?", ["Ada Brook (3 May 1871 - 19 June 1948) was a sailor."]),
        ("When did Ada Brook sail?", ["Ada Brook lived here.", "With her husband she sailed in May."]),
        ("When did Ada Brook sail?", ["Ada Brook lived here.", "Her husband said that she sailed in May."]),
        ("How many boats changed hands?", ["In all 40 boats were sold."]),
        ("How many boats were sunk?", ["None of the boats was sunk."]),
        ("How many sailors were injured?", ["Injuries? There were no injured sailors."]),
        ("What does not float?", ["Lead does not float."]),
        ("Which papers were signed?", ["Two papers were signed."]),
        ("When was it first painted?", ["It was painted in 1990."]),
        ("How many boats came in 1990?", ["In 1990 came 40 boats."]),
        ("How many boats have come since 1990?", ["Since 1990 40 boats have come."]),
        ("Who painted the Opera House?", ["Carl Dean painted the Opera House."]),
        ("Who painted the mill?", ["The mill got its colours from Carl Dean."]),
        ("Who gave the mill a roof?", ["Carl Dean gave it.", "The mill had its roof from Carl Dean."]),
        ("Whom did Ada Brook marry?", ["Ada Brook came.", "Later she married Carl Dean."]),
        ("What was the first crossing?", ["The first crossing was a ferry."]),
    ],
)
def test_stands(question: str, sentences: list[str]) -> None:
    assert stand(question, *sentences)


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("When did Carl Dean visit Lima?", ["Ada Brook visited Lima on Monday."]),
        ("How many boats came in 1990?", ["Now 40 boats come, the most since 1990."]),
        ("Who painted the Opera House?", ["Carl Dean walked to the Opera House."]),
        ("Who bought Acme?", ["Acme bought Orbit in 2020."]),
        ("When did Carl Dean visit Lima?", ["Carl Dean stayed.", "Ada Brook visited Lima on her way."]),
        ("When did Carl Dean visit Lima?", ["Carl Dean stayed.", "In 2019 Ada Brook was to visit Lima."]),
        ("When did Ada Brook visit Lima?", ["Ada Brook visited Quito on Monday."]),
        (
            "When did Ada Brook visit Lima?",
            ["Ada Dean and Carl Brook travel.", "In Lima Brook saw maps in May."],
        ),
        ("Which fleet wooed non-local traders?", ["A fleet wooed local traders."]),
        ("Who was elected by open ballot?", ["The chair was elected by secret ballot."]),
        ("Which current member lost a seat?", ["A former member lost a seat."]),
        ("How many sailors were injured in the storm?", ["The storm met 40 sailors."]),
        ("How many sailors drowned in the storm?", ["The storm met 40 sailors."]),
        ("When did Ada Brook sail?", ["Ada Brook lived here.", "Her husband sailed in May."]),
        ("Where did Ada Brook die?", ["Ada Brook (3 May 1871 - 19 June 1948) was a sailor."]),
        ("How many boats took part in the race?", ["None of the boats was sunk."]),
        ("When did the ferry sink?", ["The ferry sailed on Monday."]),
        ("Which papers were signed?", ["Two papers were burnt."]),
        ("What did Ada Brook say about the bridge?", ["The bridge is safe, Carl Dean told Ada Brook."]),
        ("What did Ada Brook say about the bridge?", ["Carl Dean called the bridge safe."]),
        ("What did Ada Brook say about the bridge?", ["Ada Brook said that the ferry is slow."]),
        (
            "How high are tariffs on Peruvian exports?",
            ["Peru meets tariffs of 12 percent on Chilean exports."],
        ),
        ("Who is the mayor of Lima?", ["Quito mayor Ada Brook spoke in Lima."]),
        ("Did Ada Brook meet Carl Dean?", ["Ada Brook met a friend."]),
        ("Was the rate 9 percent?", ["The rate was 7 days old."]),
        ("Does the league aim at rivals?", ["The league signed a paper."]),
        ("What are the seven aims?", ["The five aims are good."]),
        ("What was the second crossing?", ["The first crossing was a ferry."]),
        ("Which boat is the slowest?", ["The fastest boat is a ketch."]),
        ("Which sets are unequal?", ["The sets are equal in this case."]),
        ("What did the ferry not carry?", ["The ferry did carry cattle."]),
        ("Who never sailed the ferry?", ["Ada Brook sailed the ferry."]),
        ("Why did he cut the ten-day visit short?", ["The visit of four days was cut short."]),
        ("What happened on 1 June 2025?", ["It happened on Monday."]),
    ],
)
def test_does_not_stand(question: str, sentences: list[str]) -> None:
    assert not stand(question, *sentences)


def test_a_title_gives_names() -> None:
    assert stand(
        "What did workers at the Opera House mend?", "Workers mended the roof.", title="Opera House news"
    )


def test_a_name_that_no_passage_has_may_be_misspelled() -> None:
    sentence = "Ada Brookner opened the bridge."
    assert stand("What did Ada Broakner open?", sentence, unknown=frozenset({"Broakner"}))
    assert not stand("What did Ada Broakner open?", sentence)
    assert not stand("What did Ada Brinkmann open?", sentence, unknown=frozenset({"Brinkmann"}))


def test_a_thing_that_no_article_has_heard_of_is_not_told_by_names_alone() -> None:
    sentence, unknown = "Ada Brook arrived in Lima for a visit.", frozenset({"hotel"})
    assert not stand("Which hotel did Ada Brook stay in?", sentence, unknown=unknown)
    assert stand("Which hotel did Ada Brook visit?", sentence, unknown=unknown)
    assert stand("Which hotel did Ada Brook stay in?", sentence)


def test_why_takes_for_granted_what_some_passage_tells() -> None:
    asked = "Why did Mayor Ada Brook resign?"
    told = "Mayor Ada Brook spoke because of the flood."
    assert not stand(asked, told, unknown=frozenset({"resign"}))
    assert stand(asked, told, unknown=frozenset())
