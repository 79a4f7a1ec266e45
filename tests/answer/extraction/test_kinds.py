"""Whether a sentence holds the kind of answer that is asked for."""

import pytest

from app.answer.extraction.kinds import holds_kind
from app.answer.questions.question import read_question

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
        ("How deep is the fjord?", "The fjord is 97 metres deep and 12 kilometres long."),
        ("How deep is the fjord?", "The fjord has a depth of more than 97 metres."),
        ("How long is the fjord?", "The fjord is 97 metres deep and 12 kilometres long."),
        ("How long has the shop been closed?", "The shop has been closed since 12 March."),
        ("How wide is the canal?", "The canal measures 30 metres from bank to bank."),
        ("How tall is the tower?", "The tower rises to 300 feet."),
        ("How tall is the tower?", "The tower has 40 storeys."),
        ("How heavy is the bell?", "The bell weighs 12 tonnes."),
        ("How much does the bell weigh?", "The bell weighs 300 pounds."),
        ("How much time did the repairs take?", "The repairs took nine days."),
        ("How fast is the tram?", "The tram runs at 60 kilometres an hour."),
        ("How fast is the tram?", "The tram reaches 60 km/h."),
        ("How old was Ada Brook?", "Ada Brook was aged 54."),
        ("How old is the mill?", "The mill is 80 years old."),
        ("How high are the tolls?", "The tolls are 12 percent."),
        (AMOUNT, "The rate is 125 percent."),
        (DURATION, "The repairs took three weeks."),
        (DURATION, "It was a four-day visit."),
        (DURATION, "It has been closed since January."),
        (DATE, "The bridge reopened on Monday."),
        (DATE, "It reopened in 2024."),
        (DATE, "The bridge reopened right after the regatta."),
        ("How many days after the fair was the race?", "The race came one day after the fair."),
        (PERSON, "The workers were thanked by Carl Dean."),
        (PERSON, "The workers thanked Ada Brook."),
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


def test_how_much_of_a_thing_is_not_told_by_hours() -> None:
    assert not holds_kind(read_question("How much butter is needed?"), "The cake takes 40 minutes.")
    assert holds_kind(read_question("How much butter is needed?"), "Butter, 80 g, and 40 minutes.")


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
        ("How long is the fjord?", "The fjord is 97 metres deep."),
        ("How deep is the fjord?", "The fjord is 12 kilometres long."),
        ("How long is the fjord?", "The fjord warmed in twenty years."),
        ("How high is the wall?", "The wall has a length of 12 kilometres."),
        ("How wide is the canal?", "Two of the nine gates of the canal leak."),
        ("How wide is the canal?", "The canal lies 30 metres deep."),
        ("How tall is Ada Brook?", "Ada Brook described 340 plants."),
        ("How heavy is the bell?", "The bell has three tones."),
        ("How fast is the tram?", "The tram makes four trips a day."),
        ("How long is the shop?", "The shop has been closed since 12 March."),
        ("How old was Ada Brook?", "Ada Brook was born the second of five children."),
        ("How far is Lima from Quito?", "The detour adds 14 kilometres to the way from Lima to Quito."),
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
