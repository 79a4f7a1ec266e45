"""Make `reader_w8.onnx`: six layers that score a question and a sentence as a larger model does.

    pip install numpy onnx onnxruntime onnxscript tokenizers torch transformers
    python make_pairs.py DATA pairs.jsonl
    python make_reader.py model.onnx pairs.jsonl reader_w8.onnx

The teacher is cross-encoder/ms-marco-MiniLM-L-12-v2 (Apache-2.0) as `model.onnx` of int8 weights. The
student starts as the teacher's layers 1, 3, 5, 7, 9 and 11, counted from 0, and learns the teacher's scores
of the pairs by least squares. (Every second layer as a start: DistilBERT, arXiv:1910.01108. A cross-
encoder's scores as the target: arXiv:2010.02666.) The word table stays as it is. The weights of the file
are int8, its products too.

    input_ids, attention_mask, token_type_ids: int64 [batch, seq <= 128]  ->  logits: float32 [batch, 1]

The seed fixes the start and the order. Sums in bfloat16 on several threads don't come out alike to the last
bit, so that two runs give models that score alike, not the same bytes. It runs once, by hand: the product
never imports it.
"""

import argparse
import hashlib
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx  # type: ignore[import-not-found, unused-ignore]
import onnxruntime
import torch  # type: ignore[import-not-found, unused-ignore]
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Encoding, Tokenizer
from transformers import (  # type: ignore[import-not-found, unused-ignore]
    BertConfig,
    BertForSequenceClassification,
)

TEACHER_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
TOKENIZER = Path(__file__).parent.parent / "minilm" / "tokenizer.json"  # the teacher's vocabulary too
LAYERS = (1, 3, 5, 7, 9, 11)
WIDTH, HEADS, INNER, WORDS = 384, 12, 1536, 30_522
LONGEST = 128  # word pieces of a pair
SEED = 20
EPOCHS, BATCH, RATE, WARM_UP = 2, 32, 2e-4, 100
LABELS_AT_ONCE = 64

Array = npt.NDArray[Any]
Weights = dict[str, "torch.Tensor"]


