"""The faults that are counted in summaries, one reply each."""

from typing import Any

import pytest

from evals.bench.quality.summary_faults import Section, Summarized, faults_of

TEXT = "The storm broke the bridge. It cost 2 million euros. Bakers sold bread."
SECTIONS = (Section("a", 0, 40), Section("a", 28, len(TEXT)))


def summarized(*sentences: str, coverage: float | None = None) -> Summarized:
    citations: list[dict[str, Any]] = [
        {"number": place + 1, "article_id": "a", "quote": text, "start": at, "end": at + len(text)}
        for place, text in enumerate(sentences)
        for at in [max(0, TEXT.find(text))]
    ]
    text = " ".join(f"{one} [{place + 1}]" for place, one in enumerate(sentences))
    body = {
        "status": "answered",
        "summary": text,
        "claims": [{"text": one} for one in sentences],
        "citations": citations,
    }
    return Summarized({**body, "coverage": coverage}, SECTIONS)


def faults(*sentences: str, coverage: float = 1.0, max_words: int = 100) -> list[str]:
    found = faults_of(summarized(*sentences, coverage=coverage), {"a": TEXT}, max_words=max_words)
    return [one.partition(":")[0] for one in found]


def test_a_good_summary_has_none() -> None:
    assert faults("The storm broke the bridge.", "It cost 2 million euros.") == []
    assert faults("The storm broke the bridge.", coverage=0.5) == []


def test_a_pronoun_needs_the_sentence_before_it() -> None:
    assert faults("It cost 2 million euros.") == ["opens hanging"]
    assert faults("Bakers sold bread.", "It cost 2 million euros.") == ["sentence hangs"]


@pytest.mark.parametrize("line", ["# Bakers", "Photo: bread.", "Bakers and bread", "Who sold bread?"])
def test_what_is_no_sentence(line: str) -> None:
    assert "heading or caption" in faults("The storm broke the bridge.", line, coverage=0.5)


def test_a_note_may_follow_the_stop() -> None:
    assert "heading or caption" not in faults("Bakers sold bread.[citation needed]")


def test_what_is_said_nearly_twice() -> None:
    assert "near repeat" in faults("The storm broke the bridge.", "The bridge was broken by a storm.")


def test_a_word_over_the_limit() -> None:
    assert faults("The storm broke the bridge.", coverage=0.5, max_words=5) == []
    assert faults("The storm broke the bridge.", coverage=0.5, max_words=4) == ["over the limit"]


def test_a_quote_that_the_article_has_otherwise() -> None:
    assert faults("Bakers sold cake.", coverage=0.5) == ["quote not verbatim"]


@pytest.mark.parametrize(("said", "is_true"), [(0.5, True), (1.0, False), (0.0, False)])
def test_coverage_is_counted_again(said: float, is_true: bool) -> None:
    assert (faults("The storm broke the bridge.", coverage=said) == []) is is_true
