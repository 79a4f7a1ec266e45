"""Tests of the days that a text tells of, and of what "the day before" counts from."""

import datetime

import pytest

from app.ingest.sentences import sentence_spans
from app.language.told_days import days_from, days_within, told_days
from app.models import Span, ToldDay

FRIDAY = datetime.date(2024, 6, 14)


def told(text: str, published_at: datetime.date | None = FRIDAY) -> list[tuple[str, str]]:
    """The words and their days; those of the events that they count from are marked."""
    return [
        (("<- " if day.of_event else "") + text[day.start : day.end], f"{day.date:%d %b}")
        for day in told_days(text, sentence_spans(text), published_at)
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("The mill burned on Tuesday. The next day it rained.", "12 Jun", id="the next day"),
        pytest.param(
            "The mill burned on Tuesday. It was sold the day before.", "10 Jun", id="the day before"
        ),
        pytest.param("The mill burned on Tuesday. Two days later Ada came.", "13 Jun", id="days later"),
        pytest.param(
            "The mill burned on 3 May, and two days earlier it flooded.", "01 May", id="one sentence"
        ),
        pytest.param(
            "The mill burned on 3 May. The following Monday Ada came.", "06 May", id="weekday after"
        ),
        pytest.param(
            "The mill burned on 3 May. The previous Monday Ada left.", "29 Apr", id="weekday before"
        ),
        pytest.param("On Tuesday, a day later, Ada came.", "11 Jun", id="set off beside its date"),
        pytest.param("Ada came a day later, on Wednesday.", "12 Jun", id="set off before its date"),
    ],
)
def test_it_counts_from_the_day_named_last(text: str, day: str) -> None:
    assert day in [day for words, day in told(text) if " " in words and not words[0].isdigit()]
    assert not any(words.startswith("<-") for words, _ in told(text))


def test_each_counts_from_the_one_before() -> None:
    text = "The mill burned on Monday. The next day Ada came. Two days later she left."
    assert [day for _, day in told(text)] == ["10 Jun", "11 Jun", "13 Jun"]


@pytest.mark.parametrize(
    ("text", "event", "day"),
    [
        pytest.param(
            "Ada left on 4 June, two days after rain fell.", "02 Jun", "04 Jun", id="beside its date"
        ),
        pytest.param(
            "Ada left two days after the fire on 4 June.", "04 Jun", "06 Jun", id="date of the event"
        ),
        pytest.param(
            "The crew voted on Monday. Rain fell. The day before the vote, Ada left.",
            "10 Jun",
            "09 Jun",
            id="event told before",
        ),
        pytest.param(
            "The mill was closed on Tuesday. Ada ordered the closure at noon, a day after a routine check.",
            "10 Jun",
            "11 Jun",
            id="what goes before was told",
        ),
    ],
)
def test_it_counts_from_an_event_that_is_named(text: str, event: str, day: str) -> None:
    *_, (words, found), (of_event, known) = [
        one for one in told(text) if "da" in one[0] and "une" not in one[0]
    ]
    assert (found, known, of_event) == (day, event, f"<- {words}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The next day Ada left.", id="no day before"),
        pytest.param("The mill burned on Tuesday.\n\nThe next day Ada left.", id="another paragraph"),
        pytest.param("The mill burned in March. The next day Ada left.", id="only a month before"),
        pytest.param("The mill has been shut since 3 May. The next day Ada left.", id="only since when"),
        pytest.param("The mill burned on Tuesday. A day after the trial Ada left.", id="event not told of"),
        pytest.param("Ada said on Tuesday that it sank, two days after leaving.", id="day of what was said"),
        pytest.param("Ada and Bo ate on Tuesday. Ada left a day after Ada and Bo.", id="only names"),
        pytest.param("The mill burned on Friday. The next day Ada left.", id="later than the article"),
    ],
)
def test_what_nothing_settles_has_no_day(text: str) -> None:
    assert [words for words, _ in told(text) if " " in words and not words[0].isdigit()] == []


def test_without_publication_it_counts_from_a_full_date() -> None:
    text = "The mill burned on 8 May 1925. The next day Ada left. On Friday she died."
    assert told(text, None) == [("8 May 1925", "08 May"), ("The next day", "09 May")]


def test_days_are_cut_and_moved_with_their_text() -> None:
    days = [ToldDay(FRIDAY, 2, 5), ToldDay(FRIDAY, 8, 12), ToldDay(FRIDAY, 18, 25)]
    within = days_within(days, Span(5, 20))
    assert within == (days[1],)
    assert days_from(within, 5) == (ToldDay(FRIDAY, 3, 7),)
