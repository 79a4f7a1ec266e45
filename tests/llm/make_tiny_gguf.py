"""Makes tiny models in llama.cpp's format with no training and no download: their weights are set by hand.

A llama network whose embedding is one-hot and whose only block is zero passes each token through to the
output matrix untouched. That matrix holds, for each token, the logarithm of how likely each other one is to
follow: the network *is* a table of successors, deterministic at temperature 0. `write_bigram` fills the table
from a text, `write_script` with one reply that is always given, `write_random` by chance.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

CHAT_TEMPLATE = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>\n' + (m['content'] or '') + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}"
)
BEGIN, END = 1, 2
NEWLINE = 3 + ord("\n")  # byte tokens start at 3; a prompt made by the template ends with this one
SPACE = "\u2581"  # how the vocabulary writes one
PIECE = re.compile(r"\[\d\]|[A-Za-z]+|[^\sA-Za-z]")
HEADS = 4
FEED_FORWARD = 32
TRAINED_CONTEXT = 65_536  # what the file claims; the server's own setting is the limit
TEXT = """
The report says that revenue grew by twelve percent in the third quarter [1].
The company said that the new plant will open in March [2].
Analysts expect that prices will fall in the next year [3].
"""
Weights = dict[str, NDArray[np.generic]]


@dataclass
class Vocabulary:
    """The tokens of a SentencePiece vocabulary: control, bytes, what can be typed, and what is added."""

    tokens: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    types: list[gguf.TokenType] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.add("<unk>", kind=gguf.TokenType.UNKNOWN)
        self.add("<s>", kind=gguf.TokenType.CONTROL)
        self.add("</s>", kind=gguf.TokenType.CONTROL)
        for byte in range(256):
            self.add(f"<0x{byte:02X}>", kind=gguf.TokenType.BYTE)
        for character in (*map(chr, range(33, 127)), SPACE):
            self.add(character, score=-1000)

    def add(self, token: str, *, score: float = 0, kind: gguf.TokenType = gguf.TokenType.NORMAL) -> int:
        """The token's id, a new one if it isn't there yet."""
        if token not in self.ids:
            self.ids[token] = len(self.tokens)
            self.tokens.append(token)
            self.scores.append(score)
            self.types.append(kind)
        return self.ids[token]

    def add_word(self, word: str) -> None:
        """Adds its beginnings too: the tokenizer merges from left to right, the longer the better."""
        for end in range(2, len(word) + 2):
            self.add(f"{SPACE}{word}"[:end], score=end - 500)

    def fill(self) -> None:
        """Pads to what the network's heads divide."""
        while len(self.tokens) % 32:
            self.add(f"<pad{len(self.tokens)}>", kind=gguf.TokenType.UNUSED)


def write_bigram(path: Path, *, text: str = TEXT) -> None:
    """A model that writes sentences like the text's lines; the first of them, at temperature 0."""
    vocabulary = Vocabulary()
    for word in sorted(set(re.findall(r"\[\d\]|[A-Za-z]+", text)), key=lambda word: (len(word), word)):
        vocabulary.add_word(word)
    vocabulary.fill()
    ids = vocabulary.ids
    normal = [index for index, kind in enumerate(vocabulary.types) if kind == gguf.TokenType.NORMAL]
    counts = np.full((len(ids), len(ids)), 1e-7)
    counts[:, normal] = 1e-4  # so that a grammar always finds something to take
    for rank, line in enumerate(text.strip().splitlines()):
        tokens = [ids.get(f"{SPACE}{piece}", ids.get(piece, 0)) for piece in PIECE.findall(line)]
        # Each line half as likely as the one before: with ties, the likeliest path goes round in circles.
        counts[[NEWLINE, BEGIN], tokens[0]] += 0.5**rank
        for before, after in pairwise([*tokens, END]):
            counts[before, after] += 0.5**rank
    _write(path, vocabulary, counts)


def write_script(path: Path, *, reply: str) -> None:
    """A model that gives this one reply to whatever it is asked, then ends."""
    vocabulary = Vocabulary()
    script = [vocabulary.add(piece) for piece in _new_pieces(reply.replace(" ", SPACE), vocabulary)]
    vocabulary.fill()
    counts = np.full((len(vocabulary.tokens), len(vocabulary.tokens)), 1e-7)
    counts[:, END] = 1e-3  # also when a grammar allows no more of the script
    for before, after in pairwise([NEWLINE, *script, END]):
        counts[before, after] += 1
    _write(path, vocabulary, counts)


def write_random(path: Path, *, seed: int) -> None:
    """A model that writes nonsense; quotation marks are likely, so that strings in a grammar end."""
    vocabulary = Vocabulary()
    vocabulary.fill()
    size = len(vocabulary.tokens)
    chance = np.random.default_rng(seed)
    counts = chance.uniform(0.1, 1, (size, size))
    counts[:, [END, vocabulary.ids['"']]] = chance.uniform(0.8, 1.01, (size, 2))
    _write(path, vocabulary, counts)


def _new_pieces(text: str, vocabulary: Vocabulary) -> list[str]:
    """The text cut into pieces that are tokens nowhere else, so that each has one successor."""
    pieces: list[str] = []
    while text:
        end = next((n for n in range(4, len(text)) if text[:n] not in {*vocabulary.ids, *pieces}), len(text))
        pieces.append(text[:end])
        text = text[end:]
    if len(pieces) > 1 and pieces[-1] in {*vocabulary.ids, *pieces[:-1]}:
        pieces[-2:] = ["".join(pieces[-2:])]
    return pieces


def _weights(counts: NDArray[np.float64]) -> Weights:
    """A network that is this table. Its norm makes the square root of the width of each one-hot row."""
    size, half = len(counts), np.float16
    logarithms = np.log(counts / counts.sum(axis=1, keepdims=True))
    weights: Weights = {
        "token_embd": np.eye(size, dtype=half),
        "output": (logarithms.T / np.sqrt(size)).astype(half),
        "blk.0.ffn_down": np.zeros((size, FEED_FORWARD), half),
    }
    weights |= {f"blk.0.attn_{name}": np.zeros((size, size), half) for name in ("q", "k", "v", "output")}
    weights |= {f"blk.0.ffn_{name}": np.zeros((FEED_FORWARD, size), half) for name in ("gate", "up")}
    norms = ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")
    return weights | {name: np.ones(size, np.float32) for name in norms}


def _write(path: Path, vocabulary: Vocabulary, counts: NDArray[np.float64]) -> None:
    size = len(counts)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(path.stem)
    writer.add_vocab_size(size)
    writer.add_context_length(TRAINED_CONTEXT)
    writer.add_embedding_length(size)
    writer.add_block_count(1)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(size // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    _add_tokenizer(writer, vocabulary)
    for name, tensor in _weights(counts).items():
        writer.add_tensor(f"{name}.weight", np.ascontiguousarray(tensor))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: gguf.GGUFWriter, vocabulary: Vocabulary) -> None:
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_scores(vocabulary.scores)
    writer.add_token_types(vocabulary.types)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(True)
    writer.add_chat_template(CHAT_TEMPLATE)
