"""In: a manifest and a Pillow image. Out: logits, computed by other libraries.

Pillow crops and resizes, onnxruntime infers: nothing here is shared with the code under test.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

# All that `penchant_training.photographs` fetches.
PHOTOGRAPHS = [
    *("astronaut.png", "chelsea.png", "china.jpg", "coffee.png"),
    *("flower.jpg", "motorcycle.png", "rocket.jpg"),
]


class Classifier:
    def __init__(self, manifest_path: Path) -> None:
        self.manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
        model = manifest_path.with_name(self.manifest["url"])
        self.session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def tensor(self, image: Image.Image) -> np.ndarray:
        how = self.manifest["preprocess"]
        side = self.manifest["input"]["shape"][-1]
        crop = int(how["crop_fraction"] * min(image.size))
        left, top = (image.width - crop) // 2, (image.height - crop) // 2
        box = (left, top, left + crop, top + crop)
        resized = image.convert("RGB").resize((side, side), Image.Resampling.BICUBIC, box=box)
        pixels = np.asarray(resized, np.float32)
        scaled = (pixels - np.float32(how["mean"])) / np.float32(how["scale"])
        return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])

    def logits(self, image: Image.Image) -> np.ndarray:
        names = self.manifest["input"]["name"], self.manifest["output"]["name"]
        return self.session.run([names[1]], {names[0]: self.tensor(image)})[0][0]

    def best(self, image: Image.Image) -> tuple[str, float]:
        probabilities = softmax(self.logits(image))
        index = int(probabilities.argmax())
        return self.manifest["labels"][index], float(probabilities[index])


def softmax(logits: np.ndarray) -> np.ndarray:
    exponentials = np.exp(logits.astype(np.float64) - logits.max())
    return exponentials / exponentials.sum()
