"""The embedded engine picks the sentences that answer, verbatim, or says why there are none."""

from datetime import date

import pytest

from app.adapters.reader import load_reader
from app.answer.extraction.extract import extract
from app.answer.questions.question import read_question
from app.answer.verbatim import draft_claim, sentence_text
from app.models import Draft, Passage, Reason, Span
from tests.answer.made import article_of, hits, passage

REOPENED = "The harbour bridge reopened on Monday after repairs."
COST = "The repairs cost 2.4 million euros."
THANKED = "Mayor Ada Brook thanked 120 workers."
LANES = "Two lanes of the bridge stay closed until June."
BRIDGE = passage(REOPENED, COST, THANKED, LANES, title="Harbour bridge reopens")
FERRY = passage(
    "The ferry adds a crossing at six in the morning.",
    "Tickets for the ferry cost 3 euros.",
    article_id="ferry",
    title="Ferry adds a crossing",
)


def draft(question: str, *passages: Passage, frequencies: dict[str, int] | None = None) -> Draft:
    asked = read_question(question)
    known = {word.text: 2 for word in asked.content} | (frequencies or {})
    return extract(asked, hits(*passages), passages=20, frequencies=known, reader=load_reader())


def answer(question: str, *passages: Passage) -> list[str]:
    return [claim.text for claim in draft(question, *passages).claims]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much did the repairs cost?", COST),
        ("How many workers did Ada Brook thank?", THANKED),
        ("Who thanked the workers?", THANKED),
        ("When did the harbour bridge reopen?", REOPENED),
        ("How long do lanes of the bridge stay closed?", LANES),
        ("What do tickets for the ferry cost?", "Tickets for the ferry cost 3 euros."),
    ],
)
def test_picks_the_one_sentence_that_answers(question: str, sentence: str) -> None:
    assert answer(question, BRIDGE, FERRY) == [sentence]


def test_a_relative_does_not_hide_what_is_told_of_the_one_asked_about() -> None:
    life = "Ada Brook (3 May 1871 - 19 June 1948) was a sailor."
    place = passage(life, "Her husband died in 1915 at sea.", title="Ada Brook, sailor")
    assert answer("When did Ada Brook die?", place) == [life]


def test_the_holder_of_another_office_does_not_hide_the_one_asked_for() -> None:
    holder = "Ada Brook, who is Peru's mayor, likes the old song of the sea."
    place = passage("The Peruvian singers sang for Mayor Carl Dean.", holder)
    assert answer("Who is the Peruvian mayor?", place) == [holder]


def test_an_office_with_two_holders_is_not_answered_with_one_of_them() -> None:
    place = passage("Mayor Ada Brook opened the bridge.", "Lima's mayor Carl Dean came by boat.")
    assert answer("Who is the mayor?", place) == []
    assert answer("Who is the mayor of Lima?", place) == ["Lima's mayor Carl Dean came by boat."]


def test_where_the_best_sentence_is_of_another_thing_a_worse_one_is_not_taken() -> None:
    second, painted = (
        "Ada Brook opened the second harbour bridge in Lima.",
        "The third bridge was painted by Dean.",
    )
    assert answer("Who opened the third harbour bridge in Lima?", passage(second, painted)) == []


def test_a_sentence_with_a_year_of_its_own_tells_nothing_of_another() -> None:
    place = passage(
        "The harbour bridge was closed for repairs for nine weeks in 2019.",
        "The harbour was closed in 2021.",
    )
    assert answer("How long was the harbour bridge closed for repairs in 2021?", place) == []
    assert answer("How long was the harbour bridge closed for repairs in 2019?", place) != []


def test_two_sentences_when_each_adds() -> None:
    place = passage(
        "The parade was held on Red Square.",
        "The parade marked the victory in the war.",
        "Bread was sold at noon.",
    )
    question = "What did the parade on Red Square mark about victory in the war?"
    assert answer(question, place) == [
        "The parade was held on Red Square.",
        "The parade marked the victory in the war.",
    ]


def test_a_sentence_that_says_it_again_is_left_out() -> None:
    again = passage("The harbour bridge reopened after repairs on Monday.", article_id="again")
    assert answer("Which bridges reopened on Monday?", BRIDGE, again) == [REOPENED]


