"""Builds one random model node by node. Each node is run by onnxruntime as it is added, so that
what follows knows its shape and numbers; nodes that onnxruntime does not run are left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import ml_dtypes
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from spelling import written_otherwise

Array = NDArray[Any]

MICROSOFT, LEARNED = "com.microsoft", "ai.onnx.ml"
IR_VERSION = 10
OPSETS = range(7, 25)
ONNX_TYPES = {
    np.dtype(ml_dtypes.int4): onnx.TensorProto.INT4,
    np.dtype(ml_dtypes.uint4): onnx.TensorProto.UINT4,
}


class NotRunnable(Exception):
    """onnxruntime does not run what was generated; another model takes its place."""


def onnx_type(array: Array) -> int:
    known = ONNX_TYPES.get(array.dtype)
    return known if known is not None else helper.np_dtype_to_tensor_dtype(array.dtype)


def session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # Without its rewrites: what the specification says, node by node.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise NotRunnable(str(error)) from error


def run(model: onnx.ModelProto, inputs: dict[str, Array]) -> list[Array]:
    try:
        outputs = session(model).run(None, inputs)
    except Exception as error:
        raise NotRunnable(str(error)) from error
    if any(not isinstance(output, np.ndarray) for output in outputs):
        raise NotRunnable("an output is not a tensor")
    return list(outputs)


class Maker:
    """A model in the making. Its methods add inputs, weights and nodes, and return their names."""

    def __init__(self, seed: int, opset: int | None = None) -> None:
        self.random = random.Random(seed)
        self.numpy = np.random.default_rng(seed)
        self.opset = opset or self.random.choice([*OPSETS, 11, 13, 13, 17, 17, 18, 18])
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, Array] = {}
        self.inputs: dict[str, Array] = {}
        self.values: dict[str, Array] = {}
        self.dynamic = self.chance(0.2)

    # Choices

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def choice(self, options: Sequence[Any]) -> Any:
        return self.random.choice(options)

    def int(self, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        return self.random.randint(low, high)

    def some(self, probability: float = 0.5, **attributes: Any) -> dict[str, Any]:
        """Of the attributes each with this probability; those that are None are left out."""
        given = {name: value for name, value in attributes.items() if value is not None}
        return {name: value for name, value in given.items() if self.chance(probability)}

    def shape(self, low: int = 1, high: int = 4, most: int = 5) -> list[int]:
        return [self.int(1, most) for _ in range(self.int(low, high))]

    def array(self, shape: Sequence[int], dtype: Any = np.float32, spread: float = 1.5) -> Array:
        """Random numbers; integers in the range that most operators take."""
        kind = np.dtype(dtype)
        if kind == np.bool_:
            return self.numpy.random(shape) < 0.5
        if kind.kind == "f":
            return (self.numpy.standard_normal(shape) * spread).astype(kind)
        low = 0 if kind.kind == "u" else -9
        high = 255 if kind == np.uint8 else 127 if kind == np.int8 else 10
        return self.numpy.integers(low, high, shape).astype(kind)

    # Parts of the model

    def name(self, prefix: str) -> str:
        return f"{prefix}{len(self.values)}"

    def input(self, array: Array) -> str:
        name = self.name("x")
        self.inputs[name] = self.values[name] = np.asarray(array)
        return name

    def weight(self, array: Array) -> str:
        """A constant: an initializer or, sometimes, a node."""
        name = self.name("w")
        array = self.values[name] = np.asarray(array)
        if self.chance(0.15):
            value = self.tensor(array, name)
            self.nodes.append(helper.make_node("Constant", [], [name], value=value))
        else:
            self.weights[name] = array
        return name

    def ints(self, numbers: Sequence[int] | int) -> str:
        return self.weight(np.asarray(numbers, np.int64))

    def either(self, array: Array, probability: float = 0.3) -> str:
        """An input or a weight."""
        return self.weight(array) if self.chance(probability) else self.input(array)

    def op(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: int = 1,
        *,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        """Adds a node and returns its first output."""
        return self.ops(operator, inputs, outputs, domain=domain, **attributes)[0]

    def ops(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: int = 1,
        *,
        domain: str = "",
        **attributes: Any,
    ) -> list[str]:
        names = [self.name("y") + f"_{index}" for index in range(outputs)]
        node = helper.make_node(operator, list(inputs), names, domain=domain, **attributes)
        known = {name: self.values[name] for name in dict.fromkeys(inputs) if name}
        outer = {
            name: self.values[name]
            for attribute in node.attribute
            if attribute.HasField("g")
            for inner in attribute.g.node
            for name in inner.input
            if name in self.values
        }
        known |= outer
        # onnxruntime takes no integers of four bits from Python.
        fixed = {
            name: array
            for name, array in known.items()
            if array.dtype in ONNX_TYPES or name in self.weights
        }
        given = {name: array for name, array in known.items() if name not in fixed}
        results = run(self.model([node], given, fixed, names), given)
        if any(result.size > 20_000 for result in results):
            raise NotRunnable("too large")
        self.nodes.append(node)
        self.values.update(zip(names, results, strict=True))
        return names

    # The whole

    @staticmethod
    def tensor(array: Array, name: str) -> onnx.TensorProto:
        tensor: onnx.TensorProto = numpy_helper.from_array(
            np.ascontiguousarray(array).reshape(array.shape), name
        )
        return tensor

    def model(
        self,
        nodes: Sequence[onnx.NodeProto],
        inputs: dict[str, Array],
        weights: dict[str, Array],
        outputs: Sequence[str],
        *,
        dynamic: bool = False,
    ) -> onnx.ModelProto:
        def dims(array: Array, name: str) -> list[Any]:
            free = [f"{name}_{axis}" for axis in range(array.ndim)]
            return free if dynamic else list(array.shape)

        typed = [
            helper.make_tensor_value_info(name, onnx_type(array), dims(array, name))
            for name, array in inputs.items()
        ]
        graph = helper.make_graph(
            list(nodes),
            "g",
            typed,
            [onnx.ValueInfoProto(name=name) for name in outputs],
            [self.tensor(array, name) for name, array in weights.items()],
        )
        opsets = [helper.make_opsetid("", self.opset)]
        domains = {node.domain for node in nodes}
        if LEARNED in domains:
            opsets.append(helper.make_opsetid(LEARNED, 3))
        if MICROSOFT in domains:
            opsets.append(helper.make_opsetid(MICROSOFT, 1))
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

    def finish(self) -> tuple[onnx.ModelProto, dict[str, Array], list[Array]]:
        """The model, its inputs, and its outputs by onnxruntime: all values that no node reads."""
        read = {name for node in self.nodes for name in node.input}
        made = [name for node in self.nodes for name in node.output]
        outputs = [name for name in made if name not in read and name not in self.weights]
        model = self.model(self.nodes, self.inputs, self.weights, outputs, dynamic=self.dynamic)
        if not self.inputs:
            raise NotRunnable("it has no input")
        answers = run(model, self.inputs)
        return written_otherwise(model, self.random), self.inputs, answers


Generator = Callable[[Maker], Any]
