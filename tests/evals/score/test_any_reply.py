"""Whatever a service sends: it is scored, within bounds, and nothing raises."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evals.score.reading import read
from tests.evals.made import REPAIRS, cite, made_body, made_case, made_result, made_summary

WORDS = """
the repairs cost more than up to 20 twenty million 45 % percent , . ; - – not no and but [1] [2] [1,2] 9 May
2025 31 February Monday hundred th 80th between to of U.S. Ana Lind ’ é 🙂 ' () [ ] 1,000 99999999999999999999
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", ""])
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.text(max_size=60))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, status=st.sampled_from(["answered", "partial", "abstained"]))
def test_any_text(text: str, status: str) -> None:
    forbidden = [{"id": "x", "number": 20}]
    for case, field in (
        (made_case(forbidden=forbidden), "answer"),
        (made_summary(forbidden=forbidden), "summary"),
    ):
        result = made_result(case, made_body(text, cite(1, REPAIRS), status=status, field=field))
        shares = [score.value for name, score in result.scores.items() if name != "novel_numbers"]
        assert all(value is None or 0 <= value <= 1 for value in shares)
        assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in result.facts if one.span)


@settings(max_examples=100, deadline=None)
@given(citations=JSON, usage=JSON)
def test_any_json(citations: Any, usage: Any) -> None:
    body = {"answer": "So. [1]", "status": "answered", "citations": citations, "usage": usage}
    assert made_result(made_case(), body).passed is False


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_places_are_places_of_the_text(text: str) -> None:
    reading = read(text)
    for span in (*reading.values, *reading.sentences):
        assert 0 <= span.start < span.end <= len(text)
    assert all(word.text == text[word.start : word.end] for word in reading.words)


def test_a_marker_of_any_length() -> None:
    assert made_result(made_case(), made_body(f"So. [{'9' * 5000}]")).passed is False
