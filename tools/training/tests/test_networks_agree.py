"""In: the `penchant` binary, named by PENCHANT_BIN. Out: real networks agree with onnxruntime."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from penchant_training import efficientnet_lite, minilm, mobilenet_v2
from penchant_training.fetch import fetch

BINARY = os.environ.get("PENCHANT_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_BIN is not set: build the command line and put its path there"
)

TYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64}


# [CLS], words and [SEP] of three sentences, by their indices in BERT's vocabulary; 0 is no token.
SENTENCES = np.array(
    [
        [101, 1996, 4937, 7719, 2648, 102, 0, 0],  # the cat sits outside
        [101, 1037, 4937, 2003, 2648, 102, 0, 0],  # a cat is outside
        [101, 1037, 2158, 2003, 2652, 2858, 102, 0],  # a man is playing guitar
    ]
)


def random_inputs(model: Path, shapes: dict[str, list[int]]) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(1)
    inputs: dict[str, np.ndarray] = {}
    for given in session.get_inputs():
        sides = [side if isinstance(side, int) else 1 for side in given.shape]
        shape = shapes.get(given.name, sides)
        inputs[given.name] = (random.standard_normal(shape) * 0.1).astype(TYPES[given.type])
    if "sr" in inputs:
        inputs["sr"] = np.array(16_000, np.int64)
    return inputs


def assert_agrees_with_onnxruntime(
    model: Path, inputs: dict[str, np.ndarray], folder: Path, tolerance: float = 1e-4
) -> None:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    command = [str(BINARY), "run", str(model), "--save", str(folder)]
    for place, (name, numbers) in enumerate(inputs.items()):
        np.save(folder / f"input-{place}.npy", numbers)
        command += ["--input", f"{name}={folder / f'input-{place}.npy'}"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for output, expected in zip(session.get_outputs(), session.run(None, inputs), strict=True):
        found = np.load(folder / f"{output.name}.npy")
        assert found.dtype == expected.dtype and found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance, err_msg=output.name)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("silero-vad", {"input": [1, 576], "state": [2, 1, 128]}),
        ("gtcrn", {}),
        ("basic-pitch", {}),
    ],
)
def test_audio_models(name: str, shapes: dict[str, list[int]], tmp_path: Path) -> None:
    (model,) = fetch(name).values()
    assert_agrees_with_onnxruntime(model, random_inputs(model, shapes), tmp_path)


@pytest.mark.parametrize("variant", ["lite0", "lite1"])
def test_image_models(variant: str, tmp_path: Path) -> None:
    model = efficientnet_lite.export(tmp_path, variant).with_suffix(".onnx")
    assert_agrees_with_onnxruntime(model, random_inputs(model, {}), tmp_path)


def test_an_image_model_with_random_weights(tmp_path: Path) -> None:
    model = mobilenet_v2.export(tmp_path)
    again = mobilenet_v2.export(tmp_path / "again")
    assert model.read_bytes() == again.read_bytes()
    assert 13.9e6 < model.stat().st_size < 14.2e6
    assert_agrees_with_onnxruntime(model, random_inputs(model, {}), tmp_path)


def test_sentence_embeddings(tmp_path: Path) -> None:
    inputs = {"input_ids": SENTENCES, "attention_mask": (SENTENCES > 0).astype(np.int64)}
    model = minilm.export(tmp_path)
    assert_agrees_with_onnxruntime(model, inputs, tmp_path)
    embeddings = np.load(tmp_path / "embedding.npy")
    similarity = embeddings @ embeddings.T
    assert similarity[0, 1] > 0.8 and similarity[0, 2] < 0.2

    # Its integers are the same; what is rounded to them may go either way.
    small = minilm.export_int8(model)
    assert_agrees_with_onnxruntime(small, inputs, tmp_path, tolerance=5e-2)
