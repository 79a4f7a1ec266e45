"""Questions in other words than the article's: what they ask for, and what an answer must tell."""

import pytest

from app.adapters.reader import load_reader
from app.answer.extraction.extract import extract
from app.answer.questions.question import Kind, read_question
from app.language.words import stem
from tests.answer.made import hits, passage

ARRIVED = "Olga Lind arrived in Norvik on Monday, 3 March 2025, for a working visit of three days."
TALKS = "The talks of Lind and Jonas Brook were held in Castle Hall on Tuesday, 4 March 2025."
FAIR = "The harbour fair took place one day after Lind and Brook held their talks."
MARKED = "The fair marked 60 years since the town defeated the pirates."
QUAY = "Brook stood next to Lind on the quay while the sailors marched past."
OTHERS = "Many other guests and old captains were on the quay with the two."
SAID = "Brook said that the friendship of the towns is aimed at no third party."
STORMS = "Storms, according to Brook, do not affect the friendship of the two towns."
PORT = "The tolls that Brook imposed on Danish boats reach up to 30 percent."
STORY = passage(
    ARRIVED, TALKS, FAIR, MARKED, QUAY, OTHERS, SAID, STORMS, PORT, title="A fair in Norvik", between="\n\n"
)


def answer(question: str) -> list[str]:
    asked = read_question(question)
    text = STORY.text.lower()
    known = {word.text: 2 for word in asked.content if word.text.lower() in text}
    return [
        claim.text
        for claim in extract(asked, hits(STORY), passages=20, frequencies=known, reader=load_reader()).claims
    ]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("On which day did Lind get to Norvik?", ARRIVED),
        ("What was the calendar date of Lind's arrival?", ARRIVED),
        ("What sort of visit did Lind pay to Norvik?", ARRIVED),
        ("How long was Lind's stay in Norvik meant to be?", ARRIVED),
        ("Which weekday did the meeting of Lind and Brook fall on?", TALKS),
        ("In which building did Lind and Brook hold their talks?", TALKS),
        ("How long after the talks was the fair?", FAIR),
        ("How many years had gone by since the pirates were beaten?", MARKED),
        ("What did the fair commemorate?", MARKED),
        ("Who was at Lind's side as the sailors went by?", QUAY),
        ("Who else was on the quay besides Lind and Brook?", OTHERS),
        ("Against whom is the friendship of the towns directed, according to Brook?", SAID),
    ],
)
def test_other_words_for_the_same_find_the_sentence(question: str, sentence: str) -> None:
    assert sentence in answer(question)[:1]


def test_who_arrives_has_travelled() -> None:
    assert read_question("When did Lind travel to Norvik?").kin[stem("arrived")] == stem("travel")


@pytest.mark.parametrize(
    "question",
    [
        "How old is Jonas Brook?",
        "By how much did the tolls on Danish boats shrink?",
        "How high were the tolls on Danish boats a year earlier?",
        "In which year was Lind's last visit to Norvik before this one?",
        "What tolls did Brook impose on Dutch ships?",
        "What did Lind say?",
        "What does the note on herring and amber provide for?",
    ],
)
def test_what_is_near_is_no_answer(question: str) -> None:
    assert answer(question) == []


def test_the_words_of_one_are_not_anothers() -> None:
    assert answer("What did Brook say about the friendship?")[0] in (SAID, STORMS)
    assert PORT not in answer("What did Brook say?")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was the date of the fair?", Kind.DATE),
        ("Which weekday did it fall on?", Kind.DATE),
        ("Which of the two leaders spoke first?", Kind.PERSON),
        ("In which building did they meet?", Kind.NAMED_PLACE),
        ("What kind of boat is it?", Kind.SORT),
    ],
)
def test_kinds(question: str, kind: Kind) -> None:
    assert read_question(question).kind is kind


@pytest.mark.parametrize(
    "question", ["What is it, according to Ada?", "What is it, as Ada sees it?", "What is it, in Ada's view?"]
)
def test_whose_words_a_question_wants(question: str) -> None:
    speaker = read_question(question).speaker
    assert speaker is not None
    assert speaker.text == "Ada"


def test_the_two_is_no_premise() -> None:
    assert read_question("What did the two towns sign?").numbers == ()
    assert read_question("Which of the three towns won?").numbers == ()
    assert len(read_question("What did two towns sign?").numbers) == 1


def answer_from(question: str, *sentences: str) -> list[str]:
    asked = read_question(question)
    story = passage(*sentences, title="Harbour news")
    known = {word.text: 2 for word in asked.content if word.text.lower() in story.text.lower()}
    return [
        claim.text
        for claim in extract(asked, hits(story), passages=20, frequencies=known, reader=load_reader()).claims
    ]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did {} attack the fleet?", "Denmark had its fleet attack Norway in June 1801."),
        ("How many ships did {} send?", "Denmark, by night, sent ten ships to Norway."),
    ],
)
def test_who_is_acted_on_is_not_who_acts(question: str, sentence: str) -> None:
    assert answer_from(question.format("Denmark"), sentence) == [sentence]
    assert answer_from(question.format("Norway"), sentence) == []


def test_what_is_said_about_a_thing_may_be_a_denial() -> None:
    denial = "Brook said that the towns fear no storms."
    assert answer_from("What did Brook say about storms?", denial, "The quay was wet.") == [denial]


def test_one_sentence_that_has_the_whole_question_answers_alone() -> None:
    whole = "The fair opened on 3 March 2025."
    other = "Rain and hail spoiled the fair on 4 April 2025."
    assert answer_from("When was the fair?", whole, other) == [whole]


def test_a_calendar_date_tells_more_than_a_weekday() -> None:
    dated = "The boat race was held on 4 March 2025 at noon."
    assert (
        answer_from("When was the boat race?", "The boat race was held on Tuesday at noon.", dated)[0]
        == dated
    )


def test_how_many_did_something_is_not_how_many_there_are() -> None:
    there = "The two captains are old friends."
    assert answer_from("How many captains attended?", there) == []
    came = "The fair was attended by two captains."
    assert answer_from("How many captains attended?", there, came) == [came]
