"""In: the weights of all-MiniLM-L6-v2, by package name. Out: OUT_DIR/minilm.onnx, sentence
embeddings in float32, and OUT_DIR/minilm-int8.onnx, the same with int8 weights.

Tokens and their mask in, one vector of length 1 for each sentence out: BERT (Devlin et al., 2019),
then the mean over the tokens that are not masked.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from penchant_training.errors import run
from penchant_training.fetch import fetch

OPSET, IR_VERSION = 13, 7
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
# What a masked token's score is lowered by: its share of the attention is then 0.
MASKED = -10_000.0


class Graph:
    """Grows an ONNX graph node by node; every method takes and gives the names of values."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.initializers.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def number(self, value: float) -> str:
        return self.constant(f"number:{value}", np.array(value, np.float32))

    def integers(self, *values: int) -> str:
        return self.constant(f"integers:{values}", np.array(values, np.int64))

    def node(self, op: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"{op}:{len(self.nodes)}"
        node = helper.make_node(op, list(inputs), [output], name=output, **attributes)
        self.nodes.append(node)
        return output

    def dense(self, x: str, name: str) -> str:
        # PyTorch keeps weights as outputs × inputs.
        transposed = np.ascontiguousarray(self.weights[f"{name}.weight"].T)
        product = self.node("MatMul", x, self.constant(f"{name}.weight", transposed))
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("Add", product, bias)

    def normalised(self, x: str, name: str) -> str:
        centred = self.node("Sub", x, self.node("ReduceMean", x, axes=[-1]))
        variance = self.node("ReduceMean", self.node("Mul", centred, centred), axes=[-1])
        deviation = self.node("Sqrt", self.node("Add", variance, self.number(EPSILON)))
        weight, bias = (
            self.constant(f"{name}.{part}", self.weights[f"{name}.{part}"])
            for part in ("weight", "bias")
        )
        scaled = self.node("Mul", self.node("Div", centred, deviation), weight)
        return self.node("Add", scaled, bias)

    def gelu(self, x: str) -> str:
        error = self.node("Erf", self.node("Div", x, self.number(2**0.5)))
        half = self.node("Mul", x, self.number(0.5))
        return self.node("Mul", half, self.node("Add", error, self.number(1.0)))

    def heads(self, x: str, axes: list[int]) -> str:
        split = self.node("Reshape", x, self.integers(0, 0, HEADS, WIDTH // HEADS))
        return self.node("Transpose", split, perm=axes)

    def attention(self, x: str, name: str, lowered: str) -> str:
        query = self.heads(self.dense(x, f"{name}.self.query"), [0, 2, 1, 3])
        key = self.heads(self.dense(x, f"{name}.self.key"), [0, 2, 3, 1])
        value = self.heads(self.dense(x, f"{name}.self.value"), [0, 2, 1, 3])
        scores = self.node("MatMul", query, key)
        scores = self.node("Div", scores, self.number((WIDTH / HEADS) ** 0.5))
        shares = self.node("Softmax", self.node("Add", scores, lowered), axis=-1)
        mixed = self.node("Transpose", self.node("MatMul", shares, value), perm=[0, 2, 1, 3])
        joined = self.node("Reshape", mixed, self.integers(0, 0, WIDTH))
        output = self.node("Add", x, self.dense(joined, f"{name}.output.dense"))
        return self.normalised(output, f"{name}.output.LayerNorm")

    def layer(self, x: str, name: str, lowered: str) -> str:
        x = self.attention(x, f"{name}.attention", lowered)
        inner = self.gelu(self.dense(x, f"{name}.intermediate.dense"))
        output = self.node("Add", x, self.dense(inner, f"{name}.output.dense"))
        return self.normalised(output, f"{name}.output.LayerNorm")

    def embedded(self, ids: str) -> str:
        table = "embeddings.word_embeddings.weight"
        words = self.node("Gather", self.constant(table, self.weights[table]), ids)
        table = "embeddings.position_embeddings.weight"
        shape = self.node("Shape", ids)
        tokens = self.node("Slice", shape, self.integers(1), self.integers(2))
        places = self.node(
            "Slice", self.constant(table, self.weights[table]), self.integers(0), tokens
        )
        # All tokens are of the first sentence of a pair.
        first = self.weights["embeddings.token_type_embeddings.weight"][0]
        x = self.node("Add", self.node("Add", words, places), self.constant("first", first))
        return self.normalised(x, "embeddings.LayerNorm")


def export(out: Path) -> Path:
    """Writes minilm.onnx; gives its path."""
    graph = Graph(load_file(fetch("minilm")["minilm.safetensors"]))
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    wide = graph.node("Unsqueeze", mask, graph.integers(1, 2))
    absent = graph.node("Sub", graph.number(1.0), wide)
    lowered = graph.node("Mul", absent, graph.number(MASKED))
    x = graph.embedded("input_ids")
    for layer in range(LAYERS):
        x = graph.layer(x, f"encoder.layer.{layer}", lowered)
    tall = graph.node("Unsqueeze", mask, graph.integers(-1))
    kept = graph.node("ReduceSum", graph.node("Mul", x, tall), graph.integers(1), keepdims=0)
    count = graph.node("ReduceSum", tall, graph.integers(1), keepdims=0)
    mean = graph.node("Div", kept, count)
    length = graph.node("ReduceL2", mean, axes=[-1], keepdims=1)
    graph.node("Div", mean, length, name="embedding")

    values = {
        name: helper.make_tensor_value_info(name, kind, shape)
        for name, kind, shape in [
            ("input_ids", TensorProto.INT64, ["batch", "tokens"]),
            ("attention_mask", TensorProto.INT64, ["batch", "tokens"]),
            ("embedding", TensorProto.FLOAT, ["batch", WIDTH]),
        ]
    }
    made = helper.make_graph(
        graph.nodes,
        "minilm",
        [values["input_ids"], values["attention_mask"]],
        [values["embedding"]],
        list(graph.initializers.values()),
    )
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(made, opset_imports=[opset], ir_version=IR_VERSION)
    path = out / "minilm.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def export_int8(model: Path) -> Path:
    """Writes it with int8 weights; activations are quantised as they come. Gives its path."""
    path = model.with_name(f"{model.stem}-int8.onnx")
    quantize_dynamic(model, path, weight_type=QuantType.QInt8)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Export MiniLM as ONNX, in float32 and in int8.")
    parser.add_argument("out_dir", type=Path)
    out = parser.parse_args().out_dir
    out.mkdir(parents=True, exist_ok=True)
    model = export(out)
    for path in (model, export_int8(model)):
        print(f"wrote {path.name} ({path.stat().st_size / 1e6:.1f} MB) to {out}")


if __name__ == "__main__":
    run(main)
