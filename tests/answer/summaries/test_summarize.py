"""Summaries of the embedded engine: whole sentences that say most, within the word limit."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answer.summaries.summarize import section_coverage, summarize
from app.models import Draft, Passage, Reason, Span
from tests.answer.made import evidence, passage

STORM = "A storm broke the harbour bridge in the night of Sunday."
REPAIRS = "The repairs of the harbour bridge took three long weeks."
COST = "The city paid 2.4 million euros for steel and wages."
FERRY = "A ferry carried people over the harbour until the bridge opened."
BAKERS = "Bakers on the quay sold twice as much bread that month."
STORY = passage(STORM, REPAIRS, COST, FERRY, BAKERS)


def texts(draft: Draft) -> list[str]:
    return [claim.text for claim in draft.claims]


def summary(*passages: Passage, max_words: int = 100, focus: str = "") -> list[str]:
    return texts(summarize(passages, max_words=max_words, focus=focus))


@pytest.mark.parametrize("max_words", range(10, 70, 3))
def test_the_word_limit_holds(max_words: int) -> None:
    chosen = summary(STORY, max_words=max_words)
    assert sum(len(text.split()) for text in chosen) <= max_words


def test_a_sentence_of_exactly_the_limit_fits() -> None:
    words = len(STORM.split())
    assert summary(passage(STORM), max_words=words) == [STORM]
    assert summary(passage(STORM), max_words=words - 1) == []


def test_a_list_mark_is_not_a_word() -> None:
    assert summary(passage(f"- {STORM}"), max_words=len(STORM.split())) == [STORM]


def test_one_article_leads_with_its_first_sentence() -> None:
    assert summary(STORY, max_words=12) == [STORM]


def test_reading_order() -> None:
    chosen = summary(STORY)
    assert len(chosen) >= 3
    assert chosen == sorted(chosen, key=STORY.text.index)


def test_articles_keep_the_order_in_which_they_were_given() -> None:
    other = passage("Voters in the valley chose a new council on Tuesday.", article_id="a-vote")
    chosen = summary(STORY, other, max_words=200)
    assert chosen[-1] == other.text
    assert summary(other, STORY, max_words=200)[0] == other.text


def test_what_says_the_same_is_said_once() -> None:
    again = passage(
        "In the night of Sunday a storm broke the harbour bridge.", article_id="again", title="Again"
    )
    chosen = summary(STORY, again, max_words=500)
    assert len([text for text in chosen if "storm" in text]) == 1


def test_a_sentence_in_two_overlapping_passages_is_used_once() -> None:
    assert summary(STORY, STORY, max_words=500) == summary(STORY, max_words=500)


def test_the_focus_comes_first() -> None:
    assert summary(STORY, max_words=12, focus="bakers and bread") == [BAKERS]


def test_a_focus_on_nothing_changes_nothing() -> None:
    assert summary(STORY, max_words=30, focus="the of and") == summary(STORY, max_words=30)


@pytest.mark.parametrize(
    "sentence",
    [
        "It broke the harbour bridge in the night of Sunday.",
        "They paid 2.4 million euros for the steel and wages.",
        "However, the repairs of the harbour bridge took weeks.",
        "This cost the city 2.4 million euros in one month.",
        "- They also paid 2.4 million euros for the steel.",
        "3. However, the repairs of the harbour bridge took weeks.",
    ],
)
def test_no_sentence_hangs_on_one_that_is_not_there(sentence: str) -> None:
    assert summary(passage(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "# The harbour bridge in the night of the storm",
        "Photo: the harbour bridge in the night of the storm.",
        "What broke the harbour bridge in the night of Sunday?",
        "The harbour bridge was broken by these three things:",
        "| storm | bridge | harbour | night | Sunday | city |",
        "> The harbour bridge broke in the night of Sunday.",
        "The bridge broke on Sunday",
    ],
    ids=["heading", "caption", "question", "lead-in", "table", "quotation", "stub"],
)
def test_what_is_not_prose_is_left_out(sentence: str) -> None:
    assert summary(passage(sentence, STORM)) == [STORM]


@pytest.mark.parametrize(
    ("passages", "max_words"),
    [([], 100), ([STORY], 9), ([passage("Open at noon.")], 100)],
    ids=["no passages", "no sentence within the limit", "no prose"],
)
def test_nothing_to_say_is_a_reason(passages: list[Passage], max_words: int) -> None:
    expected = Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)
    assert summarize(passages, max_words=max_words, focus="") == expected


def test_what_leans_on_a_sentence_comes_with_it() -> None:
    leaning = "It cost the city 2.4 million euros, 300 tons of steel and 12 cranes from Hull."
    assert summary(passage(STORM, leaning), max_words=40) == [STORM, leaning]
    assert summary(passage(STORM, leaning), max_words=len(leaning.split())) == [STORM]


REPLY = "The fishermen of Hull disagreed."
REPLIED = "The mayor said that the new bridge would end their trade for good."


def test_a_short_reply_comes_with_what_it_answers_or_not_at_all() -> None:
    story = passage(STORM, REPAIRS, REPLIED, REPLY, BAKERS)
    for max_words in range(10, 60):
        chosen = summary(story, max_words=max_words)
        assert REPLY not in chosen or REPLIED in chosen
    assert REPLY in summary(story, max_words=100)


def test_a_sentence_of_three_words_is_not_better_for_being_short() -> None:
    room = sum(len(one.split()) for one in (STORM, FERRY))
    assert summary(passage(STORM, "Ada Brook sang.", FERRY), max_words=room) == [STORM, FERRY]


def test_what_leans_on_no_prose_is_left_out() -> None:
    assert summary(passage(STORM, "## The cost of it", "It cost the city 2.4 million euros.")) == [STORM]


def moved(one: Passage, start: int) -> Passage:
    """A passage of one sentence further on in its article."""
    span = Span(start, start + len(one.text))
    return replace(one, start=span.start, end=span.end, sentences=(span,), ordinal=one.ordinal + 1)


def test_what_leans_across_a_gap_between_passages_is_left_out() -> None:
    first = passage(STORM)
    assert summary(first, moved(passage("It cost the city 2.4 million euros."), first.end + 500)) == [STORM]


def test_a_sentence_before_comes_from_the_passage_before_too() -> None:
    leaning = "It cost the city 2.4 million euros."
    first = passage(STORM)
    assert summary(first, moved(passage(leaning), first.end + 1)) == [STORM, leaning]


def test_what_goes_on_needs_an_earlier_sentence_of_its_article() -> None:
    going_on = "The mayor also paid 300 bakers for the bread."
    assert summary(passage(going_on)) == []
    assert summary(passage(STORM, REPAIRS, going_on)) == [STORM, REPAIRS, going_on]


def test_a_list_is_taken_from_its_start() -> None:
    aims = [
        "Ada Brook named three aims.",
        "- The first aim is a wider road.",
        "- The second aim is a cheaper ferry for the 9,000 people of Hull.",
        "- The third aim is a school.",
    ]
    for max_words in range(10, 45):
        chosen = summary(passage(*aims), max_words=max_words)
        said = [aim.removeprefix("- ") for aim in aims]
        assert chosen == said[: len(chosen)] or chosen == said[1 : len(chosen) + 1]


def test_what_is_cut_off_is_left_out() -> None:
    assert summary(passage(STORM, "The city paid 2.4 million euros for steel and the")) == [STORM]
    assert summary(passage(STORM, "and in Hull the city paid 2.4 million euros for steel.")) == [STORM]


def test_an_article_without_stops_is_summarized_all_the_same() -> None:
    line = "The city paid 2.4 million euros for steel"
    assert summary(passage(line)) == [line]


@pytest.mark.parametrize(
    "of_itself",
    [
        "This article was translated from Dutch on Friday, 9 May 2025, at 12:30.",
        "The table above compares the harbour bridge with 12 bridges of 1901.",
        "This guide therefore lists the 40 bridges of Hull and 12 of York.",
    ],
)
def test_what_a_text_says_of_itself_comes_last(of_itself: str) -> None:
    assert of_itself not in summary(passage(STORM, REPAIRS, of_itself, COST, FERRY, BAKERS), max_words=45)


def test_the_word_limit_is_used() -> None:
    chosen = summary(STORY, max_words=sum(len(one.split()) for one in (STORM, REPAIRS, COST, FERRY, BAKERS)))
    assert chosen == [STORM, REPAIRS, COST, FERRY, BAKERS]


def test_the_focus_is_served_before_the_rest() -> None:
    chosen = summary(STORY, max_words=22, focus="What did the city pay for steel?")
    assert COST in chosen


NOUNS = st.sampled_from(
    ["bridge", "storm", "ferry", "mayor", "steel", "harbour", "bread", "Ada", "42", "quay"]
)
SENTENCES = st.lists(NOUNS, min_size=2, max_size=25).map(lambda found: f"The {' '.join(found)} stood.")
PASSAGES = st.lists(st.lists(SENTENCES, min_size=1, max_size=8), min_size=1, max_size=4).map(
    lambda all_: [passage(*some, article_id=f"a{place}") for place, some in enumerate(all_)]
)


@given(PASSAGES, st.integers(10, 200), st.sampled_from(["", "storm", "Ada ferry"]))
@settings(max_examples=100, deadline=None)
def test_any_summary_is_short_enough_in_order_verbatim_and_without_repeats(
    passages: list[Passage], max_words: int, focus: str
) -> None:
    draft = summarize(passages, max_words=max_words, focus=focus)
    assert sum(len(text.split()) for text in texts(draft)) <= max_words
    assert len(set(texts(draft))) == len(draft.claims)
    assert bool(draft.claims) == (draft.missing is None)
    places = [place_of(claim.quotes[0].passage_id, claim.quotes[0].span) for claim in draft.claims]
    assert len(places) == len(set(places))
    assert places == sorted(places) or "Ada" in focus  # a name comes first
    by_id = {one.passage_id: one for one in passages}
    for quote in (claim.quotes[0] for claim in draft.claims):
        assert quote.span in by_id[quote.passage_id].sentences


def place_of(passage_id: str, span: Span | None) -> tuple[int, int]:
    assert span is not None
    match = re.search(r"_a(\d+)_", passage_id)
    assert match
    return int(match[1]), span.start


@pytest.mark.parametrize(
    ("starts", "coverage"),
    [([], 0.0), ([14], 0.5), ([14, 20], 0.5), ([14, 80], 1.0), ([500], 0.0)],
    ids=["none", "one of two", "twice in one", "both", "outside"],
)
def test_coverage_is_the_share_of_sections_cited(starts: list[int], coverage: float) -> None:
    first = passage("x" * 40)
    second = replace(first, start=60, end=100, passage_id="second")
    cited = [evidence("quote", start=start) for start in starts]
    assert section_coverage([first, second], cited) == coverage


def test_a_quote_over_the_edge_covers_both_sections() -> None:
    first = passage("x" * 40)
    second = replace(first, start=first.end, end=first.end + 40)
    assert section_coverage([first, second], [evidence("quote", start=first.end - 2)]) == 1.0
    assert section_coverage([first, second], [evidence("quote", start=first.end)]) == 0.5


def test_a_quote_of_another_article_covers_nothing() -> None:
    assert section_coverage([STORY], [evidence("quote", start=STORY.start, article_id="ferry")]) == 0.0


def test_without_sections_nothing_is_covered() -> None:
    assert section_coverage([], []) == 0.0
