"""How well a sentence answers a question, by the model beside this code: no torch, no key, no network."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from app.adapters.word_pieces import ASSETS as TOKENIZER

MODEL = Path(__file__).parent.parent / "assets" / "reader" / "reader_w8.onnx"
MAX_PIECES = 128  # of a question and a sentence together, as it was trained: the longer of the two is cut
AT_ONCE = 2  # pairs, each on a thread of its own: somebody waits for them


class MiniLmReader:
    """A cross-encoder of six layers; scores go from about -11 to 11: above 0 it is likely.

    Each pair is a call of its own: in a batch the pairs share the scale of their int8 products, so that what
    stands beside a sentence would change its score a little.
    """

    def __init__(self, model: Path = MODEL) -> None:
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._session = _session(model)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="read")

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """One for each sentence, in the order given. It takes some milliseconds of the thread that asks."""
        pairs = self._tokenizer.encode_batch_fast([(question, sentence) for sentence in sentences])
        return list(self._threads.map(self._score, pairs))

    def _score(self, pair: Encoding) -> float:
        inputs = {
            "input_ids": pair.ids,
            "attention_mask": pair.attention_mask,
            "token_type_ids": pair.type_ids,
        }
        rows = {name: np.array([values], dtype=np.int64) for name, values in inputs.items()}
        return float(self._session.run(["logits"], rows)[0][0, 0])


@cache
def load_reader() -> MiniLmReader:
    """The one reader of this process: it keeps no state, and any number of threads may ask it."""
    return MiniLmReader()


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
