"""In: a seed. Out: OUT_DIR/mobilenet-v2.onnx, MobileNetV2 (Sandler et al., 2018; width 1, 224²).

No package has its weights. To measure how fast it runs, random ones do, as long as they keep the
activations alive (He et al., 2015). EfficientNet-Lite took its blocks from here, so its graph fits.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from penchant_training.efficientnet_lite import BATCH_NORM_EPSILON, Variant, build, model
from penchant_training.errors import run

SEED = 2018
CLASSES, STEM, HEAD = 1000, 32, 1280
# Blocks, and the width that they narrow to, of each stage.
STAGES = ((1, 16), (2, 24), (3, 32), (4, 64), (3, 96), (3, 160), (1, 320))
WIDENING = 6  # of every block but the first
NETWORK = Variant(224, tuple(depth for depth, _ in STAGES))


def random_weights(seed: int = SEED) -> dict[str, np.ndarray]:
    """Under the names that EfficientNet-Lite's weights have; normalisation only adds a bias."""
    random = np.random.default_rng(seed)
    weights: dict[str, np.ndarray] = {}

    def convolution(name: str, norm: str, *shape: int, gain: float = 2) -> None:
        out, fan_in = shape[0], np.prod(shape[1:])
        spread = np.sqrt(gain / fan_in)
        weights[f"{name}.weight"] = random.normal(0, spread, shape).astype(np.float32)
        weights[f"{norm}.weight"] = np.ones(out)
        weights[f"{norm}.bias"] = random.normal(0, 0.1, out)
        weights[f"{norm}.running_mean"] = np.zeros(out)
        weights[f"{norm}.running_var"] = np.full(out, 1 - BATCH_NORM_EPSILON)

    convolution("_conv_stem", "_bn0", STEM, 3, 3, 3)
    narrow = STEM
    widths = [width for depth, width in STAGES for _ in range(depth)]
    for index, width in enumerate(widths):
        name, wide = f"_blocks.{index}", narrow
        if index > 0:
            wide = WIDENING * narrow
            convolution(f"{name}._expand_conv", f"{name}._bn0", wide, narrow, 1, 1)
        convolution(f"{name}._depthwise_conv", f"{name}._bn1", wide, 1, 3, 3)
        # No ReLU follows, and so nothing is lost that the gain would make up for.
        convolution(f"{name}._project_conv", f"{name}._bn2", width, wide, 1, 1, gain=1)
        narrow = width
    convolution("_conv_head", "_bn1", HEAD, narrow, 1, 1)
    spread = np.sqrt(1 / HEAD)
    weights["_fc.weight"] = random.normal(0, spread, (CLASSES, HEAD)).astype(np.float32)
    weights["_fc.bias"] = np.zeros(CLASSES, np.float32)
    return weights


def export(out: Path) -> Path:
    """Writes the model; gives its path."""
    graph = build(random_weights(), NETWORK)
    metadata = {"source": f"random weights, seed {SEED}: it recognises nothing"}
    path = out / "mobilenet-v2.onnx"
    out.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model(graph, path.stem, NETWORK, metadata))
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Write MobileNetV2 with random weights as ONNX.")
    parser.add_argument("out_dir", type=Path)
    path = export(parser.parse_args().out_dir)
    print(f"wrote {path.name} ({path.stat().st_size / 1e6:.1f} MB) to {path.parent}")


if __name__ == "__main__":
    run(main)
