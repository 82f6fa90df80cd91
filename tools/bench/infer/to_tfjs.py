"""In: an ONNX file of convolutions. Out: the same for TensorFlow.js: OUT.json, the steps, and
OUT.bin, their weights. As its own converter would leave them: channels last, and an activation and
a bias in one step with their convolution.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper


class Steps:
    """Translates node by node."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.weights = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        self.steps: list[dict[str, Any]] = []
        self.bytes = bytearray()
        for node in graph.node:
            getattr(self, node.op_type.lower())(node)

    def stored(self, numbers: np.ndarray) -> dict[str, Any]:
        at = len(self.bytes)
        self.bytes += np.ascontiguousarray(numbers, np.float32).tobytes()
        return {"shape": numbers.shape, "at": at}

    def step(self, kind: str, node: onnx.NodeProto, inputs: list[str], **more: Any) -> None:
        self.steps.append({"kind": kind, "inputs": inputs, "output": node.output[0], **more})

    def conv(self, node: onnx.NodeProto) -> None:
        image, filters, bias = node.input
        attributes = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        weight = self.weights[filters]
        depthwise = attributes["group"] > 1
        # Out, in, height, width → height, width, in, out; depthwise ones have the channels in `in`.
        axes = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
        self.step(
            "depthwise" if depthwise else "convolution",
            node,
            [image],
            filter=self.stored(weight.transpose(axes)),
            bias=self.stored(self.weights[bias]),
            stride=attributes["strides"][0],
            relu6=False,
        )

    def clip(self, node: onnx.NodeProto) -> None:
        limits = [float(self.weights[limit]) for limit in node.input[1:]]
        last = self.steps[-1]
        if limits != [0, 6] or last["output"] != node.input[0]:
            raise ValueError(f"{node.name} is not a ReLU6 of the convolution before it")
        last |= {"relu6": True, "output": node.output[0]}

    def add(self, node: onnx.NodeProto) -> None:
        self.step("add", node, list(node.input))

    def globalaveragepool(self, node: onnx.NodeProto) -> None:
        self.step("mean", node, list(node.input))

    def flatten(self, node: onnx.NodeProto) -> None:
        # The mean has no height and no width left.
        self.steps[-1]["output"] = node.output[0]

    def gemm(self, node: onnx.NodeProto) -> None:
        features, weight, bias = node.input
        dense = {"weight": self.weights[weight].T, "bias": self.weights[bias]}
        stored = {name: self.stored(numbers) for name, numbers in dense.items()}
        self.step("dense", node, [features], **stored)


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Convert an ONNX file into what TensorFlow.js runs."
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path, help="without a suffix")
    arguments = parser.parse_args()
    graph = onnx.load(arguments.model).graph
    translated = Steps(graph)
    (model_input,), (model_output,) = graph.input, graph.output
    described = {"input": model_input.name, "output": model_output.name, "steps": translated.steps}
    arguments.out.with_suffix(".bin").write_bytes(translated.bytes)
    arguments.out.with_suffix(".json").write_text(json.dumps(described), encoding="utf-8")


if __name__ == "__main__":
    main()
