"""In: photographs, and the example `preprocess`, named by PENCHANT_PREPROCESS_BIN.
Out: what a model sees of them is what Pillow makes of them, to the last level of 255."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reference import PHOTOGRAPHS

BINARY = os.environ.get("PENCHANT_PREPROCESS_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY,
    reason="PENCHANT_PREPROCESS_BIN is not set: "
    "cargo build --example preprocess, and put its path there",
)

FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
# Smaller, larger, square, wide, high, and each side on its own.
TARGETS = [(224, 224), (320, 180), (97, 301), (31, 17), (1000, 700), (640, 90), (50, 427)]


def seen(
    image: Image.Image, target: tuple[int, int], region: list[int] | None = None, **recipe: Any
) -> np.ndarray:
    """Levels of red, green and blue, [height, width, 3]."""
    unscaled = {"mean": [0, 0, 0], "scale": [1, 1, 1]} | recipe
    question = {"size": image.size, "region": region, "target": target, "preprocess": unscaled}
    result = subprocess.run(
        [str(BINARY), json.dumps(question)],
        input=image.convert("RGBA").tobytes(),
        capture_output=True,
    )
    assert result.returncode == 0, result.stderr
    tensor = np.frombuffer(result.stdout, "<f4").reshape(3, target[1], target[0])
    return tensor.transpose(1, 2, 0)


def levels_apart(reported: np.ndarray, expected: Image.Image) -> float:
    return float(np.abs(reported - np.asarray(expected, np.float32)).max())


@pytest.fixture(scope="session", params=PHOTOGRAPHS)
def photograph(photographs: dict[str, Path], request: pytest.FixtureRequest) -> Image.Image:
    return Image.open(photographs[request.param]).convert("RGB")


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("target", TARGETS)
def test_stretching(photograph: Image.Image, target: tuple[int, int], name: str) -> None:
    whole = seen(photograph, target, fit="stretch", filter=name)
    assert levels_apart(whole, photograph.resize(target, FILTERS[name])) == 0
    x, y, width, height = 41, 17, 333, 250
    part = seen(photograph, target, [x, y, width, height], fit="stretch", filter=name)
    box = (x, y, x + width, y + height)
    assert levels_apart(part, photograph.resize(target, FILTERS[name], box=box)) == 0


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("target", TARGETS)
def test_cropping(photograph: Image.Image, target: tuple[int, int], name: str) -> None:
    shorter = min(photograph.width / target[0], photograph.height / target[1])
    width, height = (int(side * shorter * 0.875 + 1e-9) for side in target)
    left, top = (photograph.width - width) // 2, (photograph.height - height) // 2
    box = (left, top, left + width, top + height)
    reported = seen(photograph, target, crop_fraction=0.875, filter=name)
    assert levels_apart(reported, photograph.resize(target, FILTERS[name], box=box)) == 0


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("target", TARGETS)
def test_padding(photograph: Image.Image, target: tuple[int, int], name: str) -> None:
    mean = (120, 60, 30)
    scale = min(target[0] / photograph.width, target[1] / photograph.height)
    width, height = (max(1, int(side * scale + 1e-9)) for side in photograph.size)
    expected = Image.new("RGB", target, mean)
    place = ((target[0] - width) // 2, (target[1] - height) // 2)
    expected.paste(photograph.resize((width, height), FILTERS[name]), place)
    reported = seen(photograph, target, fit="pad", filter=name, mean=mean) + np.float32(mean)
    assert levels_apart(reported, expected) == 0
