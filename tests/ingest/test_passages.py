"""Passages: exact, within the model's window, complete, and the same ones for the same text."""

import hashlib
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

import app
from app.ingest.passages import MAX_INPUT_PIECES, MAX_PIECES, MIN_LAST_PIECES, OVERLAP_PIECES, pack_passages
from app.ingest.sentences import sentence_spans
from app.models import PackedPassage, Span
from tests.ingest.fakes import WordCounter


class WordPieces(WordCounter):
    """The model's own word pieces, from the file that ships."""

    model_id = "word-pieces"

    def __init__(self) -> None:
        super().__init__()
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def piece_spans(self, text: str) -> list[Span]:
        """Where each word piece stands."""
        return [Span(*offsets) for offsets in self._tokenizer.encode(text, add_special_tokens=False).offsets]


TOKENIZER = Path(app.__file__).parent / "assets" / "minilm" / "tokenizer.json"
WORDS = WordCounter()
REAL = WordPieces()
NEWS = "".join(
    f"Delegates of group {n} met in hall {n % 7} on Monday. They spoke of tariffs, energy and peace. "
    f"No text was agreed{', although all of them had come for one' * (n % 5)}.\n\n"
    for n in range(60)
)


def pack(
    text: str, *, heading: str = "Title (2025-05-09)", embedder: WordCounter = WORDS, article_id: str = "a"
) -> list[PackedPassage]:
    return pack_passages(
        text, heading=heading, article_id=article_id, model_id=embedder.model_id, embedder=embedder
    )


def check(text: str, passages: list[PackedPassage], embedder: WordCounter) -> None:
    """What holds for the passages of any text."""
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    for passage in passages:
        assert passage.span == Span(passage.sentences[0].start, passage.sentences[-1].end)
        assert passage.embedded_text.endswith(passage.span.of(text))
    slices = [passage.span.of(text) for passage in passages]
    assert max(embedder.count_pieces(slices), default=0) <= MAX_PIECES
    embedded = embedder.count_pieces([passage.embedded_text for passage in passages])
    assert max(embedded, default=0) <= MAX_INPUT_PIECES
    for before, after in pairwise(passages):
        assert before.span.start < after.span.start
        assert before.span.end < after.span.end
    units = sorted({unit for passage in passages for unit in passage.sentences}, key=lambda unit: unit.start)
    assert all(before.end <= after.start for before, after in pairwise(units))
    assert "".join("".join(unit.of(text).split()) for unit in units) == "".join(text.split())
    assert len({passage.passage_id for passage in passages}) == len(passages)


@pytest.mark.parametrize("embedder", [WORDS, REAL], ids=["words", "word pieces"])
@pytest.mark.parametrize(
    "heading", ["", "Title (2025-05-09)", "Antidisestablishmentarianism " * 60, "x" * 5000]
)
@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        "One sentence.",
        "word " * 3000,
        "comma," * 1500,
        "supercalifragilistic" * 4 + "-" + "expialidocious" * 200,
        "x" * 20_000,
        "和平发展合作共赢" * 400,
        "각국정상회담" * 300,
        "e\u0301" * 3000,
        "😀" * 3000,
        "\u200b\n\n" * 3000,
        ("a" + " " * 3000) * 10,
        "a.\n\n" + "\n" * 9000 + "b.",
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_passages_of_any_shape(text: str, heading: str, embedder: WordCounter) -> None:
    check(text, pack(text, heading=heading, embedder=embedder), embedder)


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["Xi", "spoke.", "tariffs", "unbelievable", "U.S.", "一", "。", "é", "x" * 130, "a-b", "\u200b"]
        ),
        st.integers(1, 90),
        st.sampled_from([" ", "", "\n", "\n\n", ". "]),
    ),
    max_size=20,
).map(lambda runs: "".join((word + gap) * times for word, times, gap in runs))


@given(TEXTS, st.sampled_from(["", "Title", "long heading " * 40]))
@settings(max_examples=100, deadline=None)
def test_passages_of_any_text(text: str, heading: str) -> None:
    check(text, pack(text, heading=heading, embedder=REAL), REAL)


@pytest.mark.parametrize("text", ["", " \n "])
def test_white_space_has_no_passages(text: str) -> None:
    assert pack(text) == []


def test_passages_are_made_of_whole_sentences() -> None:
    assert {unit for passage in pack(NEWS) for unit in passage.sentences} == set(sentence_spans(NEWS))


def test_passages_are_full() -> None:
    counts = WORDS.count_pieces([passage.span.of(NEWS) for passage in pack(NEWS)])
    assert min(counts[:-1]) > MAX_PIECES - 50


