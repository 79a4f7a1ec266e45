"""Make `minilm_w8.onnx` from the weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).

    pip install numpy onnx
    python make_minilm.py model.safetensors minilm_w8.onnx

The same source gives the same bytes. Every matrix is stored as int8: the six layers' in groups of 32 inputs
to one output, the word table in one group a row; a group's scale is symmetric, its largest magnitude over
127. The position table (token type 0 added) is stored as fp16. The graph unpacks them with standard ops and
computes in fp32; the runtime folds the unpacking of the layers once, at load. Pooling and the L2 norm are
in the graph:

    input_ids, attention_mask: int64 [batch, seq <= 512]  ->  sentence_embedding: float32 [batch, 384]

This runs once, by hand: the product never imports it. `tokenizer.json` is the source's, unchanged.
Architecture: BERT (arXiv:1810.04805), 6 layers, width 384, 12 heads; GELU with erf (arXiv:1606.08415).
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import (  # type: ignore[import-not-found, unused-ignore]
    ModelProto,
    NodeProto,
    TensorProto,
    checker,
    helper,
    numpy_helper,
)

SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OPSET = 17  # the first with LayerNormalization as a standard op
IR_VERSION = 8  # the one released with that opset, so that an older runtime loads the file too

LAYERS = 6
WIDTH = 384
HEADS = 12
HEAD_WIDTH = WIDTH // HEADS
LAYER_NORM_EPSILON = 1e-12  # the source's config.json

GROUP = 32  # inputs that share a scale
INT8_LIMIT = 127  # symmetric: -128 is not used
MASKED = -10000.0  # added to the score of a padded position: exp() of it is 0 in fp32

Array = npt.NDArray[Any]
Weights = dict[str, npt.NDArray[np.float32]]


def read_safetensors(content: bytes) -> Weights:
    """The fp32 tensors of a safetensors file: a length (uint64), a JSON header, then the raw data."""
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    weights: Weights = {}
    for name, entry in header.items():
        if entry["dtype"] == "F32":
            begin, end = (start + offset for offset in entry["data_offsets"])
            weights[name] = np.frombuffer(content[begin:end], dtype="<f4").reshape(entry["shape"])
    return weights


def quantize(values: npt.NDArray[np.float32], axis: int) -> tuple[Array, Array]:
    """int8 codes and the fp32 scales that undo them, one scale for each group along `axis`.

    No group of the source is all zeros, so no scale is.
    """
    scales = np.abs(values).max(axis=axis, keepdims=True) / np.float32(INT8_LIMIT)
    return np.round(values / scales).astype(np.int8), scales


class Graph:
    """The nodes and stored tensors of the model so far, in the order of the file."""

    def __init__(self) -> None:
        self._unpacking: list[NodeProto] = []
        self._computing: list[NodeProto] = []
        self._tensors: list[TensorProto] = []

    def store(self, name: str, values: Array) -> str:
        """Keep a tensor in the file; its name."""
        self._tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def unpack(self, op: str, inputs: Sequence[str], output: str, node: str, **attributes: Any) -> str:
        """Add a node on stored tensors alone, ahead of all that compute; its output's name."""
        self._unpacking.append(helper.make_node(op, inputs, [output], name=node, **attributes))
        return output

    def compute(
        self, op: str, inputs: Sequence[str], output: str, node: str | None = None, **attributes: Any
    ) -> str:
        """Add a node after all before it; its output's name."""
        name = node or f"{output}_n"
        self._computing.append(helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    def model(self) -> ModelProto:
        """The whole, checked against the ONNX specification."""
        ids, mask = (
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "seq"])
            for name in ("input_ids", "attention_mask")
        )
        vectors = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])
        nodes = self._unpacking + self._computing
        graph = helper.make_graph(nodes, "all-MiniLM-L6-v2", [ids, mask], [vectors], self._tensors)
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            producer_name="footnote-export",
            ir_version=IR_VERSION,
        )
        checker.check_model(model)
        return model


def build(weights: Weights) -> ModelProto:
    """The model of the source's weights."""
    graph = Graph()
    hidden = add_embeddings(graph, weights)
    mask, bias = add_masks(graph)
    store_layer_constants(graph)
    for layer in range(LAYERS):
        hidden = add_layer(graph, weights, layer, hidden, bias)
    add_pooling(graph, hidden, mask)
    store_word_table(graph, weights)
    return graph.model()


