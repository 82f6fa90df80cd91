"""In: the exported model. Out: it is what its manifest says, and knows what photographs show."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from PIL import Image

from penchant_training import efficientnet_lite
from reference import Classifier

CATS = {"tabby cat", "a cat having a striped coat", "Persian cat", "Siamese cat", "Egyptian Mau"}


@pytest.mark.parametrize(
    ("photograph", "labels", "at_least"),
    [
        ("flower.jpg", {"daisy"}, 0.25),
        ("coffee.png", {"espresso"}, 0.9),
        ("motorcycle.png", {"moped"}, 0.4),
        ("chelsea.png", CATS, 0.25),
    ],
)
def test_known_photographs_are_recognised(
    classifier: Classifier,
    photographs: dict[str, Path],
    photograph: str,
    labels: set[str],
    at_least: float,
) -> None:
    label, probability = classifier.best(Image.open(photographs[photograph]))
    print(f"{photograph}: {label} {probability:.4f}")
    assert label in labels
    assert probability > at_least


def test_the_manifest_describes_the_model_beside_it(
    classifier: Classifier, manifest_path: Path
) -> None:
    manifest = classifier.manifest
    data = manifest_path.with_name(manifest["url"]).read_bytes()
    assert (manifest["format"], manifest["version"]) == ("penchant-model", 1)
    assert manifest["bytes"] == len(data)
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest()
    (image,), (logits,) = classifier.session.get_inputs(), classifier.session.get_outputs()
    assert (image.name, image.shape) == (manifest["input"]["name"], manifest["input"]["shape"])
    assert (logits.name, logits.shape) == ("logits", [1, len(manifest["labels"])])


def test_the_graph_is_of_the_plainest_operators(manifest_path: Path) -> None:
    model = onnx.load(manifest_path.with_suffix(".onnx"))
    assert {node.op_type for node in model.graph.node} == {
        *("Conv", "Clip", "Add", "GlobalAveragePool", "Flatten", "Gemm")
    }
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 13)]


def test_two_exports_are_the_same_bytes(manifest_path: Path, tmp_path: Path) -> None:
    again = efficientnet_lite.export(tmp_path, "lite0")
    for suffix in (".json", ".onnx"):
        assert (
            again.with_suffix(suffix).read_bytes() == manifest_path.with_suffix(suffix).read_bytes()
        )


def test_same_padding_puts_the_odd_pixel_at_the_end() -> None:
    graph = efficientnet_lite.Graph({}, side=224)
    assert graph.same_padding(kernel=3, stride=2) == [0, 0, 1, 1]
    assert graph.side == 112
    assert graph.same_padding(kernel=5, stride=2) == [1, 1, 2, 2]
    assert graph.same_padding(kernel=5, stride=1) == [2, 2, 2, 2]


def test_folding_equals_a_normalisation_after_the_convolution() -> None:
    random = np.random.default_rng(1)
    weight = random.normal(size=(4, 3, 1, 1)).astype(np.float32)
    gamma, beta, mean, variance = random.uniform(0.1, 2, size=(4, 4)).astype(np.float32)
    names = ("weight", "bias", "running_mean", "running_var")
    norm = {f"bn.{n}": v for n, v in zip(names, (gamma, beta, mean, variance), strict=True)}
    graph = efficientnet_lite.Graph({"conv.weight": weight, **norm}, side=1)
    graph.convolution("x", "conv", "bn")
    folded, bias = (onnx.numpy_helper.to_array(t) for t in graph.initializers)

    x = random.normal(size=3)
    plain = (weight[:, :, 0, 0] @ x - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    np.testing.assert_allclose(folded[:, :, 0, 0] @ x + bias, plain, rtol=1e-5)
