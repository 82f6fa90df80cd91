"""In: the `penchant` binary, named by PENCHANT_BIN. Out: real networks agree with onnxruntime."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

import efficientnet_lite
from fetch import fetch

BINARY = os.environ.get("PENCHANT_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_BIN is not set: build the command line and put its path there"
)

TYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64}


def hold_against_onnxruntime(model: Path, shapes: dict[str, list[int]], folder: Path) -> None:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(1)
    inputs: dict[str, np.ndarray] = {}
    for given in session.get_inputs():
        sides = [side if isinstance(side, int) else 1 for side in given.shape]
        shape = shapes.get(given.name, sides)
        inputs[given.name] = (random.standard_normal(shape) * 0.1).astype(TYPES[given.type])
    if "sr" in inputs:
        inputs["sr"] = np.array(16_000, np.int64)
    command = [str(BINARY), "run", str(model), "--save", str(folder)]
    for place, (name, numbers) in enumerate(inputs.items()):
        np.save(folder / f"input-{place}.npy", numbers)
        command += ["--input", f"{name}={folder / f'input-{place}.npy'}"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for output, expected in zip(session.get_outputs(), session.run(None, inputs), strict=True):
        found = np.load(folder / f"{output.name}.npy")
        assert found.dtype == expected.dtype and found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4, err_msg=output.name)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("silero-vad", {"input": [1, 576], "state": [2, 1, 128]}),
        ("gtcrn", {}),
        ("basic-pitch", {}),
    ],
)
def test_sound(name: str, shapes: dict[str, list[int]], tmp_path: Path) -> None:
    (model,) = fetch(name).values()
    hold_against_onnxruntime(model, shapes, tmp_path)


@pytest.mark.parametrize("variant", ["lite0", "lite1"])
def test_pictures(variant: str, tmp_path: Path) -> None:
    manifest = efficientnet_lite.export(tmp_path, variant)
    hold_against_onnxruntime(manifest.with_suffix(".onnx"), {}, tmp_path)