def read_pairs(path: Path) -> list[Encoding]:
    """The pairs as word pieces."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    pairs = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tokenizer.encode_batch([(question, sentence) for question, sentence in pairs])


def padded(pairs: Sequence[Encoding]) -> dict[str, Array]:
    """A batch of the model's three inputs."""
    shape = (len(pairs), max(len(pair) for pair in pairs))
    inputs = {name: np.zeros(shape, np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
    for row, pair in enumerate(pairs):
        inputs["input_ids"][row, : len(pair)] = pair.ids
        inputs["attention_mask"][row, : len(pair)] = 1
        inputs["token_type_ids"][row, : len(pair)] = pair.type_ids
    return inputs


def teacher_scores(model: Path, pairs: Sequence[Encoding]) -> npt.NDArray[np.float32]:
    """What the teacher gives each pair."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    scores = np.zeros(len(pairs), np.float32)
    order = sorted(range(len(pairs)), key=lambda place: len(pairs[place]))
    for start in range(0, len(order), LABELS_AT_ONCE):
        places = order[start : start + LABELS_AT_ONCE]
        scores[places] = session.run(["logits"], padded([pairs[place] for place in places]))[0][:, 0]
    return scores


def teacher_weights(model: Path) -> Weights:
    """The teacher's weights in fp32, by the names that transformers gives them."""
    graph = onnx.load(model).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {name: values for name, values in stored.items() if name.startswith(("bert.", "classifier."))}
    for name in list(weights):
        if name.endswith("_quantized"):
            weights[name.removesuffix("_quantized")] = unpacked(name, stored)
    for node in graph.node:  # a matrix has the name of no weight: its node tells where it stands
        if node.op_type == "MatMulInteger":
            weights[_weight_name(node.name)] = unpacked(node.input[1], stored).T
    packed = ("_quantized", "_scale", "_zero_point")
    return {name: torch.tensor(np.array(one)) for name, one in weights.items() if not name.endswith(packed)}


def unpacked(name: str, stored: dict[str, Array]) -> Array:
    """The fp32 values of a quantised tensor."""
    base = name.removesuffix("_quantized")
    codes = stored[name].astype(np.float32) - stored[f"{base}_zero_point"].astype(np.float32)
    values: Array = codes * stored[f"{base}_scale"]
    return values


def _weight_name(node: str) -> str:
    layer = re.search(r"layer\.(\d+)/(.*?)/MatMul", node)
    if layer:
        return f"bert.encoder.layer.{layer[1]}.{layer[2].replace('/', '.')}.weight"
    return "bert.pooler.dense.weight" if "pooler" in node else "classifier.weight"


def new_student(teacher: Weights) -> BertForSequenceClassification:
    """Every second layer of the teacher, with its word table and its head."""
    config = BertConfig(
        vocab_size=WORDS,
        hidden_size=WIDTH,
        num_hidden_layers=len(LAYERS),
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        num_labels=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    kept = {name: one for name, one in teacher.items() if ".layer." not in name}
    for place, layer in enumerate(LAYERS):
        for name, one in teacher.items():
            if f".layer.{layer}." in name:
                kept[name.replace(f".layer.{layer}.", f".layer.{place}.")] = one
    student = BertForSequenceClassification(config)
    student.load_state_dict(kept)
    student.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    return student


def train(
    student: BertForSequenceClassification, pairs: Sequence[Encoding], scores: npt.NDArray[np.float32]
) -> None:
    """Least squares on the scores; the rate rises for some steps and then falls to nothing."""
    learning = [one for one in student.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=RATE, weight_decay=0.01)
    batches = [batch for _ in range(EPOCHS) for batch in shuffled(pairs)]
    student.train()
    error = 0.0
    for step, places in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (1 - step / len(batches))
        inputs = padded([pairs[place] for place in places])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            given = student(**{name: torch.from_numpy(one) for name, one in inputs.items()}).logits[:, 0]
        loss = torch.nn.functional.mse_loss(given.float(), torch.from_numpy(scores[places]))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        error += 0.02 * (loss.item() - error)
        if step % 50 == 0:
            sys.stderr.write(f"step {step:,} of {len(batches):,}: squared error {error:.2f}" + "\n")


def shuffled(pairs: Sequence[Encoding]) -> Iterator[list[int]]:
    """Places of all pairs, in batches of like lengths, in a random order."""
    order = random.sample(range(len(pairs)), len(pairs))
    pools = [order[start : start + 20 * BATCH] for start in range(0, len(order), 20 * BATCH)]
    pools = [sorted(pool, key=lambda place: len(pairs[place])) for pool in pools]
    batches = [pool[start : start + BATCH] for pool in pools for start in range(0, len(pool), BATCH)]
    random.shuffle(batches)
    yield from batches


def export(student: BertForSequenceClassification, example: dict[str, Array], path: Path) -> None:
    """Writes the model with int8 weights; one scale a column, seven bits, so that no processor overflows."""
    student.eval()
    batch, pieces = torch.export.Dim("batch"), torch.export.Dim("pieces", max=LONGEST)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            student,
            kwargs={name: torch.from_numpy(one) for name, one in example.items()},
            f=str(plain),
            input_names=list(example),
            output_names=["logits"],
            dynamic_shapes={name: {0: batch, 1: pieces} for name in example},
            dynamo=True,
            external_data=False,
        )
        quantize_dynamic(plain, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def main() -> None:
    """Refuses another teacher than the one that was used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("reader", type=Path)
    options = parser.parse_args()
    if hashlib.sha256(options.teacher.read_bytes()).hexdigest() != TEACHER_SHA256:
        sys.exit(f"{options.teacher} is not the teacher: its SHA-256 is another")
    torch.manual_seed(SEED)
    random.seed(SEED)
    pairs = read_pairs(options.pairs)
    scores = teacher_scores(options.teacher, pairs)
    sys.stderr.write(f"{len(pairs):,} pairs scored, {scores.mean():.2f} on average" + "\n")
    student = new_student(teacher_weights(options.teacher))
    train(student, pairs, scores)
    export(student, padded(pairs[:2]), options.reader)
    sys.stdout.write(hashlib.sha256(options.reader.read_bytes()).hexdigest() + "\n")


if __name__ == "__main__":
    main()