def test_neighbours_overlap_by_whole_sentences_within_the_limit() -> None:
    passages = pack(NEWS)
    for before, after in pairwise(passages[:-1]):
        shared = Span(after.span.start, before.span.end)
        assert set(before.sentences) & set(after.sentences)
        assert WORDS.count_pieces([shared.of(NEWS)])[0] <= OVERLAP_PIECES


def test_a_long_sentence_is_not_overlapped() -> None:
    long = "Word " * 150 + "end. "
    passages = pack(long + long)
    assert [len(passage.sentences) for passage in passages] == [1, 1]


def test_a_short_rest_takes_in_the_sentence_before() -> None:
    text = "First " + "word " * 100 + "end. Second " + "word " * 100 + "end. A " + "word " * 33 + "rest."
    last = pack(text)[-1]
    assert len(last.sentences) == 2
    assert WORDS.count_pieces([last.span.of(text)])[0] >= MIN_LAST_PIECES


def test_the_heading_goes_before_the_slice() -> None:
    passage = pack("Xi spoke.", heading=" Talks\nin  Moscow ")[0]
    assert passage.embedded_text == "Talks in Moscow\nXi spoke."
    assert pack("Xi spoke.", heading=" ")[0].embedded_text == "Xi spoke."


def test_a_long_heading_is_cut_to_sixty_pieces() -> None:
    heading = pack("Xi spoke.", heading="Unbelievably antidisestablishmentarian " * 20, embedder=REAL)[0]
    assert 50 < REAL.count_pieces([heading.embedded_text.partition("\n")[0]])[0] <= 60


def test_a_long_sentence_is_cut_at_white_space() -> None:
    text = "seven words are here for the count " * 100
    assert all(
        text[unit.start - 1 : unit.start] in ("", " ") for passage in pack(text) for unit in passage.sentences
    )


def test_sentences_are_counted_in_one_call() -> None:
    embedder = WordCounter()
    pack(NEWS, embedder=embedder)
    sentences, slices = embedder.calls
    assert len(sentences) == len(sentence_spans(NEWS))
    assert len(slices) == len(pack(NEWS))


def test_ids_and_hashes_are_deterministic_and_tell_articles_apart() -> None:
    passage, again, other = pack("Xi spoke.")[0], pack("Xi spoke.")[0], pack("Xi spoke.", article_id="b")[0]
    assert passage == again
    assert passage.passage_id != other.passage_id
    assert passage.text_hash == other.text_hash
    assert passage.text_hash == hashlib.sha256(b"words\0Title (2025-05-09)\nXi spoke.").hexdigest()
    assert passage.passage_id.startswith("psg_")
    assert len(passage.passage_id) == 24


def test_a_passage_keeps_its_id_when_the_text_after_it_changes() -> None:
    before = {passage.embedded_text: passage.passage_id for passage in pack(NEWS)}
    after = {passage.embedded_text: passage.passage_id for passage in pack(NEWS + "One more sentence.")}
    assert len(before.keys() & after.keys()) >= len(before) - 1
    assert all(before[text] == after[text] for text in before.keys() & after.keys())


def test_equal_passages_of_an_article_have_ids_of_their_own() -> None:
    passages = pack(("Word " * 199 + "end. ") * 3)
    assert len({passage.embedded_text for passage in passages}) == 1
    assert len({passage.passage_id for passage in passages}) == 3


def test_two_parts_of_a_word_that_count_more_together_are_kept_apart() -> None:
    class Grudging(WordCounter):
        """Counts a slice of several sentences as more than their sum."""

        def count_pieces(self, texts: list[str]) -> list[int]:  # type: ignore[override]
            """Twice the words of a text with a full stop inside."""
            return [len(text.split()) * (1 + (". " in text)) for text in texts]

    text = "One two three four five. " * 60
    passages = pack(text, embedder=Grudging())
    assert max(Grudging().count_pieces([passage.span.of(text) for passage in passages])) <= MAX_PIECES
    assert {unit for passage in passages for unit in passage.sentences} == set(sentence_spans(text))


def test_a_long_text_packs_in_linear_time() -> None:
    class Fast(WordCounter):
        """Counts as fast as it can, so that packing is what is timed."""

        def count_pieces(self, texts: list[str]) -> list[int]:  # type: ignore[override]
            """A piece for five characters."""
            return [len(text) // 5 for text in texts]

    text = NEWS * (1_000_000 // len(NEWS))
    began = perf_counter()
    assert pack(text, embedder=Fast())
    assert perf_counter() - began < 5
