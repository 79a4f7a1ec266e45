"""A question in two parts is read as two; one with an "and" of its own stays one."""

import pytest

from app.answer.questions.parts import parts_of, with_antecedent


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When was it built and who built it?", ("When was it built?", "Who built it?")),
        ("Who won, and where did they sail?", ("Who won?", "Where did they sail?")),
        ("Who won? Where did they sail?", ("Who won?", "Where did they sail?")),
        ("When and where did it sink?", ("When did it sink?", "Where did it sink?")),
        ("When did it sink and where?", ("When did it sink?", "Where did it sink?")),
        ("Did the ferry sail and did it sink?", ("Did the ferry sail?", "Did it sink?")),
        (
            "When did it open, where is it, and who built it?",
            ("When did it open?", "Where is it?", "Who built it?"),
        ),
        (
            "How many boats came to Lima and how many sank?",
            ("How many boats came to Lima?", "How many sank?"),
        ),
        (
            "What are the rates of Lima and what are those of Quito?",
            ("What are the rates of Lima?", "What are those of Quito?"),
        ),
        ("What did Ada say about who won, and when did she say it?", None),
    ],
)
def test_two_questions(text: str, parts: tuple[str, ...] | None) -> None:
    expected = parts or ("What did Ada say about who won?", "When did she say it?")
    assert parts_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Who built the bridge?",
        "Which boats and ferries came and went?",
        "What did Ada Brook say about the bridge and the ferry?",
        "What is the difference between what Ada said and what Carl said?",
        "Did anyone say who won and who lost?",
        "Does Ada know when it opens and who built it?",
        "Who are the people who came and who were saved?",
        "Who was born in Lima and was buried in Quito?",
        "Explain who he was and what he did.",
        "After the flood and when the ferry had sunk, who came?",
        "When did it open, where is it, who built it, what is it, and why is it shut?",
        "And what?",
        "",
    ],
)
def test_one_question(text: str) -> None:
    assert parts_of(text) == (text,)


@pytest.mark.parametrize(
    ("part", "first", "whole"),
    [
        ("When did she retire?", "Where was Ada Brook born?", "When did Ada Brook retire?"),
        ("What was her boat?", "Where was Ada Brook born?", "What was Ada Brook's boat?"),
        ("Who knew her in Lima?", "Where was Ada Brook born?", "Who knew Ada Brook in Lima?"),
        ("When was it opened?", "Who drew the old bridge?", "When was the old bridge opened?"),
        ("When did it end?", "When did the long strike begin?", "When did the long strike end?"),
        ("What does its owner say?", "Which ferry sank in May?", "What does the ferry's owner say?"),
        ("What sank it?", "What happened to the ferry?", "What sank the ferry?"),
        ("Where did he live?", "Who drew the old bridge?", "Where did Carl Dean live?"),
        ("Who paid?", "Who drew the old bridge?", "Who paid?"),
    ],
)
def test_a_pronoun_is_of_what_the_first_part_asks_about(part: str, first: str, whole: str) -> None:
    assert with_antecedent(part, first, ["The bridge was drawn by Carl Dean."]) == whole


@pytest.mark.parametrize(
    ("part", "first"),
    [
        ("Where did he live?", "Who drew the bridge?"),
        ("Where is it?", "Who followed Ada Brook and Carl Dean?"),
        ("Where is it?", "What sank?"),
    ],
)
def test_a_pronoun_of_nobody_knows_whom(part: str, first: str) -> None:
    assert with_antecedent(part, first, ["Eve Finch and Gil Hart drew it."]) is None
