"""In: the `penchant` binary, named by PENCHANT_BIN. Out: it agrees with onnxruntime and Pillow."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reference import PHOTOGRAPHS, Classifier, softmax

BINARY = os.environ.get("PENCHANT_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_BIN is not set: build the command line and put its path there"
)


def classify(image: Path, manifest: Path) -> dict[str, Any]:
    command = [str(BINARY), "classify", str(image), "--model", str(manifest), "--json", "--logits"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    (classification,) = json.loads(result.stdout)["classifications"]
    return classification


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_the_same_pixels_give_the_same_logits(
    classifier: Classifier,
    manifest_path: Path,
    photographs: dict[str, Path],
    tmp_path: Path,
    name: str,
) -> None:
    # Of 256 pixels the crop leaves 224, the model's own size: no resize stands between the two.
    path = tmp_path / "square.png"
    photograph = Image.open(photographs[name]).convert("RGB")
    left, top = (photograph.width - 256) // 2, (photograph.height - 256) // 2
    photograph.crop((left, top, left + 256, top + 256)).save(path)

    expected = classifier.logits(Image.open(path))
    reported = classify(path, manifest_path)
    np.testing.assert_allclose(reported["logits"], expected, rtol=0, atol=1e-4)
    best = reported["classes"][0]
    assert best["index"] == int(expected.argmax())
    assert best["label"] == classifier.manifest["labels"][best["index"]]
    assert best["probability"] == pytest.approx(softmax(expected).max(), abs=1e-4)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_whole_photograph_is_resized_as_pillow_does(
    classifier: Classifier,
    manifest_path: Path,
    photographs: dict[str, Path],
    tmp_path: Path,
    name: str,
) -> None:
    # As PNG, because decoders of JPEG may round differently.
    path = tmp_path / "whole.png"
    Image.open(photographs[name]).convert("RGB").save(path)
    reported = classify(path, manifest_path)
    np.testing.assert_allclose(
        reported["logits"], classifier.logits(Image.open(path)), rtol=0, atol=1e-4
    )


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_is_decoded_as_pillow_does(
    classifier: Classifier, manifest_path: Path, photographs: dict[str, Path], name: str
) -> None:
    label, probability = classifier.best(Image.open(photographs[name]))
    best = classify(photographs[name], manifest_path)["classes"][0]
    assert best["label"] == label
    assert best["probability"] == pytest.approx(probability, abs=0.01)