def test_several_when_several_are_asked_for_but_no_more_than_three() -> None:
    aims = passage(*(f"The {nth} aim of the town is {aim}." for nth, aim in AIMS), title="Aims of the town")
    chosen = answer("What are the aims of the town?", aims)
    told = [f"The {nth} aim of the town is {aim}." for nth, aim in AIMS]
    assert len(chosen) == 3
    assert chosen == [one for one in told if one in chosen]


def test_a_list_comes_whole_and_its_announcement_does_not() -> None:
    place = passage(
        "The council of Harbour Town named four aims.",
        *(f"- Its {nth} aim is {aim}." for nth, aim in AIMS),
        "The mayor left.",
        between="\n",
    )
    assert answer("Which aims did the council name?", place) == [
        f"Its {nth} aim is {aim}." for nth, aim in AIMS
    ]
    assert len(answer("What are the four aims?", place)) == 4
    assert answer("What are the seven aims?", place) == []


def test_of_a_list_of_days_only_the_one_asked_for() -> None:
    place = passage(
        "The fair has three days in May 2025.",
        "- On 7 May 2025 the fair opens at the harbour.",
        "- On 8 May 2025 the fair moves to the park.",
        between="\n",
    )
    assert answer("What happened at the fair on 8 May 2025?", place) == [
        "On 8 May 2025 the fair moves to the park."
    ]


def test_how_long_takes_the_length_of_what_is_asked() -> None:
    fair = passage("The days of the fair are three days in a row in May.", title="Dates of the fair")
    other = passage("The fair was to last four days and began at noon.", article_id="other")
    assert answer("How long was the fair?", fair, other) == [
        "The fair was to last four days and began at noon."
    ]


@pytest.mark.parametrize(
    "question",
    [
        "When did Carl Dean reopen the harbour bridge?",
        "How many pens opened on the bridge?",
        "What did Carl Dean say about the repairs?",
        "Did Ada Brook thank Carl Dean?",
    ],
)
def test_abstains_on_a_near_miss(question: str) -> None:
    assert answer(question, BRIDGE, FERRY) == []


def test_abstains_when_no_article_has_the_thing_asked_for() -> None:
    found = draft("Which sculptures stand on the harbour bridge?", BRIDGE, frequencies={"sculptures": 0})
    assert found.missing is Reason.INSUFFICIENT_EVIDENCE


def test_a_close_second_comes_along_when_nothing_tells_which_is_better() -> None:
    place = passage(
        "The wall of the old mill glows in a bright blue under a roof of slate.",
        "The wall of the old mill lost stones to storms, frost and ivy last winter.",
        "Bread is sold at noon.",
    )
    assert len(answer("What about the wall of the old mill?", place)) == 2


AIMS = [
    ("first", "cleaner air along both rivers"),
    ("second", "cheaper trams that run at night"),
    ("third", "schools near every home"),
    ("fourth", "honest prices at local markets"),
]


def test_reading_order_within_an_article() -> None:
    later_first = passage(
        "In June the lanes of the old bridge closed for painting by students.",
        "The old bridge was built from oak in Harbour Town.",
    )
    chosen = answer("What is the old oak bridge that was built, and which lanes closed in June?", later_first)
    assert chosen == sorted(chosen, key=later_first.text.index)
    assert len(chosen) == 2


@pytest.mark.parametrize(
    "question",
    [
        "How many boats did Ada Brook thank?",
        "How many workers did Carl Dean thank?",
        "Who thanked 99 workers?",
        "When did the Opera House reopen after repairs?",
        "What happened to the harbour bridge on Friday, 3 January 2020?",
        "Who never thanked the workers?",
    ],
    ids=[
        "another thing counted",
        "another name",
        "another number",
        "a name not there",
        "another day",
        "negated",
    ],
)
def test_abstains_when_what_is_taken_for_granted_does_not_stand(question: str) -> None:
    assert draft(question, BRIDGE) == Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)


def test_a_negated_sentence_does_not_answer() -> None:
    closed = passage("The harbour bridge did not reopen on Monday after repairs.")
    assert draft("When did the harbour bridge reopen?", closed).missing is Reason.INSUFFICIENT_EVIDENCE


