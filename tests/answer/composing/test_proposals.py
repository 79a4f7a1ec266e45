"""A model's reply read as it comes: JSON in any wrapping, lines with markers, or neither."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer.composing.proposals import MOST_PROPOSALS, Proposal, ProposalReader, Reference, read_question

FIRST = {"text": "The bridge reopened.", "quotes": [{"passage": 1, "quote": "The bridge reopened on Monday"}]}
SECOND = {"text": 'It cost "3" {euros}.', "quotes": [{"passage": 2, "quote": "cost 3 euros \\ }"}]}
REPLY = json.dumps({"claims": [FIRST, SECOND]})
READ = [
    Proposal("The bridge reopened.", (Reference(1, "The bridge reopened on Monday"),)),
    Proposal('It cost "3" {euros}.', (Reference(2, "cost 3 euros \\ }"),)),
]
LINES = "The bridge reopened. [1]\n- It cost 3 euros. [2][1]\n2. Ada spoke [3, 1]."
LINES_READ = [
    Proposal("The bridge reopened.", (Reference(1),)),
    Proposal("It cost 3 euros.", (Reference(2), Reference(1))),
    Proposal("Ada spoke", (Reference(3), Reference(1))),
]


def pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def read(text: str, size: int = 1000) -> list[Proposal] | None:
    reader = ProposalReader()
    found = [one for piece in pieces(text, size) for one in reader.feed(piece)]
    rest = reader.finish()
    return None if rest is None else found + rest


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REPLY, READ),
        (json.dumps([FIRST, SECOND]), READ),
        (json.dumps({"claims": [FIRST, SECOND]}, indent=2), READ),
        (f"```json\n{REPLY}\n```", READ),
        (f'Sure, here\'s "the JSON" [as asked]: {REPLY} Hope it helps [1].', READ),
        (json.dumps(FIRST) + "\n" + json.dumps(SECOND), READ),
        (LINES, LINES_READ),
        ('{"claims": []}', []),
        ('```json\n{"claims": []}\n```', []),
        ("[]", []),
        (" [ ]\n", []),
    ],
)
def test_claims_are_read_however_they_are_wrapped(text: str, expected: list[Proposal], size: int) -> None:
    assert read(text, size) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I don't know.",
        '{"answer": "The bridge"}',
        '{"claims": "none"}',
        '{"claims": [{"text": "x"',
        "null",
        '{"claims": [{"claim": "x", "quotes": []}]}',
        '{"claims": [[]]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_form_of_claims_is_told(text: str) -> None:
    assert read(text) is None


def test_a_claim_is_there_with_its_last_character() -> None:
    reader, text = ProposalReader(), REPLY
    at = text.index("}]}") + 3  # the end of the first claim
    assert [reader.feed(piece) for piece in pieces(text[: at - 1], 1)] == [[]] * (at - 1)
    assert reader.feed(text[at - 1]) == READ[:1]


def test_a_marked_line_is_there_when_its_markers_have_ended() -> None:
    reader = ProposalReader()
    assert reader.feed("It cost 3 euros. [2]") == []
    assert reader.feed("[1]") == []
    assert reader.feed("\nA") == LINES_READ[1:2]


@pytest.mark.parametrize(
    ("quotes", "references"),
    [
        ([], ()),
        ([{"passage": "2", "quote": "words"}], (Reference(2, "words"),)),
        ([{"passage": True, "quote": "words"}], (Reference(None, "words"),)),
        ([{"passage": "p2", "quote": "words"}], (Reference(None, "words"),)),
        ([{"passage": 2, "quote": 7}], (Reference(2, ""),)),
        ([{}], (Reference(None, ""),)),
        (["words"], (Reference(None),)),
        ([3], (Reference(3),)),
    ],
)
def test_references_are_read_as_they_are(quotes: list[object], references: tuple[Reference, ...]) -> None:
    assert read(json.dumps({"claims": [{"text": "A.", "quotes": quotes}]})) == [Proposal("A.", references)]


def test_numbers_of_claims_are_read() -> None:
    assert read('{"claims": [{"text": "A.", "claims": [1, 4]}]}') == [
        Proposal("A.", (Reference(1), Reference(4)))
    ]


def test_a_models_own_markers_are_taken_out() -> None:
    assert read('{"claims": [{"text": "A [1] b. [2, 3]", "quotes": []}]}') == [Proposal("A b.", ())]


@pytest.mark.parametrize("text", [" ", "\u200b\u2060", "[1]", "\x00\x1b"])
def test_a_claim_of_nothing_is_no_claim(text: str) -> None:
    assert read(json.dumps({"claims": [{"text": text, "quotes": []}]})) is None


@pytest.mark.parametrize("size", [100, 10_000])
@pytest.mark.parametrize("text", ["x" * 2001, "x" * 5000])
def test_a_claim_of_a_page_is_there_to_be_refused(text: str, size: int) -> None:
    refused = [Proposal("x" * 2000, (), "too_long")]
    assert read(json.dumps({"claims": [{"text": text, "quotes": [1]}]}), size) == refused
    assert read(f"{text} [1]", size) == refused


@pytest.mark.parametrize("text", ["The b\u0430nk lent 3 euros.", "It did n\u03bft open."])
def test_a_word_of_two_scripts_is_there_to_be_refused(text: str) -> None:
    refused = [Proposal(text, (), "mixed_script")]
    assert read(json.dumps({"claims": [{"text": text, "quotes": [1]}]})) == refused
    assert read(f"{text} [1]") == refused


def test_half_characters_become_whole() -> None:
    text = (
        r'{"claims": [{"text": "It cost 3 euros \ud83d.", "quotes": [{"passage": 1, "quote": "a \udc00"}]}]}'
    )
    assert read(text) == [Proposal("It cost 3 euros \ufffd.", (Reference(1, "a \ufffd"),))]
    assert read_question(r'{"question": "Who \ud83d spoke?"}') == "Who \ufffd spoke?"
    assert read_question("Who \ud83d spoke?") == "Who \ufffd spoke?"


@pytest.mark.parametrize("digits", [7, 5000])
def test_a_number_beyond_any_passage_names_none(digits: int) -> None:
    quotes = [{"passage": "1" * digits, "quote": "words"}]
    body = json.dumps({"claims": [{"text": "A.", "quotes": quotes}]})
    assert read(body) == [Proposal("A.", (Reference(None, "words"),))]


def test_no_more_is_read_than_so_many_claims() -> None:
    reader = ProposalReader()
    body = json.dumps({"claims": [{"text": f"{at}.", "quotes": []} for at in range(MOST_PROPOSALS + 50)]})
    assert [one.text for one in reader.feed(body)] == [f"{at}." for at in range(MOST_PROPOSALS)]
    assert reader.is_over
    assert reader.feed(body) == []
    assert reader.finish() == []


def test_lines_are_counted_too() -> None:
    assert len(read("A. [1]\n" * (MOST_PROPOSALS + 50)) or []) == MOST_PROPOSALS


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize(
    "text",
    [
        'Sure, here you go: ```json {"claims": []}```',
        '{"claims":[]} Hope it helps',
        '```JSON\n{"claims": []}\n```',
        "```JSON\n[]\n```",
        '<think>The passages say {"nothing"} [1].</think>{"claims": []}',
        '{"reason": "none of them says it", "claims": [ ]}',
    ],
)
def test_none_is_read_whatever_stands_round_it(text: str, size: int) -> None:
    assert read(text, size) == []


@pytest.mark.parametrize(
    "text", ['{"answer": "{\\"claims\\": []}"}', '{"answer": {"claims": []}}', '"claims": []']
)
def test_none_somewhere_inside_is_not_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_thoughts_before_a_reply_are_no_claims(size: int) -> None:
    thoughts = f"<think>Passage 1 says so. [1] {REPLY}</think>\n<THINK></THINK>\n"
    assert read(thoughts + REPLY, size) == READ
    assert read(thoughts + LINES, size) == LINES_READ
    assert read(f"<think>Passage 1 says so. [1] {REPLY}", size) is None
    assert read("<thin ice broke. [1]", size) == [Proposal("<thin ice broke.", (Reference(1),))]
    assert read_question(thoughts + "Who spoke?") == "Who spoke?"


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(max_size=30)), min_size=1), st.integers(1, 9)
)
def test_any_text_comes_through_json(claims: list[tuple[str, str]], size: int) -> None:
    body = [{"text": text, "quotes": [{"passage": 1, "quote": quote}]} for text, quote in claims]
    whole = read(json.dumps({"claims": body}), 10_000)
    assert read(json.dumps({"claims": body}), size) == whole
    assert read(json.dumps({"claims": body}, ensure_ascii=False), size) == whole


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ('{"question": "Who  spoke?"}', "Who spoke?"),
        ('```\n{"question": "Who spoke?"}\n```', "Who spoke?"),
        ("Who spoke?\n", "Who spoke?"),
        ("", None),
        ('{"question": ""}', None),
        ('{"query": "Who spoke?"}', None),
        ('{"question": "Who', None),
        ("Here it is:\nWho spoke?", None),
    ],
)
def test_a_rewritten_question_is_read(text: str, question: str | None) -> None:
    assert read_question(text) == question