def add_embeddings(graph: Graph, weights: Weights) -> str:
    """Word plus position, normalised: [batch, seq, width]. The word table itself is stored last."""
    positions = weights["embeddings.position_embeddings.weight"]
    one_type = weights["embeddings.token_type_embeddings.weight"][0]
    graph.store("pos_h", (positions + one_type).astype(np.float16))
    for number in range(3):
        graph.store(f"i{number}", np.array([number], np.int64))
    graph.unpack("Cast", ["pos_h"], "pos_emb", "pos_c", to=TensorProto.FLOAT)
    graph.compute("Gather", ["word_emb_q", "input_ids"], "we_q", "weq", axis=0)
    graph.compute("Gather", ["word_emb_s", "input_ids"], "we_s", "wes", axis=0)
    graph.compute("Cast", ["we_q"], "we_f", "wef", to=TensorProto.FLOAT)
    graph.compute("Mul", ["we_f", "we_s"], "we", "wem")
    graph.compute("Shape", ["input_ids"], "shp")
    graph.compute("Slice", ["shp", "i1", "i2", "i0"], "seqlen")
    graph.compute("Slice", ["pos_emb", "i0", "seqlen", "i0"], "pe")
    graph.compute("Add", ["we", "pe"], "emb")
    return add_norm(graph, weights, "embeddings.LayerNorm", "emb", "x0", ("eln_w", "eln_b"))


def store_word_table(graph: Graph, weights: Weights) -> None:
    """The word table as int8 rows and their scales: unpacked after the look-up, so never whole in fp32."""
    codes, scales = quantize(weights["embeddings.word_embeddings.weight"], axis=1)
    graph.store("word_emb_q", codes)
    graph.store("word_emb_s", scales)


def add_masks(graph: Graph) -> tuple[str, str]:
    """The mask as fp32 [batch, seq], and what to add to attention scores [batch, 1, 1, seq]."""
    graph.store("ax12", np.array([1, 2], np.int64))
    graph.store("one", np.array([1.0], np.float32))
    graph.store("neg", np.array([MASKED], np.float32))
    mask = graph.compute("Cast", ["attention_mask"], "maskf", to=TensorProto.FLOAT)
    graph.compute("Unsqueeze", [mask, "ax12"], "m4")
    graph.compute("Sub", ["one", "m4"], "minv")
    return mask, graph.compute("Mul", ["minv", "neg"], "mbias")


def store_layer_constants(graph: Graph) -> None:
    """The shapes (0: as it was) and numbers that all layers share."""
    graph.store("shp_heads", np.array([0, 0, HEADS, HEAD_WIDTH], np.int64))
    graph.store("shp_merge", np.array([0, 0, WIDTH], np.int64))
    graph.store("scale", np.array([HEAD_WIDTH**0.5], np.float32))
    graph.store("sqrt2", np.array([2**0.5], np.float32))
    graph.store("half", np.array([0.5], np.float32))


def add_layer(graph: Graph, weights: Weights, layer: int, hidden: str, bias: str) -> str:
    """One transformer layer, normalised after each residual sum: [batch, seq, width]."""
    name, source = f"l{layer}", f"encoder.layer.{layer}"
    context = add_attention(graph, weights, layer, hidden, bias)
    attended = add_linear(graph, weights, f"{source}.attention.output.dense", context, f"{name}_ao")
    graph.compute("Add", [attended, hidden], f"{name}_ar")
    middle = add_layer_norm(
        graph, weights, f"{source}.attention.output.LayerNorm", f"{name}_ar", f"{name}_aln"
    )
    wide = add_linear(graph, weights, f"{source}.intermediate.dense", middle, f"{name}_ff")
    narrow = add_linear(graph, weights, f"{source}.output.dense", add_gelu(graph, wide, name), f"{name}_fo")
    graph.compute("Add", [narrow, middle], f"{name}_fr")
    return add_layer_norm(graph, weights, f"{source}.output.LayerNorm", f"{name}_fr", f"{name}_out")


def add_attention(graph: Graph, weights: Weights, layer: int, hidden: str, bias: str) -> str:
    """softmax(q k' / sqrt(head width) + bias) v, heads side by side again: [batch, seq, width]."""
    name = f"l{layer}"
    for letter, part in (("q", "query"), ("k", "key"), ("v", "value")):
        source = f"encoder.layer.{layer}.attention.self.{part}"
        rows = add_linear(graph, weights, source, hidden, f"{name}_{letter}")
        graph.compute("Reshape", [rows, "shp_heads"], f"{name}_{letter}r")
    for letter, order in (("q", (0, 2, 1, 3)), ("k", (0, 2, 3, 1)), ("v", (0, 2, 1, 3))):
        graph.compute("Transpose", [f"{name}_{letter}r"], f"{name}_{letter}t", perm=order)
    graph.compute("MatMul", [f"{name}_qt", f"{name}_kt"], f"{name}_sc0")
    graph.compute("Div", [f"{name}_sc0", "scale"], f"{name}_sc1")
    graph.compute("Add", [f"{name}_sc1", bias], f"{name}_sc2")
    graph.compute("Softmax", [f"{name}_sc2"], f"{name}_pr", axis=-1)
    graph.compute("MatMul", [f"{name}_pr", f"{name}_vt"], f"{name}_cx")
    graph.compute("Transpose", [f"{name}_cx"], f"{name}_cxt", perm=(0, 2, 1, 3))
    return graph.compute("Reshape", [f"{name}_cxt", "shp_merge"], f"{name}_cxm")


