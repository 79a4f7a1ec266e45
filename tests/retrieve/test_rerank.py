"""What speaks for a passage beside its fused score."""

from datetime import date

import pytest

from app.ingest.sentences import sentence_spans
from app.models import Hit, Passage, ToldDay
from app.retrieve.rerank import Wanted, rerank, wanted

TOGETHER = "Ada Brook opened the bridge. Rain fell on the hills."
APART = "Ada Lane spoke. Rain fell on the brook. The bridge was wet. Shops opened late."


def asked(query: str) -> Wanted:
    return wanted(query, passages=100, frequencies=dict.fromkeys(query.strip("?").split(), 5))


def hit(
    text: str,
    *,
    score: float = 0.5,
    source: str | None = None,
    day: date | None = None,
    told: date | None = None,
) -> Hit:
    spans = tuple(sentence_spans(text))
    days = (ToldDay(told, 0, 1),) if told else ()
    made = Passage(text[:12], "id", "1", 0, "Untitled", None, day, text, 0, len(text), spans, source, days)
    return Hit(made, score, None, 1)


def best_of(query: str, *hits: Hit) -> str:
    return rerank(hits, asked(query), first=10)[0].passage.text


@pytest.mark.parametrize("first", [TOGETHER, APART])
def test_words_in_one_sentence_beat_the_same_words_strewn(first: str) -> None:
    other = APART if first == TOGETHER else TOGETHER
    assert best_of("When was bridge opened?", hit(first), hit(other)) == TOGETHER


def test_neighbours_of_the_question_count_side_by_side() -> None:
    strewn = "The brook that Ada crossed ran under the bridge."
    together = "The bridge was crossed by Ada Brook and her dog."
    assert best_of("Has Ada Brook crossed bridge", hit(strewn), hit(together)) == together


def test_a_function_word_between_neighbours_is_passed_over() -> None:
    [found] = rerank([hit("The Ministry of the Interior.", score=0)], asked("Ministry of Interior"), first=1)
    [strewn] = rerank(
        [hit("The Ministry painted its Interior.", score=0)], asked("Ministry of Interior"), first=1
    )
    assert found.score > strewn.score > 0


def test_other_forms_of_a_word_count_and_longer_words_do_not() -> None:
    [form] = rerank([hit("Both countries went there.", score=0)], asked("country go"), first=1)
    [longer] = rerank([hit("The government counted.", score=0)], asked("country go"), first=1)
    assert form.score > 0
    assert longer.score == 0


def test_a_named_source_and_day_lift_their_passages() -> None:
    same, day = "The bridge is shut.", date(2025, 5, 9)
    plain, desk = hit(same), hit(same, source="City Desk")
    question = asked("What did City Desk say of the bridge on 9 May 2025?")
    [first, _] = rerank([plain, desk], question, first=2)
    assert first.passage.source == "City Desk"
    [dated, _] = rerank([plain, hit(same, day=day)], question, first=2)
    assert dated.passage.published_at == day


def test_a_day_that_is_told_lifts_more_than_the_day_of_publication() -> None:
    question, day = asked("What was shut on 9 May 2025?"), date(2025, 5, 9)
    published, told = hit("The bridge is shut.", day=day), hit("The bridge is shut.", told=day)
    [first, second] = rerank([published, told], question, first=2)
    assert first.passage.days
    assert first.score > second.score


def test_what_is_not_reordered_comes_after_with_a_lower_score() -> None:
    hits = [hit(APART, score=0.9), hit("Nothing.", score=0.8), hit(TOGETHER, score=0.7)]
    ranked = rerank(hits, asked("When was bridge opened?"), first=2)
    assert [one.passage.text for one in ranked] == [APART, "Nothing.", TOGETHER]
    assert ranked[1].score > ranked[2].score


def test_scores_stay_within_one() -> None:
    day = date(2025, 5, 9)
    everything = hit("Ada Brook opened", score=1, source="Ada Brook", day=day, told=day)
    [found] = rerank([everything], asked("Ada Brook opened 9 May 2025"), first=1)
    assert 0.8 < found.score <= 1


def test_a_question_without_content_reorders_nothing() -> None:
    hits = [hit(APART, score=0.9), hit(TOGETHER, score=0.8)]
    assert [one.passage.text for one in rerank(hits, asked("who is it"), first=2)] == [APART, TOGETHER]


def test_a_run_of_letters_is_no_word() -> None:
    query = "x" * 100
    assert rerank([hit(query, score=0)], asked(query), first=1)[0].score == 0
