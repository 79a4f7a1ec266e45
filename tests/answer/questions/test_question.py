"""What a question asks for, and what it takes for granted."""

from datetime import date

import pytest

from app.answer.questions.question import Kind, read_question
from app.language.dates import resolve


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many documents were exchanged?", Kind.COUNT),
        ("What is the number of lanes?", Kind.COUNT),
        ("What was the number of workers?", Kind.COUNT),
        ("How much did the repairs cost?", Kind.AMOUNT),
        ("How high are the tariffs?", Kind.AMOUNT),
        ("What percentage of voters agreed?", Kind.SHARE),
        ("Which share of the fleet is electric?", Kind.SHARE),
        ("How long did the talks last?", Kind.DURATION),
        ("How many days did the visit last?", Kind.DURATION),
        ("When did the ferry sail?", Kind.DATE),
        ("On what day did the parade take place?", Kind.DATE),
        ("In which year was it built?", Kind.DATE),
        ("Who stood next to Xi?", Kind.PERSON),
        ("Whose idea was it?", Kind.PERSON),
        ("Where did they meet?", Kind.PLACE),
        ("Which city hosted the parade?", Kind.NAMED_PLACE),
        ("Why was the bridge closed?", Kind.REASON),
        ("For what reason was it closed?", Kind.REASON),
        ("What did the mayor say?", Kind.OTHER),
        ("Is the bridge open?", Kind.YES_NO),
        ("Did Ada Brook resign?", Kind.YES_NO),
        ("What scientist found it?", Kind.PERSON),
        ("To whom was the letter sent?", Kind.PERSON),
        ("", Kind.OTHER),
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    assert read_question(text).kind is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who said when the talks would end?", Kind.PERSON),
        ("When did the man who built it die?", Kind.DATE),
        ("WHERE was it when it sank?", Kind.PLACE),
        ("What rule holds when the gate is shut?", Kind.OTHER),
        ("Which boat did the man who won sail?", Kind.OTHER),
        ("Did anyone say when it opens?", Kind.YES_NO),
    ],
)
def test_the_first_question_word_decides(text: str, kind: Kind) -> None:
    assert read_question(text).kind is kind


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("How many documents were exchanged?", "document"),
        ("How many bilateral trade documents did they sign?", "document"),
        ("How many of the workers were thanked?", "worker"),
        ("How many people?", "peopl"),
        ("How many pens opened?", "pen"),
        ("How many sports teams came?", "team"),
        ("How many women voted early?", "woman"),
        ("How many weeks did the strike last?", "week"),
        ("What is the number of troops that marched?", "troop"),
        ("How many?", None),
        ("How much did it cost?", None),
    ],
)
def test_counted_noun(text: str, counted: str | None) -> None:
    assert read_question(text).counted == counted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who thanked the workers?", []),
        ("What did Ada Brook say in Harbour Town?", ["Ada Brook", "Harbour Town"]),
        ("Did the US raise tariffs?", ["US"]),
        ("When did Xi arrive in Russia?", ["Xi", "Russia"]),
        ("Tell me when Xi arrived.", ["Xi"]),
        ("Describe Red Square.", ["Red Square"]),
        ("Name all the leaders.", []),
        ("Explain why the bridge closed.", []),
    ],
)
def test_names_taken_for_granted(text: str, names: list[str]) -> None:
    assert [name.text for name in read_question(text).names] == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Were 120 workers thanked?", [120]),
        ("What are the five aims?", [5]),
        ("What are two aims?", []),
        ("What happened on 9 May 2025?", []),
        ("Is the tariff 145 percent or 125 percent?", [145, 125]),
    ],
    ids=["digits", "words", "how many to give", "not a date's", "two"],
)
def test_numbers_taken_for_granted(text: str, numbers: list[int]) -> None:
    assert [int(number.value) for number in read_question(text).numbers] == numbers


@pytest.mark.parametrize("text", ["What happened on 9 May 2025?", "What happened on Friday?"])
def test_dates_taken_for_granted(text: str) -> None:
    (found,) = read_question(text).dates
    assert resolve(found, date(2025, 5, 9)) == date(2025, 5, 9)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("How many documents were exchanged?", ["document", "exchang"]),
        ("Which city hosted the parade?", ["host", "parad"]),
        ("On what day was the parade?", ["parad"]),
        ("What percentage of voters agreed?", ["voter", "agre"]),
        ("What happened on 9 May 2025?", ["happen"]),
        ("Describe the parade.", ["parad"]),
        ("Why?", []),
    ],
)
def test_content_leaves_out_what_asks_and_what_is_matched_by_value(text: str, stems: list[str]) -> None:
    assert [word.stem for word in read_question(text).content] == stems


def test_words_that_ask_are_light() -> None:
    assert read_question("What did the mayor say about the bridge?").light == {"say"}


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("What are the five aims?", True),
        ("Which documents were signed?", True),
        ("What three things did he name?", True),
        ("What happened on Monday?", True),
        ("List the anniversaries.", True),
        ("What is the capital of France?", False),
        ("What was signed?", False),
        ("What does it mean?", False),
        ("When did it open?", False),
    ],
)
def test_wants_several(text: str, several: bool) -> None:
    assert read_question(text).wants_several is several


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("When did Ada Brook visit Lima?", "Ada Brook"),
        ("Was President Ruiz in Lima?", "Ruiz"),
        ("Who met Ada Brook?", None),
        ("When did the ferry reach Lima?", None),
    ],
)
def test_subject(text: str, subject: str | None) -> None:
    found = read_question(text).subject
    assert (found.text if found else None) == subject


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("Which papers were signed?", {"sign"}),
        ("When did the ferry sink?", {"sink"}),
        ("What is the yearly value of the trade?", {"valu"}),
        ("What did the ferry sink?", set()),
        ("Where did the talks take place?", set()),
        ("When did Ada Brook arrive in Lima?", set()),
    ],
)
def test_needed(text: str, needed: set[str]) -> None:
    assert read_question(text).needed == needed


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What did Ada Brook say about the bridge?", "Ada Brook"),
        ("Why, according to Ruiz, is it shut?", "Ruiz"),
        ("What has President Ruiz promised?", "Ruiz"),
        ("What did Ada Brook open?", None),
        ("Who told Ada Brook?", None),
    ],
)
def test_speaker(text: str, speaker: str | None) -> None:
    found = read_question(text).speaker
    assert (found.text if found else None) == speaker
