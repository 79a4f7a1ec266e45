"""Words, sentences, phrases, clauses."""

import pytest

from evals.score.clauses import clauses
from evals.score.reading import read
from evals.score.text import find_phrase, markers_in, sentences, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. [1] Two. [2]", ["One. [1]", "Two. [2]"]),
        ("One [1]. Two [2].", ["One [1].", "Two [2]."]),
        ("The U.S. tariff. It rose.", ["The U.S. tariff.", "It rose."]),
        ("Mr. Lind came. So did 1.5 million.", ["Mr. Lind came.", "So did 1.5 million."]),
        ("- One. [1]\n- Two. [2]\n", ["One. [1]", "Two. [2]"]),
        ("## Head\n\nBody", ["Head", "Body"]),
        ('He said "no." Then left.', ['He said "no."', "Then left."]),
        ("[1] [2]", []),
        ("", []),
    ],
)
def test_sentences_have_their_markers(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a [1][2] b [2, 3]", (1, 2, 3)), ("a [x] (1)", ()), ("", ())],
)
def test_markers_once_each(text: str, expected: tuple[int, ...]) -> None:
    assert markers_in(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sign", "signed"),
        ("tighten", "tightening"),
        ("party", "parties"),
        ("exchange", "exchanged"),
        ("plan", "planned"),
        ("day", "days"),
        ("process", "processes"),
    ],
)
def test_endings_aside(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("twenty", "twentieth"), ("war", "warm"), ("trade", "tried")])
def test_other_words_stay_other(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("joint statement", "They signed Joint  Statements.", "Joint  Statements"),
        (
            "incidents ... not affect",
            "Incidents, he said, do not affect them.",
            "Incidents, he said, do not affect",
        ),
        ("no third party", "at no third party", "no third party"),
        ("art", "party", None),
        ("joint statement", "joint and statement", None),
        ("...", "anything", None),
    ],
)
def test_phrases_are_whole_words(phrase: str, text: str, found: str | None) -> None:
    span = next(find_phrase(phrase, words(text)), None)
    assert (text[span.start : span.end] if span else None) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose, but it fell.", ["It rose, ", "but it fell."]),
        ("US tariffs are 145 percent and China's are 125 percent.", 2),
        ("On Friday, 9 May 2025, it rose.", 1),
        ("Between 20 and 30 came.", 1),
        ("20, not 30.", 2),
    ],
)
def test_clauses(text: str, expected: list[str] | int) -> None:
    reading = read(text)
    parts = clauses(text, reading.sentences[0], reading.values)
    found = [text[part.start : part.end] for part in parts]
    assert "".join(found) == text
    assert (len(found) if isinstance(expected, int) else found) == expected
