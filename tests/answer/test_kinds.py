"""Whether a sentence holds the kind of answer that is asked for."""

import pytest

from app.answer.kinds import holds_kind
from app.answer.question import read_question

COUNT = "How many documents were exchanged?"
AMOUNT = "How much did the repairs cost?"
DURATION = "How long did the repairs take?"
DATE = "When did the bridge reopen?"
PERSON = "Who thanked Ada Brook?"
PLACE = "Where does Ada Brook live?"
REASON = "Why was the bridge closed?"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (COUNT, "More than 20 documents were exchanged."),
        (COUNT, "They exchanged twenty bilateral trade documents."),
        (COUNT, "In the hall 20 important new bilateral trade documents changed hands."),
        ("How many?", "There were 12."),
        (COUNT, "None of the documents was exchanged."),
        (COUNT, "No documents were exchanged."),
        ("How many people were injured?", "Nobody was injured."),
        ("How many sailors were injured?", "No injuries were reported."),
        ("How many votes did Carl Dean get?", "Carl Dean got 900 votes, more than any other."),
        ("By how many votes did Carl Dean win?", "Carl Dean got 900 votes more than Ada Brook."),
        ("How far is the bridge from Lima?", "The bridge is 12 kilometres from Lima."),
        (AMOUNT, "The repairs cost 2.4 million euros."),
        (AMOUNT, "The rate is 125 percent."),
        (DURATION, "The repairs took three weeks."),
        (DURATION, "It was a four-day visit."),
        (DURATION, "It has been closed since January."),
        (DATE, "The bridge reopened on Monday."),
        (DATE, "It reopened in 2024."),
        (DATE, "The bridge reopened right after the regatta."),
        ("How many days after the fair was the race?", "The race came one day after the fair."),
        (PERSON, "The workers were thanked by Carl Dean."),
        (PLACE, "She lives in Harbour Town."),
        (PLACE, "They met beside the Town Hall."),
        (COUNT, "The number of documents rose to 30."),
        ("How many documents were exchanged?", "They exchanged 20 of the other documents."),
        ("How many kilometres of road were built?", "They built 20 km of road, 20 kilometres in all."),
        ("How many years did the works take?", "The works took the best part of 12 years."),
        ("How long was the visit?", "The visit was to last four days."),
        ("How long was the visit?", "She came for a visit of more than four days."),
        ("How long is the bridge?", "The bridge is 300 metres long."),
        (DATE, "It reopened in the 12th century."),
        ("What percentage of voters agreed?", "A mere 40 percent of voters agreed."),
        ("Which city hosted the fair?", "Lima hosted the fair."),
        ("Where is most of the work done?", "Most of the work is done in committee."),
        (REASON, "It closed because of a storm."),
        (REASON, "It closed to protect the fish."),
        (REASON, "It closed over the strike."),
        (REASON, "The storm led to repairs."),
        ("What did the mayor say?", "Nothing of the kind."),
    ],
)
def test_holds(question: str, sentence: str) -> None:
    assert holds_kind(read_question(question), sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many votes did Carl Dean get?", "Ada Brook got 900 votes more than Carl Dean."),
        ("How far is the bridge from Lima?", "The bridge of Lima was watched for eleven nights."),
        (COUNT, "Many documents were exchanged."),
        (COUNT, "No clerks exchanged documents."),
        (COUNT, "The documents were not exchanged."),
        (COUNT, "The 20th document was exchanged."),
        (COUNT, "They agreed to 20 percent of the documents."),
        (COUNT, "On 9 May 2025 documents were exchanged."),
        (COUNT, "20 of the workers who had been there for all the time exchanged documents."),
        (AMOUNT, "The repairs cost a fortune."),
        (AMOUNT, "It was the 80th repair."),
        (DURATION, "The repairs took for ever."),
        (COUNT, "They built 20 km of documents."),
        (COUNT, "20 clerks brought documents."),
        ("How many soldiers marched?", "Soldiers marched past 20 flags."),
        ("How long was the visit?", "The days of the visit fall on three days in a row."),
        ("How long was the visit?", "The visit came two days after the fair."),
        ("How long was the visit?", "The strike lasted four days, and the visit went on."),
        ("How long did the visit last?", "The visit marked 80 years of peace."),
        ("How long did the visit last?", "The visit ended on the same day."),
        ("What percentage of voters agreed?", "They agreed with 40 voters."),
        ("Which city hosted the fair?", "A port hosted the fair."),
        ("Where is the work done?", "The work is done in May."),
        (REASON, "The rate is up to 12 percent."),
        (DATE, "The bridge reopened after 120 repairs."),
        (PERSON, "Ada Brook was thanked."),
        (PERSON, "The workers were thanked."),
        (PLACE, "Carl Dean lives there."),
        (PLACE, "People believe in Ada Brook."),
        (REASON, "The bridge is closed."),
    ],
)
def test_does_not_hold(question: str, sentence: str) -> None:
    assert not holds_kind(read_question(question), sentence)