def test_abstains_on_passages_about_something_else() -> None:
    found = draft("Which striker won the football cup?", BRIDGE, FERRY)
    assert found == Draft((), missing=Reason.NO_RELEVANT_PASSAGE)


@pytest.mark.parametrize("question", ["Why?", "", "How many?"])
def test_abstains_on_a_question_with_no_content(question: str) -> None:
    assert draft(question, BRIDGE).missing is Reason.NO_RELEVANT_PASSAGE


def test_abstains_without_passages() -> None:
    assert draft("When did the bridge reopen?").missing is Reason.NO_RELEVANT_PASSAGE


def test_headings_and_stubs_are_not_sentences() -> None:
    place = passage("# The harbour bridge reopened on Monday", "Bridge reopened Monday.", REOPENED)
    assert answer("When did the harbour bridge reopen?", place) == [REOPENED]


@pytest.mark.parametrize(
    ("published_at", "question", "answers"),
    [
        (date(2025, 5, 9), "What happened to the bridge on 5 May 2025?", True),
        (date(2025, 5, 9), "What happened to the bridge on 12 May 2025?", False),
        (date(2025, 4, 15), "What happened to the bridge on 14 April 2025?", True),
        (date(2025, 4, 15), "What happened to the bridge on 5 May 2025?", False),
        (None, "What happened to the bridge on Monday?", True),
        (None, "What happened to the bridge on Tuesday?", False),
    ],
)
def test_a_relative_day_is_counted_from_the_articles_date(
    published_at: date | None, question: str, answers: bool
) -> None:
    place = passage(REOPENED, title="Harbour bridge", published_at=published_at)
    assert answer(question, place) == ([REOPENED] if answers else [])


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("- The bridge is open again.", "The bridge is open again."),
        ("12. The bridge is open again.", "The bridge is open again."),
        ("• The bridge is open again.", "The bridge is open again."),
        ("2) The bridge is open again.", "The bridge is open again."),
        ("The bridge\nis open   again.", "The bridge is open again."),
        ("-5 degrees on the bridge.", "-5 degrees on the bridge."),
        ("2025. was a good year.", "2025. was a good year."),
    ],
)
def test_list_marks_and_line_breaks_leave_the_claim_and_the_quote_stays_exact(
    sentence: str, claim: str
) -> None:
    place = passage("First of all.", sentence)
    made = draft_claim(place, place.sentences[1])
    assert made.text == claim
    (quote,) = made.quotes
    assert quote.span is not None
    assert quote.span.of(article_of(place).text) == quote.text
    assert " ".join(quote.text.split()) == claim


@pytest.mark.parametrize(
    "question",
    ["How much did the repairs cost?", "Who thanked the workers?", "What are the repairs of the bridge?"],
)
def test_every_chosen_sentence_stands_at_its_place(question: str) -> None:
    found = draft(question, BRIDGE, FERRY)
    assert found.claims
    for quote in (quote for claim in found.claims for quote in claim.quotes):
        assert quote.span in BRIDGE.sentences
        assert quote.span.of(article_of(BRIDGE).text) == quote.text


def test_a_sentence_in_two_overlapping_passages_is_taken_once() -> None:
    assert answer("Which repairs cost euros?", BRIDGE, BRIDGE) == [COST]


def test_a_rare_word_decides() -> None:
    place = passage("The bridge opened with a party.", "The bridge opened with a regatta.")
    asked = read_question("Did the bridge open with a regatta or a party?")
    known = {"bridge": 90, "open": 90, "regatta": 1, "party": 80}
    chosen = extract(asked, hits(place), passages=100, frequencies=known, reader=load_reader())
    assert [claim.text for claim in chosen.claims] == ["The bridge opened with a regatta."]


def test_sentence_text_is_cut_by_offsets_in_the_article() -> None:
    assert [sentence_text(BRIDGE, span) for span in BRIDGE.sentences] == [REOPENED, COST, THANKED, LANES]
    assert sentence_text(BRIDGE, Span(BRIDGE.start, BRIDGE.end)) == BRIDGE.text


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much does parking cost?", "Parking costs £2."),
        ("How much do students pay?", "Students pay £4."),
    ],
)
def test_a_short_sentence_with_its_full_stop_answers(question: str, sentence: str) -> None:
    assert answer(question, passage("The mill was restored in six years.", sentence)) == [sentence]
