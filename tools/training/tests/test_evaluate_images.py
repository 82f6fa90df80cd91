"""In: the `penchant` binary, named by PENCHANT_BIN, and labelled crops of photographs.
Out: what it measures is what onnxruntime and scikit-learn do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import confusion_matrix, top_k_accuracy_score

from reference import Classifier, softmax

BINARY = os.environ.get("PENCHANT_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_BIN is not set: build the command line and put its path there"
)

LABELS = {
    "astronaut.png": "military uniform",
    "chelsea.png": "Egyptian Mau",
    "china.jpg": "palace",
    "coffee.png": "espresso",
    "flower.jpg": "daisy",
    "motorcycle.png": "moped",
    "rocket.jpg": "space shuttle",
}


def crops(photographs: dict[str, Path]) -> list[tuple[str, Image.Image]]:
    cut = []
    for name, label in LABELS.items():
        photograph = Image.open(photographs[name]).convert("RGB")
        for side in (300, 260, 200, 120, 60):
            for left in range(0, photograph.width - side + 1, 150):
                top = (photograph.height - side) // 2
                cut.append((label, photograph.crop((left, top, left + side, top + side))))
    return cut


def test_it_measures_what_other_libraries_do(
    classifier: Classifier, manifest_path: Path, photographs: dict[str, Path], tmp_path: Path
) -> None:
    labels = classifier.manifest["labels"]
    folder, curve = tmp_path / "pictures", tmp_path / "curve.svg"
    truth, logits = [], []
    for place, (label, image) in enumerate(crops(photographs)):
        (folder / label.replace(" ", "_").upper()).mkdir(parents=True, exist_ok=True)
        image.save(folder / label.replace(" ", "_").upper() / f"{place}.png")
        truth.append(labels.index(label))
        logits.append(classifier.logits(image))
    command = [str(BINARY), "evaluate-images", str(folder), "--model", str(manifest_path)]
    command += ["--json", "--reliability", str(curve)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    reported = json.loads(result.stdout)

    probabilities = np.array([softmax(row) for row in logits])
    taken_for, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    classes = range(len(labels))
    assert (reported["images"], reported["skipped"]) == (len(truth), 0)
    for name, k in (("top1", 1), ("top5", 5)):
        expected = top_k_accuracy_score(truth, probabilities, k=k, labels=classes)
        assert reported[name] == pytest.approx(expected, abs=1e-12)
        assert 0 < expected < 1, "the test measures nothing where all are right or all are wrong"

    right = taken_for == truth
    inside = [(confidence > low / 15) & (confidence <= (low + 1) / 15) for low in range(15)]
    assert [each["images"] for each in reported["bins"]] == [each.sum() for each in inside]
    gaps = [
        each.sum() * abs(right[each].mean() - confidence[each].mean())
        for each in inside
        if each.any()
    ]
    assert reported["ece"] == pytest.approx(sum(gaps) / len(truth), abs=1e-5)

    matrix = confusion_matrix(truth, taken_for, labels=classes)
    np.fill_diagonal(matrix, 0)
    pairs = {(i, j): matrix[i, j] for i, j in zip(*matrix.nonzero(), strict=True)}
    assert {
        (c["index"], c["taken_for_index"]): c["images"] for c in reported["confusions"]
    } == pairs

    drawing = ElementTree.parse(curve).getroot()
    points = drawing.findall("{http://www.w3.org/2000/svg}circle")
    assert len(points) == len(gaps)