def add_gelu(graph: Graph, values: str, name: str) -> str:
    """x (1 + erf(x / sqrt 2)) / 2."""
    graph.compute("Div", [values, "sqrt2"], f"{name}_g1")
    graph.compute("Erf", [f"{name}_g1"], f"{name}_g2")
    graph.compute("Add", [f"{name}_g2", "one"], f"{name}_g3")
    graph.compute("Mul", [values, f"{name}_g3"], f"{name}_g4")
    return graph.compute("Mul", [f"{name}_g4", "half"], f"{name}_g")


def add_linear(graph: Graph, weights: Weights, source: str, values: str, output: str) -> str:
    """values @ W + b, with W [inputs, outputs] unpacked from int8 groups of inputs."""
    matrix = weights[f"{source}.weight"].T
    inputs, outputs = matrix.shape
    codes, scales = quantize(matrix.reshape(inputs // GROUP, GROUP, outputs), axis=1)
    name = f"{output}_w"
    graph.store(f"{name}_q", codes)
    graph.store(f"{name}_s", scales)
    graph.store(f"{name}_sh", np.array([inputs, outputs], np.int64))
    graph.store(f"{output}_b", weights[f"{source}.bias"])
    graph.unpack("Cast", [f"{name}_q"], f"{name}_c", f"{name}_cn", to=TensorProto.FLOAT)
    graph.unpack("Mul", [f"{name}_c", f"{name}_s"], f"{name}_m", f"{name}_mn")
    graph.unpack("Reshape", [f"{name}_m", f"{name}_sh"], name, f"{name}_rn")
    graph.compute("MatMul", [values, name], f"{output}_mm")
    return graph.compute("Add", [f"{output}_b", f"{output}_mm"], output)


def add_layer_norm(graph: Graph, weights: Weights, source: str, values: str, output: str) -> str:
    """A normalisation inside a layer, its tensors named after its output."""
    return add_norm(graph, weights, source, values, output, (f"{output}_g", f"{output}_be"))


def add_norm(
    graph: Graph, weights: Weights, source: str, values: str, output: str, names: tuple[str, str]
) -> str:
    """Layer normalisation over the width, with the source's gain and offset stored under `names`."""
    gain = graph.store(names[0], weights[f"{source}.weight"])
    offset = graph.store(names[1], weights[f"{source}.bias"])
    return graph.compute(
        "LayerNormalization", [values, gain, offset], output, axis=-1, epsilon=LAYER_NORM_EPSILON
    )


def add_pooling(graph: Graph, hidden: str, mask: str) -> str:
    """The mean over the unmasked positions, divided by its length: [batch, width]."""
    graph.store("ax2", np.array([2], np.int64))
    graph.store("tiny", np.array([1e-9], np.float32))
    graph.store("tiny2", np.array([1e-12], np.float32))
    graph.compute("Unsqueeze", [mask, "ax2"], "m3")
    graph.compute("Mul", [hidden, "m3"], "xm")
    graph.compute("ReduceSum", ["xm", "i1"], "sum", keepdims=0)
    graph.compute("ReduceSum", [mask, "i1"], "cnt0", keepdims=1)
    graph.compute("Max", ["cnt0", "tiny"], "cnt")
    graph.compute("Div", ["sum", "cnt"], "mean")
    graph.compute("ReduceL2", ["mean"], "nrm0", axes=[1], keepdims=1)
    graph.compute("Max", ["nrm0", "tiny2"], "nrm")
    return graph.compute("Div", ["mean", "nrm"], "sentence_embedding")


def main() -> None:
    """Read the source, refuse any other than the one measured, write the model, print its hash."""
    parser = argparse.ArgumentParser(description="Make minilm_w8.onnx from all-MiniLM-L6-v2.")
    parser.add_argument(
        "source", type=Path, metavar="SAFETENSORS", help="model.safetensors of all-MiniLM-L6-v2"
    )
    parser.add_argument("output", type=Path, metavar="OUT.onnx", help="the file to write")
    arguments = parser.parse_args()

    content = arguments.source.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SOURCE_SHA256:
        parser.error(f"{arguments.source} is not the known source: sha256 {found}, expected {SOURCE_SHA256}")
    model: bytes = build(read_safetensors(content)).SerializeToString(deterministic=True)
    arguments.output.write_bytes(model)
    sys.stdout.write(f"{hashlib.sha256(model).hexdigest()}  {arguments.output}\n")


if __name__ == "__main__":
    main()
